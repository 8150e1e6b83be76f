# Completion scripts: they load in their shells and complete a command, an option and a value. A shell that is not
# installed is said so and passed over.
. tests/e2e/lib.sh "$@"
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/bayplan"
PATH=$scratch/bin:$PATH
cd "$scratch" || exit 1
for shell in bash zsh fish; do
    run completion $shell
    expect_code 0
    cp out "script.$shell"
done
run completion tcsh
expect_code 2

has() { # has FILE WORD: a line of FILE is WORD, or starts with WORD and a tab
    checks=$((checks + 1))
    grep -q -e "^$2\$" -e "^$2	" "$1" || fail "no '$2' in: $(tr '\n' ' ' <"$1")"
}

complete_bash() { # words, the last one is being completed
    bash --norc -c '
        source script.bash
        COMP_WORDS=(bayplan "$@"); COMP_CWORD=$#
        _bayplan
        printf "%s\n" "${COMPREPLY[@]}"' bash "$@" >offered 2>bash.err
    check test ! -s bash.err
}
touch plan-file.json
complete_bash pl; has offered plan
complete_bash ''; has offered prices; has offered completion
complete_bash prices ''; has offered show
complete_bash plan --ti; has offered --time-limit
complete_bash plan --format ''; has offered text; has offered json
complete_bash plan --format = j; has offered json
complete_bash prices show --region eu; has offered eu-west-1
complete_bash plan plan-f; has offered plan-file.json
complete_bash explain -; has offered --color
complete_bash completion ''; has offered zsh
complete_bash simulate --scenario co; has offered cold_start
complete_bash simulate --scenario week,zo; has offered week,zone_loss
complete_bash simulate --scenario = week,zo; has offered week,zone_loss
complete_bash report --format csv-; has offered csv-pools; has offered csv-hours
complete_bash check --format ''; has offered sarif; has offered junit
complete_bash diff --format = mark; has offered markdown
complete_bash check --format junit = plan-f; has offered plan-file.json # as bash parts "junit=plan-f"
complete_bash check --format = junit = plan-f; has offered plan-file.json
complete_bash check --baseline plan-f; has offered plan-file.json

if command -v zsh >/dev/null; then
    check zsh -n script.zsh
    cp script.zsh _bayplan
    # A real interactive zsh behind a pseudo-terminal: type, press Tab, read what is on the line.
    cat >drive.zsh <<'ZSH'
zmodload zsh/zpty
TERM=dumb zpty -b shell zsh -f -i
zpty -w shell "PS1='> '; fpath=($PWD \$fpath); autoload -Uz compinit; compinit -u -D; zstyle ':completion:*' list-colors ''; bindkey '^I' complete-word; echo rea''dy"
read_until() {
    local piece all= deadline=$((SECONDS + 20))
    while ((SECONDS < deadline)); do
        zpty -r -t shell piece && all+=$piece || sleep 0.05
        [[ $all == *$1* ]] && { print -r -- "found $1"; return 0; }
    done
    print -r -- "not found $1 in ${(V)all}"
    return 1
}
read_until ready || exit 1
zpty -w -n shell $'bayplan expl\t'; read_until 'explain' || exit 1
zpty -w -n shell $'--col\t'; read_until 'color' || exit 1
zpty -w -n shell $'\025bayplan simulate --scenario week,zon\t'; read_until 'week,zone_loss' || exit 1
zpty -w -n shell $'\025bayplan report --format csv-h\t'; read_until 'csv-hours' || exit 1
zpty -w -n shell $'\025bayplan check --format sarif=plan-f\t'; read_until 'sarif=plan-file.json' || exit 1
zpty -w -n shell $'\025bayplan check --format text --format junit=plan-f\t'; read_until 'junit=plan-file.json' || exit 1
zpty -w -n shell $'\025bayplan prices show --service farg\t'; read_until 'fargate' || exit 1
zpty -w -n shell $'\025bayplan pri\tsh\t'; read_until 'show' || exit 1
zpty -d shell
ZSH
    zsh -f drive.zsh >zsh.out 2>&1
    zsh_code=$?
    cp zsh.out out
    check test $zsh_code -eq 0
else
    echo 'skipped: zsh is not installed'
fi

if command -v fish >/dev/null; then
    complete_fish() { fish --no-config -c "source script.fish; complete -C '$1'" >offered 2>fish.err; check test ! -s fish.err; }
    complete_fish 'bayplan pl'; has offered plan
    complete_fish 'bayplan prices '; has offered show
    complete_fish 'bayplan plan --ti'; has offered --time-limit
    complete_fish 'bayplan plan --format '; has offered json
    complete_fish 'bayplan prices show --region eu'; has offered eu-west-1
    complete_fish 'bayplan plan plan-f'; has offered plan-file.json
    complete_fish 'bayplan completion '; has offered zsh
    complete_fish 'bayplan simulate --scenario co'; has offered cold_start
    complete_fish 'bayplan simulate --scenario week,zo'; has offered week,zone_loss
    complete_fish 'bayplan simulate --scenario=week,zo'; has offered --scenario=week,zone_loss
    complete_fish 'bayplan report --format csv-'; has offered csv-hours
    complete_fish 'bayplan check --format '; has offered sarif
    complete_fish 'bayplan check --format sarif=plan-f'; has offered sarif=plan-file.json
    complete_fish 'bayplan check --format=sarif=plan-f'; has offered --format=sarif=plan-file.json
else
    echo 'skipped: fish is not installed'
fi
finish
