#!/bin/bash
# The browser tests want Chromium and letters to draw, translators want gettext; only root can install them.
set -euo pipefail

missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -n "$(fc-list :lang=ru 2>/dev/null)" ] || missing+=(fontconfig fonts-dejavu-core)
command -v msgfmt >/dev/null || missing+=(gettext)
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests: ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qq --no-install-recommends "${missing[@]}" >/dev/null
else
    echo "Not installed, for only root can: ${missing[*]}"
    echo "Without chromium the browser tests will not run. As root: apt-get install ${missing[*]}"
fi
