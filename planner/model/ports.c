/* ports.c — fixed host ports: one task of a service per instance, and a 0/1 dimension for ports that services share.
 *
 * Ports used by the same services are one dimension; ports used by some of the users of another port add nothing to
 * that one and are left out. A port of one service alone needs no dimension: per_instance_max = 1 says it. Daemons use
 * ports too, on every instance: what they hold is off the dimension's capacity. */
#include "planner/model/build.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_GROUPS_COMPARED_MAX = 1024 };

/* Users are numbered: items, then daemons. */
struct port_use {
    int64_t port;
    int item;
};

struct port_group { /* a port and its users, ascending */
    int64_t port;
    int *users;
    int users_count;
    bool covered;
};

static int compare_uses(const void *a, const void *b)
{
    const struct port_use *x = a, *y = b;
    if (x->port != y->port)
        return x->port < y->port ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static const struct field_integers *fixed_ports(const struct service *service)
{
    static const struct field_integers none = {0};
    bool fixed = service->network_mode == NETWORK_BRIDGE || service->network_mode == NETWORK_HOST;
    return fixed ? &service->host_ports : &none;
}

static const struct service *port_service(const struct build *build, int user)
{
    const struct model *model = build->model;
    int index = user < model->items_count ? model->items[user].profile_index
                                          : model->daemons[user - model->items_count].profile_index;
    return &build->profile->services[index];
}

static bool uses_ports(const struct model *model, int user)
{
    return user >= model->items_count || (user < model->services_count && model->items[user].ec2_allowed);
}

static struct port_use *uses_collect(struct build *build, int *ret_count)
{
    const struct model *model = build->model;
    int count = 0, users = model->items_count + model->daemons_count;
    for (int u = 0; u < users; u++)
        count += uses_ports(model, u) ? fixed_ports(port_service(build, u))->count : 0;
    struct port_use *uses = ARENA_ARRAY(&build->scratch, struct port_use, count);
    *ret_count = 0;
    for (int u = 0; u < users; u++) {
        const struct field_integers *ports = uses_ports(model, u) ? fixed_ports(port_service(build, u)) : NULL;
        for (int p = 0; ports != NULL && p < ports->count; p++)
            uses[(*ret_count)++] = (struct port_use){ports->items[p], u};
        if (ports != NULL && ports->count > 0 && u < model->items_count)
            model->items[u].per_instance_max = 1;
    }
    qsort(uses, (size_t)*ret_count, sizeof *uses, compare_uses);
    return uses;
}

/* Most users first, then by users, then by port: a covering group comes before the covered. */
static int compare_groups(const void *a, const void *b)
{
    const struct port_group *x = a, *y = b;
    if (x->users_count != y->users_count)
        return x->users_count > y->users_count ? -1 : 1;
    for (int i = 0; i < x->users_count; i++)
        if (x->users[i] != y->users[i])
            return x->users[i] < y->users[i] ? -1 : 1;
    return (x->port > y->port) - (x->port < y->port);
}

static struct port_group *groups_collect(struct build *build, const struct port_use *uses, int uses_count,
                                         int *ret_count)
{
    struct port_group *groups = ARENA_ARRAY(&build->scratch, struct port_group, uses_count);
    *ret_count = 0;
    for (int first = 0, next; first < uses_count; first = next) {
        struct port_group group = {.port = uses[first].port};
        int users_max = 1;
        while (first + users_max < uses_count && uses[first + users_max].port == group.port)
            users_max++;
        next = first + users_max;
        group.users = ARENA_ARRAY(&build->scratch, int, users_max);
        for (int i = first; i < next; i++)
            if (group.users_count == 0 || group.users[group.users_count - 1] != uses[i].item)
                group.users[group.users_count++] = uses[i].item;
        if (group.users_count > 1)
            groups[(*ret_count)++] = group;
    }
    qsort(groups, (size_t)*ret_count, sizeof *groups, compare_groups);
    return groups;
}

static bool users_contain(const struct port_group *all, const struct port_group *some)
{
    int i = 0;
    for (int j = 0; j < some->users_count; j++) {
        while (i < all->users_count && all->users[i] < some->users[j])
            i++;
        if (i == all->users_count || all->users[i] != some->users[j])
            return false;
    }
    return true;
}

static bool is_covered(const struct port_group *groups, int index)
{
    for (int i = 0; i < index; i++)
        if (!groups[i].covered && users_contain(&groups[i], &groups[index]))
            return true;
    return false;
}

static bool same_users(const struct port_group *a, const struct port_group *b)
{
    return a->users_count == b->users_count &&
           memcmp(a->users, b->users, (size_t)a->users_count * sizeof *a->users) == 0;
}

/* Groups are sorted: equal sets of users are neighbours. */
static int merge_equal(struct port_group *groups, int count)
{
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (kept == 0 || !same_users(&groups[kept - 1], &groups[i]))
            groups[kept++] = groups[i];
    return kept;
}

static void add_dimension(struct build *build, const struct port_group *group)
{
    struct model *model = build->model;
    int dimension = model->packing.dimensions++;
    model->dimension_names[dimension] = arena_printf(&model->arena, "host_port_%lld", (long long)group->port);
    for (int i = 0; i < group->users_count; i++) {
        int user = group->users[i];
        if (user < model->items_count)
            model->items[user].size[dimension] = 1;
        else
            model->daemons[user - model->items_count].size[dimension] = 1;
    }
}

static bool too_many(const struct build *build, int sets, struct error *err)
{
    return error_set(err, ERROR_LIMIT, build->profile->file,
                     "host ports are shared by %s%d different sets of services; at most %d can be planned: let fewer "
                     "services share fixed host ports, or use network mode awsvpc",
                     sets > PORT_GROUPS_COMPARED_MAX ? "more than " : "",
                     sets > PORT_GROUPS_COMPARED_MAX ? PORT_GROUPS_COMPARED_MAX : sets,
                     PACKING_DIMENSIONS_MAX - DIMENSIONS_FIXED);
}

bool build_ports(struct build *build, struct error *err)
{
    int uses_count, groups_count, sets = 0;
    struct port_use *uses = uses_collect(build, &uses_count);
    struct port_group *groups = groups_collect(build, uses, uses_count, &groups_count);
    groups_count = merge_equal(groups, groups_count);
    if (groups_count > PORT_GROUPS_COMPARED_MAX)
        return too_many(build, groups_count, err);
    for (int i = 0; i < groups_count; i++) {
        groups[i].covered = is_covered(groups, i);
        sets += !groups[i].covered;
    }
    if (sets > PACKING_DIMENSIONS_MAX - DIMENSIONS_FIXED)
        return too_many(build, sets, err);
    for (int i = 0; i < groups_count; i++)
        if (!groups[i].covered)
            add_dimension(build, &groups[i]);
    return true;
}
