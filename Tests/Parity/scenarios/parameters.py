"""Parameters and job variables of deployments and their runs: enforced schemas, values made from others, many runs at once."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
BROKEN = Deviation("a schema that is none; the reference answers 500", status=409)
NO_POOL = Deviation("a pool that is not there; the reference answers 500", status=404)
SCHEMA = {"title": "Parameters", "type": "object", "properties": {
    "x": {"type": "integer", "title": "x", "position": 0}, "y": {"type": "string", "default": "a", "title": "y", "position": 1},
    "z": {"items": {"type": "integer"}, "type": "array", "title": "z", "position": 2}, "o": {"$ref": "#/definitions/O"}},
    "required": ["x"], "definitions": {"O": {"type": "object", "properties": {"b": {"type": "number"}}, "required": ["b"]}}}
TEMPLATE = {"job_configuration": {"command": "{{ command }}", "n": "{{ n }}", "env": "{{ env }}"}, "variables": {"type": "object", "properties": {
    "command": {"type": "string"}, "n": {"type": "integer", "default": 1}, "env": {"type": "object", "additionalProperties": {"type": "string"}},
    "free": {"type": "integer"}}, "required": ["command"]}}
KIND = "__prefect_kind"


def flow(s):
    """The flow of this scenario."""
    return s.post("/flows/", {"name": s.name("flow")}).json()["id"]


def deploy(s, part="d", **more):
    """A deployment of this scenario."""
    return s.post("/deployments/", {"flow_id": flow(s), "name": s.name(part)} | more).json()["id"]


def made(s, id, body, **options):
    """A run of a deployment; only what matters here is compared of it."""
    s.post(f"/deployments/{id}/create_flow_run", {"name": s.name("run")} | body, unordered=("tags",), **options)


@scenario("integers beyond 64 bits")
def _(s):
    many = {"great": 2**63, "greater": 2**64, "greatest": 10**60, "least": -2**63 - 1, "in": [{"a": [-(10**30)]}], "last": 2**63 - 1, "most": 2**64 - 1}
    id = s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run"), "parameters": many, "context": {"n": 2**64}}).json()["id"]
    s.get(f"/flow_runs/{id}")
    mine = {"flow_runs": {"id": {"any_": [id]}}}
    for path in ("/flow_runs/filter", "/flow_runs/paginate"):
        s.post(path, mine)
    deployment = deploy(s, parameters=many)
    s.get(f"/deployments/{deployment}")
    made(s, deployment, {"parameters": {"great": 2**65}})
    s.patch(f"/deployments/{deployment}", {"parameters": {"n": -(2**70)}})
    s.post("/deployments/filter", {"deployments": {"id": {"any_": [deployment]}}})


@scenario("a deployment whose parameters break its schema is not made")
def _(s):
    id = flow(s)
    base = {"flow_id": id, "name": s.name("d"), "enforce_parameter_schema": True, "parameter_openapi_schema": SCHEMA}
    for parameters in ({}, {"x": 1}, {"x": "a"}, {"x": None}, {"y": 1}, {"z": [1, "a"]}, {"o": {}}, {"o": {"b": "x"}}, {"x": 1, "more": 2}, {"x": {KIND: "json", "value": "1"}}):
        s.post("/deployments/", base | {"parameters": parameters})
    s.post("/deployments/", base)
    for schema in ({"type": "wrong"}, {"properties": {"a": {"type": 1}}}, {"required": "x"}, {}, None, {"properties": {"x": {"$ref": "#/none"}}}):
        s.post("/deployments/", base | {"parameter_openapi_schema": schema, "parameters": {"x": 1}})
    for enforce in (False, None):
        s.post("/deployments/", base | {"enforce_parameter_schema": enforce, "parameters": {"x": "a"}})
    body = {key: value for key, value in base.items() if key != "enforce_parameter_schema"}
    s.post("/deployments/", body | {"parameters": {"x": "a"}})
    s.post("/deployments/", body | {"parameter_openapi_schema": {"type": "wrong"}})


@scenario("a deployment's parameters are held to its schema when it is changed")
def _(s):
    id = deploy(s, parameter_openapi_schema=SCHEMA, parameters={"x": 1}, enforce_parameter_schema=True)
    path = f"/deployments/{id}"
    for body in ({}, {"parameters": {}}, {"parameters": {"x": "a"}}, {"parameters": {"y": "b"}}, {"parameters": {"z": ["a"]}}, {"parameters": {"o": {"b": "x"}}},
                 {"parameters": {"x": {KIND: "json", "value": "7"}}}, {"parameters": {"x": {KIND: "json", "value": "{"}}},
                 {"parameters": {"x": {KIND: "workspace_variable", "variable_name": "none"}}}, {"parameters": {"x": {KIND: "none"}}},
                 {"parameters": {"x": "a"}, "enforce_parameter_schema": False}, {"description": "kept"}, {"enforce_parameter_schema": True},
                 {"parameters": {"x": 2}, "enforce_parameter_schema": True}, {"parameter_openapi_schema": {"properties": {"x": {"type": "string"}}}},
                 {"parameter_openapi_schema": {}}, {"parameter_openapi_schema": {"$ref": "#"}}):
        s.patch(path, body)
        s.get(path)
    s.patch(path, {"parameter_openapi_schema": None})
    s.patch(path, {"parameter_openapi_schema": {"type": "wrong"}}, deviates=BROKEN)
    s.patch(path, {"parameter_openapi_schema": None, "enforce_parameter_schema": False})
    s.patch(path, {"enforce_parameter_schema": True})
    made(s, id, {})
    made(s, id, {"enforce_parameter_schema": True})
    s.patch(f"/deployments/{MISSING}", {"parameters": {"x": {KIND: "none"}}})


@scenario("a run's parameters are held to the schema")
def _(s):
    id = deploy(s, parameter_openapi_schema=SCHEMA, parameters={"y": "d"})
    for parameters in ({}, {"x": 1}, {"x": "abc"}, {"x": 1.0}, {"x": None}, {"x": 1, "y": None}, {"x": 1, "z": None}, {"x": 1, "z": [1, "b"]}, {"x": 1, "o": {}},
                       {"x": 1, "o": {"b": "c"}}, {"x": 1, "o": {"b": 1}, "more": [1]}):
        made(s, id, {"parameters": parameters})
    made(s, id, {"parameters": {"x": "abc"}, "enforce_parameter_schema": False})
    made(s, id, {"parameters": {"x": "abc"}, "enforce_parameter_schema": None})
    other = deploy(s, "free", parameter_openapi_schema=SCHEMA, enforce_parameter_schema=False)
    made(s, other, {"parameters": {"x": "abc"}})
    made(s, other, {"parameters": {"x": "abc"}, "enforce_parameter_schema": True})
    circular = deploy(s, "circular", parameter_openapi_schema={"$ref": "#"})
    made(s, circular, {})
    broken = deploy(s, "broken", parameter_openapi_schema={"type": "wrong"})
    made(s, broken, {}, deviates=BROKEN)
    made(s, MISSING, {})


@scenario("a run's parameters are made from others")
def _(s):
    s.post("/variables/", {"name": s.name("v"), "value": {"b": 2.5}})
    id = deploy(s, parameter_openapi_schema=SCHEMA, parameters={"x": {KIND: "json", "value": "3"}})
    for parameters in ({}, {"o": {KIND: "workspace_variable", "variable_name": s.name("v")}}, {"o": {KIND: "workspace_variable", "variable_name": "none"}},
                       {"x": {KIND: "json", "value": "nope"}}, {"x": {KIND: "json"}}, {"x": {KIND: "none", "value": 5}}, {"x": {KIND: "none"}},
                       {"z": [1, {KIND: "json", "value": "2"}, {KIND: "json"}]}, {"x": {KIND: "other", "value": 8}}, {"x": {KIND: "jinja"}},
                       {"x": {KIND: "workspace_variable", "variable_name": s.name("v")}}):
        made(s, id, {"parameters": parameters})


@scenario("job variables are held to the pool's template")
def _(s):
    s.post("/work_pools/", {"name": s.name("pool"), "type": "process", "base_job_template": TEMPLATE})
    base = {"flow_id": flow(s), "name": s.name("d"), "work_pool_name": s.name("pool")}
    for variables in ({}, {"command": "a"}, {"command": 1}, {"n": "x"}, {"n": None}, {"free": "x"}, {"env": {"A": 1}}, {"more": 1}):
        s.post("/deployments/", base | {"job_variables": variables}, unordered=("tags",))
    s.post("/deployments/", base | {"work_pool_name": s.name("none"), "job_variables": {"n": "x"}})
    id = s.post("/deployments/", base).json()["id"]
    for variables in ({"command": 1}, {"n": "x"}, {"free": "x"}, {"env": {"A": 1}}, {"command": "b"}, {}, None):
        s.patch(f"/deployments/{id}", {"work_pool_name": s.name("pool"), "job_variables": variables})
    s.patch(f"/deployments/{id}", {"work_pool_name": s.name("none"), "job_variables": {"n": 1}}, deviates=NO_POOL)
    s.patch(f"/deployments/{id}", {"job_variables": {}})
    for variables in (None, {}, {"command": "a"}, {"command": 1}, {"command": "a", "n": "x"}, {"command": "a", "free": None}, {"command": "a", "n": None}, {"command": "a", "more": 1}):
        made(s, id, {"job_variables": variables})
    run = s.post(f"/deployments/{id}/create_flow_run", {"name": s.name("run"), "job_variables": {"command": "a"}}).json()["id"]
    for variables in ({}, {"command": "c"}, {"n": "x"}, {"command": "c", "n": 1.5}, {"command": "c", "env": {"A": 1}}, None):
        s.patch(f"/flow_runs/{run}", {"job_variables": variables})
    s.get(f"/flow_runs/{run}")


@scenario("a template with defaults that break it")
def _(s):
    template = {"variables": {"type": "object", "properties": {"a": {"type": "integer", "default": "x"}, "b": {"type": "string"}, "c": {"type": "string", "default": "ok"}}, "required": ["a", "b"]}}
    s.post("/work_pools/", {"name": s.name("pool"), "type": "process", "base_job_template": TEMPLATE})
    s.patch(f"/work_pools/{s.name('pool')}", {"base_job_template": template | {"job_configuration": {"a": "{{ a }}"}}})
    s.get(f"/work_pools/{s.name('pool')}")
    id = deploy(s, work_pool_name=s.name("pool"))
    for variables in ({}, {"a": 1}, {"a": "y"}, {"b": 1}, {"a": 1, "b": "x", "c": None}):
        made(s, id, {"job_variables": variables})


@scenario("many runs at once")
def _(s):
    s.post("/work_pools/", {"name": s.name("pool"), "type": "process", "base_job_template": TEMPLATE})
    path = f"/deployments/{deploy(s, parameter_openapi_schema=SCHEMA, parameters={'x': 1})}/create_flow_run/bulk"
    s.post(path, [{}, {"parameters": {"x": 2}, "name": s.name("named")}, {"parameters": {"x": "bad"}}, {"parameters": {"x": {KIND: "none"}}},
                  {"parameters": {"x": {KIND: "workspace_variable", "variable_name": "none"}}}, {"work_queue_name": "q"}, {"idempotency_key": s.name("k")}, {"idempotency_key": s.name("k")}])
    s.post(path, [])
    s.post(path, [{}] * 101)
    s.cases("POST", path, [None, {}, "x", [1], [{"zip": 1}], [{}, {"parameters": []}]])
    s.post(f"/deployments/{MISSING}/create_flow_run/bulk", [])
    s.post(f"/deployments/{MISSING}/create_flow_run/bulk", [{}])
    pooled = deploy(s, "pooled", work_pool_name=s.name("pool"))
    s.post(f"/deployments/{pooled}/create_flow_run/bulk", [{}, {"job_variables": {"command": "a"}}, {"job_variables": {"command": 1}},
                                                          {"job_variables": {"command": "a"}, "work_queue_name": s.name("q")}])
    none = deploy(s, "none", parameter_openapi_schema=None)
    s.post(f"/deployments/{none}/create_flow_run/bulk", [{}, {"enforce_parameter_schema": False}])
    circular = deploy(s, "circular", parameter_openapi_schema={"$ref": "#"})
    s.post(f"/deployments/{circular}/create_flow_run/bulk", [{}])
    s.post("/flow_runs/count", {"flow_runs": {"name": {"any_": [s.name("named")]}}})
    s.post("/flow_runs/count", {"flow_runs": {"idempotency_key": {"any_": [s.name("k")]}}})


@scenario("deleting many deployments")
def _(s):
    for part in ("a", "b", "c"):
        id = deploy(s, part)
        made(s, id, {"name": s.name(f"run-{part}")})
    s.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": [s.name("a"), s.name("b"), s.name("none")]}}}, unordered=("deleted",))
    s.post("/deployments/bulk_delete", {"deployments": {"name": {"any_": [s.name("a")]}}})
    s.post("/flow_runs/filter", {"flow_runs": {"name": {"like_": s.name("run-")}}}, unordered=("[].tags",))
    s.post("/deployments/filter", {"deployments": {"name": {"like_": s.name()}}})
    s.fuzz("POST", "/deployments/bulk_delete", {"deployments": {"id": {"any_": []}}}, {"limit": [0, 1, 50, 51, -1, "x", None], "deployments": [{"zip": 1}, [], {"id": {"any_": []}}]})
    s.cases("POST", "/deployments/bulk_delete", [[], "x"])


@scenario("pausing a deployment and letting it go on")
def _(s):
    id = deploy(s, schedules=[{"schedule": {"interval": 86400, "anchor_date": "2030-01-01T00:00:00Z"}}], paused=True)
    s.post(f"/deployments/{id}/schedule", {"min_runs": 3, "max_runs": 3})
    for action in ("resume_deployment", "resume_deployment", "pause_deployment", "pause_deployment"):
        s.post(f"/deployments/{id}/{action}")
        s.get(f"/deployments/{id}")
    s.post("/flow_runs/count", {"flow_runs": {"deployment_id": {"any_": [id]}}})
    for action in ("resume_deployment", "pause_deployment"):
        s.post(f"/deployments/{MISSING}/{action}")
        s.post(f"/deployments/x/{action}", {})


@scenario("a run that names its deployment has its labels")
def _(s):
    id = deploy(s, labels={"l": 1, "m": "x"})
    for labels in ({}, {"m": "y"}, {"prefect.deployment.id": "mine", "prefect.flow.id": "mine"}):
        s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run"), "deployment_id": id, "labels": labels})
        made(s, id, {"labels": labels})
    s.post("/flow_runs/", {"flow_id": flow(s), "name": s.name("run"), "deployment_id": MISSING, "labels": {"m": "y"}})


@scenario("a pool whose defaults break its template is not made")
def _(s):
    def pool(part, properties, **more):
        s.post("/work_pools/", {"name": s.name(part), "type": "process", "base_job_template": {
            "job_configuration": {"a": "{{ a }}"}, "variables": {"type": "object", "properties": properties} | more}})
    pool("wrong", {"a": {"type": "integer", "default": "x"}})
    pool("null", {"a": {"type": "integer", "default": None}})
    pool("required", {"a": {"type": "string"}}, required=["a"])
    pool("nested", {"a": {"type": "object", "properties": {"b": {"type": "string"}}, "default": {"b": 1}}})
    pool("invalid", {"a": {"type": "wrong", "default": 1}})
    pool("block", {"a": {"type": "object", "default": {"$ref": {"block_document_id": MISSING}}}})
    pool("reference", {"a": {"$ref": "#/none", "default": 1}})
    s.post("/work_pools/filter", {"work_pools": {"name": {"any_": [s.name(part) for part in ("wrong", "null", "required", "nested", "invalid", "block", "reference")]}}})


@scenario("a default that refers to a block is checked as the block's value")
def _(s):
    type = s.post("/block_types/", {"name": s.name("kind"), "slug": s.name("kind")}).json()
    schema = s.post("/block_schemas/", {"block_type_id": type["id"], "fields": {
        "title": "Kind" + s.salt, "type": "object", "properties": {"n": {"type": "integer"}, "pw": {"type": "string"}}, "secret_fields": ["pw"], "block_schema_references": {}}}).json()
    block = s.post("/block_documents/", {"name": s.name("block"), "block_type_id": type["id"], "block_schema_id": schema["id"], "data": {"n": 1, "pw": "s3cr3t"}}).json()

    def pool(part, schema, reference=None, **more):
        default = {"$ref": {"block_document_id": block["id"]} if reference is None else reference}
        s.post("/work_pools/", {"name": s.name(part), "type": "process", "base_job_template": {
            "job_configuration": {"a": "{{ a }}"}, "variables": {"type": "object", "properties": {"a": schema | {"default": default}, "b": {"type": "integer"}}} | more}})

    fitting = {"type": "object", "properties": {"n": {"type": "integer"}, "pw": {"type": "string"}}, "required": ["n", "pw"], "additionalProperties": False}
    pool("fitting", fitting, required=["a"])
    pool("text", {"type": "string"})
    pool("member", {"type": "object", "properties": {"n": {"type": "string"}}})
    pool("masked", {"type": "object", "properties": {"pw": {"enum": ["s3cr3t"]}}})
    pool("unnamed", {"type": "string"}, {})
    pool("null", {"type": "string"}, {"block_document_id": None})
    pool("nonsense", {"type": "string"}, {"block_document_id": "nonsense"})
    id = deploy(s, work_pool_name=s.name("fitting"), job_variables={"b": 1})
    s.post("/deployments/", {"flow_id": flow(s), "name": s.name("wrong"), "work_pool_name": s.name("fitting"), "job_variables": {"b": "x"}})
    for variables in ({}, {"b": 2}, {"a": {"n": 2, "pw": "x"}}, {"a": {"n": "x"}}, {"a": 1}, {"b": "x"}):
        made(s, id, {"job_variables": variables})
    s.delete(f"/block_documents/{block['id']}")
    made(s, id, {})
    s.post("/deployments/", {"flow_id": flow(s), "name": s.name("late"), "work_pool_name": s.name("fitting"), "job_variables": {"b": 1}})
