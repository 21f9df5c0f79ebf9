#!/bin/sh
# The one script: installs what is missing (Debian 12), builds, runs. ./do help lists what it can.
# What is installed stands in tools/packages (apt), package-lock.json (npm) and tools/duckdb.sha256.
set -eu
cd "$(dirname "$0")"

say() {
    printf '· %s\n' "$1"
}

stop() {
    printf 'do: %s\n' "$1" >&2
    exit 1
}

# --- What must be there ---

# Sets root to the words that make a command run as root.
need_root() {
    root=
    [ "$(id -u)" = 0 ] && return 0
    command -v sudo >/dev/null ||
        stop "these packages are missing: $1. Only root can install them: run this as root once, or install sudo"
    root=sudo
}

# Prints the packages of the groups $1 (as in "build test") that are missing or too old.
packages_missing() {
    grep -v '^#' tools/packages | while read -r group package oldest command; do
        case " $1 " in *" $group "*) ;; *) continue ;; esac
        [ -n "$command" ] && command -v "$command" >/dev/null && continue
        version=$(dpkg-query -W -f='${db:Status-Status} ${Version}' "$package" 2>/dev/null) || version=
        case $version in "installed "*) ;; *) echo "$package" && continue ;; esac
        dpkg --compare-versions "${version#installed }" ge "$oldest" || echo "$package"
    done
}

need_packages() {
    command -v dpkg-query >/dev/null ||
        stop "this is not Debian: install yourself what tools/packages names, then use cmake --preset release"
    missing=$(packages_missing "$1" | sort -u | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    grep -q '^VERSION_CODENAME=bookworm' /etc/os-release || say "This is not Debian 12, for which this was made; trying all the same"
    need_root "$missing"
    say "Installing with apt-get: $missing"
    mkdir -p deps
    # shellcheck disable=SC2086 # lists of words
    { $root apt-get -q update &&
        $root env DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends install $missing; } >deps/apt.log 2>&1 </dev/null ||
        stop "apt-get could not install them: $(grep -m1 '^E:' deps/apt.log || tail -n 1 deps/apt.log). The whole story is in deps/apt.log; mend it and run this again."
    missing=$(packages_missing "$1" | sort -u | tr '\n' ' ')
    [ -z "$missing" ] || stop "the system offers only older versions of $missing than tools/packages asks for: use Debian 12 or later"
}

need_npm() {
    cmp -s package-lock.json node_modules/.lock-installed && return 0
    say "Fetching the npm packages of package-lock.json (no script of theirs is run)"
    mkdir -p deps
    npm ci --ignore-scripts --no-audit --no-fund >deps/npm.log 2>&1 ||
        stop "npm could not fetch them: $(grep -m1 -iE 'err(or|!)' deps/npm.log || tail -n 1 deps/npm.log). The whole story is in deps/npm.log; check the network and npm's registry setting, then run this again."
    cp package-lock.json node_modules/.lock-installed
}

need_duckdb() {
    if [ ! -f deps/duckdb/libduckdb.so ] || [ ! -f deps/duckdb/duckdb.h ]; then sh tools/fetch_duckdb; fi
}

# Leaves everything in place for the groups of packages named.
need() {
    need_packages "$*"
    need_npm
    need_duckdb
}

# --- Building ---

# Builds preset $1; further words go to cmake.
build_preset() {
    preset=$1
    shift
    say "Building (preset $preset)"
    cmake --preset "$preset" "$@" --log-level=WARNING >/dev/null
    cmake --build --preset "$preset"
}

# --- What one can ask for ---

do_build() {
    need build
    build_preset release
    say "The program is build/tuntuma"
}

do_demo() {
    need build
    build_preset release
    if [ -f build/demo.duckdb ] && [ $# = 0 ]; then
        say "The invented company of last time is in build/demo.duckdb; remove it for a new one"
    else
        say "Inventing a company: its files into build/demo, its three years into build/demo.duckdb"
        rm -rf build/demo build/demo.duckdb* build/part.duckdb*
        build/tuntuma demo --folder build/demo --store duckdb:build/part.duckdb "$@"
        mv build/part.duckdb build/demo.duckdb # whole, or not there
    fi
    say "Starting the server; stop it with Ctrl-C"
    exec build/tuntuma serve --store duckdb:build/demo.duckdb
}

do_test() {
    need build test
    build_preset dev -DTUNTUMA_WERROR=ON
    say "Running the tests"
    # One more than processors: tests of pages mostly wait for the browser.
    exec ctest --test-dir build-dev --output-on-failure --parallel $(($(nproc) + 1)) "$@"
}

do_lint() {
    need build test lint
    build_preset dev
    exec sh tools/lint "$@"
}

do_bench() {
    need build bench
    build_preset release
    exec sh tests/bench/run.sh "$@"
}

do_fuzz() {
    need build fuzz
    build_preset fuzz
    exec sh tools/fuzz "$@"
}

do_help() {
    cat <<'END'
./do demo           build, invent a company, serve its figures
./do build          build build/tuntuma
./do test [ARG…]    build with sanitizers and run every test; arguments go to ctest, as in -R csv
./do lint [all]     format, spelling and static analysis of what changed since the last commit, or of all
./do bench          measure against the engines alone
./do fuzz [S] [T…]  fuzz every parser, or those named, for S seconds each (60)
On Debian 12 each installs first what it needs and is missing.
END
}

subcommand=${1:-help}
[ $# = 0 ] || shift
case $subcommand in
demo | build | test | lint | bench | fuzz | help) "do_$subcommand" "$@" ;;
*)
    do_help >&2
    stop "there is no \"$subcommand\""
    ;;
esac
