"""What a scenario talks to: one server's side of the conversation, recorded step by step."""

import json as jsonlib
import time
import uuid
from datetime import timedelta

import httpx

from harness.events import EventReading
from harness.websocket import Socket

COMPARED_HEADERS = ("content-type", "allow", "location", "content-encoding", "vary", "www-authenticate")
PRESENT_HEADERS = ("retry-after",)
EMPTY = "<empty>"


class Step:
    """One recorded answer: a title for people, and the normalised answer as JSON."""

    def __init__(self, title, answer, deviates=None):
        self.title = title
        self.answer = answer
        self.deviates = deviates
        self.schema_problems = []
        self.is_undocumented = False


class Deviation:
    """A place where Apus answers differently on purpose: why, and what it answers (status, headers, body) when that is fixed, or
    what holds of the body. Of a WebSocket it is the whole recorded `answer`. What the reference's OpenAPI document has no form
    for `is_new`, and is held to that of Apus only."""

    def __init__(self, reason, status=None, headers=None, body=None, holds=None, answer=None, is_new=False):
        self.is_new = is_new
        self.reason = reason
        self.status = status
        self.headers = headers
        self.body = body
        self.holds = holds
        self.answer = answer

    @staticmethod
    def allows(*methods):
        """A method that a path has not: these it has."""
        return Deviation("Allow names all methods of the resource (RFC 9110 §15.5.6), not only those of the path's first route", status=405,
                         headers={"content-type": "application/json", "allow": ", ".join(methods), "vary": "Origin"})


