"""Holds each case against the schema of its kind: the good ones must fit, the bad ones must not."""

import json
import sys

from jsonschema import Draft202012Validator

with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
validators = {}
for kind, schema in told["schemas"].items():
    Draft202012Validator.check_schema(schema)
    validators[kind] = Draft202012Validator(schema)

wrong = 0
for case in told["cases"]:
    errors = list(validators[case["kind"]].iter_errors(case["value"]))
    if bool(errors) == case["good"]:
        wrong += 1
        print(case["name"], [f"{error.json_path}: {error.message[:200]}" for error in errors], file=sys.stderr)
if wrong:
    sys.exit(1)
print(len(told["cases"]), "as expected")
