#!/bin/sh
# Finds a Python and hands over to installers/setup_env.py, which makes .venv and starts what was asked for.
#   ./setup_virtual_env.sh run      opens the program          ./setup_virtual_env.sh test     runs every check
#   ./setup_virtual_env.sh install  makes .venv only           ./setup_virtual_env.sh --help   all words
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
fits='import sys; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, 14) and sys.implementation.name == "cpython"))'

# The system's python3 comes first: its venv package is the one a distribution offers by default.
for python in ${UNDERSTUDY_PYTHON:+"$UNDERSTUDY_PYTHON"} python3 python3.13 python3.12 python3.11 python3.14 \
    "${HOME:-/nowhere}"/.local/share/uv/python/cpython-3.1*/bin/python3 "${HOME:-/nowhere}"/.pyenv/versions/3.1*/bin/python3; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -I -c "$fits" >/dev/null 2>&1; then
        exec "$python" -E -s "$here/installers/setup_env.py" "$@"
    fi
done

echo "No Python 3.11 to 3.14 was found. Install one (Debian, Ubuntu: sudo apt-get install python3 python3-venv;" \
    "Fedora: sudo dnf install python3; macOS: brew install python@3.13; or python.org) and run this again." >&2
exit 1
