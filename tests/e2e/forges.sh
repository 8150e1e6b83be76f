# README.md's jobs for GitHub Actions, GitLab and Jenkins, each step of them run in a repository of its own with a forge's
# variables; what the forge reads is read. Package managers and cmake stand in: the program is built already.
. tests/e2e/lib.sh "$@"
for needed in python3 git; do
    if ! command -v $needed >/dev/null; then
        echo "skipped: $needed is not installed"
        exit 0
    fi
done
export BAYPLAN_DATE=2026-08-01 GIT_CONFIG_NOSYSTEM=1 GIT_TERMINAL_PROMPT=0
git config --global init.defaultBranch main
git config --global user.name nobody
git config --global user.email nobody@localhost
git config --global advice.detachedHead false

# What the machines of a forge have: sudo and apt-get, which must ask for what README's first command asks for, and cmake.
mkdir "$scratch/bin"
needs=$(.ci/readme-block 1 | tr -d '\\\n' | grep -o 'build-essential.*dev' | tr -s ' ' '\n' | sort)
printf '#!/bin/sh\nexec "$@"\n' >"$scratch/bin/sudo"
printf '#!/bin/sh\necho "$*" >>%s/packages\n' "$scratch" >"$scratch/bin/apt-get"
cat >"$scratch/bin/cmake" <<SH
#!/bin/sh
case \$1 in
-S) test -f "\$2/CMakeLists.txt" && mkdir -p "\$4" ;;
--build) ln -sf "$program" "\$2/bayplan" ;;
*) exit 1 ;;
esac
SH
chmod +x "$scratch"/bin/*
PATH=$scratch/bin:$PATH

# The plan in use was made when the family that is cheapest now was dear.
mkdir "$scratch/capacity"
cat >"$scratch/capacity/profile.json" <<'JSON'
{"schema": "bayplan.profile/1", "name": "team/capacity", "region": "us-east-1",
 "limits": {"instance_types": ["m6g.large", "m7g.large"]}, "services": [ {"name": "web", "cpu_units": 1000,
  "memory_mib": 3700, "tasks": 6, "architectures": ["arm64"], "places": ["ec2"]}]}
JSON
run plan "$scratch/capacity/profile.json" -o "$scratch/now.json" --quiet
family=$(sed -n 's/.*"instance_type": "\(.*\)\..*",/\1/p' "$scratch/now.json" | head -1)
run prices show --format json
sed "/\"service\": \"ec2\", \"item\": \"$family\./s/\"price\": \"[^\"]*\"/\"price\": \"99\"/" "$scratch/out" >"$scratch/then.json"
run plan "$scratch/capacity/profile.json" --prices "$scratch/then.json" -o "$scratch/then-plan.json" --quiet
check test -s "$scratch/now.json" -a -s "$scratch/then-plan.json"
check test "$(cmp "$scratch/now.json" "$scratch/then-plan.json" | wc -l)" -eq 1

# setup FORGE PLAN POLICY: a repository with its remote; the clone is $world/clone.
setup() {
    world=$scratch/$1-$((++worlds))
    mkdir -p "$world/seed/bayplan"
    git init -q --bare "$world/remote.git"
    git -C "$world/remote.git" config receive.advertisePushOptions true
    git -C "$world/seed" init -q
    cp -r "$scratch/capacity" "$world/seed"
    cp CMakeLists.txt "$world/seed/bayplan"
    cp "$2" "$world/seed/capacity/plan.json"
    printf '{"schema": "bayplan.policy/1"%s}\n' "$3" >"$world/seed/capacity/policy.json"
    printf '/out/\n' >"$world/seed/.gitignore"
    git -C "$world/seed" add .
    git -C "$world/seed" commit -q -m 'What runs, and what is allowed'
    git -C "$world/seed" push -q "$world/remote.git" main
    git clone -q "$world/remote.git" "$world/clone"
    ln -sfn "$world/remote.git" "$scratch/remote.git"
}
worlds=0
jobs=0
# The remote's address as GitLab's job writes it.
git config --global "url.$scratch/remote.git.insteadOf" https://bayplan:secret@gitlab.test/team/capacity.git

# job FORGE EVENT: exit code and figures; the log in `log`.
job() {
    code=0
    rm -f "$scratch/packages" "$scratch/log"
    export GIT_COMMITTER_DATE="$((1790000000 + ++jobs)) +0000" # no two nights are the same second
    python3 tests/e2e/forges.py "$1" README.md "$world/clone" "$2" "$scratch/log" >"$scratch/out" 2>"$scratch/err" || code=$?
    expect_empty err
    [ "$code" -ne 99 ] || sed 's/^/    log| /' "$scratch/log"
}

branch_count() { git -C "$world/remote.git" rev-list --count --all; }

for forge in github gitlab jenkins; do
    # A quiet night.
    setup $forge "$scratch/now.json" ', "budget": {"usd_per_month": "9000"}'
    job $forge schedule
    expect_code 0
    check test ! -e "$world/clone/out/proposed.json"
    check test "$(branch_count)" -eq 1
    case $forge in
    github) expect out 'sarif=0 artifacts=2 errors=0 warnings=0 summary=1' ;;
    gitlab) expect out 'failures=0 quality=0' ;;
    jenkins) expect out 'failures=0 artifacts=1' ;;
    esac
    if [ $forge != jenkins ]; then
        for package in $needs; do
            check grep -q -e " $package\b" "$scratch/packages"
        done
    fi
    # A budget breached: the job fails with 3, and all that shows it is there.
    setup $forge "$scratch/now.json" ', "budget": {"usd_per_month": "1"}, "price_age": {"days": 5, "level": "warn"}'
    job $forge schedule
    expect_code 3
    case $forge in
    github) expect out 'sarif=2 artifacts=2 errors=1 warnings=1 summary=1' ;;
    gitlab) expect out 'failures=1 quality=2' ;;
    jenkins) expect out 'failures=1 artifacts=1' ;;
    esac
    # An input that cannot be read: 2, and nothing is reported as if it had been.
    echo '{' >"$world/clone/capacity/plan.json"
    job $forge schedule
    expect_code 2
    # A cheaper plan: proposed, with its report; the branch has it once, and merged it is the baseline.
    setup $forge "$scratch/then-plan.json" ', "saving": {"percent": 0.01, "usd_per_month": "0.01"}'
    job $forge schedule
    expect_code 0
    check cmp -s "$world/clone/out/proposed.json" "$scratch/now.json"
    check grep -q '<!DOCTYPE html>' "$world/clone/out/proposed.html"
    if [ $forge = jenkins ]; then
        cp "$world/clone/out/proposed.json" "$world/clone/capacity/plan.json"
        job $forge schedule
        expect_code 0
        expect out 'artifacts=1'
        continue
    fi
    check test "$(branch_count)" -eq 2
    check test "$(git -C "$world/remote.git" show bayplan-plan:capacity/plan.json | cksum)" = "$(cksum <"$scratch/now.json")"
    again() {
        rm -rf "$world/clone"
        git clone -q "$world/remote.git" "$world/clone"
        job $forge "$1"
        expect_code 0
    }
    proposed=$(git -C "$world/remote.git" rev-parse bayplan-plan)
    again schedule
    check test "$(git -C "$world/remote.git" rev-parse bayplan-plan)" = "$proposed" # not another commit every night
    git -C "$world/remote.git" update-ref -d refs/heads/bayplan-plan
    case $forge in github) again pull_request ;; gitlab) again merge_request_event ;; esac
    check test "$(branch_count)" -eq 1 # a pull request is told, not answered with another
    again schedule
    git -C "$world/remote.git" update-ref refs/heads/main refs/heads/bayplan-plan
    again schedule
    check test ! -e "$world/clone/out/proposed.json"
done
finish
