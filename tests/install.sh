#!/usr/bin/env bash
# Whether it installs elsewhere: both locks by an old pip, complete and with --no-deps, the longer one by the newest, and the
# wheel without any lock, each in an empty environment of its own. The wheel's demo must store articles.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

# An environment with a pip of the wanted version.
environment() {
    rm -rf "$place/venv"
    "$python" -m venv "$place/venv"
    "$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

told() {
    "$place/venv/bin/python" -m pip check --disable-pip-version-check >/dev/null
    echo "installed: $1 by $("$place/venv/bin/python" -m pip --version | cut -d ' ' -f 1-2)"
}

# How a lock is installed, then by which pip.
locked() {
    # shellcheck disable=SC2086 # words of an option each
    environment $2
    # shellcheck disable=SC2086
    "$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r $1
    told "$1"
}

locked "requirements.lock" pip==22.3
locked "requirements-dev.lock" pip==22.3
locked "requirements-dev.lock --no-deps" pip==22.3
locked "requirements-dev.lock" "--upgrade pip"

# What git knows of, as it stands here, without what an earlier build may have left.
mkdir "$place/source"
git ls-files -z | tar --null --files-from - --create | tar --extract --directory "$place/source"
for pip in pip==23.2.1 "--upgrade pip"; do
    # shellcheck disable=SC2086
    environment $pip
    "$place/venv/bin/python" -m pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place/wheel" "$place/source"
    "$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check "$place"/wheel/peruwatch-*.whl
    told "the wheel without a lock"
    (cd "$place" && "$place/venv/bin/peruwatch" demo --once)
done
