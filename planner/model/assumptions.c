/* assumptions.c — every default that mattered, one sentence each, in a fixed order. */
#include "planner/model/build.h"

#include <string.h>

enum { SENTENCES_MAX = 24 };

static void add(struct build *build, const char *sentence)
{
    struct field_strings *assumptions = &build->model->assumptions;
    if (sentence == NULL)
        return;
    BUG_IF(assumptions->count >= NOTES_COUNT + SENTENCES_MAX);
    assumptions->items[assumptions->count++] = sentence;
}

static const char *zones_text(struct build *build)
{
    const struct field_strings *zones = &build->profile->zones;
    const char *text = zones->items[0];
    for (int i = 1; i < zones->count; i++)
        text = arena_printf(&build->scratch, "%s%s%s", text, i + 1 < zones->count ? ", " : " and ", zones->items[i]);
    return text;
}

static void say_prices(struct build *build)
{
    struct arena *arena = &build->model->arena;
    const struct catalogue *catalogue = build->catalogue;
    if (strcmp(catalogue->file, "built-in") == 0)
        add(build, arena_printf(arena, "Prices are on-demand prices of the built-in catalogue of %s, %s.",
                                catalogue->region, catalogue->as_of));
    if (!build->profile->zones_given)
        add(build, arena_printf(arena, "The profile names no zones: %s are assumed.", zones_text(build)));
}

static void say_one_count(struct text *text, int count, const char *what)
{
    if (count > 0)
        text_printf(text, "%s%d %s", text->length > 0 ? ", " : "", count, what);
}

static void say_excluded(struct build *build)
{
    const struct type_counts *types = &build->types;
    struct arena *arena = &build->model->arena;
    struct text text;
    text_init(&text, ERROR_TEXT_SIZE);
    say_one_count(&text, types->burstable, "burstable");
    say_one_count(&text, types->previous_generation, "of a previous generation");
    say_one_count(&text, types->bare_metal, "bare metal");
    say_one_count(&text, types->unknown_memory, "of unknown ECS memory");
    say_one_count(&text, types->unknown_enis, "of unknown awsvpc task limit");
    say_one_count(&text, types->too_small, "smaller than the reserve");
    say_one_count(&text, types->full_of_daemons, "too small for the daemons");
    if (text.length > 0)
        add(build, arena_printf(arena,
                                "Of %d instance types of the architectures asked for, these were not considered: "
                                "%s.",
                                types->considered, text.bytes));
    text_release(&text);
    if (types->unpriced > 0)
        add(build, arena_printf(arena, "%d instance type%s no price in the catalogue of %s (%s) and %s not considered.",
                                types->unpriced, types->unpriced == 1 ? " has" : "s have", build->catalogue->region,
                                build->catalogue->as_of, types->unpriced == 1 ? "was" : "were"));
}

static void say_daemons(struct build *build)
{
    const char *daemons = daemons_text(build, ~0u, &build->scratch);
    if (daemons != NULL)
        add(build,
            arena_printf(&build->model->arena,
                         "On every instance of the architectures given the room of %s is kept free; on Fargate and "
                         "Lambda %s not run.",
                         daemons, build->model->daemons_count == 1 ? "it does" : "they do"));
}

static void say_ec2(struct build *build)
{
    const struct limits *limits = &build->profile->limits;
    struct arena *arena = &build->model->arena;
    say_excluded(build);
    say_daemons(build);
    if (build->dimension_used[DIMENSION_ENI] && !limits->eni_trunking_given)
        add(build, "ENI trunking is off, as AWS has it: an instance runs as many awsvpc tasks as it has network "
                   "interfaces but one (limits.eni_trunking).");
    if (limits->reserved_memory_mib < 0)
        add(build, "Of an instance's registered memory 2 %, at least 256 MiB, are kept for the system "
                   "(limits.reserved_memory_mib).");
    if (!limits->root_volume_gib_given)
        add(build, arena_printf(arena, "Every instance has a gp3 root volume of %lld GiB (limits.root_volume_gib).",
                                (long long)limits->root_volume_gib));
}

