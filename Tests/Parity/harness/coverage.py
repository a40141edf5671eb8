"""The parity meter: which operations of the reference's API Apus answers at all."""

import fnmatch
import re
from pathlib import Path

import httpx

METHODS = ("get", "post", "put", "patch", "delete")
# It is neither JSON nor a name: no operation does anything but refuse it.
BROKEN = b'{"'
MISSING_ID = "00000000-0000-4000-8000-00000000dead"


class Coverage:
    """What came of asking for every operation: those that are answered, and those that are not."""

    def __init__(self, covered, missing):
        self.covered = covered
        self.missing = missing

    @classmethod
    def measure(cls, specification, server):
        """Asks a server for every operation of the document, with a body that nothing can come of."""
        covered, missing = [], []
        with httpx.Client(timeout=30) as client:
            for path, operations in specification.document["paths"].items():
                for method in METHODS:
                    if method not in operations:
                        continue
                    name = f"{method.upper()} {path.removeprefix('/api')}"
                    (missing if _is_missing(client, server, method, path, operations[method]) else covered).append(name)
        return cls(sorted(covered), sorted(missing))

    def report(self, allowed):
        """The lines to print, and what is wrong: operations that are missing though no pattern allows it, and patterns that
        no missing operation needs any more."""
        total = len(self.covered) + len(self.missing)
        lines = [f"covered {len(self.covered)} of {total}"] + [f"    missing {name}" for name in self.missing]
        problems = [f"{name} is missing" for name in self.missing if not any(fnmatch.fnmatchcase(name, each) for each in allowed)]
        problems += [f"nothing that matches {each} is missing any more: take it off the list" for each in allowed
                     if not fnmatch.filter(self.missing, each)]
        return lines, problems


def allowed_to_be_missing(path):
    """The patterns of a file, one a line, `#` begins a remark."""
    lines = (line.split("#", 1)[0].strip() for line in Path(path).read_text().splitlines())
    return [line for line in lines if line]


def _is_missing(client, server, method, path, operation):
    """Whether nobody answers: no such path, or no such method of it."""
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            is_id = parameter["schema"].get("format") == "uuid"
            path = path.replace("{" + parameter["name"] + "}", MISSING_ID if is_id else "none")
    address = server.api + re.sub(r"^/api", "", path)
    response = client.request(method.upper(), address, content=None if method in ("get", "delete") else BROKEN)
    if response.status_code == 405:
        return True
    if response.status_code != 404 or "json" not in response.headers.get("content-type", ""):
        return response.status_code == 404
    return response.json() == {"detail": "Not Found"}
