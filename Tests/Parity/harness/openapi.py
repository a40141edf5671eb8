"""Checks answers against the response schemas of the reference's own OpenAPI document."""

import re

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


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

    @classmethod
    def fetch(cls, server):
        """Reads the document of a running server."""
        return cls(httpx.get(server.root + "/openapi.json", timeout=60).raise_for_status().json())

    def problems(self, method, path, status, body):
        """What is wrong with a successful answer, as texts; an unknown operation or status has no schema."""
        if status >= 300:
            return []
        validator = self._validator(method.lower(), path, status)
        if validator is None:
            return []
        return [f"{error.json_path}: {error.message[:300]}" for error in list(validator.iter_errors(body))[:5]]

    def _validator(self, method, path, status):
        for _, pattern, name, operations in self.routes:
            if pattern.match(path) and method in operations:
                key = (name, method, status)
                if key not in self.validators:
                    self.validators[key] = self._compile(name, method, operations[method], status)
                return self.validators[key]
        return None

    def _compile(self, name, method, operation, status):
        responses = operation["responses"]
        # Upserts answer 201 for a new row though only 200 is declared: the body is the same.
        code = str(status) if str(status) in responses else "200"
        schema = responses.get(code, {}).get("content", {}).get("application/json", {}).get("schema")
        if not schema:
            return None
        parts = ("paths", name, method, "responses", code, "content", "application/json", "schema")
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in parts)
        reference = {"$ref": "urn:api#/" + pointer.replace("{", "%7B").replace("}", "%7D")}
        return Draft202012Validator(reference, registry=self.registry)
