/* text_cluster.c — a cluster document as tables: its groups, its services, and how much else was read. */
#include "reports/figures.h"
#include "reports/table.h"
#include "reports/text_report.h"

static void add_groups(struct screen *screen, const struct running_cluster *cluster)
{
    static const struct table_column columns[] = {{.title = "group", .flexible = true},
                                                  {.title = "instance type", .flexible = true},
                                                  {.title = "purchase"},
                                                  {.title = "instances", .right = true},
                                                  {.title = "size", .right = true}};
    char count[FIGURE_SIZE], size[FIGURE_SIZE];
    struct table table;
    if (cluster->groups_count == 0)
        return;
    screen_heading(screen, "Groups of instances");
    table_init(&table, columns, 5);
    for (int i = 0; i < cluster->groups_count; i++) {
        const struct running_group *group = &cluster->groups[i];
        table_cell(&table, "%s", group->name);
        table_cell(&table, "%s", group->instance_type);
        table_cell(&table, "%s", purchase_names[group->purchase]);
        table_cell(&table, "%s", figure_count(group->instances, count));
        table_cell(&table, "%s", group->min_size < 0 ? "" : figure_range(group->min_size, group->max_size, size));
    }
    table_finish(&table, screen);
}

static void add_services(struct screen *screen, const struct running_cluster *cluster)
{
    static const struct table_column columns[] = {{.title = "service", .flexible = true},
                                                  {.title = "place", .flexible = true},
                                                  {.title = "tasks", .right = true},
                                                  {.title = "vCPU", .right = true},
                                                  {.title = "GiB", .right = true}};
    char count[FIGURE_SIZE], vcpus[FIGURE_SIZE], gib[FIGURE_SIZE];
    struct table table;
    if (cluster->services_count == 0)
        return;
    screen_heading(screen, "Services");
    table_init(&table, columns, 5);
    for (int i = 0; i < cluster->services_count; i++) {
        const struct running_service *service = &cluster->services[i];
        table_cell(&table, "%s", service->name);
        table_cell(&table, "%s", place_words(service->place));
        table_cell(&table, "%s", figure_count(service->tasks, count));
        table_cell(&table, "%s", figure_vcpus(service->cpu_units, vcpus));
        table_cell(&table, "%s", figure_gib(service->memory_mib, gib));
    }
    table_finish(&table, screen);
}

static void add_objects(struct screen *screen, const struct running_cluster *cluster)
{
    int counts[OBJECT_KINDS_COUNT] = {0};
    char count[FIGURE_SIZE];
    if (cluster->objects_count == 0)
        return;
    for (int i = 0; i < cluster->objects_count; i++)
        counts[cluster->objects[i].kind]++;
    screen_heading(screen, "What was read");
    for (int kind = 0; kind < OBJECT_KINDS_COUNT; kind++)
        if (counts[kind] > 0)
            screen_paragraph(screen, INK_PLAIN, "  ", "%s: %s", object_kind_titles[kind],
                             figure_count(counts[kind], count));
}

void text_report_cluster(struct screen *screen, const struct running_cluster *cluster)
{
    screen_print(screen, INK_BOLD, "%s", cluster->name);
    screen_print(screen, INK_PLAIN, " in %s%s%s, as observed at %s", cluster->region,
                 *cluster->account ? ", account " : "", cluster->account, cluster->observed_at);
    text_add(screen->out, "\n");
    if (cluster->groups_count == 0 && cluster->services_count == 0)
        screen_paragraph(screen, INK_PLAIN, "  ", "Nothing runs there.");
    add_groups(screen, cluster);
    add_services(screen, cluster);
    add_objects(screen, cluster);
}
