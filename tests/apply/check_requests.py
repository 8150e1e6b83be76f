"""Requests as bayplan sends them, held against AWS's own models (botocore's).

check_requests.py FOLDER            every FOLDER/NUMBER-service.Operation.req: a whole HTTP request
check_requests.py --planted FOLDER  the same requests with mistakes put in, one at a time: each has to be found
check_requests.py --program PROGRAM both, of the requests that PROGRAM writes to the folder it is given

Each finding is a line. Exit code: 0 = nothing found (or every planted mistake found), 1 = not so, 77 = botocore is not
installed. What is checked: the protocol's own head and form, names of all parameters at every depth, types, what is
required, lengths and ranges, words of enumerations.
"""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.parse

try:
    import botocore.session
    import botocore.validate
except ImportError:
    print("skipped: botocore is not installed (pip install botocore)")
    sys.exit(77)

SESSION = botocore.session.get_session()
MODELS = {}


class Mistake(Exception):
    """The first thing that is wrong with a request."""


def model_of(service):
    if service not in MODELS:
        try:
            MODELS[service] = SESSION.get_service_model(service)
        except Exception as error:
            raise Mistake(f"no such service: {error}") from error
    return MODELS[service]


def split_request(raw):
    head, found, body = raw.partition(b"\r\n\r\n")
    if not found:
        raise Mistake("no end of its head")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    return lines[0], headers, body


# --- the query protocols: names with dots and numbers back into a tree ---


def grow_tree(pairs):
    """{"A.member.1.B": "x"} -> {"A": {"member": {"1": {"B": "x"}}}}"""
    root = {}
    for name, value in pairs:
        at = root
        *path, last = name.split(".")
        for part in path:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise Mistake(f"{name}: both a value and more below it")
        if last in at:
            raise Mistake(f"{name}: given twice")
        at[last] = value
    return root


def wire_name(member, shape, is_ec2):
    form = shape.serialization
    if not is_ec2:
        return form.get("name", member)
    name = form.get("queryName") or form.get("name") or member
    return name if "queryName" in form else name[0].upper() + name[1:]


def read_structure(tree, shape, is_ec2, path):
    names = {wire_name(member, inner, is_ec2): (member, inner) for member, inner in shape.members.items()}
    result = {}
    for name, value in tree.items():
        if name not in names:
            raise Mistake(f"{path}{name}: AWS knows no such parameter")
        member, inner = names[name]
        result[member] = read_value(value, inner, is_ec2, f"{path}{name}.")
    return result


def read_list(tree, shape, is_ec2, path):
    if tree == "":
        return []
    if not isinstance(tree, dict):
        raise Mistake(f"{path}: a list has numbered members")
    if not is_ec2 and not shape.serialization.get("flattened"):
        word = shape.member.serialization.get("name", "member")
        if set(tree) != {word}:
            raise Mistake(f"{path}: its members are {path}{word}.N, not {', '.join(sorted(tree))}")
        tree, path = tree[word], f"{path}{word}."
        if not isinstance(tree, dict):
            raise Mistake(f"{path}: its members are numbered")
    if set(tree) != {str(number) for number in range(1, len(tree) + 1)}:
        raise Mistake(f"{path}: members are numbered from 1 on, not {', '.join(sorted(tree))}")
    return [read_value(tree[str(i)], shape.member, is_ec2, f"{path}{i}.") for i in range(1, len(tree) + 1)]


def read_scalar(text, shape, path):
    kind = shape.type_name
    if not isinstance(text, str):
        raise Mistake(f"{path}: a {kind}, not a structure")
    if kind in ("integer", "long"):
        if not re.fullmatch(r"-?[0-9]+", text):
            raise Mistake(f"{path}: '{text}' is no whole number")
        return int(text)
    if kind in ("float", "double"):
        try:
            return float(text)
        except ValueError as error:
            raise Mistake(f"{path}: '{text}' is no number") from error
    if kind == "boolean":
        if text not in ("true", "false"):
            raise Mistake(f"{path}: '{text}' is neither true nor false")
        return text == "true"
    return text


def read_value(tree, shape, is_ec2, path):
    if shape.type_name == "structure":
        if not isinstance(tree, dict):
            raise Mistake(f"{path}: a structure, not a value")
        return read_structure(tree, shape, is_ec2, path)
    if shape.type_name == "list":
        return read_list(tree, shape, is_ec2, path)
    return read_scalar(tree, shape, path.rstrip("."))


