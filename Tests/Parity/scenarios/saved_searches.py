"""Saved searches: upsert, read, list, delete."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


@scenario("upsert, read, delete", issue=3)
def _(s):
    criterion = {"object": "flow", "property": "name", "type": "string", "operation": "equals", "value": "x"}
    made = s.put("/saved_searches/", {"name": s.name("a"), "filters": [criterion, criterion | {"value": [1, None, {"a": 1.5}], "zip": 1}]}).json()
    s.get(f"/saved_searches/{made['id']}")
    s.put("/saved_searches/", {"name": s.name("a"), "filters": [criterion | {"value": None}]})
    s.put("/saved_searches/", {"name": s.name("a")})
    s.get(f"/saved_searches/{made['id']}")
    s.delete(f"/saved_searches/{made['id']}")
    s.delete(f"/saved_searches/{made['id']}")
    s.get(f"/saved_searches/{made['id']}")
    s.get(f"/saved_searches/{MISSING}")
    s.get("/saved_searches/x")
    for name in ("", " ", "a/b", "ü <&>%"):
        s.put("/saved_searches/", {"name": name and s.salt + name})


@scenario("refused, and pages", issue=3)
def _(s):
    s.cases("PUT", "/saved_searches/", [None, [], {}, {"filters": []}, {"name": None}, {"name": 1}, {"name": s.name("x"), "zip": 1},
                                        {"name": s.name("x"), "filters": None}, {"name": s.name("x"), "filters": [{"object": 1}]},
                                        {"name": s.name("x"), "filters": [1]}])
    s.fuzz("POST", "/saved_searches/filter", {}, {"limit": [-1, 201, "x", 0], "offset": [-1, "x"]})
    s.put("/saved_searches/", {"name": " " + s.name("first")})
    s.post("/saved_searches/filter", {"limit": 0, "offset": 0})
