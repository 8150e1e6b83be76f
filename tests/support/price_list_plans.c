/* price_list_plans.c — the Savings Plans file: Compute plans of all terms and payments, EC2 Instance plans of each
 * family and a plan of another service, with rates of all systems and ways of having an instance. */
#include "tests/support/price_list_parts.h"

#include <string.h>

static const char *const operations[] = {"RunInstances", "RunInstances:0002", "RunInstances:0010", "RunInstances:000g"};
static const char *const usages[] = {"BoxUsage", "DedicatedUsage", "UnusedBox", "UnusedDed"};

struct plan_made {
    char sku[SKU_SIZE];
    const char *kind; /* "ComputeSavingsPlans" ... */
    char family[40];  /* of EC2 Instance plans */
    int years, payment;
};

struct rate_made {
    const char *service, *operation, *region, *type, *unit;
    char sku[SKU_SIZE], usage[128];
    int64_t tenths;
};

struct plans_writer {
    const struct maker *maker;
    FILE *out;
    bool csv, any; /* any rate of this plan yet */
    const struct plan_made *plan;
};

/* --- one rate, in either form --- */

static void rate_json(struct plans_writer *writer, const struct rate_made *rate, const char *price)
{
    fprintf(writer->out,
            "%s {\n        \"discountedSku\" : \"%s\",\n        \"discountedUsageType\" : \"%s\",\n"
            "        \"discountedOperation\" : \"%s\",\n        \"discountedServiceCode\" : \"%s\",\n"
            "        \"rateCode\" : \"%s.%s\",\n        \"unit\" : \"%s\",\n        \"discountedRate\" : {\n"
            "          \"price\" : \"%s\",\n          \"currency\" : \"%s\"\n        },\n"
            "        \"discountedRegionCode\" : \"%s\",\n        \"discountedInstanceType\" : \"%s\"\n      }",
            writer->any ? "," : "", rate->sku, rate->usage, rate->operation, rate->service, writer->plan->sku,
            rate->sku, rate->unit, price, maker_currency(writer->maker), rate->region, rate->type);
}

static void rate_csv(struct plans_writer *writer, const struct rate_made *rate, const char *price)
{
    const struct plan_made *plan = writer->plan;
    fprintf(
        writer->out,
        "%s,%s.%s,%s,2024-07-01T07:36:03Z,%s,%s,%s,%s,%s,%s,%s,%d,year,ComputeSavingsPlans,%s,,\"A plan, made up\",%s,"
        "%s,AWS Region,hourly,%s,%s,%s\n",
        plan->sku, plan->sku, rate->sku, rate->unit, price, maker_currency(writer->maker), rate->sku, rate->service,
        rate->usage, rate->operation, payment_words[plan->payment], plan->years, plan->kind, plan->family,
        writer->maker->location, plan->kind, rate->region, rate->type);
}

static void rate_write(struct plans_writer *writer, const struct rate_made *rate)
{
    char price[PRICE_TEXT_SIZE];
    maker_price(rate->tenths, price);
    for (size_t end = strlen(price); end > 3 && price[end - 1] == '0' && price[end - 2] != '.'; end--)
        price[end - 1] = '\0'; /* "0.07", as these files have it */
    (writer->csv ? rate_csv : rate_json)(writer, rate, price);
    writer->any = true;
}

static void rate_expect(struct plans_writer *writer, const struct rate_made *rate, const char *service,
                        const char *item, const char *unit, int64_t times)
{
    char purchase[96], source[96];
    const struct plan_made *plan = writer->plan;
    if (writer->csv)
        return;
    snprintf(purchase, sizeof purchase, "%s.%dy.%s",
             *plan->family != '\0' ? "ec2_instance_savings_plan" : "compute_savings_plan", plan->years,
             payment_names[plan->payment]);
    snprintf(source, sizeof source, "AWSComputeSavingsPlan %s.%s", plan->sku, rate->sku);
    maker_expect(writer->maker, service, item, purchase, unit, rate->tenths, times, 0, source);
}

/* --- rates of a plan --- */

