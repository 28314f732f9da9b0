#!/bin/sh
# Runs validate.py with a Python that has jsonschema, which is installed below target/ if need be. 77: there is none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=$here/../../target/author-venv
if python3 -c 'import jsonschema' 2>/dev/null; then
  exec python3 "$here/validate.py" "$@"
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import jsonschema' 2>/dev/null; then
  python3 -m venv "$venv" >&2 || exit 77
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt" >&2 || exit 77
fi
exec "$venv/bin/python" "$here/validate.py" "$@"