static bool is_wanted(const struct build *build, enum pool_purchase purchase)
{
    for (int a = 0; a < ARCHITECTURES_COUNT; a++)
        if (build->wanted & pool_bit(purchase, (enum architecture)a))
            return true;
    return false;
}

/* What of EC2 Spot there is to choose from. */
static void say_spot_offers(struct build *build)
{
    const struct spot_counts *spot = &build->spot;
    const struct spot_settings *settings = &build->profile->spot;
    struct arena *arena = &build->model->arena;
    struct text text;
    text_init(&text, ERROR_TEXT_SIZE);
    say_one_count(&text, spot->unpriced, "without a price");
    say_one_count(&text, spot->unrated, "of unknown interruptions");
    if (spot->interrupted > 0)
        say_one_count(&text, spot->interrupted,
                      arena_printf(arena, "of more than %lld %% interruptions a month",
                                   (long long)settings->interruptions_percent_max));
    if (spot->alone > 0)
        say_one_count(&text, spot->alone,
                      arena_printf(arena, "of sizes with fewer than %lld such types", (long long)settings->types_min));
    add(build,
        arena_printf(arena,
                     "EC2 Spot is offered as pools of one size each, %d size%s in all, of the %lld cheapest types "
                     "of a size%s%s.",
                     spot->sizes, spot->sizes == 1 ? "" : "s", (long long)settings->types_max,
                     text.length > 0 ? "; left out are types: " : "", text.length > 0 ? text.bytes : ""));
    text_release(&text);
}

static void say_spot(struct build *build)
{
    const struct spot_settings *settings = &build->profile->spot;
    struct arena *arena = &build->model->arena;
    say_spot_offers(build);
    add(build,
        "A Spot instance is counted at the mean Spot price of its pool's types, whatever share of each AWS gives, "
        "and with the least CPU, memory and network interfaces of them.");
    add(build,
        arena_printf(arena,
                     "An interruption costs %lld minutes of a Spot instance again (spot.minutes_per_interruption); "
                     "types are interrupted as often as AWS's Spot Instance Advisor said.",
                     (long long)settings->minutes_per_interruption));
    if (settings->on_demand_percent > 0)
        add(build, arena_printf(arena,
                                "Of every Spot pool %lld %% are on demand, at the cheapest of its types "
                                "(spot.on_demand_percent).",
                                (long long)settings->on_demand_percent));
}

static void say_managed(struct build *build)
{
    add(build,
        "ECS Managed Instances: AWS chooses and packs their instances; counted on is bayplan's own packing with one "
        "type.");
    add(build,
        "A Managed Instance runs Bottlerocket, is replaced within 14 days, has a gp3 volume as other instances have "
        "a root volume, and costs no hours of work of its own.");
}

static bool lambda_used(const struct model *model)
{
    for (int i = model->services_count; i < model->items_count; i++)
        if (model->items[i].job_month[PLACE_LAMBDA].nano >= 0)
            return true;
    return false;
}

void build_assumptions(struct build *build)
{
    struct model *model = build->model;
    model->assumptions.items = ARENA_ARRAY(&model->arena, const char *, NOTES_COUNT + SENTENCES_MAX);
    say_prices(build);
    if (build->wanted != 0)
        say_ec2(build);
    if (is_wanted(build, POOL_SPOT))
        say_spot(build);
    if (is_wanted(build, POOL_MANAGED_INSTANCES))
        say_managed(build);
    add(build, "No public IPv4 address, load balancer or data transfer is counted.");
    if (lambda_used(model))
        add(build, "Lambda is billed without its free tier, with at most 512 MB of /tmp and no cold starts.");
    for (int kind = 0; kind < NOTES_COUNT; kind++)
        add(build, note_sentence(&build->notes, (enum note)kind, &model->arena));
}
