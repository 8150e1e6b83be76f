#include "tests/unit/pricing/book.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const book_rows = "ec2,m7g.large,on_demand,usd_per_hour,0.0816,0,test,2026-07-20\n"
                              "fargate,x86_64.vcpu,on_demand,usd_per_hour,0.04048,0,test,2025-07\n"
                              "fargate,x86_64.gb,on_demand,usd_per_hour,0.004445,0,test,2025-07\n"
                              "fargate,arm64.vcpu,on_demand,usd_per_hour,0.03238,0,test,2024-12\n"
                              "fargate,arm64.gb,on_demand,usd_per_hour,0.00356,0,test,2024-12\n"
                              "fargate,arm64.vcpu,spot,usd_per_hour,0.01,0,test,2024-12\n"
                              "fargate,arm64.gb,spot,usd_per_hour,0.001,0,test,2024-12\n"
                              "fargate,ephemeral_storage.gb,on_demand,usd_per_hour,0.000111,0,test,2024-12\n"
                              "lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,16.6667,0,test,2026-08\n"
                              "lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,15,6000,test,2024-07\n"
                              "lambda,x86_64.duration,on_demand,usd_per_million_gb_seconds,13.3334,15000,test,2024-07\n"
                              "lambda,requests,on_demand,usd_per_million_requests,0.2,0,test,2026-08\n"
                              "ebs,gp3,on_demand,usd_per_gb_month,0.08,0,test,2024-07\n";

struct catalogue book_of(const char *rows)
{
    struct catalogue catalogue;
    struct error err = {0};
    struct text csv;
    text_init(&csv, 1024 * 1024);
    text_add(&csv, "service,item,purchase,unit,price,from_quantity,source,as_of\n");
    text_add(&csv, rows);
    if (!catalogue_parse_csv("book.csv", "us-east-1", csv.bytes, csv.length, &catalogue, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.text);
        abort();
    }
    text_release(&csv);
    return catalogue;
}
