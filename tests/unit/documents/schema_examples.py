#!/usr/bin/env python3
"""The JSON Schemas accept every good document of the source tree and refuse every bad one whose mistake they can see.

Skipped (exit code 77) where python3 has no jsonschema. Runs in the source folder.
"""
import glob
import json
import os
import sys

try:
    import jsonschema
    Validator = jsonschema.Draft202012Validator
except (ImportError, AttributeError):
    print("skipped: python3-jsonschema (4 or later) is not here")
    sys.exit(77)

GOOD = {
    "profile": ["data/examples/shop.json", "data/examples/nightly.json", "data/examples/apply.json",
                "tests/unit/documents/full.json"],
    "plan": ["tests/golden/documents/plan.json", "tests/unit/documents/foreign_plan.json"],
    "policy": ["data/examples/policy.json", "tests/unit/documents/full_policy.json",
               "tests/golden/check/*/policy.json"],
    "cluster": ["data/examples/cluster.json", "tests/unit/documents/full_cluster.json",
                "tests/golden/check/inputs/cluster*.json"],
    "verdict": ["tests/golden/documents/verdict_*.json", "tests/golden/check/*/verdict.json"],
    "difference": ["tests/golden/documents/difference.json"],
    "catalogue": ["tests/fuzz/corpus/catalogue/*.json"],
    "overlay": ["data/examples/overlay.json", "tests/fuzz/corpus/overlay/*.json"],
    "prices_difference": ["tests/golden/documents/prices_difference.json"],
}
# Mistakes between two keys or two members of a list, and what JSON Schema counts in characters or as equal.
NOT_VISIBLE = {
    "profile": """apply-cluster-of-name daemon-and-job-of-one-name daemon-and-replica-of-one-name daemon-port-22
        daemon-port-without-network deployment-stuck gpus-together memory-together name-of-service-and-job
        name-with-control name-with-nul overhead-too-dear p99-below-mean port-22-host port-2375 port-2376 port-51678
        port-51679 port-51680 ports-without-network rebalancing-binpack-first rebalancing-without-surge runs-at-once
        runs-at-once-starting service-name-twice subnet-cidr-around subnet-cidr-host-bits subnet-cidr-last-bit
        subnet-cidr-twice subnet-cidr-within subnet-free-all subnet-free-one-over subnet-zone-elsewhere
        subnet-zone-without subnet-zone-without-third vcpus-together zones-elsewhere zones-min-over-zones
        zones-neighbour-region zones-of-neighbour tag-of-job-twice tag-twice tag-value-control
        commitments-offered-far commitments-offered-on-demand commitments-offered-unknown held-free held-too-dear
        spot-types-crossed spot-types-max-below""".split(),
    "plan": """action-at-night-of-flat-plan action-desired-over-max action-hour-of-next-day action-hour-twice
        action-hours-falling action-min-over-desired alternative-without-price cost-overflow daemon-named-as-job
        daemon-named-as-service daemon-ports-without-network daemon-twice free-packing-hour-24 gap-cause-twice hours-12
        job-named-as-service job-place-unknown pool-cause-twice pool-forgets-job pool-forgets-service
        pool-instances-short pool-lists-fargate-service pool-lists-job-as-service pool-lists-stranger pool-lists-twice
        pool-max-size-alone pool-max-size-below pool-max-size-short pool-max-wrong pool-min-wrong pool-named-fargate
        pool-renamed pool-twice service-on-lambda service-place-ec2 service-place-unknown
        service-ports-without-network service-rebalancing-binpack-first service-rebalancing-without-surge
        service-strategies-on-fargate service-tasks-25 service-tasks-week-in-day service-twice service-tag-twice job-tag-twice scenario-twice
        commitment-count-missing commitment-family-missing commitment-family-of-compute downside-rising plan-spot-types-crossed pool-interruptions-managed pool-spot-types-order pool-spot-types-without-own pool-spot-without-types pool-types-on-demand rate-of-nothing rates-order rates-twice""".split(),
    "policy": """places-forbidden-and-required service-budget-twice service-places-forbidden-and-required
        service-places-twice tag-budget-twice""".split(),
    "cluster": """group-max-below-min group-twice group-zone-elsewhere instances-together observed-30-february
        observed-before-ec2 service-gpus-on-fargate service-place-far service-place-unknown service-twice
        service-without-groups tasks-together object-twice object-property-of-another-kind
        object-property-unknown""".split(),
    "verdict": [],
    "difference": [],
    "catalogue": """as-of-29-february as-of-31-april as-of-month-13 first-tier-missing from-quantity-without-tiers
        interruptions-in-dollars interruptions-of-family interruptions-on-demand interruptions-percent item-blank
        item-far item-near item-no-size item-of-another-service item-upper plan-for-requests plan-for-storage
        plan-of-instance-for-fargate price-huge price-number-too-fine price-zero purchase-spot-of-lambda row-twice-far row-twice source-twice tier-twice type-date-wrong type-registered-above type-twice unit-of-another-item""".split(),
    "overlay": """discount-all discount-five-decimals markup-huge price-date-wrong price-huge purchase-pattern-unknown
        purchase-unknown""".split(),
    "prices_difference": [],
}


def refuse_constant(name):
    raise ValueError(name + " is not JSON")


def refuse_duplicates(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("key given twice")
    return dict(pairs)


def parse(path):
    """The document, or None where it is not JSON at all."""
    try:
        with open(path, encoding="utf-8") as file:
            return True, json.load(file, parse_constant=refuse_constant, object_pairs_hook=refuse_duplicates)
    except (ValueError, RecursionError):
        return False, None


def check(kind):
    failures = 0
    with open("data/schema/%s.schema.json" % kind, encoding="utf-8") as file:
        schema = json.load(file)
    Validator.check_schema(schema)
    validator = Validator(schema)
    good = sorted(path for pattern in GOOD[kind] for path in glob.glob(pattern))
    if not good:
        print("FAILED %s: no good document to hold against the schema" % kind)
        failures += 1
    for path in good:
        for error in validator.iter_errors(parse(path)[1]):
            print("FAILED %s: the schema refuses it: %s" % (path, error.message[:200]))
            failures += 1
    seen = 0
    for path in sorted(glob.glob("tests/invalid/%s/*.json" % kind)):
        is_json, document = parse(path)
        if not is_json:
            continue
        name = os.path.basename(path)[:-len(".json")]
        seen += 1
        if validator.is_valid(document) != (name in NOT_VISIBLE[kind]):
            print("FAILED %s: the schema %s it" % (path, "accepts" if validator.is_valid(document) else "refuses"))
            failures += 1
    print("%s: %d bad documents held against the schema, %d failures" % (kind, seen, failures))
    return failures


sys.exit(1 if sum(check(kind) for kind in GOOD) else 0)
