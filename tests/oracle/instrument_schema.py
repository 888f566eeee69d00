#!/usr/bin/env python3
"""Do the JSON Schema and the reader agree about definition files?

Validates every file under surveys/ with python-jsonschema (4.10 or later),
then makes documents with one to three slips in them and writes each, with
jsonschema's verdict, to instrument_schema.tsv. The test replays those through
the reader's own table. Run from the repository's root; needs PyYAML.
"""
import copy, glob, json, random, re
import jsonschema, yaml


class Core(yaml.SafeLoader):
    """YAML 1.2: yes and no are text, 010 is ten."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ("bool", r"^(?:true|false)$", "tf"),
        ("null", r"^(?:~|null|)$", ["~", "n", ""]),
        ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
        ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$",
         "-+.0123456789")):
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)


def text_keys(value):
    if isinstance(value, dict):
        return {str(k): text_keys(v) for k, v in value.items()}
    return [text_keys(v) for v in value] if isinstance(value, list) else value


schema = json.load(open("surveys/schema/instrument.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
files = sorted(glob.glob("surveys/*.yaml"))
documents = {f: text_keys(yaml.load(open(f), Core)) for f in files}
for name, document in documents.items():
    validator.validate(document)
print(len(files), "files valid")

random.seed(4)
values = [None, True, False, 0, 1, -3, 2.5, 1e9, "", "yes", "no", "maybe", "1-5",
          "text", "Not A Name", [], {}, [1, 2], ["a", "b"], {"a": 1}, [[1]],
          "sum", "lower", "0"]


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else \
        enumerate(value) if isinstance(value, list) else ()
    for k, v in items:
        yield from places(v, path + (k,))


def slip(document):
    path = random.choice(list(places(document))[1:])
    parent = document
    for k in path[:-1]:
        parent = parent[k]
    kind = random.randrange(4)
    if kind == 0 and isinstance(parent, dict):
        parent[path[-1] + random.choice("sx_1")] = parent.pop(path[-1])
    elif kind == 1:
        del parent[path[-1]]
    else:
        parent[path[-1]] = copy.deepcopy(random.choice(values))


small = ["phq4", "ons_lonely", "djg6", "wsas", "k6", "who5"]
rows = []
for i in range(280):
    document = copy.deepcopy(documents["surveys/%s.yaml" % random.choice(small)])
    for scale in list(document["scales"])[1:]:
        if random.random() < .8:
            del document["scales"][scale]
    for _ in range(random.choice((1, 1, 2, 3))):
        slip(document)
    rows.append((int(validator.is_valid(document)),
                 json.dumps(document, ensure_ascii=False)))
with open("tests/oracle/instrument_schema.tsv", "w") as out:
    for row in sorted(set(rows)):
        out.write("%d\t%s\n" % row)
print(len(set(rows)), "documents,", sum(r[0] for r in set(rows)), "valid")
