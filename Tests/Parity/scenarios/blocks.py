"""What the client calls for `Secret(value=…).save()` and `Secret.load()`, and the routes around it."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
SHOWN = Deviation("7.10: the reference shows a secret that is an object")
REFUSED = Deviation("D.35: the reference answers 500", status=422)


def secret_type(s):
    """The block type of `Secret`, once the server has registered it."""
    s.until("GET", "/block_types/slug/secret", lambda r: r.status_code == 200, within=60)
    return s.last.json()


def schema_of(s, type):
    """A block type's newest schema as the client finds it."""
    found = s.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [type["id"]]}}, "limit": 1}).json()
    return found[0]


@scenario("a Secret is saved and loaded")
def _(s):
    type = secret_type(s)
    schema = schema_of(s, type)
    s.get(f"/block_schemas/checksum/{schema['checksum']}")
    s.get(f"/block_schemas/checksum/{schema['checksum']}", params={"version": schema["version"]})
    s.get(f"/block_schemas/{schema['id']}")
    made = s.post("/block_documents/", {"name": s.name("token"), "block_type_id": type["id"], "block_schema_id": schema["id"],
                                        "data": {"value": "s3cr3t ünïcode 🦊"}}).json()
    for secrets in ({}, {"include_secrets": "true"}, {"include_secrets": "false"}, {"include_secrets": "maybe"}):
        s.get(f"/block_documents/{made['id']}", params=secrets)
        s.get(f"/block_types/slug/secret/block_documents/name/{s.name('token')}", params=secrets)
    s.post("/block_documents/filter", {"block_documents": {"id": {"any_": [made["id"]]}}})
    s.post("/block_documents/filter", {"block_documents": {"id": {"any_": [made["id"]]}}, "include_secrets": True})
    # Saving over it: the client's overwrite=True.
    s.patch(f"/block_documents/{made['id']}", {"data": {"value": "changed"}, "block_schema_id": schema["id"], "merge_existing_data": False})
    s.get(f"/block_documents/{made['id']}", params={"include_secrets": "true"})
    s.patch(f"/block_documents/{made['id']}", {"data": {"value": "********"}, "merge_existing_data": True})
    s.get(f"/block_documents/{made['id']}", params={"include_secrets": "true"})
    s.delete(f"/block_documents/{made['id']}")
    s.get(f"/block_documents/{made['id']}")


@scenario("a Secret holds any JSON")
def _(s):
    type = secret_type(s)
    schema = schema_of(s, type)
    for number, value in enumerate(["", "x" * 3000, 1, 1.5, True, None, [1, "two", None], {"k": {"deep": "v"}}]):
        shown = SHOWN if isinstance(value, dict) else None
        made = s.post("/block_documents/", {"name": s.name(f"v{number}"), "block_type_id": type["id"], "block_schema_id": schema["id"],
                                            "data": {"value": value}}, deviates=shown).json()
        s.get(f"/block_documents/{made['id']}", params={"include_secrets": "true"})
        s.get(f"/block_documents/{made['id']}", deviates=shown)


@scenario("documents: refused, missing, taken")
def _(s):
    type = secret_type(s)
    schema = schema_of(s, type)
    base = {"name": s.name("bad"), "block_type_id": type["id"], "block_schema_id": schema["id"], "data": {"value": "x"}}
    s.post("/block_documents/", base)
    s.post("/block_documents/", base)
    s.cases("POST", "/block_documents/", [None, {}])
    s.cases("POST", "/block_documents/", [[], "x"], deviates=REFUSED)
    s.fuzz("POST", "/block_documents/", base | {"name": s.name("other")}, {
        "name": ["UPPER", "a b", "a/b", 1], "block_type_id": ["x", None, 1], "block_schema_id": ["x", None, MISSING],
        "data": [[], "x", 1], "zip": [1]})
    for path in (f"/block_documents/{MISSING}", f"/block_types/slug/secret/block_documents/name/{s.name('none')}",
                 "/block_types/slug/none/block_documents/name/x", "/block_types/slug/none/block_documents", "/block_types/slug/none", f"/block_types/{MISSING}",
                 f"/block_schemas/{MISSING}", "/block_schemas/checksum/sha256:none", "/block_documents/x"):
        s.get(path)
    s.delete(f"/block_documents/{MISSING}")
    s.patch(f"/block_documents/{MISSING}", {"data": {}})


@scenario("types and schemas that the client registers", issue=4)
def _(s):
    base = {"name": s.name("Type"), "slug": s.name("type"), "description": "a <b>", "code_example": "x > 1", "logo_url": "https://example.org/x.png"}
    type = s.post("/block_types/", base).json()
    s.post("/block_types/", base)
    s.post("/block_types/", base | {"slug": s.name("prefect"), "name": "Prefect " + s.salt})
    s.get(f"/block_types/{type['id']}")
    s.patch(f"/block_types/{type['id']}", {"description": "changed"})
    fields = {"title": "T", "type": "object", "properties": {"ü": {"title": "Ü", "type": "string", "format": "password"}, "n": {"type": "number", "default": 1.0}},
              "secret_fields": ["ü"], "block_schema_references": {}, "block_type_slug": s.name("type")}
    for _ in range(2):
        schema = s.post("/block_schemas/", {"fields": fields, "block_type_id": type["id"], "capabilities": ["b", "a"], "version": "1.0"},
                        unordered=("capabilities",)).json()
    s.post("/block_documents/", {"name": s.name("doc"), "block_type_id": type["id"], "block_schema_id": schema["id"], "data": {"ü": "secret", "n": 2}},
           unordered=("block_schema.capabilities",))
    s.post("/block_schemas/", {"fields": {}, "block_type_id": MISSING})
    s.fuzz("POST", "/block_types/", base, {"slug": ["UPPER", 1, None], "name": [None, "a/b", 1], "zip": [1]})
    s.delete(f"/block_types/{type['id']}")
    s.delete("/block_types/" + secret_type(s)["id"])


@scenario("events of block documents", slow=True)
def _(s):
    type, schema = s.known_block_type("secret")
    # The type was registered when the server started, which is long ago by now.
    old = tuple(f"{place}.{time}" for place in ("block_type", "block_schema", "block_schema.block_type") for time in ("created", "updated"))
    made = s.post("/block_documents/", {"name": s.name("doc"), "block_type_id": type, "block_schema_id": schema, "data": {"value": "x"}},
                  ignore=old).json()
    s.patch(f"/block_documents/{made['id']}", {"data": {"value": "y"}})
    s.delete(f"/block_documents/{made['id']}")
    s.events("prefect.block-document.", 3)
