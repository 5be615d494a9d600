#!/usr/bin/env bash
# Writes each requirements.txt of runners/ out of requirements.in: every package that is installed, with the SHA-256 of its files
# (`make lock`). A package that is not one of these files is refused. No index is named: pip's and uv's settings are used.
set -euo pipefail
cd "$(dirname "$0")/.."

for source in runners/*/requirements.in runners/*/environments/*/requirements.in; do
  target=${source%.in}.txt
  { printf '# Written by `make lock` out of %s; not to be edited.\n' "$(basename "$source")"
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
      "$@" "$source"
  } >"$target.new"
  mv "$target.new" "$target"
done
