/* job_places.c — what a job costs a month on Fargate and on Lambda, and whether EC2 may hold room for it. */
#include "planner/model/outside.h"

#include <string.h>

/* Below this a run is mostly its start: EC2 has to be asked for. */
enum { SHORT_JOB_SECONDS = 60 };

static const enum place fargate_places[PURCHASES_COUNT] = {PLACE_FARGATE, PLACE_FARGATE_SPOT};

static const char *obstacle_text(enum lambda_obstacle obstacle)
{
    switch (obstacle) {
    case LAMBDA_FITS:
        return NULL;
    case LAMBDA_TOO_LONG:
        return "it runs longer than Lambda's 900 s";
    case LAMBDA_TOO_MUCH_MEMORY:
        return "it needs more than Lambda's 10240 MB";
    case LAMBDA_TOO_MUCH_CPU:
        return "it needs more CPU than Lambda gives at 10240 MB";
    case LAMBDA_HAS_GPU:
        return "Lambda has no GPUs";
    }
    bug_found(__FILE__, __LINE__, "an obstacle that is none");
}

static void fargate_months(const struct build *build, struct model_item *item)
{
    const struct job *job = item_job(build, item);
    for (int purchase = 0; purchase < PURCHASES_COUNT; purchase++)
        if (item->fargate[purchase].possible)
            item->job_month[fargate_places[purchase]] =
                fargate_job_month(item->fargate[purchase].price, job->startup_s, job->duration_s, job->runs_per_day);
}

static void lambda_fits(struct build *build, struct model_item *item)
{
    const struct job *job = item_job(build, item);
    if (!(job->places & 1u << PLACE_LAMBDA))
        return;
    double longest_s = job->duration_p99_s > job->duration_s ? job->duration_p99_s : job->duration_s;
    item->lambda_size = lambda_size_of(job->cpu_units, job->memory_mib, job->gpus, longest_s);
    item->lambda_why_not = obstacle_text(item->lambda_size.obstacle);
    if (item->lambda_why_not == NULL && job->ephemeral_storage_gib > FARGATE_STORAGE_INCLUDED_GIB) {
        item->lambda_why_not = "it needs more ephemeral storage than Lambda has";
        note_add(&build->notes, NOTE_LAMBDA_STORAGE, job->name);
    }
    if (item->lambda_why_not == NULL && job->duration_p99_s <= 0)
        note_add(&build->notes, NOTE_NO_P99, job->name);
    if (item->lambda_why_not == NULL)
        item->lambda_use = lambda_month_of(item->lambda_size.memory_mb, job->duration_s, job->runs_per_day);
}

static bool lambda_possible(const struct build *build, const struct model_item *item)
{
    return item_job(build, item)->places & 1u << PLACE_LAMBDA && item->lambda_why_not == NULL;
}

/* The cheaper of the architectures allowed, x86_64 on a tie; one without a price is passed over if another has one. */
static bool lambda_price(struct build *build, struct model_item *item, const int128 before[ARCHITECTURES_COUNT],
                         struct error *err)
{
    struct error missing = {0};
    struct usd best = {-1};
    for (int architecture = 0; architecture < ARCHITECTURES_COUNT; architecture++) {
        struct usd cost;
        if (!(item->architectures & 1u << architecture))
            continue;
        if (!lambda_bill(build->catalogue, (enum architecture)architecture, before[architecture], item->lambda_use,
                         &cost, &missing)) {
            if (missing.kind != ERROR_UNKNOWN_PRICE)
                return error_set(err, missing.kind, missing.where, "%s", missing.text);
        } else if (best.nano < 0 || cost.nano < best.nano) {
            best = cost;
            item->lambda_architecture = (enum architecture)architecture;
        }
    }
    item->job_month[PLACE_LAMBDA] = best;
    if (best.nano >= 0)
        return true;
    item->lambda_why_not = "the catalogue has no price of it";
    return price_missed(build, item, !item_job(build, item)->places_given, NOTE_LAMBDA_UNPRICED, &missing, err);
}

