#include "data/facts/facts.h"

#include "data/base/arena.h"
#include "data/base/csv.h"
#include "data/facts/embed.h"
#include <stdlib.h>
#include <string.h>
#include <threads.h>

EMBED_FILE(facts_instance_types_csv, BAYPLAN_FACTS_FOLDER "/instance_types.csv");
EMBED_FILE(facts_fargate_sizes_csv, BAYPLAN_FACTS_FOLDER "/fargate_sizes.csv");
EMBED_FILE(facts_lambda_limits_csv, BAYPLAN_FACTS_FOLDER "/lambda_limits.csv");

const char *const architecture_names[] = {"x86_64", "arm64", NULL};

static struct facts {
    struct arena arena;
    struct instance_type *types;
    int types_count;
    struct fargate_size *sizes;
    int sizes_count;
    const char *fargate_source, *lambda_source;
} facts;
static once_flag facts_once = ONCE_FLAG_INIT;

/* A compiled-in table that cannot be read is a fault of the build, never of the user. */
static _Noreturn void facts_are_broken(const struct error *err)
{
    bug_found(err->where, __LINE__, err->text);
}

static const char *facts_field(const struct csv *csv, const char *name)
{
    int column = csv_column(csv, name);
    BUG_IF(column < 0);
    return csv->fields[column];
}

static int64_t facts_integer(const struct csv *csv, const char *name)
{
    const char *text = facts_field(csv, name);
    char *end = NULL;
    long long value = strtoll(text, &end, 10);
    BUG_IF(text[0] == '\0' || *end != '\0' || value < -1);
    return value;
}

static enum architecture facts_architecture(const struct csv *csv)
{
    const char *text = facts_field(csv, "architecture");
    for (int i = 0; i < ARCHITECTURES_COUNT; i++)
        if (strcmp(text, architecture_names[i]) == 0)
            return (enum architecture)i;
    bug_found(csv_where(csv, csv_column(csv, "architecture")), csv->line, text);
}

static void instance_type_read(const struct csv *csv, struct instance_type *type)
{
    type->name = facts_field(csv, "name");
    type->vcpus = (int)facts_integer(csv, "vcpus");
    type->cpu_units = INT64_C(1024) * type->vcpus;
    type->memory_mib = facts_integer(csv, "memory_mib");
    type->registered_memory_mib = facts_integer(csv, "registered_memory_mib");
    type->architecture = facts_architecture(csv);
    type->gpus = (int)facts_integer(csv, "gpus");
    type->awsvpc_tasks = (int)facts_integer(csv, "awsvpc_tasks");
    type->awsvpc_tasks_trunked = (int)facts_integer(csv, "awsvpc_tasks_trunked");
    type->burstable = facts_integer(csv, "burstable") == 1;
    type->bare_metal = facts_integer(csv, "bare_metal") == 1;
    type->current_generation = facts_integer(csv, "current_generation") == 1;
    type->local_disk_gb = facts_integer(csv, "local_disk_gb");
    type->source = facts_field(csv, "source");
    type->as_of = facts_field(csv, "as_of");
}

static int lines_count(const char *bytes)
{
    int count = 0;
    for (; *bytes != '\0'; bytes++)
        count += *bytes == '\n';
    return count;
}

static void facts_open(struct csv *csv, const char *file, const char *bytes, uint64_t length)
{
    struct error err = {0};
    if (!csv_open(csv, file, bytes, length, &facts.arena, &err))
        facts_are_broken(&err);
}

static bool facts_next(struct csv *csv)
{
    struct error err = {0};
    bool more = false;
    if (!csv_next(csv, &more, &err))
        facts_are_broken(&err);
    return more;
}

static void instance_types_load(void)
{
    struct csv csv = {0};
    facts_open(&csv, "data/facts/instance_types.csv", facts_instance_types_csv, facts_instance_types_csv_size);
    facts.types = ARENA_ARRAY(&facts.arena, struct instance_type, lines_count(facts_instance_types_csv));
    while (facts_next(&csv)) {
        struct instance_type *type = &facts.types[facts.types_count++];
        instance_type_read(&csv, type);
        BUG_IF(facts.types_count > 1 && strcmp(type[-1].name, type->name) >= 0);
    }
}

static const char *facts_source(const struct csv *csv)
{
    return arena_printf(&facts.arena, "%s, %s", facts_field(csv, "source"), facts_field(csv, "as_of"));
}

static bool fargate_sizes_ordered(const struct fargate_size *a, const struct fargate_size *b)
{
    return a->cpu_units < b->cpu_units || (a->cpu_units == b->cpu_units && a->memory_mib < b->memory_mib);
}

static void fargate_sizes_load(void)
{
    struct csv csv = {0};
    facts_open(&csv, "data/facts/fargate_sizes.csv", facts_fargate_sizes_csv, facts_fargate_sizes_csv_size);
    facts.sizes = ARENA_ARRAY(&facts.arena, struct fargate_size, lines_count(facts_fargate_sizes_csv));
    while (facts_next(&csv)) {
        struct fargate_size *size = &facts.sizes[facts.sizes_count++];
        size->cpu_units = facts_integer(&csv, "cpu_units");
        size->memory_mib = facts_integer(&csv, "memory_mib");
        BUG_IF(facts.sizes_count > 1 && !fargate_sizes_ordered(size - 1, size));
        facts.fargate_source = facts_source(&csv);
    }
}

static void lambda_limits_load(void)
{
    static const struct {
        const char *name;
        int64_t value;
    } limits[] = {{"duration_seconds_max", LAMBDA_DURATION_SECONDS_MAX},
                  {"memory_mb_min", LAMBDA_MEMORY_MB_MIN},
                  {"memory_mb_max", LAMBDA_MEMORY_MB_MAX},
                  {"memory_mb_per_vcpu", LAMBDA_MEMORY_MB_PER_VCPU}};
    struct csv csv = {0};
    facts_open(&csv, "data/facts/lambda_limits.csv", facts_lambda_limits_csv, facts_lambda_limits_csv_size);
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        BUG_IF(!facts_next(&csv) || strcmp(facts_field(&csv, "name"), limits[i].name) != 0);
        BUG_IF(facts_integer(&csv, "value") != limits[i].value);
        if (i == 0)
            facts.lambda_source = facts_source(&csv);
    }
    BUG_IF(facts_next(&csv));
}

static void facts_load(void)
{
    instance_types_load();
    fargate_sizes_load();
    lambda_limits_load();
}

static const struct facts *facts_get(void)
{
    call_once(&facts_once, facts_load);
    return &facts;
}

const struct instance_type *instance_types(int *ret_count)
{
    const struct facts *loaded = facts_get();
    *ret_count = loaded->types_count;
    return loaded->types;
}

static int by_name(const void *name, const void *type)
{
    return strcmp(name, ((const struct instance_type *)type)->name);
}

const struct instance_type *instance_type_find(const char *name)
{
    const struct facts *loaded = facts_get();
    return bsearch(name, loaded->types, (size_t)loaded->types_count, sizeof loaded->types[0], by_name);
}

const struct fargate_size *fargate_sizes(int *ret_count)
{
    const struct facts *loaded = facts_get();
    *ret_count = loaded->sizes_count;
    return loaded->sizes;
}

const char *fargate_sizes_source(void)
{
    return facts_get()->fargate_source;
}

const char *lambda_limits_source(void)
{
    return facts_get()->lambda_source;
}
