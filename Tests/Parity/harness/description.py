"""Compares the document that Apus describes its API with to the reference's: the same operations, parameters and properties."""

import fnmatch

# Where the two documents differ on purpose, as patterns of what `differences` tells, with the reason.
DEVIATIONS = {
    # One place of a path has one name.
    "* /work_pools/{}* path 0: {name}, described: {work_pool_name}": "the queues of a pool name it like that",
    # The names of settings are the reference's own business.
    "GET /admin/settings answer *": "settings are an object, whatever is in it",
    "GET /ready answer .message: none, described: there": "the reference does not say what it answers",
    "* answer [[]].completed: none, described: there": "the reference says only that these are numbers",
    "* answer [[]].failed: none, described: there": "the reference says only that these are numbers",
    # Both servers ask for these labels; the reference does it without saying so.
    "*prefect.resource.*: none, described: *": "resources have to say what they are",
    "* /deployments/* body .work*_pool_*: none, described: optional": "old clients send these, and nothing comes of them",
    "* /automations/* *.trigger*.metric*: none, described: *": "the reference has no metric triggers",
    "* /automations/* body .trigger*.posture: required, described: optional": "that of a metric trigger may be left out",
}


def differences(reference, subject):
    """What the documents tell differently, as texts; what `DEVIATIONS` names is left out."""
    found = list(_differences(reference, subject))
    unneeded = [each for each in DEVIATIONS if not fnmatch.filter(found, each)]
    return ([each for each in found if not any(fnmatch.fnmatchcase(each, pattern) for pattern in DEVIATIONS)]
            + [f"no longer differs: {each}" for each in unneeded])


def _differences(reference, subject):
    one, other = _Document(reference), _Document(subject)
    for key in sorted(one.operations.keys() | other.operations.keys()):
        if key not in other.operations:
            yield f"{key} is not described"
        elif key not in one.operations:
            yield f"{key} is described, and the reference has none"
        else:
            yield from (f"{key} {text}" for text in _operation(one, other, key))


def _operation(one, other, key):
    parts = ("path", "query", "body", "answer")
    for part, first, second in zip(parts, one.facts(key), other.facts(key)):
        for name in sorted(first.keys() | second.keys()):
            if first.get(name) != second.get(name):
                yield f"{part} {name}: {first.get(name, 'none')}, described: {second.get(name, 'none')}"


class _Document:
    """An OpenAPI document, of which the facts that clients depend on can be asked."""

    def __init__(self, document):
        self.document = document
        self.operations = {}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                self.operations[f"{method.upper()} {_anonymous(path)}"] = (path, operation)

    def facts(self, key):
        """The names of the path's parameters in their order, which parameters and properties of the body have to be there, and
        which properties a good answer has."""
        path, operation = self.operations[key]
        parameters = [self.resolved(each) for each in operation.get("parameters", [])]
        names = {str(place): part for place, part in enumerate(part for part in path.split("/") if part.startswith("{"))}
        query = {each["name"]: "required" if each.get("required") else "optional" for each in parameters if each["in"] == "query"}
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        body = {}
        if content:
            body = self.properties(content["schema"])
            body["the body"] = "required" if operation["requestBody"].get("required") else "optional"
        answer = {}
        for status, response in operation["responses"].items():
            content = self.resolved(response).get("content", {}).get("application/json")
            if status.startswith("2") and content:
                answer |= dict.fromkeys(self.properties(content["schema"]), "there")
        return names, query, body, answer

    def resolved(self, value):
        """What a reference leads to."""
        while "$ref" in value:
            place = self.document
            for part in value["$ref"].removeprefix("#/").split("/"):
                place = place[part]
            value = place
        return value

    def properties(self, schema, prefix=""):
        """The properties of a schema and of those inside, by their paths, and whether they are required."""
        found = {}
        schema = self.resolved(schema)
        for choice in schema.get("anyOf", []) + schema.get("oneOf", []) + schema.get("allOf", []):
            found |= self.properties(choice, prefix)
        items = [schema.get(part) for part in ("items", "additionalProperties")] + schema.get("prefixItems", [])
        for each in items:
            if isinstance(each, dict):
                found |= self.properties(each, prefix + "[]")
        for name, member in schema.get("properties", {}).items():
            if prefix.replace("[]", "").split(".").count(name) > 1:
                # What holds itself is compared twice: documents differ in how often they write it out.
                continue
            found[f"{prefix}.{name}"] = "required" if name in schema.get("required", []) else "optional"
            found |= self.properties(member, f"{prefix}.{name}")
        return found


def _anonymous(path):
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))
