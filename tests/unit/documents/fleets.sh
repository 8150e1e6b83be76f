#!/usr/bin/env bash
# fleets.sh PROGRAM - every fleet of ../shared, turned into a profile by its own script, is accepted by PROGRAM
# (load_profiles). Exit 77 where ../shared is not here.
set -euo pipefail
program=$1
workloads=../shared/workloads
if [ ! -d "$workloads/fleets" ]; then
  echo "skipped: ../shared is not here (fleets of $workloads)"
  exit 77
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for fleet in "$workloads"/fleets/*.csv "$workloads"/fleets/*.csv.gz; do
  name=$(basename "$fleet")
  python3 "$workloads/fleet_to_profile.py" "$fleet" >"$folder/${name%%.*}.json"
done
"$program" "$folder"/*.json