static void outside_of(struct model_item *item)
{
    static const enum place order[] = {PLACE_FARGATE, PLACE_FARGATE_SPOT, PLACE_LAMBDA};
    item->outside_possible = false;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        struct usd month = item->job_month[order[i]];
        if (month.nano < 0 || (item->outside_possible && month.nano >= item->job_outside.nano))
            continue;
        item->outside_possible = true;
        item->outside_place = order[i];
        item->job_outside = month;
    }
}

/* Where Lambda's first tier ends, in MB-ns of a month; -1 = it has no end. A catalogue is sorted: tiers are neighbours.
 */
static int128 first_tier_end(const struct catalogue *catalogue, enum architecture architecture, struct arena *scratch)
{
    const char *item = arena_printf(scratch, "%s.duration", architecture_names[architecture]);
    const struct price *tier = price_find(catalogue, "lambda", item, PURCHASE_ON_DEMAND);
    const struct price *end = catalogue->prices + catalogue->prices_count;
    if (tier == NULL || tier + 1 == end || strcmp(tier[1].service, tier->service) != 0 ||
        strcmp(tier[1].item, tier->item) != 0 || tier[1].purchase != tier->purchase)
        return -1;
    return (int128)tier[1].from_quantity * 1024 * 1000 * 1000 * 1000 * 1000 * 1000;
}

/* C(x) / x * use + requests, rounded down, where C is the duration bill of a set of jobs: the least of a job's part in
 * any set. Tiers fall, but where commitments make the first the cheaper one: C(x) / x is least for all jobs together,
 * or for this one alone. -1 where the architecture has no price. */
static int64_t tier_share(const struct build *build, enum architecture architecture, int128 total,
                          struct lambda_month use)
{
    struct error missing = {0};
    struct usd all, alone, requests;
    struct lambda_month everything = {.mb_ns = total}, one = {.mb_ns = use.mb_ns},
                        requests_alone = {.requests_millionths = use.requests_millionths};
    if (!lambda_bill(build->catalogue, architecture, 0, everything, &all, &missing) ||
        !lambda_bill(build->catalogue, architecture, 0, one, &alone, &missing) ||
        !lambda_bill(build->catalogue, architecture, 0, requests_alone, &requests, &missing))
        return -1;
    long double share = (long double)all.nano * ((long double)use.mb_ns / (long double)total);
    if (share > (long double)alone.nano)
        share = (long double)alone.nano;
    return (int64_t)(share * (1 - 1e-15L)) + requests.nano - 2; /* its two parts are rounded, by half a nano each */
}

static int64_t lambda_least(const struct build *build, const struct model_item *item,
                            const int128 total[ARCHITECTURES_COUNT])
{
    int64_t least = -1;
    for (int architecture = 0; architecture < ARCHITECTURES_COUNT; architecture++) {
        int64_t share = -1;
        if (item->architectures & 1u << architecture && total[architecture] > 0)
            share = tier_share(build, (enum architecture)architecture, total[architecture], item->lambda_use);
        if (share >= 0 && (least < 0 || share < least))
            least = share;
    }
    return least < 0 ? 0 : least;
}

static struct usd least_outside(const struct build *build, const struct model_item *item,
                                const int128 total[ARCHITECTURES_COUNT])
{
    struct usd least = {lambda_least(build, item, total)};
    for (int purchase = 0; purchase < PURCHASES_COUNT; purchase++) {
        struct usd month = item->job_month[fargate_places[purchase]];
        if (month.nano >= 0 && month.nano < least.nano)
            least = month;
    }
    return least;
}

