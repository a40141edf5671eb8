"""Checks answers against the response schemas of the reference's own OpenAPI document, and what is sent and answered against
that of Apus."""

import fnmatch
import re
from itertools import islice

import httpx
from jsonschema import Draft202012Validator, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

# Where the reference's own answers break its document, as patterns of "METHOD /path status place".
TOLERATED = (
    # An error in one sentence, where the document has a list of problems.
    "* 422 $.detail",
    # Text as it was stored, and a table of lines.
    "GET /flow_runs/{id}/input/{key} 200 no JSON",
    "GET /flow_runs/{id}/logs/download 200 no JSON",
)


class Specification:
    """The OpenAPI document, with a validator for each operation and status."""

    tolerated = TOLERATED

    def __init__(self, document):
        self.document = document
        self.registry = Registry().with_resource("urn:api", Resource(contents=document, specification=DRAFT202012))
        self.routes = []
        for path, operations in document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{([^}]+)\\\}", lambda found: self.segment(operations, found[1]), re.escape(path)) + "$")
            self.routes.append((path.count("{"), pattern, path, operations))
        self.routes.sort(key=lambda route: route[0])
        self.validators = {}
        self.found = {}

    @staticmethod
    def segment(_operations, _name):
        """A pattern of what a parameter of a path may be."""
        return "[^/]+"

    @classmethod
    def fetch(cls, server):
        """Reads the document of a running server."""
        return cls(httpx.get(server.root + "/openapi.json", timeout=60).raise_for_status().json())

    def problems(self, method, path, status, body):
        """What is wrong with an answer, as texts; `body` is `...` for none at all or one that is not JSON. An unknown operation or
        status has no schema."""
        found = self._found(method, path)
        if found is None or self.is_undocumented(method, path, status):
            return []
        name, operation = found
        declared = operation["responses"][self.code(operation, status)]
        if "application/json" not in declared.get("content", {}):
            return [] if body is ... else [f"{status} has a body, though none is declared"]
        if body is ...:
            return [] if self._is_tolerated(method, name, status, "no JSON") else [f"{status} has no JSON"]
        parts = (name, method.lower(), "responses", self.code(operation, status))
        return [f"{place}: {message}" for place, message in self._errors(parts, body, Draft202012Validator)
                if not self._is_tolerated(method, name, status, place)]

    def is_undocumented(self, method, path, status):
        """Whether the document knows the operation, but not that it answers with this status."""
        found = self._found(method, path)
        return found is not None and self.code(found[1], status) is None

    @staticmethod
    def code(operation, status):
        """The status of the document that an answer is held to, or None. Upserts answer 201 for a new row though only 200 is
        declared, with the same body."""
        responses = operation["responses"]
        if str(status) in responses:
            return str(status)
        return "200" if 200 <= status < 300 and "200" in responses else None

    def _found(self, method, path):
        key = (method, path)
        if key not in self.found:
            self.found[key] = next(((name, operations[method.lower()]) for _, pattern, name, operations in self.routes
                                    if method.lower() in operations and pattern.match(path)), None)
        return self.found[key]

    def _errors(self, parts, value, kind):
        """The first errors of a value by the schema at a place of the document: where, and what."""
        if parts not in self.validators:
            names = ("paths", *parts, "content", "application/json", "schema")
            pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in names)
            reference = {"$ref": "urn:api#/" + pointer.replace("{", "%7B").replace("}", "%7D")}
            formats = Draft202012Validator.FORMAT_CHECKER if kind is Draft202012Validator else None
            self.validators[parts] = kind(reference, registry=self.registry, format_checker=formats)
        errors = islice(self.validators[parts].iter_errors(value), 5)
        return [(error.json_path, error.message[:300]) for error in errors]

    def _is_tolerated(self, method, path, status, place):
        return any(fnmatch.fnmatchcase(f"{method} {path} {status} {place}", pattern) for pattern in self.tolerated)


class Description(Specification):
    """The document of Apus itself, which has to know every status, and every body that is taken."""

    tolerated = ()

    def __init__(self, document):
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    operation["responses"][status] = _resolved(document, answer)
        super().__init__(document)

    @staticmethod
    def segment(operations, name):
        """Anything, or an identifier: a path with something else in that place is another one."""
        parameters = (each for operation in operations.values() for each in operation["parameters"])
        schema = next(each["schema"] for each in parameters if each.get("name") == name)
        return "[0-9a-fA-F{}:urnid-]{32,45}" if schema.get("format") == "uuid" else "[^/]+"

    @staticmethod
    def code(operation, status):
        """The status itself, if it is described."""
        return str(status) if str(status) in operation["responses"] else None

    def problems(self, method, path, status, body, sent=...):
        """The same, with a status that is not described, and what of a body that was taken does not fit; `sent` is the JSON that
        was sent, or `...` for none."""
        found = self._found(method, path)
        if found is None:
            return []
        if self.is_undocumented(method, path, status):
            return [f"{status} is not described"]
        problems = super().problems(method, path, status, body)
        name, operation = found
        if sent is ... or not 200 <= status < 300:
            return problems
        if "requestBody" not in operation:
            return problems
        errors = self._errors((name, method.lower(), "requestBody"), sent, LenientValidator)
        return problems + [f"takes a body that is not as described: {place}: {message}" for place, message in errors
                           if not _is_lenient(method, name, place)]


# Members of bodies of which more is taken than is described, as the reference has it; patterns of "METHOD /path place".
LENIENT = (
    # A name that is nothing is made up, whatever nothing it is.
    "* /*_run* $.name",
)


def _is_lenient(method, path, place):
    return any(fnmatch.fnmatchcase(f"{method} {path} {place}", pattern) for pattern in LENIENT)


def _resolved(document, value):
    if "$ref" not in value:
        return value
    for part in value["$ref"].removeprefix("#/").split("/"):
        document = document[part]
    return document


def _is_number(value):
    try:
        return not isinstance(value, (list, dict, type(None))) and float(value) is not None
    except ValueError:
        return False


def _bound(keyword):
    """The check of a bound, for numbers that may be texts."""
    check = Draft202012Validator.VALIDATORS[keyword]
    return lambda validator, bound, value, schema: check(validator, bound, float(value) if _is_number(value) else value, schema)


def _type(validator, types, value, schema):
    """The check of a type; moments are taken as numbers too."""
    if schema.get("format") == "date-time" and _is_number(value):
        return ()
    return Draft202012Validator.VALIDATORS["type"](validator, types, value, schema)


# Texts of numbers are numbers, words of booleans are booleans, and moments have many forms, as pydantic has it.
LenientValidator = validators.extend(Draft202012Validator, {"type": _type} | {keyword: _bound(keyword) for keyword in (
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")}, type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many({
    "integer": lambda _, value: _is_number(value) and float(value).is_integer(),
    "number": lambda _, value: _is_number(value),
    "boolean": lambda _, value: str(value).lower() in ("0", "1", "0.0", "1.0", "off", "on", "f", "t", "false", "true", "n", "y", "no", "yes"),
}))
