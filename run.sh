#!/usr/bin/env bash
# The ways of working with this project, as commands. Run without arguments for the list.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

PYTHON=${PYTHON:-python3}

say() { printf '== %s\n' "$*" >&2; }

check_python() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
        say "This needs Python 3.11 or newer, and '$PYTHON' is not. Name one: PYTHON=python3.12 $0 ..."
        exit 1
    }
}

# What a virtual environment made from REQUIREMENTS would be made from: it is made anew when this changes.
stamp() { cat "$1" pyproject.toml | cksum; }

made_from() { [ -x "$1/bin/python" ] && [ "$(cat "$1/.made-from" 2>/dev/null)" = "$(stamp "$2")" ]; }

# make_venv FOLDER REQUIREMENTS: a virtual environment with exactly what the file pins.
make_venv() {
    local folder=$1 requirements=$2
    if made_from "$folder" "$requirements"; then return; fi
    check_python
    say "Making $folder from $requirements (once, a minute or two)"
    "$PYTHON" -m venv "$folder"
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
    if [ "$folder" = .venv ]; then
        # Build tools come from the same pinned list, so nothing is fetched unpinned.
        "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    fi
    stamp "$requirements" >"$folder/.made-from"
}

ready() { made_from .venv requirements-dev.txt || make_venv .venv requirements.txt; }                   # enough to run
install() { make_venv .venv requirements-dev.txt; make_venv .venv-synapse requirements-synapse.txt; }   # and to work on it

# One worker more than there are processors: tests wait for servers a third of their time.
test() { install; .venv/bin/python -m pytest -n "${WORKERS:-$(($(getconf _NPROCESSORS_ONLN) + 1))}" "$@"; }

lint() {
    install
    .venv/bin/ruff check .
    .venv/bin/ruff format --check .
    .venv/bin/mypy
    .venv/bin/lint-imports --no-cache
}

docs() {                                                                        # what the documents take from the code
    install
    .venv/bin/python -m bot.cli.reference >docs/commands.md
    .venv/bin/python -m bot.cli.example_timeline >docs/foi-timeline.png
}

bench() { install; .venv/bin/python -m benchmarks "$@"; }                       # the tables of docs/performance.md

pin() {                                                                         # pin the newest allowed versions, with hashes
    install
    .venv/bin/python -m pip install --quiet pip-tools
    local options=(--quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-annotate --no-header --allow-unsafe --strip-extras --build-deps-for=editable)
    .venv/bin/pip-compile "${options[@]}" -o requirements.txt pyproject.toml
    .venv/bin/pip-compile "${options[@]}" --extra dev -o requirements-dev.txt pyproject.toml
    .venv/bin/pip-compile "${options[@]}" -o requirements-synapse.txt requirements-synapse.in
}

case ${1:-} in
ready | install | test | lint | docs | bench | pin) "$@" ;;
*)
    echo "usage: ./run.sh ready|install|test|lint|docs|bench|pin"
    echo "  ready    .venv with what the bot needs      install  ... and what work on it needs, with the real Matrix server"
    echo "  test     every test (arguments to pytest)   lint     ruff, mypy, import contracts"
    echo "  docs     docs/commands.md, foi-timeline.png bench    the tables of docs/performance.md"
    echo "  pin      new requirements*.txt"
    exit 2
    ;;
esac
