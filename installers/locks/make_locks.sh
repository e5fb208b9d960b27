#!/bin/sh
# Makes every lock file anew from pyproject.toml; needs uv on the path. Words are passed on to uv:
#   installers/locks/make_locks.sh --upgrade
set -eu
cd "$(dirname "$0")/../.."

lock() { # lock NAME ARGUMENTS...: one file for Linux, Windows and macOS, Python 3.11 and newer
    name=$1
    shift
    uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-emit-index-url \
        --only-binary :all: --no-annotate --custom-compile-command installers/locks/make_locks.sh \
        --quiet --output-file "installers/locks/$name.txt" "$@"
}

# cpu first: its versions bind all the others.
lock cpu --extra cpu "$@"
lock dev --extra cpu --extra dev --constraints installers/locks/cpu.txt --excludes installers/locks/not-with-dev.txt "$@"
lock webgpu --extra webgpu --constraints installers/locks/cpu.txt "$@"
for extra in cuda directml openvino; do
    lock "$extra" --extra "$extra" --constraints installers/locks/cpu.txt --excludes installers/locks/not-with-gpu.txt "$@"
done
