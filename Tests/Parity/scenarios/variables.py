"""Variables: all nine routes."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
NUL = Deviation("a 503 makes the client repeat what can never be stored", status=422)


@scenario("create, read, change, delete")
def _(s):
    name = s.name("color")
    created = s.post("/variables/", {"name": name, "value": "red", "tags": ["b", "a", "b"]}).json()
    s.get(f"/variables/{created['id']}")
    s.get(f"/variables/{created['id'].upper()}")
    s.get(f"/variables/{created['id'].replace('-', '')}")
    s.get(f"/variables/name/{name}")
    s.patch(f"/variables/{created['id']}", {"value": {"deep": [1, 2.5, None, True, "ü"]}})
    s.get(f"/variables/{created['id']}")
    s.patch(f"/variables/name/{name}", {"tags": []})
    s.get(f"/variables/name/{name}")
    s.patch(f"/variables/name/{name}", {"name": s.name("colour")})
    s.get(f"/variables/name/{name}")
    s.get(f"/variables/name/{s.name('colour')}")
    s.delete(f"/variables/{created['id']}")
    s.delete(f"/variables/{created['id']}")
    s.get(f"/variables/{created['id']}")
    s.post("/variables/", {"name": name, "value": 1})
    s.delete(f"/variables/name/{name}")
    s.delete(f"/variables/name/{name}")


@scenario("what is not there")
def _(s):
    for path in (f"/variables/{MISSING}", f"/variables/name/{s.name('none')}"):
        s.get(path)
        s.patch(path, {"value": 1})
        s.patch(path, {})
        s.delete(path)
    s.get("/variables/not-a-uuid")
    s.patch("/variables/not-a-uuid", {})
    s.delete("/variables/not-a-uuid")
    s.get("/variables/name/")
    s.get("/variables/name/a%2Fb")
    s.get(f"/variables/name/{s.name('Ünï')}")
    s.get("/variables/name/with%20space")
    s.get("/variables/name/%00", deviates=NUL)


@scenario("values of every kind come back as they were")
def _(s):
    values = ["", "text", "ünïcode 🦊 \\ \" \n\t", 0, 1, -1, 2**53, 2**63, 10**30, 1.0, 0.1, 1e15, 1e-7, -0.0, True, False,
              None, [], {}, [[], {}, None], {"b": 1, "a": {"z": [1, {"y": None}]}}, {"": ""}, ["1", 1, 1.0]]
    for number, value in enumerate(values):
        s.post("/variables/", {"name": s.name(f"v{number}"), "value": value})
        s.get(f"/variables/name/{s.name(f'v{number}')}")
    s.post("/variables/", content=b'{"name": "%s", "value": {"a": 1, "a": 2}}' % s.name("double").encode())
    s.get(f"/variables/name/{s.name('double')}")
    s.post("/variables/", content=b'{"name": "%s", "value": 1E2}' % s.name("exponent").encode())
    s.get(f"/variables/name/{s.name('exponent')}")
    s.delete(f"/variables/name/{s.name('exponent')}")
    s.post("/variables/", content=b'{"name": "%s", "value": [NaN, Infinity, -Infinity]}' % s.name("nan").encode())
    s.get(f"/variables/name/{s.name('nan')}")
    s.post("/variables/", content=b'{"name": "%s", "value": "\\ud83e\\udd8a"}' % s.name("pair").encode())


@scenario("a number too long for the reference's reader is read back")
def _(s):
    read = Deviation("the reference cannot read the row it stored, nor any list with it: 500", status=200)
    id = s.post("/variables/", {"name": s.name("huge"), "value": 1e300}).json()["id"]
    s.get(f"/variables/{id}", deviates=read)
    s.patch(f"/variables/{id}", {"value": 1})
    s.delete(f"/variables/{id}")


@scenario("a NUL in a value cannot be stored")
def _(s):
    s.post("/variables/", content=b'{"name": "%s", "value": "a\\u0000b"}' % s.name("nul").encode(), deviates=NUL)
    s.post("/variables/", content=b'{"name": "%s", "value": {"a\\u0000b": 1}}' % s.name("nul2").encode(), deviates=NUL)
    s.post("/variables/filter", {"variables": {"name": {"any_": ["a\u0000b"]}}}, deviates=NUL)


@scenario("refused bodies on create")
def _(s):
    base = {"name": s.name("bad"), "value": 1}
    s.cases("POST", "/variables/", [None, {}, [], "text", 1, True, {"name": s.name("bad")}, {"value": 1}])
    s.fuzz("POST", "/variables/", base, {
        "name": [None, 1, 1.5, True, [], {}, "UPPER", "with space", "a/b", "a.b", "ü", "a\nb", "x" * 256],
        "tags": [1, "a", {}, [1], [None], [["a"]], {"a": "b"}],
        "zip": [1, None],
        "id": [MISSING],
    })
    s.post("/variables/", {"name": 1, "tags": "x", "zip": 1})
    s.post("/variables/")
    s.post("/variables/", content=b"")
    s.post("/variables/", content=b"", headers={"content-type": "application/json"})


@scenario("names at the edge of the pattern")
def _(s):
    for name in ("", "-", "_", "a_b-c", "0", "-a", "x" * 255):
        s.post("/variables/", {"name": name, "value": 1})
        if s.last.status_code == 201:
            s.delete(f"/variables/{s.last.json()['id']}")


@scenario("the size of a value is limited as JSON text")
def _(s):
    for number, value in enumerate([
            "x" * 4998, "x" * 4999, "x" * 5001, "ü" * 833, "ü" * 834, "\"" * 2499, "\"" * 2500, "\n" * 2499, "\n" * 2500,
            "🦊" * 416, "🦊" * 417, [1] * 1666, [1] * 1667, {"k": "x" * 4991}, {"k": "x" * 4992}, {"ü": "x" * 4986},
            10**4000]):
        s.post("/variables/", {"name": s.name(f"size{number}"), "value": value}, ignore=("request_body",))
    s.post("/variables/", content=b'{"name": "%s", "value": 1%s}' % (s.name("digits").encode(), b"0" * 4400))
    s.post("/variables/", {"name": s.name("patched"), "value": 1})
    s.patch(f"/variables/name/{s.name('patched')}", {"value": "x" * 4998})
    s.patch(f"/variables/name/{s.name('patched')}", {"value": "x" * 5000})


@scenario("a taken name conflicts on create and on rename")
def _(s):
    s.post("/variables/", {"name": s.name("one"), "value": 1})
    s.post("/variables/", {"name": s.name("one"), "value": 2})
    two = s.post("/variables/", {"name": s.name("two"), "value": 2}).json()
    s.patch(f"/variables/{two['id']}", {"name": s.name("one")})
    s.patch(f"/variables/name/{s.name('two')}", {"name": s.name("one"), "value": 3})
    s.patch(f"/variables/{two['id']}", {"name": s.name("two")})
    s.get(f"/variables/{two['id']}")


@scenario("absent, null and value differ in a change")
def _(s):
    name = s.name("var")
    id = s.post("/variables/", {"name": name, "value": [1], "tags": ["a"]}).json()["id"]
    for body in ({}, {"value": None}, {"value": [1], "tags": ["a"]}, {"tags": None}, {"name": None}, {"name": ""},
                 {"value": 0}, {"value": False}, {"value": ""}, {"tags": ["x", "y"]}):
        s.patch(f"/variables/{id}", body)
        s.get(f"/variables/{id}")
    s.cases("PATCH", f"/variables/{id}", [
        None, [], "x", {"name": "UPPER"}, {"name": 1}, {"name": "x" * 256}, {"tags": "a"}, {"tags": [1]}, {"zip": 1},
        {"value": "x" * 5001, "name": "A B"}])
    s.patch(f"/variables/{id}")
    s.get(f"/variables/{id}")


@scenario("filters: every field and operator")
def _(s):
    ids = {}
    for part, value, tags in (("a1", 1, []), ("a2", 2, ["x"]), ("b1", 3, ["x", "y"]), ("b2", 4, ["y", "z"]), ("c_1", 5, ["x"])):
        ids[part] = s.post("/variables/", {"name": s.name(part), "value": value, "tags": tags}).json()["id"]
    mine = {"like_": s.salt}
    names = [s.name(part) for part in ids]
    filters = [
        {"name": mine}, {"name": {"any_": names[:2]}}, {"name": {"any_": []}}, {"name": {"any_": [s.name("none")]}},
        {"name": {"like_": s.name("a")}}, {"name": {"like_": s.name("A")}}, {"name": {"like_": s.salt + "_a"}},
        {"name": {"like_": s.salt + "%1"}}, {"name": {"like_": s.name("c\\_1")}}, {"name": {"any_": names[:3], "like_": s.name("a")}},
        {"name": {"like_": ""}, "id": {"any_": [ids["a1"]]}},
        {"id": {"any_": [ids["a1"], ids["b2"], MISSING]}}, {"id": {"any_": []}}, {"id": {"any_": [ids["a1"].upper()]}},
        {"name": mine, "id": None}, {"name": mine, "id": {"any_": None}}, {"name": mine, "id": {}},
        {"name": mine, "tags": {"all_": ["x"]}}, {"name": mine, "tags": {"all_": ["x", "y"]}}, {"name": mine, "tags": {"all_": []}},
        {"name": mine, "tags": {"is_null_": True}}, {"name": mine, "tags": {"is_null_": False}},
        {"name": mine, "tags": {"is_null_": None}}, {"name": mine, "tags": {"all_": ["x"], "is_null_": True}},
        {"name": mine, "tags": {"operator": "or_", "all_": ["x"], "is_null_": True}},
        {"name": mine, "tags": {"operator": "or_"}}, {"name": mine, "tags": {"all_": ["none"]}},
        {"operator": "and_", "name": {"any_": names[:2]}, "id": {"any_": [ids["a1"]]}},
        {"operator": "or_", "name": {"any_": names[:1]}, "id": {"any_": [ids["b1"]]}},
        {"operator": "or_", "name": {"any_": names[:1]}, "tags": {"all_": ["z"]}},
    ]
    for each in filters:
        s.post("/variables/filter", {"variables": each})
        s.post("/variables/count", {"variables": each})


@scenario("filters: refused bodies")
def _(s):
    for path in ("/variables/filter", "/variables/count"):
        s.fuzz("POST", path, {}, {"variables": [
            [], "x", 1, {"zip": 1}, {"operator": "xor"}, {"operator": None}, {"name": []}, {"name": {"like_": 1}},
            {"name": {"any_": "x"}}, {"name": {"any_": [1, None]}}, {"name": {"operator": "or_"}}, {"name": {"not_any_": []}},
            {"id": {"any_": ["x"]}}, {"id": {"any_": [1]}}, {"id": {"any_": MISSING}}, {"tags": {"any_": ["x"]}},
            {"tags": {"all_": "x"}}, {"tags": {"is_null_": "maybe"}}, {"tags": {"operator": "no"}}, {"value": {"any_": [1]}}]})
        s.cases("POST", path, [[], "x", 1, True])
    s.fuzz("POST", "/variables/filter", {}, {
        "limit": [-1, 201, 10**20, 2.5, "x", True, [], {}], "offset": [-1, 2.5, "x", []],
        "sort": ["NAME", "name_asc", 1, [], "UPDATED_ASC"]})
    s.post("/variables/filter", {"offset": 10**20}, deviates=Deviation(
        "a 503 makes the client repeat what can never be answered", status=422))


@scenario("sorting, limit and offset")
def _(s):
    for part in ("m", "c", "x", "a", "t"):
        s.post("/variables/", {"name": s.name(part), "value": part})
    s.patch(f"/variables/name/{s.name('c')}", {"value": "later"})
    mine = {"variables": {"name": {"like_": s.salt}}}
    for sort in ("NAME_ASC", "NAME_DESC", "CREATED_DESC", "UPDATED_DESC", None):
        s.post("/variables/filter", mine | {"sort": sort})
    for page in ({"limit": 2}, {"limit": 2, "offset": 2}, {"limit": 2, "offset": 4}, {"limit": 2, "offset": 6}, {"limit": 0},
                 {"limit": 200}, {"limit": "3"}, {"limit": 2.0}, {"limit": None, "offset": None}, {"offset": "1"}, {"offset": 3}):
        s.post("/variables/filter", mine | page)
    s.post("/variables/filter", mine | {"zip": 1})
    s.post("/variables/count", mine | {"limit": 1, "zip": 1})
    s.post("/variables/filter", params={"limit": 1}, json={"limit": 0})


@scenario("filter and count accept an absent body")
def _(s):
    for path in ("/variables/count", "/variables/filter"):
        for options in ({}, {"content": b""}, {"json": None}, {"json": {}}, {"json": {"variables": None}}):
            s.post(path, **options)


@scenario("events of variables", slow=True)
def _(s):
    id = s.post("/variables/", {"name": s.name("e"), "value": {"a": 1}, "tags": ["t"]}).json()["id"]
    s.patch(f"/variables/{id}", {"value": 2})
    s.patch(f"/variables/{id}", {})
    s.patch(f"/variables/name/{s.name('e')}", {"name": s.name("f")})
    s.delete(f"/variables/{id}")
    s.delete(f"/variables/{id}")
    s.events("prefect.variable.", 5)