static void type_rates(struct plans_writer *writer, int index)
{
    const struct maker *maker = writer->maker;
    const struct plan_made *plan = writer->plan;
    const struct instance_type *type = maker_type(maker, index);
    int64_t on_demand = maker_on_demand(maker, index);
    size_t family = strlen(plan->family);
    if (family > 0 && (strncmp(type->name, plan->family, family) != 0 || type->name[family] != '.'))
        return;
    for (int i = 0; i < 17; i++) {
        bool wanted = i == 0, local = i == 16;
        struct rate_made rate = {.service = "AmazonEC2",
                                 .operation = operations[i % 4],
                                 .region = local ? "us-west-2-den-1" : maker->list->region,
                                 .type = type->name,
                                 .unit = "Hrs"};
        maker_sku(maker, 3, (uint64_t)index * 64 + (uint64_t)i, rate.sku);
        snprintf(rate.usage, sizeof rate.usage, "%s%s:%s", local ? "DEN1-" : maker->prefix, usages[i / 4 % 4],
                 type->name);
        rate.tenths = maker_plan_rate(on_demand, family == 0, plan->years, plan->payment) +
                      (wanted ? 0 : i * TENTHS_PER_USD / 1000);
        rate_write(writer, &rate);
        if (wanted && rate.tenths > 0)
            rate_expect(writer, &rate, "ec2", type->name, "usd_per_hour", 1);
    }
}

static void small_rates(struct plans_writer *writer)
{
    const struct maker *maker = writer->maker;
    for (int i = 0; i < small_products_count; i++) {
        const struct small_product *small = &small_products[i];
        bool duration = small->times > 1 && small->tenths[1] > 0, fargate = strcmp(small->offer, "AmazonECS") == 0;
        bool wanted = duration || (fargate && small->item != NULL && strncmp(small->item, "ephemeral", 9) != 0);
        if (strcmp(small->offer, "AmazonVPC") == 0 || small->any_place)
            continue;
        struct rate_made rate = {.service = small->offer,
                                 .operation = "",
                                 .region = maker->list->region,
                                 .type = "",
                                 .unit = fargate ? "Hrs" : small->unit};
        maker_sku(maker, 2, (uint64_t)i, rate.sku);
        snprintf(rate.usage, sizeof rate.usage, "%s%s", maker->prefix, small->usage);
        rate.tenths = maker_plan_rate(small_price(maker, i, 0), true, writer->plan->years, writer->plan->payment);
        rate_write(writer, &rate);
        if (wanted)
            rate_expect(writer, &rate, small->item_service, small->item, small->item_unit, small->times);
        if (fargate) { /* Fargate under EKS is another service's, with rates of its own */
            rate.service = "AmazonEKS";
            rate.tenths += 1000000;
            maker_sku(maker, 4, (uint64_t)i, rate.sku);
            rate_write(writer, &rate);
        }
    }
}

static void machine_learning_rates(struct plans_writer *writer)
{
    struct rate_made rate = {.service = "AmazonSageMaker",
                             .operation = "RunInstance",
                             .region = writer->maker->list->region,
                             .type = "ml.m5.large",
                             .unit = "Hrs",
                             .tenths = TENTHS_PER_USD / 10};
    maker_sku(writer->maker, 5, 0, rate.sku);
    snprintf(rate.usage, sizeof rate.usage, "%sNotebk:ml.m5.large", writer->maker->prefix);
    rate_write(writer, &rate);
}

static void plan_rates_write(struct plans_writer *writer)
{
    writer->any = false;
    if (strcmp(writer->plan->kind, "MachineLearningSavingsPlans") == 0) {
        machine_learning_rates(writer);
        return;
    }
    for (int i = 0; i < writer->maker->list->types; i++)
        type_rates(writer, i);
    if (*writer->plan->family == '\0')
        small_rates(writer);
}

/* --- plans --- */

/* Plan `number`, or false: first the Compute plans, then each family's; then one of machine learning. */
static bool plan_describe(const struct maker *maker, int number, struct plan_made *ret_plan)
{
    int families = 0, wanted = number / 6 - 1;
    *ret_plan = (struct plan_made){.kind = number < 6 ? "ComputeSavingsPlans" : "EC2InstanceSavingsPlans",
                                   .years = number / 3 % 2 == 0 ? 1 : 3,
                                   .payment = number % 3};
    maker_sku(maker, 6, (uint64_t)number, ret_plan->sku);
    if (number < 6)
        return true;
    for (int i = 0; i < maker->list->types; i++) {
        const char *name = maker_type(maker, i)->name;
        size_t length = strcspn(name, ".") + 1;
        bool first = true;
        for (int j = 0; j < i && first; j++)
            first = strncmp(maker_type(maker, j)->name, name, length) != 0;
        if (!first || families++ < wanted)
            continue;
        snprintf(ret_plan->family, sizeof ret_plan->family, "%.*s", (int)(length - 1), name);
        return true;
    }
    ret_plan->kind = "MachineLearningSavingsPlans";
    return number == 6 * (families + 1);
}

