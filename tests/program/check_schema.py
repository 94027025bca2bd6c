"""Whether the JSON Schema says what the program says.

    check_schema.py REPOSITORY SCHEMA

Every config in configs/ must pass (a sweep by its own schema), every one in tests/broken_configs must fail, but for those that
beyond_the_schema.txt names: they must pass, else their line is out of date.
"""

import json
import pathlib
import sys

import jsonschema


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


def errors_of(validator, path):
    try:
        config = json.loads(path.read_text(encoding="utf-8"), parse_constant=refuse)
    except ValueError as error:
        return [str(error)]
    return [error.message for error in validator.iter_errors(config)]


def main(repository, schema_path):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    problems = []

    shipped = [path for path in sorted((repository / "configs").rglob("*.json")) if path.name != "schema.json"]
    sweep_schema = json.loads((repository / "configs" / "sweeps" / "schema.json").read_text(encoding="utf-8"))
    of_sweeps = jsonschema.Draft7Validator(sweep_schema)
    for path in shipped:
        is_sweep = path.parent.name == "sweeps"
        problems += [f"{path.name}: {error}" for error in errors_of(of_sweeps if is_sweep else validator, path)]

    broken = repository / "tests" / "broken_configs"
    lines = (broken / "beyond_the_schema.txt").read_text(encoding="utf-8").splitlines()
    beyond = {line.split(":")[0] for line in lines}
    seen = set()
    for path in sorted(broken.glob("*.json")):
        seen.add(path.stem)
        is_refused = bool(errors_of(validator, path))
        if is_refused == (path.stem in beyond):
            problems.append(f"{path.name}: {'refused, though listed as beyond' if is_refused else 'accepted by'} the schema")
    problems += [f"beyond_the_schema.txt names {name}, which is not there" for name in sorted(beyond - seen)]

    print("\n".join(problems) or f"{len(shipped)} shipped and {len(seen)} broken configs agree")
    return 1 if problems or not shipped or not seen else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
