"""Blocks that hold other blocks: schemas with references, nested documents, what a change keeps, lists and counts."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
REFUSED = Deviation("D.35: the reference answers 500", status=400)
NOT_FOUND = Deviation("7.10: the reference answers 500", status=404)
UNKNOWN = Deviation("D.35: the reference answers 500", status=409)
WORDED = Deviation("the reference shows pydantic's own text", status=400)
# Several schemas under one field come in no order.
SCHEMA = ("capabilities", "fields.block_schema_references.either")
REGISTERED = ("[].capabilities",)
DOCUMENT = ("block_schema.capabilities", "block_schema.fields.block_schema_references.either")


def block_type(s, name):
    return s.post("/block_types/", {"name": s.name(name), "slug": s.name(name)}).json()


def block_schema(s, type, fields, **more):
    return s.post("/block_schemas/", {"fields": fields, "block_type_id": type["id"]} | more, unordered=SCHEMA).json()


def family(s):
    """Types and schemas of an inner and an outer block."""
    inner, outer = block_type(s, "inner"), block_type(s, "outer")
    inner_fields = {"title": "Inner" + s.salt, "type": "object", "properties": {"pw": {"type": "string", "format": "password"}, "d": {"$ref": "#/definitions/Deep"}},
                    "secret_fields": ["pw"], "block_schema_references": {}, "block_type_slug": inner["slug"], "definitions": {"Deep": {"title": "Deep"}}}
    inner_schema = block_schema(s, inner, inner_fields, capabilities=["b", "a"])
    reference = {"block_type_slug": inner["slug"], "block_schema_checksum": inner_schema["checksum"]}
    outer_fields = {"title": "Outer" + s.salt, "type": "object", "properties": {"in": {"$ref": "#/definitions/Inner"}, "p": {"anyOf": [{"$ref": "#/definitions/Plain"}, {"type": "null"}]}},
                    "secret_fields": ["in.pw", "map.*", "list"], "block_schema_references": {"in": reference}, "block_type_slug": outer["slug"],
                    "definitions": {"Inner": {k: v for k, v in inner_fields.items() if k != "definitions"}, "Plain": {"title": "Plain"}, "Unused": {"title": "Unused"}}}
    outer_schema = block_schema(s, outer, outer_fields)
    return inner, inner_schema, outer, outer_schema


def document(s, name, type, schema, data, **options):
    return s.post("/block_documents/", {"name": s.name(name), "data": data, "block_type_id": type["id"], "block_schema_id": schema["id"]}, unordered=DOCUMENT, **options)


def held(document):
    return {"$ref": {"block_document_id": document["id"]}}


@scenario("schemas are put together again")
def _(s):
    inner, inner_schema, outer, outer_schema = family(s)
    for schema in (inner_schema, outer_schema):
        s.get(f"/block_schemas/{schema['id']}", unordered=SCHEMA)
        s.get(f"/block_schemas/checksum/{schema['checksum']}", unordered=SCHEMA)
        s.get(f"/block_schemas/checksum/{schema['checksum']}", params={"version": "none"})
    block_schema(s, inner, {"title": "V" + s.salt})
    newer = block_schema(s, inner, {"title": "V" + s.salt}, version="2")
    s.get(f"/block_schemas/checksum/{newer['checksum']}", unordered=SCHEMA)
    s.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [inner["id"]]}}}, unordered=("[].capabilities",))
    s.delete(f"/block_schemas/{newer['id']}")
    s.delete(f"/block_schemas/{newer['id']}")
    # A nested schema that nobody registered is taken from the definitions.
    kid = block_type(s, "kid")
    fields = {"title": "Holder" + s.salt, "properties": {"k": {"$ref": "#/definitions/Kid"}},
              "block_schema_references": {"k": {"block_type_slug": kid["slug"], "block_schema_checksum": "sha256:none"}},
              "definitions": {"Kid": {"title": "Kid", "block_type_slug": kid["slug"], "properties": {}, "block_schema_references": {}}}}
    s.post("/block_schemas/", {"fields": fields, "block_type_id": inner["id"]}, ignore=("fields.block_schema_references", "fields.definitions"))
    s.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [kid["id"]]}}})
    s.post("/block_schemas/", {"fields": {"block_schema_references": {"k": {"block_type_slug": "none-" + s.salt, "block_schema_checksum": "x"}}}, "block_type_id": inner["id"]})


@scenario("checksums are Python's")
def _(s):
    type = block_type(s, "sum")
    for number, fields in enumerate([{}, {"n": 1.0, "e": 1e-7, "b": 1e16, "c": 123456789012345680.0, "u": "ü🦊\x7f\"\\\n\u2028/"},
                                     {"b": {"secret_fields": ["x"]}, "a": [{"secret_fields": ["kept"]}]}, {"definitions": {"N": {"n": 1}}},
                                     {"x": {"$ref": "#/definitions/N"}, "definitions": {"N": {"n": 1}, "M": {"m": 1}, "E": {}}}, {"definitions": {}}]):
        s.post("/block_schemas/", {"fields": fields | ({"title": s.salt} if number else {}), "block_type_id": type["id"], "version": s.salt})


@scenario("nested documents")
def _(s):
    inner, inner_schema, outer, outer_schema = family(s)
    a = document(s, "a", inner, inner_schema, {"pw": "deep", "open": "o"}).json()
    b = document(s, "b", outer, outer_schema, {"in": held(a), "map": {"x": None, "y": {"z": [1]}, "e": {}}, "list": [1], "n": None, "f": 1.5, "t": "open"}).json()
    c = document(s, "c", outer, outer_schema, {"in": held(b), "deeper": {"not": held(a)}}).json()
    for each in (a, b, c):
        for secrets in ("false", "true"):
            s.get(f"/block_documents/{each['id']}", params={"include_secrets": secrets}, unordered=DOCUMENT)

    def change(body, **options):
        s.patch(f"/block_documents/{b['id']}", body, **options)
        s.get(f"/block_documents/{b['id']}", params={"include_secrets": "true"}, unordered=DOCUMENT)

    for body in ({}, {"block_schema_id": inner_schema["id"]}, {"data": {"map": {"x": "********", "new": 1}}}, {"data": {"in": held(a), "list": "********"}},
                 {"data": {"t": "changed"}}, {"data": {"in": held(a)}, "merge_existing_data": False}, {"merge_existing_data": False}, {"data": None}, {"name": "x"}, {"merge_existing_data": None}):
        change(body)
    s.patch(f"/block_documents/{b['id']}", {"data": {"t": 1}, "block_schema_id": inner_schema["id"]})
    s.patch(f"/block_documents/{b['id']}", {"data": {"in": held(b)}})
    s.patch(f"/block_documents/{b['id']}", {"data": {"in": held(c)}})
    s.patch(f"/block_documents/{b['id']}")
    s.patch(f"/block_documents/{b['id']}", {"data": {}, "block_schema_id": MISSING}, deviates=UNKNOWN)
    s.delete(f"/block_documents/{a['id']}")
    s.get(f"/block_documents/{c['id']}", unordered=DOCUMENT)


@scenario("broken references")
def _(s):
    inner, inner_schema, _, _ = family(s)
    for reference in ({}, {"block_document_id": None}):
        document(s, "x", inner, inner_schema, {"k": {"$ref": reference}})
    for reference in (None, 1, [], "x"):
        document(s, "x", inner, inner_schema, {"k": {"$ref": reference}}, deviates=REFUSED)
    document(s, "x", inner, inner_schema, {"k": {"$ref": {"block_document_id": "x"}}}, deviates=WORDED)
    document(s, "x", inner, inner_schema, {"k": {"$ref": {"block_document_id": MISSING}}})
    document(s, "x", {"id": MISSING}, inner_schema, {}, deviates=NOT_FOUND)
    document(s, "x", inner, {"id": MISSING}, {})


@scenario("lists of blocks")
def _(s):
    inner, inner_schema, outer, outer_schema = family(s)
    for name in ("one", "two", "three"):
        document(s, name, inner, inner_schema, {"pw": name})
    document(s, "four", outer, outer_schema, {})
    s.post("/block_documents/", {"is_anonymous": True, "name": s.name("anon"), "block_type_id": inner["id"], "block_schema_id": inner_schema["id"]}, unordered=DOCUMENT)
    mine = {"block_types": {"slug": {"any_": [inner["slug"], outer["slug"]]}}}
    names = ("[].block_schema.capabilities",)
    for body in ({}, {"sort": "NAME_DESC"}, {"sort": "BLOCK_TYPE_AND_NAME_ASC"}, {"limit": 2}, {"limit": 2, "offset": 1}, {"limit": 0}, {"offset": 9}, {"include_secrets": True},
                 {"block_documents": {"is_anonymous": None}}, {"block_documents": {"is_anonymous": {"eq_": True}}}, {"block_documents": {"is_anonymous": {}}}, {"block_documents": {}},
                 {"block_documents": {"name": {"any_": [s.name("one")]}}}, {"block_documents": {"name": {"like_": s.name("t").upper()}}}, {"block_documents": {"name": {"any_": []}}},
                 {"block_documents": {"operator": "or_", "name": {"any_": [s.name("one")]}}}, {"block_documents": {"block_type_id": {"any_": [outer["id"]]}}},
                 {"block_schemas": {"block_capabilities": {"all_": ["a", "b"]}}}, {"block_schemas": {"block_capabilities": {"all_": ["c"]}}},
                 {"block_schemas": {"operator": "or_", "id": {"any_": [outer_schema["id"]]}, "version": {"any_": ["none"]}}},
                 {"limit": None, "sort": None, "offset": None, "include_secrets": None, "block_documents": None}, {"limit": 201}, {"limit": -1}, {"limit": "x"}, {"offset": -1}, {"sort": "X"},
                 {"include_secrets": "x"}, {"block_documents": {"foo": 1}}, {"block_schemas": {"foo": 1}}, {"foo": 1}):
        s.post("/block_documents/filter", mine | body, unordered=names)
        s.post("/block_documents/count", mine | body)
    s.post("/block_documents/filter", {"block_types": {"operator": "and_"}})
    s.get(f"/block_types/slug/{inner['slug']}/block_documents", unordered=names)
    s.get(f"/block_types/slug/{inner['slug']}/block_documents", params={"include_secrets": "true"}, unordered=names)
    for body in ({"block_types": {"name": {"like_": s.salt}}}, {"block_types": {"slug": {"any_": []}}}, {"block_types": {"name": {"like_": s.salt}}, "limit": 1, "offset": 1},
                 {"block_types": {"name": {"like_": s.salt}}, "block_schemas": {"block_capabilities": {"all_": ["a"]}}}, {"block_types": {"name": {"any_": []}}}, {"limit": 1000}, {"offset": -1}):
        s.post("/block_types/filter", body)
    for body in ({"block_schemas": {"block_type_id": {"any_": [inner["id"], outer["id"]]}}}, {"block_schemas": {"version": {"any_": ["none"]}}}, {"block_schemas": {"id": {"any_": [MISSING]}}}, {"limit": 1000}):
        s.post("/block_schemas/filter", body, unordered=("[].capabilities",))


@scenario("the known block types")
def _(s):
    s.until("GET", "/block_types/slug/smb", lambda r: r.status_code == 200, within=60)
    # The last one of those that every server knows.
    last = {"block_schemas": {"block_type_id": {"any_": [s.last.json()["id"]]}}}
    s.until("POST", "/block_schemas/filter", lambda r: len(r.json()) > 0, within=60, json=last, unordered=REGISTERED)
    for slug in ("webhook", "secret", "local-file-system", "slack-webhook", "ms-teams-webhook", "pager-duty-webhook", "twilio-sms", "opsgenie-webhook",
                 "mattermost-webhook", "discord-webhook", "custom-webhook", "sendgrid-email", "remote-file-system", "smb"):
        type = s.get(f"/block_types/slug/{slug}", ignore=("created", "updated")).json()
        s.post("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [type["id"]]}}}, unordered=REGISTERED)
    s.post("/block_types/install_system_block_types")


IN_CLEAR = Deviation("the reference shows secrets inside lists, and of models in maps")
STORED_MASK = Deviation("the reference stores the asterisks", status=400)
KEPT_SECRET = Deviation("the reference has stored the asterisks")
SECRET_TYPE = {"type": "string", "format": "password", "writeOnly": True}


def servers(s):
    """A type, and what Prefect's client makes of a block with `servers: List[Server]`, `by_name: Dict[str, Server]`, `keys: List[SecretStr]` and
    `account: Account`, a data class."""
    type = block_type(s, "servers")
    fields = {"title": "Servers" + s.salt, "type": "object", "block_type_slug": type["slug"], "block_schema_references": {},
              "secret_fields": ["servers.password", "by_name.password", "keys"],
              "properties": {"servers": {"type": "array", "items": {"$ref": "#/definitions/Server"}}, "by_name": {"type": "object"},
                             "keys": {"type": "array", "items": SECRET_TYPE}, "account": {"$ref": "#/definitions/Account"}, "note": {"type": "string"}},
              "definitions": {"Server": {"title": "Server", "type": "object", "properties": {"host": {"type": "string"}, "password": SECRET_TYPE}},
                              "Account": {"title": "Account", "type": "object", "properties": {"pin": SECRET_TYPE}}}}
    return type, block_schema(s, type, fields)


def server(host, password):
    return {"host": host, "password": password}


@scenario("secrets in lists and maps are masked, and a masked answer that is sent back changes nothing")
def _(s):
    type, schema = servers(s)
    secret = {"servers": [server("a", "1"), server("b", "2")], "by_name": {"c": server("c", "3")}, "keys": ["4"], "account": {"pin": "5"}, "note": "n"}
    masked = {"servers": [server("a", "********"), server("b", "********")], "by_name": {"c": server("c", "********")}, "keys": "********",
              "account": {"pin": "********"}, "note": "n"}
    holds = Deviation(IN_CLEAR.reason, holds=lambda body: body["data"] == masked)
    made = document(s, "x", type, schema, secret, deviates=holds).json()
    address = f"/block_documents/{made['id']}"
    s.get(address, unordered=DOCUMENT, deviates=holds)
    s.get(f"/block_types/slug/{type['slug']}/block_documents/name/{s.name('x')}", unordered=DOCUMENT, deviates=holds)
    s.get(address, params={"include_secrets": "true"}, unordered=DOCUMENT)
    for body in ({"data": masked}, {"data": masked, "merge_existing_data": False}):
        s.patch(address, body)
        s.get(address, params={"include_secrets": "true"}, unordered=DOCUMENT, deviates=Deviation(KEPT_SECRET.reason, holds=lambda body: body["data"] == secret))
    one = {"servers": [server("b", "********")]}
    s.patch(address, {"data": one})
    s.get(address, params={"include_secrets": "true"}, unordered=DOCUMENT,
          deviates=Deviation(KEPT_SECRET.reason, holds=lambda body: body["data"]["servers"] == [server("b", "2")]))
    for data in ({"servers": [server("b", "********"), server("new", "********")]}, {"by_name": {"other": server("c", "********")}}, {"account": {"pin": ["********"]}}):
        s.patch(address, {"data": data}, deviates=STORED_MASK)
    document(s, "copy", type, schema, {"keys": "********"}, deviates=STORED_MASK)
