/* price_list_products.c — see price_list_products.h. */
#include "tests/support/price_list_products.h"

#include <string.h>

static const struct system systems[] = {
    {"Linux", "NA", "No License required", "RunInstances"},
    {"Linux", "SQL Web", "No License required", "RunInstances:0200"},
    {"Linux", "SQL Std", "No License required", "RunInstances:0004"},
    {"Linux", "SQL Ent", "No License required", "RunInstances:0100"},
    {"Windows", "NA", "No License required", "RunInstances:0002"},
    {"Windows", "SQL Web", "No License required", "RunInstances:0202"},
    {"Windows", "SQL Std", "No License required", "RunInstances:0006"},
    {"Windows", "SQL Ent", "No License required", "RunInstances:0102"},
    {"Windows", "NA", "Bring your own license", "RunInstances:0800"},
    {"RHEL", "NA", "No License required", "RunInstances:0010"},
    {"RHEL", "SQL Web", "No License required", "RunInstances:0210"},
    {"RHEL", "SQL Std", "No License required", "RunInstances:0014"},
    {"RHEL", "SQL Ent", "No License required", "RunInstances:0110"},
    {"Red Hat Enterprise Linux with HA", "NA", "No License required", "RunInstances:1010"},
    {"Red Hat Enterprise Linux with HA", "SQL Std", "No License required", "RunInstances:1014"},
    {"Red Hat Enterprise Linux with HA", "SQL Ent", "No License required", "RunInstances:1110"},
    {"SUSE", "NA", "No License required", "RunInstances:000g"},
    {"Ubuntu Pro", "NA", "No License required", "RunInstances:0g00"},
};
enum { SYSTEMS_COUNT = sizeof systems / sizeof systems[0] };

static const struct way ways[] = {
    {"Shared", "Used", "BoxUsage"},
    {"Shared", "UnusedCapacityReservation", "UnusedBox"},
    {"Shared", "AllocatedCapacityReservation", "Reservation"},
    {"Dedicated", "Used", "DedicatedUsage"},
    {"Dedicated", "UnusedCapacityReservation", "UnusedDed"},
    {"Dedicated", "AllocatedCapacityReservation", "DedicatedRes"},
    {"Host", "Used", "HostBoxUsage"},
};
enum { WAYS_COUNT = sizeof ways / sizeof ways[0] };

/* More products of a type, of the plain Linux kind but for one thing. */
static const struct oddity oddities[] = {
    {"Compute Instance", "AWS Local Zone", "US East (Boston)", "us-east-1-bos-1", "BOS1-", "OnDemand", "Shared",
     "Used"},
    {"Compute Instance", "AWS Wavelength Zone", "US East (Verizon) - Boston", "us-east-1-wl1", "USE1WL1-", "OnDemand",
     "Shared", "Used"},
    {"Compute Instance", "AWS Outposts", "Outposts", NULL, NULL, "OnDemand", "Shared", "Used"},
    {"Compute Instance", "AWS Region", NULL, NULL, NULL, "CapacityBlock", "Shared", "Used"},
    {"Dedicated Host", "AWS Region", NULL, NULL, NULL, "OnDemand", "Dedicated", "AllocatedHost"},
};
enum { ODDITIES_COUNT = sizeof oddities / sizeof oddities[0] };

static const struct other others[] = {
    {"Storage", "EBS:VolumeUsage.gp3", "\"volumeApiName\" : \"gp3\"", "GB-Mo", 880000000, true},
    {"Storage", "EBS:VolumeUsage.gp2", "\"volumeApiName\" : \"gp2\"", "GB-Mo", 1100000000, false},
    {"Storage", "EBS:VolumeUsage.piops", "\"volumeApiName\" : \"io1\"", "GB-Mo", 1380000000, false},
    {"System Operation", "EBS:VolumeP-IOPS.gp3", "\"volumeApiName\" : \"gp3\"", "IOPS-Mo", 55000000, false},
    {"Provisioned Throughput", "EBS:VolumeP-Throughput.gp3", "\"volumeApiName\" : \"gp3\"", "GiBps-mo", 450560000000,
     false},
    {"Storage Snapshot", "EBS:SnapshotUsage", "\"group\" : \"EBS Snapshot\"", "GB-Mo", 500000000, false},
    {"NAT Gateway", "NatGateway-Hours", "\"group\" : \"NGW:NatGateway\"", "Hrs", 480000000, false},
    {"CPU Credits", "CPUCredits:t3", "\"instance\" : \"T3\"", "vCPU-Hours", 500000000, false},
    {"IP Address", "ElasticIP:AdditionalAddress", "\"group\" : \"ElasticIP:AdditionalAddress\"", "Hrs", 50000000,
     false},
    {"Data Transfer", "DataTransfer-Regional-Bytes", "\"transferType\" : \"IntraRegion\"", "GB", 100000000, false},
};
enum { OTHERS_COUNT = sizeof others / sizeof others[0] };

int64_t made_count(const struct maker *maker)
{
    return (int64_t)maker->list->types * (SYSTEMS_COUNT * WAYS_COUNT + ODDITIES_COUNT) + OTHERS_COUNT;
}

