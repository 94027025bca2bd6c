"""Whether the JSON Schema accepts what the program's reader accepts, value by value.

    check_verdicts.py FILE

FILE holds [{"schema": …, "cases": [[value, accepted], …]}, …].
"""

import json
import sys

import jsonschema


def main(path):
    with open(path, encoding="utf-8") as file:
        groups = json.load(file)
    count = differences = 0
    for group in groups:
        validator = jsonschema.Draft7Validator(group["schema"])
        for value, accepted in group["cases"]:
            count += 1
            if validator.is_valid(value) != accepted:
                differences += 1
                print(f"{group['name']}: the program {'accepts' if accepted else 'refuses'} {json.dumps(value)}")
    print(f"{count} values")
    return 1 if differences or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
