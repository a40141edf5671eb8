"""Checks answers against the response schemas of the reference's own OpenAPI document."""

import fnmatch
import re
from itertools import islice

import httpx
from jsonschema import Draft202012Validator
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

    def __init__(self, document):
        self.document = document
        self.registry = Registry().with_resource("urn:api", Resource(contents=document, specification=DRAFT202012))
        self.routes = []
        for path, operations in document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) + "$")
            self.routes.append((path.count("{"), pattern, path, operations))
        self.routes.sort(key=lambda route: route[0])
        self.validators = {}
        self.found = {}

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
        declared = operation["responses"][_code(operation, status)]
        if "application/json" not in declared.get("content", {}):
            return [] if body is ... else [f"{status} has a body, though none is declared"]
        if body is ...:
            return [] if _is_tolerated(method, name, status, "no JSON") else [f"{status} has no JSON"]
        key = (name, method, _code(operation, status))
        if key not in self.validators:
            self.validators[key] = self._compile(name, method.lower(), key[2])
        errors = islice(self.validators[key].iter_errors(body), 5)
        return [f"{error.json_path}: {error.message[:300]}" for error in errors
                if not _is_tolerated(method, name, status, error.json_path)]

    def is_undocumented(self, method, path, status):
        """Whether the document knows the operation, but not that it answers with this status."""
        found = self._found(method, path)
        return found is not None and _code(found[1], status) is None

    def _found(self, method, path):
        key = (method, path)
        if key not in self.found:
            self.found[key] = next(((name, operations[method.lower()]) for _, pattern, name, operations in self.routes
                                    if method.lower() in operations and pattern.match(path)), None)
        return self.found[key]

    def _compile(self, name, method, code):
        parts = ("paths", name, method, "responses", code, "content", "application/json", "schema")
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)
        reference = {"$ref": "urn:api#/" + pointer.replace("{", "%7B").replace("}", "%7D")}
        return Draft202012Validator(reference, registry=self.registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _code(operation, status):
    """The status of the document that an answer is held to, or None. Upserts answer 201 for a new row though only 200 is declared,
    with the same body."""
    responses = operation["responses"]
    if str(status) in responses:
        return str(status)
    return "200" if 200 <= status < 300 and "200" in responses else None


def _is_tolerated(method, path, status, place):
    return any(fnmatch.fnmatchcase(f"{method} {path} {status} {place}", pattern) for pattern in TOLERATED)
