#!/bin/sh
# Installs the Debian packages named in tests/apt.txt where they are missing and this is allowed; elsewhere names the command.
set -eu
cd "$(dirname "$0")"
command -v dpkg-query >/dev/null 2>&1 || {
    command -v chromium >/dev/null 2>&1 || echo "The browser tests need Chromium. Install it with your system's package manager."
    exit 0
}
missing=""
for package in $(cat apt.txt); do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing
else
    echo "The browser tests need these packages. Install them with: sudo apt-get install$missing"
    exit 1
fi