/* Below the first tier's end prices are the same for every job whoever else is on Lambda: the bound is exact. */
static void outside_bounds(struct build *build, const int128 total[ARCHITECTURES_COUNT])
{
    bool tiers_matter = false;
    for (int architecture = 0; architecture < ARCHITECTURES_COUNT; architecture++) {
        int128 end = first_tier_end(build->catalogue, (enum architecture)architecture, &build->scratch);
        tiers_matter |= end >= 0 && total[architecture] > end;
    }
    struct model *model = build->model;
    for (int i = model->services_count; i < model->items_count; i++) {
        struct model_item *item = &model->items[i];
        bool shares_tiers = tiers_matter && lambda_possible(build, item);
        item->job_outside_bound = shares_tiers ? least_outside(build, item, total) : item->job_outside;
    }
}

/* A run shorter than a minute spends its time starting: EC2 has to be asked for, by startup_s or as the only place. */
static bool settle_ec2(struct build *build, struct model_item *item, struct error *err)
{
    const struct job *job = item_job(build, item);
    char where[ERROR_WHERE_SIZE];
    if (item->ec2_allowed && job->duration_s < SHORT_JOB_SECONDS && !job->startup_given) {
        item->ec2_allowed = !item->outside_possible;
        note_add(&build->notes, item->ec2_allowed ? NOTE_SHORT_JOB_ON_EC2 : NOTE_SHORT_JOB, job->name);
    } else if (!job->startup_given && (item->ec2_allowed || item->fargate[PURCHASE_ON_DEMAND].possible)) {
        note_add(&build->notes, NOTE_NO_STARTUP, job->name);
    }
    if (item->ec2_allowed && item->tasks[0] >= PROFILE_TASKS_MAX)
        return error_set(err, ERROR_LIMIT, item_where(build, item, "runs_per_day", where),
                         "job \"%s\" has %.0f runs going at once in the mean; at most %d can be planned on EC2: split "
                         "it, or leave ec2 out of its places",
                         job->name, item->job_concurrency, PROFILE_TASKS_MAX - 1);
    if (item->ec2_allowed)
        note_add(&build->notes, NOTE_JOB_ROOM, job->name);
    else
        item->mask = 0;
    return true;
}

/* What jobs cost is summed in 64 bits from here on: their dearest places together must stay well inside. */
static bool add_dearest(const struct build *build, const struct model_item *item, int128 *sum, struct error *err)
{
    char where[ERROR_WHERE_SIZE];
    int64_t dearest = 0;
    for (int place = 0; place < PLACES_COUNT; place++)
        if (item->job_month[place].nano > dearest)
            dearest = item->job_month[place].nano;
    *sum += dearest;
    if (*sum <= INT64_MAX / 4)
        return true;
    return error_set(err, ERROR_LIMIT, item_where(build, item, "runs_per_day", where),
                     "at the prices of %s the jobs up to \"%s\" cost more than 2 thousand million dollars a month, "
                     "which is more than can be counted",
                     build->catalogue->file, item->name);
}

bool build_job_places(struct build *build, struct error *err)
{
    struct model *model = build->model;
    int128 before[ARCHITECTURES_COUNT] = {0}, total[ARCHITECTURES_COUNT] = {0}, dearest = 0;
    for (int i = model->services_count; i < model->items_count; i++) {
        struct model_item *item = &model->items[i];
        if (!fargate_quotes(build, item, err) || !pool_places_settled(build, item, err))
            return false;
        fargate_months(build, item);
        lambda_fits(build, item);
        if (lambda_possible(build, item) && !lambda_price(build, item, before, err))
            return false;
        if (!add_dearest(build, item, &dearest, err))
            return false;
        outside_of(item);
        if (item->outside_possible && item->outside_place == PLACE_LAMBDA)
            before[item->lambda_architecture] += item->lambda_use.mb_ns;
        for (int architecture = 0; architecture < ARCHITECTURES_COUNT; architecture++)
            if (item->architectures & 1u << architecture)
                total[architecture] += item->lambda_use.mb_ns;
        if (!settle_ec2(build, item, err))
            return false;
    }
    outside_bounds(build, total);
    return prices_there(build, err);
}
