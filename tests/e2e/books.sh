# books.sh PROGRAM SERVER GENERATOR - price books made, kept, compared and laid over; plans made with them.
. tests/e2e/lib.sh "$@"
server=$2
generator=$3
cd "$scratch" || exit 1

# --- written out, and read again to the same answer ---
run prices export --region eu-west-1 -o book.json
expect_code 0
expect err 'prices of eu-west-1'
run prices export --prices book.json --format csv -o book.csv
expect_code 0
run prices diff book.json book.csv
expect_code 0
run prices export --prices book.csv -o again.json
expect_code 0
check cmp -s book.json again.json
mkdir books
cp book.json books/eu-west-1.json
run prices show 'm7g.large' --prices books --region eu-west-1
expect_code 0
run prices show 'm7g.large' --prices books --region us-east-1
expect_code 2
expect err 'books/us-east-1.json'

# --- what differs is named, each price once ---
sed '0,/"item": "m7g.large", "purchase": "on_demand", "unit": "usd_per_hour", "price": "[0-9.]*"/s//"item": "m7g.large", "purchase": "on_demand", "unit": "usd_per_hour", "price": "0.1234567891"/' book.json >ten.json
run prices show --prices ten.json
expect_code 2
expect err 'ten.json:'
sed 's/0\.1234567891/0.123456789/' ten.json >new.json
check test "$(diff book.json new.json | grep -c '^>')" -eq 1
run prices diff book.json new.json
expect_code 0
expect out 'm7g.large'
expect out '0.123456789'
expect_80_columns
for format in json csv markdown; do
    run prices diff book.json new.json --format $format
    expect_code 0
    expect out 'm7g.large'
    expect_not out 'm7g.xlarge'
done
run prices diff book.json book.json --format csv
check test "$(wc -l <out)" -eq 1
run prices diff us-east-1 eu-west-1 --format csv
expect_code 0
expect out 'm7g.large'
run prices diff - -
expect_code 2

# --- age ---
run plan "$source_folder/data/examples/team.xml" --max-price-age 30 --date 2026-11-22
expect_code 5
expect err 'days old, and --max-price-age allows 30'
expect err 'bayplan prices update --region'
run plan "$source_folder/data/examples/team.xml" --max-price-age 9999 --date 2026-11-22
expect_code 0
run plan "$source_folder/data/examples/team.xml" --max-price-age 30 --date 2019-01-01
expect_code 5
expect err 'in the future'

# --- an overlay ---
run prices export --region us-east-1 --overlay "$source_folder/data/examples/overlay.json" -o laid.json
expect_code 0
run prices diff us-east-1 laid.json --format csv
expect out 'm7g.large'
run plan "$source_folder/data/examples/team.xml" -o list.plan.json
run plan "$source_folder/data/examples/team.xml" --overlay "$source_folder/data/examples/overlay.json" -o laid.plan.json
expect_code 0
expect out 'with an overlay'
expect out 'Over the price book lies the overlay'
check grep -q '"overlay": ' laid.plan.json
check python3 - <<'PYTHON'
import json
of = lambda name: float(json.load(open(name))["cost"]["usd_per_month"])
assert of("laid.plan.json") < of("list.plan.json"), "an overlay of discounts makes no plan dearer"
PYTHON
printf '{"schema": "bayplan.overlay/1", "rules": [{"service": "ec2", "item": "q9.*", "discount_percent": 5}]}' >wrong.json
run plan "$source_folder/data/examples/team.xml" --overlay wrong.json
expect_code 2
expect err 'wrong.json'

# --- what if ---
run plan "$source_folder/data/examples/team.xml" --what-if price.all=2x --what-if tasks=2x -o twice.json
expect_code 0
expect out 'price.all=2x'
check grep -q '"price.all=2x"' twice.json
run plan "$source_folder/data/examples/team.xml" --what-if price.ecs=+10%
expect_code 2
expect err "did you mean 'ec2'"
BAYPLAN_WHAT_IF='price.all=2x tasks=2x' run plan "$source_folder/data/examples/team.xml" -o again.json
check cmp -s twice.json again.json

# --- commitments: what the same profile costs with them ---
printf '{"schema": "bayplan.profile/1", "name": "steady", "region": "us-east-1", "services": [{"name": "web",
  "cpu_units": 1024, "memory_mib": 2048, "tasks": 40, "places": ["fargate"]}],
  "commitments": {"offered": ["compute_savings_plan.3y.all_upfront"]}}' >steady.json
run plan steady.json -o committed.json
expect_code 0
expect out 'Compute SP 3y all upfront'
expect out 'had none been bought'
expect_80_columns
for command in check explain report simulate; do
    run $command committed.json
    expect_code 0
done
run diff committed.json committed.json
expect_code 0
check python3 - <<'PYTHON'
import json
plan = json.load(open("committed.json"))
plan["commitments"]["rates"][0]["effective_price"] = "0.001"
json.dump(plan, open("changed.json", "w"))
PYTHON
run check changed.json
expect_code 4

# --- the bulk price list, over loopback, with connections that break; the second time nothing has changed ---
"$generator" list --region us-east-1 --types 12 --seed 5 >/dev/null || fail 'no price list'
true >url
"$server" list --cuts 20 --seed 7 >url &
serving=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do grep -q http url && break; sleep 0.1; done
url=$(grep -o 'http://[^ ]*' url)
mkdir updated
run prices update --region us-east-1 --price-list-url "$url" -o updated/
expect_code 0
expect err 'prices taken'
(printf '# region: us-east-1\n'; cat list/expected-us-east-1.csv) >expected.csv
run prices diff expected.csv updated/us-east-1.json --format csv
check test "$(wc -l <out)" -eq 1
cp updated/us-east-1.json first.json
run prices update --region us-east-1 --price-list-url "$url" -o updated/
expect_code 0
expect err 'AmazonEC2 has not changed'
check cmp -s first.json updated/us-east-1.json
run prices update --region mars-1 --price-list-url "$url" -o updated/
expect_code 2
check test ! -e updated/mars-1.json
run prices update --region us-east-1 --region eu-west-1 --price-list-url "$url" -o one.json
expect_code 2
expect err 'several regions are several files'
kill $serving
wait $serving 2>/dev/null
run prices update --region us-east-1 --price-list-url "$url" -o updated/
check test "$code" -ne 0
check cmp -s first.json updated/us-east-1.json

# --- saved answers over the book in use ---
printf '{"SpotPriceHistory": [{"AvailabilityZone": "us-east-1a", "InstanceType": "m7g.large", "ProductDescription":
  "Linux/UNIX", "SpotPrice": "0.031200", "Timestamp": "2026-11-20T10:00:00+00:00"}]}' >spot.answer.json
run prices import spot.answer.json --region us-east-1 -o over.json
expect_code 0
run prices diff us-east-1 over.json --format csv
expect out '0.0312'
check test "$(wc -l <out)" -eq 2
run prices import spot.answer.json --region us-east-1 --fresh -o alone.json
check test "$(grep -c '"item"' alone.json)" -eq 1
run prices import spot.answer.json --region eu-west-1 -o none.json
expect_code 2
sed 's/2026-11-20T/2019-11-20T/; s/0.031200/0.0777/' spot.answer.json >old.answer.json
run prices import old.answer.json --region us-east-1 -o over.json
expect_code 0
expect err 'warning: 1 price read now is older'
printf '{"a": 1}' >other.json
run prices import other.json -o none.json
expect_code 2
expect err 'is none of the documents prices come in'
check test ! -e none.json
finish
