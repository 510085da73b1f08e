#!/bin/bash
# Takes what browsers need from npm into the repository: nobody who installs the product needs npm.
# Usage: scripts/vendor.sh (with npm at hand); then look at the difference and commit it.
set -euo pipefail

HTMX=2.0.11
LEAFLET=1.9.4
TABLER=1.6.1
SASS=1.108.2

root=$(cd "$(dirname "$0")/.." && pwd)
target=$root/nasvyazi/web/desk/static/desk/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm init --yes >/dev/null 2>&1
npm install --silent --no-audit --no-fund --ignore-scripts "htmx.org@$HTMX" "leaflet@$LEAFLET" \
    "@tabler/core@$TABLER" "sass@$SASS"

mkdir -p "$target"
cp node_modules/htmx.org/dist/htmx.min.js "$target/htmx.min.js"
# Without the address of a map of its source, which is not taken along; its pictures are those of pins that we do not use.
sed '/^\/\/# sourceMappingURL=/d' node_modules/leaflet/dist/leaflet.js >"$target/leaflet.js"
cp node_modules/leaflet/dist/leaflet.css "$target/leaflet.css"
cp node_modules/leaflet/LICENSE "$target/leaflet.LICENSE.txt"
npx --no-install sass --quiet --style=compressed --no-charset --no-source-map \
    --load-path=node_modules/@tabler/core/scss "$root/scripts/tabler.scss" tabler.css
{
    echo "/*! Tabler v$TABLER (parts), copyright 2018-2026 The Tabler Authors, Paweł Kuna; MIT licence */"
    cat tabler.css
} >"$target/tabler.css"

size() { printf '%d kB, %d kB compressed' $(($(stat -c %s "$1") / 1000)) $(($(gzip -9 -c "$1" | wc -c) / 1000)); }
cat >"$target/README.md" <<TEXT
# Not ours

Taken from npm by \`scripts/vendor.sh\`, which also writes this file. Do not edit.

| file | from | licence | size |
|---|---|---|---|
| htmx.min.js | htmx.org $HTMX | 0BSD | $(size "$target/htmx.min.js") |
| leaflet.js | leaflet $LEAFLET, on pages with a map | BSD-2-Clause (\`leaflet.LICENSE.txt\`) | $(size "$target/leaflet.js") |
| leaflet.css | leaflet $LEAFLET | BSD-2-Clause | $(size "$target/leaflet.css") |
| tabler.css | @tabler/core $TABLER, the parts named in \`scripts/tabler.scss\` | MIT | $(size "$target/tabler.css"); all of Tabler is $(size node_modules/@tabler/core/dist/css/tabler.min.css) |
TEXT
cat "$target/README.md"