struct made made_describe(const struct maker *maker, int64_t number)
{
    struct made made = {.system = &systems[0], .way = &ways[0]};
    const int per_type = SYSTEMS_COUNT * WAYS_COUNT + ODDITIES_COUNT;
    maker_sku(maker, 1, (uint64_t)number, made.sku);
    if (number >= (int64_t)maker->list->types * per_type) {
        made.other = &others[number - (int64_t)maker->list->types * per_type];
        made.wanted = made.other->wanted;
        made.tenths = made.other->tenths;
        return made;
    }
    int variant = (int)(number % per_type);
    made.type_index = (int)(number / per_type);
    made.type = maker_type(maker, made.type_index);
    made.tenths = maker_on_demand(maker, made.type_index);
    made.wanted = variant == 0;
    if (variant >= SYSTEMS_COUNT * WAYS_COUNT)
        made.oddity = &oddities[variant - SYSTEMS_COUNT * WAYS_COUNT];
    else {
        made.system = &systems[variant % SYSTEMS_COUNT];
        made.way = &ways[variant / SYSTEMS_COUNT];
    }
    if (variant > 0)
        made.tenths += variant * (TENTHS_PER_USD / 1000);
    if (strcmp(made.way->capacity, "AllocatedCapacityReservation") == 0)
        made.tenths = 0;
    made.reserved = made.oddity == NULL && strcmp(made.way->capacity, "Used") == 0 && made.way != &ways[6] &&
                    strcmp(made.system->license, "No License required") == 0 && made.tenths > 0;
    return made;
}

/* Products stand in the order of their SKUs, which is none. */
struct made made_at(const struct maker *maker, int64_t place)
{
    const int64_t step = 1000003; /* a prime that no count is a multiple of */
    return made_describe(maker, place * step % made_count(maker));
}

struct decided made_decide(const struct maker *maker, const struct made *made)
{
    struct decided decided = {.family = made->type->bare_metal ? "Compute Instance (bare metal)" : "Compute Instance",
                              .location = maker->location,
                              .location_type = "AWS Region",
                              .region = maker->list->region,
                              .market = "OnDemand",
                              .tenancy = made->way->tenancy,
                              .capacity = made->way->capacity};
    const char *prefix = maker->prefix, *usage = made->way->usage;
    if (made->oddity != NULL) {
        decided.family = made->oddity->family;
        decided.location_type = made->oddity->location_type;
        decided.location = made->oddity->location != NULL ? made->oddity->location : decided.location;
        decided.region = made->oddity->region != NULL ? made->oddity->region : decided.region;
        decided.market = made->oddity->market;
        decided.tenancy = made->oddity->tenancy;
        decided.capacity = made->oddity->capacity;
        prefix = made->oddity->prefix != NULL ? made->oddity->prefix : prefix;
        usage = strcmp(made->oddity->tenancy, "Dedicated") == 0 ? "HostUsage" : "BoxUsage";
    }
    snprintf(decided.usage, sizeof decided.usage, "%s%s:%s", prefix, usage, made->type->name);
    if (strcmp(made->type->name, "m1.small") == 0) /* as AWS has it, from the first days on */
        snprintf(decided.usage, sizeof decided.usage, "%s%s", prefix, usage);
    snprintf(decided.vcpus, sizeof decided.vcpus, "%d", made->type->vcpus);
    snprintf(decided.memory, sizeof decided.memory, "%lld GiB", (long long)(made->type->memory_mib / 1024));
    return decided;
}

/* --- terms --- */

static const char *const reserved_codes[2][2][3] = {
    {{"4NA7Y494T4", "HU7G6KETJZ", "6QCMYABX3D"}, {"BPH4J8HBKS", "38NPMPTW36", "NQ3QZPMQV9"}},
    {{"7NE97W5U4E", "CUZHX8X6JH", "VJWZNREJX2"}, {"Z2E3P23VKM", "R5XV2EPZQZ", "MZU6U2429S"}},
};
struct reserved made_reserve(const struct made *made, int number)
{
    int class = number / 6, years = number / 3 % 2 == 0 ? 1 : 3, payment = number % 3;
    struct reserved reserved = {.code = reserved_codes[class][years == 3][payment],
                                .offering = class == 0 ? "standard" : "convertible",
                                .lease = years == 1 ? "1yr" : "3yr",
                                .payment = payment_words[payment],
                                .years = years,
                                .way = payment};
    int64_t percent = (years == 1 ? 63 : 43) - payment + 8 * class;
    int64_t all = made->tenths * percent / 100, hours = years * INT64_C(8760);
    int64_t hourly = payment == 0 ? all : payment == 1 ? all / 2 : 0;
    reserved.hourly = hourly / 100000 * 100000; /* five decimals */
    if (payment < 2 && reserved.hourly == 0)
        reserved.hourly = 100000;
    int64_t upfront = payment == 0 ? 0 : (all - hourly) * hours;
    reserved.upfront = (upfront / TENTHS_PER_USD + (payment > 0)) * TENTHS_PER_USD * (payment > 0); /* whole dollars */
    return reserved;
}

const struct moment made_moments[MOMENTS_COUNT] = {{"JRTCKXETXF", EFFECTIVE, -1},
                                                   {"ZZNEXTZZZZ", "2027-12-01T00:00:00Z", 3},
                                                   {"ZZLASTZZZZ", "2025-11-01T00:00:00Z", 7}};

bool made_has_moment(const struct made *made, int moment)
{
    return moment == 0 || (made->other == NULL && made->type_index % 29 == made_moments[moment].residue);
}

int64_t made_moment_price(const struct made *made, int moment)
{
    return made->tenths + moment * TENTHS_PER_USD / 50;
}