def refuse_twice(pairs):
    names = [name for name, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise Mistake(f"{name}: given twice")
    return dict(pairs)


def read_query(model, operation, headers, body):
    kind = headers.get("content-type", "")
    if not kind.startswith("application/x-www-form-urlencoded"):
        raise Mistake(f"Content-Type is '{kind}'")
    pairs = urllib.parse.parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=True)
    given = refuse_twice(pairs)
    for name, value in (("Action", operation.name), ("Version", model.api_version)):
        if given.get(name) != value:
            raise Mistake(f"{name} is '{given.get(name)}', not '{value}'")
    tree = grow_tree([pair for pair in pairs if pair[0] not in ("Action", "Version")])
    if not operation.input_shape:
        return {}
    return read_structure(tree, operation.input_shape, model.metadata["protocol"] == "ec2", "")


def read_json(model, operation, headers, body):
    version = model.metadata["jsonVersion"]
    if headers.get("content-type") != f"application/x-amz-json-{version}":
        raise Mistake(f"Content-Type is '{headers.get('content-type')}'")
    target = f"{model.metadata['targetPrefix']}.{operation.name}"
    if headers.get("x-amz-target") != target:
        raise Mistake(f"X-Amz-Target is '{headers.get('x-amz-target')}', not '{target}'")
    value = json.loads(body.decode("utf-8"), object_pairs_hook=refuse_twice)
    if not isinstance(value, dict):
        raise Mistake("the body is no JSON object")
    return value


# --- the value against the model ---


def check_words(value, shape, path):
    """What botocore's own check leaves out: unknown members, enumerations, upper limits."""
    if shape.type_name == "structure":
        for name, inner in value.items():
            if name not in shape.members:
                raise Mistake(f"{path}{name}: AWS knows no such member")
            check_words(inner, shape.members[name], f"{path}{name}.")
    elif shape.type_name == "list":
        check_most(len(value), shape, path)
        for number, inner in enumerate(value):
            check_words(inner, shape.member, f"{path}{number}.")
    elif shape.type_name == "map":
        for name, inner in value.items():
            check_words(name, shape.key, f"{path}{name}.")
            check_words(inner, shape.value, f"{path}{name}.")
    elif shape.type_name == "string":
        if shape.metadata.get("enum") and value not in shape.metadata["enum"]:
            raise Mistake(f"{path}: '{value}' is none of {', '.join(shape.metadata['enum'][:8])}")
        check_most(len(value), shape, path)
    elif shape.type_name in ("integer", "long"):
        check_most(value, shape, path)


def check_most(amount, shape, path):
    most = shape.metadata.get("max")
    if most is not None and amount > most:
        raise Mistake(f"{path}: {amount} is above {most}")


def check_request(name, raw):
    """Raises Mistake where something is wrong."""
    match = re.fullmatch(r"\d+-([a-z0-9-]+)\.(\w+)\.req", name)
    if not match:
        raise Mistake("its name is not NUMBER-service.Operation.req")
    first, headers, body = split_request(raw)
    if not first.startswith("POST / HTTP/1.1"):
        raise Mistake(f"'{first}' is no POST to /")
    if "content-length" in headers and int(headers["content-length"]) != len(body):
        raise Mistake("Content-Length is not the body's")
    model = model_of(match[1])
    if match[2] not in model.operation_names:
        raise Mistake(f"{match[1]} has no {match[2]}")
    operation = model.operation_model(match[2])
    reads = read_json if model.metadata["protocol"] == "json" else read_query
    try:
        value = reads(model, operation, headers, body)
    except (UnicodeDecodeError, ValueError) as error:
        raise Mistake(f"its body cannot be read: {error}") from error
    if not operation.input_shape:
        return
    report = botocore.validate.ParamValidator().validate(value, operation.input_shape)
    if report.has_errors():
        raise Mistake(" ".join(report.generate_report().split()))
    check_words(value, operation.input_shape, "")


# --- mistakes put in ---


def with_body(raw, body):
    head = raw.partition(b"\r\n\r\n")[0]
    head = re.sub(rb"(?i)(content-length:) *\d+", rb"\1 %d" % len(body), head)
    return head + b"\r\n\r\n" + body


def planted_json(operation, raw, body):
    value = json.loads(body)
    shape = operation.input_shape
    for name in shape.required_members if shape else []:
        if name in value:
            less = {key: inner for key, inner in value.items() if key != name}
            yield f"{name} left out", with_body(raw, json.dumps(less).encode())
    yield "a member of no meaning", with_body(raw, json.dumps({**value, "nonsense": 1}).encode())
    for path, inner in walk(value):
        other = wrong_type(inner)
        yield f"{'.'.join(map(str, path))} of another type", with_body(
            raw, json.dumps(put_at(value, path, other)).encode()
        )
        if isinstance(path[-1], str) and not in_map(shape, path):
            yield f"{'.'.join(map(str, path))} misspelt", with_body(raw, json.dumps(renamed(value, path)).encode())
    yield "cut short", with_body(raw, body[:-1])
    yield "for an operation that is not there", re.sub(rb"(?i)(x-amz-target: *\w+\.)\w+", rb"\1NoSuchThing", raw)


