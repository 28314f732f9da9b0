#!/usr/bin/env bash
# Builds what a release is downloaded as and installs each of it, offline: archive, wheel, npm packages, Debian package.
# Each must bring a program that knows its version and explains an error.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export PATH="$PATH:/usr/sbin:/sbin"
target=$(rustc -vV | sed -n 's/^host: //p')
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

ok() { passed=$((passed + 1)); echo "ok: $1"; }
not_ok() { failed=$((failed + 1)); echo "not ok: $1"; }
check() { # check NAME COMMAND…
  local name=$1
  shift
  if ("$@") >"$work/log" 2>&1; then ok "$name"; else not_ok "$name"; sed 's/^/  /' "$work/log"; fi
}
works() { # works PROGRAM…
  [ "$("$@" --version)" = "errbook $version" ] && cd "$work" &&
    "$@" explain 'OAuth token has expired. Please obtain a new token' | grep -q 'https\?://\|record\|anthropic'
}
# The goal is 10 MB; until then it does not grow.
few_bytes() { [ "$(stat -c %s "$1")" -le $((13500 * 1000)) ]; }

cargo build --locked --quiet --profile dist
program=target/dist/errbook
check "the program does not grow" few_bytes "$program"

python3 packaging/package.py all "$target" "$program" "$work/out"
python3 packaging/package.py npm "$work/out"
out=$work/out
python3 packaging/package.py all "$target" "$program" "$work/again"
for file in "$work"/again/*; do check "the same bytes again: ${file##*/}" cmp "$file" "$out/${file##*/}"; done

from_archive() { mkdir "$work/archive" && tar -xzf "$out/errbook-$target.tar.gz" -C "$work/archive" --strip-components 1 && works "$work/archive/errbook"; }
check "archive" from_archive
check "completions for bash" bash -n "$work/archive/completions/errbook.bash"
pages() { for page in "$work"/archive/man/*.1; do [ -s "$page" ] && grep -q '^\.SH SYNOPSIS' "$page" || return 1; done; }
check "manual pages" pages

from_wheel() { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --no-index "$out"/*.whl && works "$work/venv/bin/errbook"; }
check "wheel" from_wheel

from_npm() { mkdir "$work/npm" && cd "$work/npm" && npm install --offline --no-audit --no-fund --silent "$out"/errbook-*-"$version".tgz "$out/errbook-$version.tgz" && works "$work/npm/node_modules/.bin/errbook"; }
check "npm" from_npm
code_of_npm() { "$work/npm/node_modules/.bin/errbook" explain 'all is well'; [ $? = 1 ]; }
check "npm passes the exit code on" code_of_npm
alone() { mkdir "$work/alone" && cd "$work/alone" && npm install --offline --no-audit --no-fund --silent --omit=optional "$out/errbook-$version.tgz" && ! node_modules/.bin/errbook --version 2>&1 | grep -q "is not installed"; [ "${PIPESTATUS[0]}" != 0 ]; }
check "npm says what is missing" alone

from_deb() {
  mkdir -p "$work/deb/var/lib/dpkg/"{info,updates,triggers} && touch "$work/deb/var/lib/dpkg/status"
  dpkg --root="$work/deb" --force-not-root --force-depends --install "$out"/*.deb && works "$work/deb/usr/bin/errbook" &&
    gzip -t "$work/deb/usr/share/man/man1/errbook.1.gz"
}
if command -v dpkg >/dev/null; then check "Debian package" from_deb; elif [ -n "${CI:-}" ]; then not_ok "dpkg is missing"; fi

# The sums and the formula, over archives that only have the names of a release.
for cpu in x86_64 aarch64; do for system in unknown-linux-musl apple-darwin; do cp "$out/errbook-$target.tar.gz" "$out/errbook-$cpu-$system.tar.gz"; done; done
check "sums and formula" python3 packaging/package.py release "$out"
sums() { cd "$out" && sha256sum --check --strict --quiet SHA256SUMS; }
check "the sums are those of the files" sums
check "the formula is Ruby" ruby -c "$out/errbook.rb"
no_formula() { rm "$out/errbook-aarch64-apple-darwin.tar.gz"; ! python3 packaging/package.py release "$out"; }
check "no formula without all of its archives" no_formula

cd "$root"
listed() { cargo package --locked --list --allow-dirty >"$work/files" && ! grep -E '^(tests|benches|fuzz|node_modules|\.ci|\.github/workflows/ci)' "$work/files"; }
check "the crate holds no tests" listed
check "the crate compiles by itself" cargo package --locked --quiet --allow-dirty

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
