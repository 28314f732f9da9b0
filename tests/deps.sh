#!/usr/bin/env bash
# Installs what `make test` needs beside Rust and npm: browsers, Java, Go and Ruby, small readers of XML and PDF, a counter
# of instructions, the hosts that serve our site, the judges and the SDK of package.json, and the SDKs of
# tests/requirements.txt in a Python of their own. What is there is left alone. `--check` installs nothing and fails when
# something is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

# Servers live where only root looks for programs.
export PATH="$PATH:/usr/sbin"
have() { command -v "$1" >/dev/null 2>&1; }
have_browser() {
  local name
  for name in "${ERRBOOK_BROWSER:-}" chromium-headless-shell chromium google-chrome chrome; do
    if [ -n "$name" ] && have "$name"; then return; fi
  done
  return 1
}
# npm notes in this file what it installed; it is older than the list when the list has changed since.
have_judges() { [ -x node_modules/.bin/node ] && [ ! package-lock.json -nt node_modules/.package-lock.json ]; }
# A Python that is new enough for the tests of the samples, and can make a folder for their SDKs.
have_python() { have python3 && python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
have_sdks() { [ -x target/venv/bin/python ] && [ ! tests/requirements.txt -nt target/venv/installed ]; }

missing_packages() {
  have_browser || echo chromium-headless-shell
  # The samples in Java are run from their source, which takes a compiler.
  { have java && have javac; } || echo default-jdk-headless
  have go || echo golang-go
  have ruby || echo ruby
  have xmllint || echo libxml2-utils
  have pdftotext || echo poppler-utils
  have make || echo make
  have git || echo git
  have firefox-esr || have firefox || echo firefox-esr
  have nginx || echo nginx-light
  have caddy || echo caddy
  have lighttpd || echo lighttpd
  have apache2 || echo apache2-bin
  have busybox || echo busybox
  have_python || echo python3-venv
  have openssl || echo openssl
  have curl || echo curl
  have valgrind || echo valgrind
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
may_install() {
  # Without a terminal nobody can type the password.
  have apt-get && { [ "$(id -u)" = 0 ] || { have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }; }
}

# The hosts are installed to be started by tests, not to serve this machine: Debian asks this file before it starts one.
keep_still() {
  local policy=/usr/sbin/policy-rc.d
  if [ -e $policy ]; then return; fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
  as_root chmod 755 $policy
  trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

install() {
  local packages
  mapfile -t packages < <(missing_packages)
  if [ "${#packages[@]}" -gt 0 ] && may_install; then
    as_root apt-get update -qq
    keep_still
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${packages[@]}"
  fi
  if ! have_judges && have npm; then
    PUPPETEER_SKIP_DOWNLOAD=1 npm ci
    # Set here too, because npm keeps the old time when it had nothing to do.
    touch node_modules/.package-lock.json
  fi
  if ! have_sdks && have_python; then
    python3 -m venv --clear target/venv
    target/venv/bin/pip install --quiet --disable-pip-version-check --no-deps -r tests/requirements.txt
    touch target/venv/installed
  fi
  if have rustup; then
    cargo fmt --version >/dev/null 2>&1 || rustup component add rustfmt
    cargo clippy --version >/dev/null 2>&1 || rustup component add clippy
  fi
  # For the licences of the crates that only other systems use.
  cargo fetch --locked --quiet
}

if [ "${1:-}" != --check ]; then install; fi

mapfile -t packages < <(missing_packages)
if [ "${#packages[@]}" -eq 0 ] && have_judges && have_sdks; then exit; fi
echo 'Some tests will say that they are skipped. To run them all, install what is missing and run make test again:'
if [ "${#packages[@]}" -gt 0 ]; then echo "  apt-get install ${packages[*]}   (or what your system calls these)"; fi
have_judges || echo '  npm ci   (npm comes with Node 20 or newer)'
have_sdks || echo '  the SDKs of tests/requirements.txt   (make deps does, once there is Python 3.11 or newer)'
# A build machine must not skip, and whoever asks wants to know.
if [ "${1:-}" = --check ] || [ -n "${CI:-}" ]; then exit 1; fi
