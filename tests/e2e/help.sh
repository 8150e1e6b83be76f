# Help: every way to ask for it, its width, its environment names; suggestions for words that are nearly right.
. tests/e2e/lib.sh "$@"

run
expect_code 0
expect out 'Usage: bayplan COMMAND'
cp "$scratch/out" "$scratch/overview"
for words in '--help' '-h' 'help'; do
    run $words
    expect_code 0
    check cmp -s "$scratch/out" "$scratch/overview"
done
expect_80_columns

names=$(sed -n '/^Commands:/,/^$/p' "$scratch/overview" | sed -n 's/^  \([a-z]\+\( show\)\?\).*/\1/p')
check test "$(wc -l <<<"$names")" -ge 6
while read -r name; do
    run help $name
    expect_code 0
    expect out "Usage: bayplan $name"
    expect_80_columns
    cp "$scratch/out" "$scratch/help"
    run $name --help
    expect_code 0
    check cmp -s "$scratch/out" "$scratch/help"
    # Each option but --help shows its environment name.
    while read -r option; do
        variable=BAYPLAN_$(tr 'a-z-' 'A-Z_' <<<"$option")
        check grep -q "env: $variable[];]" <<<"$(tr -s ' \n' ' ' <"$scratch/help")"
    done < <(tr '\n' ' ' <"$scratch/help" | sed 's/.*Options://; s/Examples:.*//' | grep -o -e '--[a-z-]\+ ' |
        sed 's/^--//; s/ $//' | grep -v '^help$' | sort -u)
done <<<"$names"

run help prices
expect_code 0
expect out 'prices show'
run prices --help
expect_code 0
expect out 'prices show'
run prices
expect_code 2
expect err 'bayplan help prices'

for words in '--version' '-V' 'version'; do
    run $words
    expect_code 0
    expect out 'bayplan 0.'
    expect out 'us-east-1'
done

run plna
expect_code 2
expect_empty out
expect err "did you mean 'plan'?"
run help exlpain
expect_code 2
expect err "did you mean 'explain'?"
run plan --time-limt=3 x.json
expect_code 2
expect err "did you mean '--time-limit'?"
run plan --format jsn x.json
expect_code 2
expect err 'text, html, markdown, json, csv'
expect err "did you mean 'json'?"
run simulate --format csv x.json
expect_code 2
expect err "'csv' is none of text, json"
run help check
for format in text markdown json junit sarif github gitlab; do
    expect out "$format"
done
run plan -x file
expect_code 2
expect err "no option '-x'"
run plan
expect_code 2
expect err "needs PROFILE"
run plan a b
expect_code 2
expect err "no further argument 'b'"
run plan a --output
expect_code 2
expect err 'FILE is missing'
run plan a --quiet=yes
expect_code 2
expect err 'takes no value'
run --color never plan x
expect_code 2
expect err 'the command comes before its options'
for bad in 0 -1 nan inf 1e99 ten '' 0x10 ' 5' 5s; do
    run plan x.json --time-limit "$bad"
    expect_code 2
    expect err 'is not a number of seconds'
done
finish
