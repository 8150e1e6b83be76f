# Colour: off in pipes, on when asked for, NO_COLOR and TERM=dumb obeyed on terminals only where nothing was asked for.
. tests/e2e/lib.sh "$@"
escape=$'\033'

colour() { # colour yes|no: does out hold an escape?
    checks=$((checks + 1))
    if grep -q "$escape" "$scratch/out"; then seen=yes; else seen=no; fi
    [ "$seen" = "$1" ] || fail "colour: $seen"
}

run prices show m7g.large
colour no
run prices show m7g.large --color always
colour yes
run prices show m7g.large --color=never
colour no
NO_COLOR=1 run prices show m7g.large --color always
colour yes
BAYPLAN_COLOR=always run prices show m7g.large
colour yes
run prices show m7g.large --color sometimes
expect_code 2
expect err 'auto, always, never'

# On a terminal (script(1) of util-linux makes one).
if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    on_terminal() { # on_terminal WORDS...: stdout and stderr are a pseudo-terminal
        script -qec "'$program' $*" /dev/null >"$scratch/out" 2>"$scratch/err" </dev/null
    }
    on_terminal prices show m7g.large
    colour yes
    NO_COLOR=1 on_terminal prices show m7g.large
    colour no
    NO_COLOR= on_terminal prices show m7g.large
    colour yes # NO_COLOR counts where it is not empty
    TERM=dumb on_terminal prices show m7g.large
    colour no
    on_terminal prices show m7g.large --color never
    colour no
    # Progress is one line on a terminal's stderr that is gone at the end, and nothing elsewhere.
    on_terminal plan tests/e2e/small.json --color never
    expect out "$escape[K"
    on_terminal plan tests/e2e/small.json --color never --quiet
    expect_not out "$escape[K"
    run plan tests/e2e/small.json -o "$scratch/plan.json"
    on_terminal simulate "$scratch/plan.json" --color never
    expect out "$escape[K"
    on_terminal simulate "$scratch/plan.json" --color never --quiet
    expect_not out "$escape[K"
    TERM=dumb on_terminal plan tests/e2e/small.json
    expect_not out "$escape[K"
else
    echo 'skipped: script(1) is not installed or cannot make a terminal'
fi
run plan tests/e2e/small.json
expect_code 0
expect_empty err
colour no
finish