class Session(EventReading):
    """The conversation of one scenario with one server. Every call sends, records a step, and gives the raw answer."""

    def __init__(self, server, salt, base, normaliser, specifications, cluster):
        self.server = server
        self.salt = salt
        self.base = base
        self.normaliser = normaliser
        # The reference's document and that of Apus; none for the reference.
        self.specification, self.description = specifications or (None, None)
        self.cluster = cluster
        self.steps = []
        self.last = None
        # Problems of answers that are no steps, each once.
        self.schema_problems = {}
        self.sockets = []
        self._client = None

    # Names and values that are the same on both servers

    def name(self, part=""):
        """A name of this scenario, the same on both servers."""
        return f"{self.salt}-{part}" if part else self.salt

    def id(self, part):
        """A UUID made of the scenario's salt and a word."""
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.salt}/{part}"))

    def time(self, seconds=0.0):
        """A time near now as text, the same on both servers, and recognised when it comes back."""
        moment = self.base + timedelta(seconds=seconds)
        self.normaliser.sent[moment] = f"base{seconds:+g}s"
        return moment.isoformat().replace("+00:00", "Z")

    # Requests

    def get(self, path, **options):
        """GET; see `request`."""
        return self.request("GET", path, **options)

    def post(self, path, json=..., **options):
        """POST with a JSON body (none at all when left out); see `request`."""
        return self.request("POST", path, json=json, **options)

    def patch(self, path, json=..., **options):
        """PATCH; see `request`."""
        return self.request("PATCH", path, json=json, **options)

    def put(self, path, json=..., **options):
        """PUT; see `request`."""
        return self.request("PUT", path, json=json, **options)

    def delete(self, path, **options):
        """DELETE; see `request`."""
        return self.request("DELETE", path, **options)

    def request(self, method, path, *, json=..., content=None, headers=None, params=None, root=False, record=True,
                unordered=(), ignore=(), deviates=None):
        """Sends one request and records the answer.

        `content` sends bytes as they are; `root` counts the path from the server's root, not from `/api`; `unordered` names
        arrays whose order means nothing (`[].tags`, `` for the body itself); `ignore` names members that are not compared;
        `deviates` is a Deviation.
        """
        headers = dict(headers or {})
        if json is not ...:
            content = jsonlib.dumps(json).encode()
            headers.setdefault("content-type", "application/json")
        address = (self.server.root if root else self.server.api) + path
        response = self._send(method, address, content, headers, params)
        self.last = response
        step = None
        if record:
            title = self.normaliser.text(f"{method} {path}" + (f" ?{params}" if params else "")) + self._shown(content)
            step = Step(title, self._answer(response, unordered, ignore), deviates)
            self.steps.append(step)
        if not root or path.startswith("/api/"):
            self.check(method, path.removeprefix("/api") if root else path, response.status_code, _parsed(response), step,
                       _sent(content, headers))
        return response

    def cases(self, method, path, bodies, **options):
        """The same request with one body after another: a table of inputs."""
        for body in bodies:
            self.request(method, path, json=body, **options)

    def fuzz(self, method, path, base, table, **options):
        """The base body with one member replaced at a time, for every value of a table {member: [values]}."""
        for member, values in table.items():
            for value in values:
                self.request(method, path, json=base | {member: value}, **options)

    def until(self, method, path, ready, *, json=..., within=30, every=0.15, **options):
        """Repeats a request until `ready(response)`, and records only the last answer (also when time is up)."""
        deadline = time.monotonic() + within
        while True:
            response = self.request(method, path, json=json, record=False, **{k: v for k, v in options.items()
                                    if k in ("params", "headers", "root")})
            try:
                done = ready(response)
            except (KeyError, IndexError, TypeError, ValueError):
                done = False
            if done or time.monotonic() > deadline:
                self.note(self.normaliser.text(f"until {method} {path}"), {"came": bool(done)})
                return self.request(method, path, json=json, **options)
            time.sleep(every)

    def known_block_type(self, slug):
        """The ids of a known block type and of its schema, once the server has registered both, which the reference does
        some time after its start; nothing is recorded."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            type = self.get(f"/block_types/slug/{slug}", record=False).json().get("id")
            schemas = type and self.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [type]}}},
                                         record=False).json()
            if schemas:
                return type, schemas[0]["id"]
            time.sleep(0.2)
        raise TimeoutError(f"{self.server.name} has not registered the block type {slug} within 60 s")

    def note(self, title, value):
        """Records a value that the scenario found out in its own way."""
        self.steps.append(Step(title, self.normaliser.json(value)))

    def websocket(self, path, subprotocols=("prefect",), root=False, headers=None):
        """Opens a WebSocket and records how the handshake went; see Socket."""
        address = (self.server.root if root else self.server.api).replace("http", "ws", 1) + path
        socket = Socket(self, path, address, subprotocols, headers)
        self.sockets.append(socket)
        return socket

    def close(self):
        """Lets go of connections."""
        for socket in self.sockets:
            socket.abandon()
        if self._client:
            self._client.close()

    def check(self, method, path, status, body, step=None, sent=...):
        """Holds an answer, and what was sent for it, to the OpenAPI documents; `step` is where it is recorded, if it is."""
        if not self.specification:
            return
        path = path.split("?")[0]
        body = ... if isinstance(body, _Text) else body
        is_new = step is not None and step.deviates is not None and step.deviates.is_new
        problems = [] if is_new else self.specification.problems(method, path, status, body)
        if self.description:
            problems += [f"of Apus: {each}" for each in self.description.problems(method, path, status, body, sent)]
        if step:
            step.schema_problems = problems
            step.is_undocumented = self.specification.is_undocumented(method, path, status)
        else:
            self.schema_problems |= {f"{method} {path}: {problem}": True for problem in problems}

    def _send(self, method, address, content, headers, params):
        if self._client is None:
            self._client = httpx.Client(timeout=30, limits=httpx.Limits(keepalive_expiry=3))
            # What is sent should be what the scenario says, and no more.
            for header in ("accept", "user-agent", "accept-encoding"):
                self._client.headers.pop(header, None)
        request = self._client.build_request(method, address, content=content, headers=headers, params=params)
        if "accept-encoding" not in headers:
            request.headers.pop("accept-encoding", None)
        response = self._client.send(request)
        if response.status_code >= 500:
            # The reference cuts the connection after an unhandled error.
            self._client.close()
            self._client = None
        return response

    def _answer(self, response, unordered, ignore):
        kept = {name: self.normaliser.text(value) for name, value in response.headers.items()
                if name in COMPARED_HEADERS or name.startswith("access-control-")}
        kept |= {name: "<present>" for name in PRESENT_HEADERS if name in response.headers}
        body = _parsed(response)
        if isinstance(body, _Text):
            body = self.normaliser.text(body)
        else:
            for name in ignore:
                _remove(body, name.split("."))
            body = self.normaliser.json(body, unordered)
        return {"status": response.status_code, "headers": kept, "body": body}

    def _shown(self, content):
        if content is None:
            return ""
        text = self.normaliser.text(content.decode(errors="replace"))
        return " " + (text if len(text) < 300 else text[:300] + f"… ({len(content)} bytes)")


class _Text(str):
    """A body that is not JSON."""


def _sent(content, headers):
    """The JSON that was sent; `...` for none."""
    if not content or "json" not in {name.lower(): value for name, value in headers.items()}.get("content-type", "json"):
        return ...
    try:
        return jsonlib.loads(content)
    except ValueError:
        return ...


def _parsed(response):
    if not response.content:
        return _Text(EMPTY)
    if "json" in response.headers.get("content-type", ""):
        try:
            return response.json()
        except ValueError:
            pass
    return _Text(response.text)


def _remove(value, names):
    if isinstance(value, list):
        for each in value:
            _remove(each, names)
    elif isinstance(value, dict):
        if len(names) == 1:
            value.pop(names[0], None)
        else:
            _remove(value.get(names[0]), names[1:])
