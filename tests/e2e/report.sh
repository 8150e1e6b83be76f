# report, and plan's reports: formats, several at once, files whole or not at all, what wrong options are told.
. tests/e2e/lib.sh "$@"
small=tests/e2e/small.json
plan=$scratch/plan.json
run plan $small -o "$plan" --quiet
expect_code 0
formats='text markdown json csv csv-pools csv-hours html'

# Each format: something on stdout, nothing on stderr, the same twice, the same in a file.
for format in $formats; do
    run report "$plan" --format "$format"
    expect_code 0
    expect_empty err
    check test -s "$scratch/out"
    cp "$scratch/out" "$scratch/first"
    run report "$plan" --format "$format=$scratch/file"
    expect_code 0
    expect_empty out
    expect err "the $format report is in $scratch/file"
    check cmp -s "$scratch/first" "$scratch/file"
done
run report "$plan" --format json
check cmp -s "$scratch/out" "$plan"
run report "$plan"
expect_80_columns
cp "$scratch/out" "$scratch/text"
run plan $small
check cmp -s "$scratch/out" "$scratch/text" # nothing of the plan is lost on the way through the document
run report "$plan" --color always
expect out $'\033[1m'
run report "$plan" --color always -o "$scratch/plain.txt"
check cmp -s "$scratch/plain.txt" "$scratch/text" # files are never coloured
code=0
"$program" report - <"$plan" >"$scratch/out" 2>"$scratch/err" || code=$?
expect_code 0
check cmp -s "$scratch/out" "$scratch/text"

# -o: the end of the file's name says the format, unless --format does.
mkdir "$scratch/o"
for pair in html:html htm:html md:markdown json:json csv:csv txt:text; do
    run report "$plan" -o "$scratch/o/x.${pair%:*}" --quiet
    expect_code 0
    expect_empty out
    expect_empty err
    run report "$plan" --format "${pair#*:}"
    check cmp -s "$scratch/out" "$scratch/o/x.${pair%:*}"
done
run report "$plan" --format markdown -o "$scratch/o/odd.html" -q
run report "$plan" --format markdown
check cmp -s "$scratch/out" "$scratch/o/odd.html"

# Several at once, one of them on stdout.
run report "$plan" --format html="$scratch/o/r.html" --format markdown=- --format=csv-pools="$scratch/o/p.csv"
expect_code 0
expect out '## bayplan: `small`'
check grep -q '<!DOCTYPE html>' "$scratch/o/r.html"
check grep -q '^pool,instance_type' "$scratch/o/p.csv"
run report "$plan" --format csv="$scratch/o/s.csv" --format markdown -o "$scratch/o/m.md" -q
expect_code 0
expect_empty out
check test -s "$scratch/o/s.csv" -a -s "$scratch/o/m.md"
BAYPLAN_FORMAT="csv=$scratch/o/e.csv, text" run report "$plan"
expect_code 0
expect out 'no plan can cost less'
check cmp -s "$scratch/o/s.csv" "$scratch/o/e.csv"
BAYPLAN_FORMAT="csv=$scratch/o/f.csv text" run report "$plan" --format markdown
expect_code 0
expect out '## bayplan'
check test ! -e "$scratch/o/f.csv" # the command line replaces what the environment says
(cd "$scratch" && echo '{"schema": "bayplan.config/1", "format": "csv=o/c.csv markdown"}' >bayplan.json)
code=0
(cd "$scratch" && "$program" report plan.json >out 2>err </dev/null) || code=$?
expect_code 0
expect out '## bayplan'
check cmp -s "$scratch/o/s.csv" "$scratch/o/c.csv"
rm "$scratch/bayplan.json"

# Mistakes: before anything is read, with what would be right.
usage() { # usage TEXT WORDS...
    run report "$plan" "${@:2}"
    expect_code 2
    expect_empty out
    expect err "$1"
}
usage 'text, html, markdown, json, csv, csv-pools, csv-hours' --format pdf
usage "did you mean 'markdown'?" --format markdwn
usage 'is none of' --format html,csv
usage 'is none of' --format ''
usage 'a file name is missing' --format html=
usage 'text report and markdown report cannot both go to stdout' --format text --format markdown
usage 'cannot both go to' --format "text=$scratch/o/same" --format "markdown=$scratch/o/same"
usage 'none is left for' --format "text=$scratch/o/a" -o "$scratch/o/b"
usage "no option '--time-limit'" --time-limit 3
usage 'no further argument' another.json
check test ! -e "$scratch/o/same" -a ! -e "$scratch/o/a"
BAYPLAN_FORMAT=pdf run report "$plan"
expect_code 2
expect err 'BAYPLAN_FORMAT: '
run report
expect_code 2
expect err 'needs PLAN'
run report "$scratch/absent.json"
expect_code 2
expect_empty out
run report $small -o "$scratch/o/none.html"
expect_code 2
expect err 'bayplan.plan/1'
check test ! -e "$scratch/o/none.html"

