#!/bin/sh
# repeat.sh BAYPLAN [PROFILE] — plans the shop and fifty services of ../shared, or just PROFILE, twice, once with six
# times the time: equal bytes.
set -eu
bayplan=$1
profile=${2:-}
shared=../shared/workloads
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

repeat() {
    "$bayplan" plan "$1" --time-limit 60 -o "$folder/short.json" >/dev/null 2>&1
    "$bayplan" plan "$1" --time-limit 360 -o "$folder/long.json" >/dev/null 2>&1
    if ! cmp "$folder/short.json" "$folder/long.json"; then
        echo "$1: the same profile gave other bytes"
        exit 1
    fi
}

if [ -n "$profile" ]; then
    repeat "$profile"
    exit 0
fi
repeat data/examples/shop.json
if [ ! -f "$shared/fleet_to_profile.py" ]; then
    echo "skipped: ../shared is not here, so there is no fleet to plan"
    exit 0
fi
python3 "$shared/fleet_to_profile.py" "$shared/fleets/fleet_a_50svc_1k.csv" >"$folder/profile.json"
repeat "$folder/profile.json"
