/* html_running.c — what runs now, beside what is proposed. */
#include "data/catalogue.h"
#include "reports/html_parts.h"
#include <stdlib.h>
#include <string.h>

static int compare_running(const void *name, const void *running)
{
    return strcmp(name, ((const struct running_service *)running)->name);
}

const struct running_service *running_find(const struct running_cluster *cluster, const char *name)
{
    if (!cluster || cluster->services_count == 0)
        return NULL;
    return bsearch(name, cluster->services, (size_t)cluster->services_count, sizeof *cluster->services,
                   compare_running);
}

const struct running_group *running_group_find(const struct running_cluster *cluster, const char *name)
{
    for (int i = 0; i < cluster->groups_count; i++)
        if (strcmp(cluster->groups[i].name, name) == 0)
            return &cluster->groups[i];
    return NULL;
}

void part_running_place(struct html *html, const struct running_cluster *cluster, const char *place)
{
    const struct running_group *group = running_group_find(cluster, place);
    const char *class = group && group->purchase == PURCHASE_SPOT ? "place ec2-spot" : "place ec2";
    if (!group)
        class = strcmp(place, "fargate_spot") == 0 ? "place fargate-spot" : "place fargate";
    part_open(html, "span", class);
    html_element(html, "bdi", group ? place : place_words(place));
    html_close(html, "span");
    if (group) {
        html_text(html, " ");
        part_span(html, "quiet", group->instance_type);
    }
}