static void usage_of_plan(const struct maker *maker, const struct plan_made *plan, char usage[128])
{
    static const char *const words[3] = {"NoUpfront", "PartialUpfront", "AllUpfront"};
    if (*plan->family != '\0')
        snprintf(usage, 128, "%sEC2SP:%s.%dyr%s", maker->prefix, plan->family, plan->years, words[plan->payment]);
    else
        snprintf(usage, 128, "ComputeSP:%dyr%s", plan->years, words[plan->payment]);
}

static void plan_product_json(FILE *out, const struct maker *maker, const struct plan_made *plan)
{
    char usage[128], type[80] = "";
    usage_of_plan(maker, plan, usage);
    if (*plan->family != '\0')
        snprintf(type, sizeof type, "      \"instanceType\" : \"%s\",\n", plan->family);
    fprintf(
        out,
        " {\n    \"sku\" : \"%s\",\n    \"productFamily\" : \"%s\",\n    \"serviceCode\" : \"ComputeSavingsPlans\",\n"
        "    \"usageType\" : \"%s\",\n    \"operation\" : \"\",\n    \"attributes\" : {\n"
        "      \"purchaseOption\" : \"%s\",\n      \"granularity\" : \"hourly\",\n%s"
        "      \"locationType\" : \"AWS Region\",\n      \"purchaseTerm\" : \"%dyr\",\n      \"location\" : \"%s\"\n"
        "    }\n  }",
        plan->sku, plan->kind, usage, payment_words[plan->payment], type, plan->years,
        *plan->family != '\0' ? maker->location : "Any");
}

static void plan_terms_json(struct plans_writer *writer)
{
    fprintf(writer->out,
            " {\n      \"sku\" : \"%s\",\n      \"description\" : \"%d year %s Savings Plan\",\n"
            "      \"effectiveDate\" : \"2024-07-01T07:36:03Z\",\n      \"leaseContractLength\" : {\n"
            "        \"duration\" : %d,\n        \"unit\" : \"year\"\n      },\n      \"rates\" : [",
            writer->plan->sku, writer->plan->years, payment_words[writer->plan->payment], writer->plan->years);
    plan_rates_write(writer);
    fputs(" ]\n    }", writer->out);
}

static void plans_json(const struct maker *maker)
{
    struct plan_made plan;
    struct plans_writer writer = {.maker = maker, .plan = &plan};
    FILE *out = maker_file(maker, "AWSComputeSavingsPlan", "index.json");
    writer.out = out;
    fprintf(out, "{\n  \"version\" : \"%s\",\n  \"publicationDate\" : \"%s\",\n  \"regionCode\" : \"%s\",\n",
            maker->list->version, maker->published, maker->list->region);
    for (int part = 0; part < 2; part++) {
        bool products = (part == 0) != maker->list->terms_first;
        fputs(part > 0 ? ",\n" : "", out);
        fputs(products ? "  \"products\" : [" : "  \"terms\" : {\n    \"savingsPlan\" : [", out);
        for (int i = 0; plan_describe(maker, i, &plan); i++) {
            fputs(i > 0 ? "," : "", out);
            if (products)
                plan_product_json(out, maker, &plan);
            else
                plan_terms_json(&writer);
        }
        fputs(products ? " ]" : " ]\n  }", out);
    }
    fputs("\n}\n", out);
    maker_close(out);
}

static void plans_csv(const struct maker *maker)
{
    struct plan_made plan;
    struct plans_writer writer = {.maker = maker, .plan = &plan, .csv = true};
    FILE *out = maker_file(maker, "AWSComputeSavingsPlan", "index.csv");
    writer.out = out;
    csv_head(out, maker, "AmazonComputeSavingsPlan");
    fputs("SKU,RateCode,Unit,EffectiveDate,DiscountedRate,Currency,DiscountedSKU,DiscountedServiceCode,"
          "DiscountedUsageType,DiscountedOperation,PurchaseOption,LeaseContractLength,LeaseContractLengthUnit,"
          "ServiceCode,UsageType,Operation,Description,Instance Family,Location,Location Type,Granularity,"
          "Product Family,DiscountedRegionCode,DiscountedInstanceType\n",
          out);
    for (int i = 0; plan_describe(maker, i, &plan); i++)
        plan_rates_write(&writer);
    maker_close(out);
}

void make_plans(const struct maker *maker)
{
    plans_json(maker);
    if (maker->list->csv)
        plans_csv(maker);
}