# Several files: all or none, and no temporary file stays.
mkdir "$scratch/all"
echo precious >"$scratch/all/a.md"
run report "$plan" --format "markdown=$scratch/all/a.md" --format "csv=$scratch/no/such/b.csv" --format text
expect_code 2
expect_empty out
expect err "$scratch/no/such/b.csv"
check test "$(cat "$scratch/all/a.md")" = precious
check test "$(ls -A "$scratch/all")" = a.md
run report "$plan" --format "markdown=$scratch/all/a.md" --format "csv=$scratch/all"
expect_code 2
check test "$(cat "$scratch/all/a.md")" = precious
if [ -w /dev/full ]; then
    run report "$plan" --format "markdown=$scratch/all/a.md" --format csv=/dev/full
    expect_code 2
    check test "$(cat "$scratch/all/a.md")" = precious
    check test "$(ls -A "$scratch/all")" = a.md
fi
run report "$plan" --format "markdown=$scratch/all/a.md" --format "csv=$scratch/all/b.csv" -q
expect_code 0
check test "$(ls -A "$scratch/all" | tr '\n' ' ')" = 'a.md b.csv '

# plan: its document, tables and reports in one run; the same as report makes of the document.
run plan $small -o "$scratch/again.json" --report "$scratch/again.html" --format "markdown=$scratch/again.md" --format text
expect_code 0
check cmp -s "$scratch/again.json" "$plan"
check cmp -s "$scratch/out" "$scratch/text"
expect err "the html report is in $scratch/again.html"
run report "$plan" --format markdown
check cmp -s "$scratch/out" "$scratch/again.md"
run plan $small --format csv
expect_code 0
expect out 'kind,name,place'
run plan $small -o - --format csv
expect_code 2
expect err 'cannot both go to stdout'
run plan $small -o - --format text
check cmp -s "$scratch/out" "$plan"
run plan $small -o "$scratch/x.json" --report "$scratch/x.json"
expect_code 2
check test ! -e "$scratch/x.json"

# What runs now, beside the plan: at the plan's own prices or not at all.
cat >"$scratch/cluster.json" <<'JSON'
{ "schema": "bayplan.cluster/1", "name": "small", "region": "us-east-1", "observed_at": "2026-11-21T03:00:00Z",
  "groups": [ { "name": "general", "instance_type": "m5.2xlarge", "zones": ["us-east-1a", "us-east-1b"], "instances": 3 } ],
  "services": [ { "name": "web", "place": "general", "tasks": 4, "cpu_units": 512, "memory_mib": 1024 } ] }
JSON
run report "$plan" --cluster "$scratch/cluster.json" --format markdown
expect_code 0
expect out 'Today **$'
run report "$plan" --cluster "$scratch/cluster.json"
expect_code 0
expect out 'What runs now'
expect out 'as observed at 2026-11-21T03:00:00Z; the plan saves $'
expect_80_columns
run plan $small --cluster "$scratch/cluster.json" --format markdown
expect_code 0
expect out 'Today **$'
run report "$plan" --cluster "$scratch/absent.json"
expect_code 2
run prices show --format json
sed 's/"m5.2xlarge"/"m5.3xlarge"/' "$scratch/out" >"$scratch/prices.json"
run report "$plan" --cluster "$scratch/cluster.json" --prices "$scratch/prices.json"
expect_code 2
expect_empty out
expect err "$scratch/prices.json: is not what $plan was priced with"
run plan $small --cluster "$scratch/cluster.json" --prices "$scratch/prices.json"
expect_code 2
expect err 'm5.2xlarge'
sed 's/"us-east-1"/"eu-west-1"/' "$scratch/cluster.json" >"$scratch/elsewhere.json"
run report "$plan" --cluster "$scratch/elsewhere.json"
expect_code 2
finish
