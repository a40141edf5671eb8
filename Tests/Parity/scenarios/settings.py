"""What changes when the server is configured: a login, protection against forged requests, another limit."""

import base64

from harness.scenario import scenario
from harness.session import Deviation

LOGIN = {"PREFECT_SERVER_API_AUTH_STRING": "admin:pass:word", "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false"}
GUARDED = {"PREFECT_SERVER_CSRF_PROTECTION_ENABLED": "true", "PREFECT_SERVER_API_DEFAULT_LIMIT": "3",
           "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "http://one.example,http://two.example",
           "PREFECT_SERVER_CORS_ALLOWED_METHODS": "GET,POST", "PREFECT_SERVER_CORS_ALLOWED_HEADERS": "x-one",
           "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "true",
           # Of clients: they are only shown.
           "PREFECT_CLIENT_MAX_RETRIES": "7", "PREFECT_LOGGING_EXTRA_LOGGERS": "a,b", "PREFECT_CLIENT_CUSTOM_HEADERS": '{"a":"b"}',
           "PREFECT_CLIENT_RETRY_EXTRA_CODES": "429,503", "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "yes", "PREFECT_WORKER_QUERY_SECONDS": "2.5",
           "PREFECT_CLI_PROMPT": "false", "PREFECT_FLOW_DEFAULT_RETRIES": "2", "PREFECT_TASK_DEFAULT_RETRY_DELAY_SECONDS": "[1.5, 2.5]",
           "PREFECT_DEFAULT_WORK_POOL_NAME": "shed"}
# Where things are on the machine, and what the reference's own command or profile sets.
PLACES = ("home", "profiles_path", "logging.config_path", "results.local_storage_path", "api.ssl_cert_file", "server.memo_store_path",
          "server.api.port", "server.ui.api_url", "server.ephemeral.enabled")


def basic(text, scheme="Basic"):
    """An Authorization header."""
    return {"authorization": f"{scheme} " + base64.b64encode(text.encode()).decode()}


@scenario("a login guards the API", settings=LOGIN)
def _(s):
    right = basic("admin:pass:word")
    for headers in ({}, right, basic("admin:wrong"), basic("admin"), basic("admin:pass:word", "basic"), {"authorization": "Basic"},
                    {"authorization": "Basic !!!"}, {"authorization": "Bearer admin"}, {"authorization": ""}, basic("ADMIN:pass:word")):
        for path in ("/health", "/ready", "/version", "/admin/version", "/variables/name/none", "/nope", "/csrf-token"):
            s.get(path, headers=headers)
    s.post("/variables/", {"zip": 1})
    s.post("/variables/", {"zip": 1}, headers=right)
    s.get("/version", headers={"x-prefect-api-version": "0.1.0"})
    s.request("OPTIONS", "/variables/filter", headers={"origin": "http://example.org", "access-control-request-method": "POST"})
    s.get("/version", headers={"origin": "http://example.org"})
    s.get("/health/")
    s.request("HEAD", "/health")
    s.get("/admin/settings", headers=right, ignore=PLACES)
    # The description of the API is guarded below its base path only.
    for path in ("/docs", "/redoc", "/openapi.json"):
        s.request("HEAD", path, root=True)
        s.request("HEAD", "/api" + path, root=True)
        s.request("HEAD", "/api" + path, root=True, headers=right)
    # An escape in the path hides nothing from the guard.
    for path in ("/%61pi/version", "/%61pi/variables/name/none", "/api%2Fversion", "/%61pi/health", "/apinope"):
        s.get(path, root=True)


@scenario("a login guards the sockets", settings=LOGIN)
def _(s):
    for path in ("/events/in", "/task_runs/subscriptions/scheduled"):
        for token in ("admin:pass:word", "wrong", "", None, base64.b64encode(b"admin:x").decode()):
            socket = s.websocket(path)
            socket.authenticate(token)
            socket.ping(3)
            socket.close()
        socket = s.websocket(path)
        socket.send({"type": "auth"})
        socket.closed()
        s.websocket(path, subprotocols=())
        s.websocket(path, subprotocols=("other",))
        s.websocket(path, subprotocols=(), headers=basic("admin:pass:word"))


@scenario("protection against forged requests", settings=GUARDED, issue=4)
def _(s):
    token = s.get("/csrf-token", params={"client": s.name("c")}, ignore=("token", "expiration")).json()["token"]
    s.get("/csrf-token")
    s.get("/variables/name/none")
    for headers in ({}, {"prefect-csrf-client": s.name("c")}, {"prefect-csrf-token": token}, {"prefect-csrf-token": "x", "prefect-csrf-client": s.name("c")},
                    {"prefect-csrf-token": token, "prefect-csrf-client": s.name("other")},
                    {"prefect-csrf-token": token, "prefect-csrf-client": s.name("c")}):
        s.post("/variables/", {"name": s.name("v"), "value": 1}, headers=headers)
        s.post("/variables/count", {}, headers=headers)
        s.delete(f"/variables/name/{s.name('v')}", headers=headers)


@scenario("another limit and other origins", settings=GUARDED, issue=4)
def _(s):
    token = s.get("/csrf-token", params={"client": s.name("c")}, ignore=("token", "expiration")).json()["token"]
    pass_ = {"prefect-csrf-token": token, "prefect-csrf-client": s.name("c")}
    for number in range(5):
        s.post("/variables/", {"name": s.name(f"v{number}"), "value": 1}, headers=pass_)
    mine = {"variables": {"name": {"like_": s.salt}}}
    for page in ({}, {"limit": 3}, {"limit": 4}, {"limit": None}, {"limit": 200}):
        s.post("/variables/filter", mine | page, headers=pass_)
    s.get("/admin/settings", ignore=PLACES, unordered=("client.retry_extra_codes", "logging.extra_loggers"))
    for origin in ("http://one.example", "http://two.example", "http://three.example"):
        s.get("/health", headers={"origin": origin})
        for method in ("GET", "POST", "DELETE"):
            for headers in ("x-one", "x-two", "content-type, x-one"):
                s.request("OPTIONS", "/variables/filter", headers={
                    "origin": origin, "access-control-request-method": method, "access-control-request-headers": headers})


@scenario("all settings are shown")
def _(s):
    s.get("/admin/settings", ignore=PLACES + ("server.ui.show_promotional_content",))
    s.get("/admin/settings", deviates=Deviation("nobody who chose to host themselves wants advertisements for the makers' cloud",
                                                holds=lambda body: body["server"]["ui"]["show_promotional_content"] is False))
    s.post("/admin/settings", {})