def in_map(shape, path):
    for part in path[:-1]:
        if shape.type_name == "structure":
            shape = shape.members[part]
        elif shape.type_name == "list":
            shape = shape.member
        else:
            return True
    return shape.type_name == "map"


def walk(value, path=()):
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield (*path, name), inner
        yield from walk(inner, (*path, name))


def wrong_type(value):
    return ["x"] if not isinstance(value, list) else {"x": 1}


def put_at(value, path, other):
    result = copy.deepcopy(value)
    at = result
    for part in path[:-1]:
        at = at[part]
    at[path[-1]] = other
    return result


def renamed(value, path):
    result = copy.deepcopy(value)
    at = result
    for part in path[:-1]:
        at = at[part]
    at[path[-1] + "x"] = at.pop(path[-1])
    return result


def planted_query(operation, raw, body):
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True)
    shape = operation.input_shape
    required = set(shape.required_members) if shape else set()

    def again(others):
        return with_body(raw, urllib.parse.urlencode(others).encode())

    for number, (name, value) in enumerate(pairs):
        rest = pairs[:number] + pairs[number + 1 :]
        if name in ("Action", "Version") or name in required:
            yield f"{name} left out", again(rest)
        yield f"{name} misspelt", again([*rest, (name + "x", value)])
        if re.search(r"\.\d+(\.|$)", name):
            yield f"{name} numbered from 0", again([*rest, (re.sub(r"\.\d+(\.|$)", r".0\1", name, count=1), value)])
        if re.fullmatch(r"true|false|\d+", value) and name != "Version":
            holder = "no" if value in ("true", "false") else "many"
            if takes_number(operation, pairs, number, holder):
                yield f"{name} is '{holder}'", again([*pairs[:number], (name, holder), *pairs[number + 1 :]])
    yield "a parameter twice", again([*pairs, pairs[-1]])


def takes_number(operation, pairs, number, holder):
    """Whether the model says this parameter is a number or a boolean: text may be any text."""
    model = operation.service_model
    tree = grow_tree([pair for pair in pairs if pair[0] not in ("Action", "Version")])
    at, shape = tree, operation.input_shape
    for part in pairs[number][0].split("."):
        if shape.type_name == "structure":
            names = {
                wire_name(member, inner, model.metadata["protocol"] == "ec2"): inner
                for member, inner in shape.members.items()
            }
            shape = names[part]
        elif shape.type_name == "list" and part.isdigit():
            shape = shape.member
        at = at[part]
    return shape.type_name in ("integer", "long", "boolean", "float", "double")


def planted(name, raw):
    _, service, word = re.fullmatch(r"(\d+)-([a-z0-9-]+)\.(\w+)\.req", name).groups()
    model = model_of(service)
    operation = model.operation_model(word)
    body = raw.partition(b"\r\n\r\n")[2]
    yield from (planted_json if model.metadata["protocol"] == "json" else planted_query)(operation, raw, body)
    yield "without a Content-Type", re.sub(rb"(?i)content-type:[^\r]*\r\n", b"", raw)


def find_planted(files):
    tried = missed = 0
    for file in files:
        raw = file.read_bytes()
        for what, wrong in planted(file.name, raw):
            tried += 1
            try:
                check_request(file.name, wrong)
            except Mistake:
                continue
            missed += 1
            print(f"{file.name}: {what}: not found")
    print(f"{tried} planted mistakes in {len(files)} requests, {missed} not found")
    return missed == 0 and tried > 0


def find_mistakes(files):
    found = 0
    for file in files:
        try:
            check_request(file.name, file.read_bytes())
        except Mistake as mistake:
            found += 1
            print(f"{file.name}: {mistake}")
    print(f"{len(files)} requests, {found} with findings")
    return found == 0 and len(files) > 0


def requests_in(folder):
    return sorted(pathlib.Path(folder).glob("*.req"))


def check_program(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder], check=True)
        files = requests_in(folder)
        return all([find_mistakes(files), find_planted(files)])


def main():
    checks = {"--planted": lambda folder: find_planted(requests_in(folder)), "--program": check_program}
    words = sys.argv[1:]
    if len(words) == 1 and words[0] not in checks:
        good = find_mistakes(requests_in(words[0]))
    elif len(words) == 2 and words[0] in checks:
        good = checks[words[0]](words[1])
    else:
        sys.exit(__doc__)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
