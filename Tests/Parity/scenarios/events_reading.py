"""Reading stored events: /events/filter with its pages, and /events/count-by."""

import base64
import itertools
import json

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"


def window(s, **more):
    return {"occurred": {"since": s.time(-3600), "until": s.time(3600)}} | more


def fill(s):
    """Eight events, a second apart, of three things with several labels and related resources."""
    def one(number, name, thing, labels, related=(), payload=None):
        return {"id": s.id(f"e{number}"), "occurred": s.time(number - 20), "event": f"{s.salt}.{name}", "payload": payload or {},
                "resource": {"prefect.resource.id": f"{s.salt}.{thing}"} | labels,
                "related": [{"prefect.resource.id": f"{s.salt}.{id}", "prefect.resource.role": role} | more for id, role, more in related]}

    s.post("/events", [
        one(0, "made", "one", {"prefect.resource.name": "First", "color": "red", "size": "10%"}, [("flow", "flow", {"color": "red"})]),
        one(1, "made", "two", {"prefect.resource.name": "Second", "color": "blue", "size": "1_0"}, [("flow", "flow", {"color": "blue"})]),
        one(2, "changed", "one", {"prefect.resource.name": "Renamed", "color": "green"}, [("flow", "parent", {}), ("tag", "tag", {"t": "1"})]),
        one(3, "changed.again", "one", {"color": "red"}, [("pool", "pool", {"color": "red"})], {"text": "Needle in hay", "n": 1}),
        one(4, "lost", "three", {"prefect.name": "Third"}, [], {"why": "two words"}),
        one(5, "lost", "two", {"color": "back\\slash"}, [("flow", "flow", {}), ("tag", "tag", {})]),
        one(6, "madeXup", "three", {"prefect.resource.role": "own", "color": "!bang"}),
        one(7, "m_de", "one", {"prefect.resource.name": "Ünï", "color": ""}, [("one", "self", {})]),
    ])
    mine = window(s, event={"prefix": [s.salt]})
    s.until("POST", "/events/filter", lambda r: r.json()["total"] == 8, json={"filter": mine})
    return mine


def ask(s, mine, **filters):
    s.post("/events/filter", {"filter": mine | filters})


def follow(s, token):
    """The page of a token, which is each server's own."""
    answer = s.get("/events/filter/next", params={"page-token": token}, record=False)
    s.note("the next page", {"status": answer.status_code, "body": answer.json()})
    return answer.json()


@scenario("by name", issue=4, slow=True)
def _(s):
    mine = fill(s)
    n = lambda *names: [f"{s.salt}.{name}" for name in names]
    for event in ({"prefix": n("made")}, {"prefix": n("made", "lost")}, {"prefix": n("m_de")}, {"prefix": n("%up")}, {"prefix": [], "name": n("lost")},
                  {"name": n("made", "lost")}, {"name": n("nope")}, {"prefix": n(""), "exclude_prefix": n("changed", "lost")},
                  {"prefix": n(""), "exclude_name": n("made", "lost")}, {"prefix": n(""), "exclude_prefix": [], "exclude_name": []},
                  {"prefix": n("made"), "name": n("lost")}, {"prefix": n("ma"), "exclude_prefix": n("m_de")}):
        ask(s, mine, event=event)


@scenario("by resource", issue=4, slow=True)
def _(s):
    mine = fill(s)
    n = lambda *names: [f"{s.salt}.{name}" for name in names]
    label = lambda values: {"labels": values}
    for resource in ({"id": n("one")}, {"id": n("one", "two")}, {"id": []}, {"id": n("nope")}, {"id_prefix": n("t")}, {"id_prefix": n("o", "th")},
                     {"id_prefix": []}, {"id": n("one"), "id_prefix": n("t")}, label({}), label({"color": "red"}), label({"color": ["red", "blue"]}),
                     label({"color": []}), label({"color": "*"}), label({"color": "r?d"}), label({"color": "!red"}), label({"color": ["!red", "red"]}),
                     label({"color": ["!red", "!blue"]}), label({"size": "10%"}), label({"size": "1_0"}), label({"size": "1*"}), label({"size": "1?%"}),
                     label({"color": "back\\*"}), label({"color": "!!bang"}), label({"color": ""}), label({"nope": "*"}), label({"nope": "!*"}),
                     label({"prefect.resource.id": n("one")}), label({"prefect.resource.id": f"{s.salt}.t*"}), label({"prefect.resource.id": []}),
                     label({"prefect.resource.id": f"!{s.salt}.one"}), label({"prefect.resource.role": "own"}), label({"prefect.resource.name": "Ü*"}),
                     label({"prefect.resource.name": "?nï"}), label({"color": "red", "prefect.resource.name": "F*"}), {"id": n("one"), "labels": {"color": "red"}}):
        ask(s, mine, resource=resource)
    for order in ("ASC", "DESC"):
        ask(s, mine, resource={"distinct": True}, order=order)
        s.post("/events/filter", {"filter": mine | {"resource": {"distinct": True}, "order": order}, "limit": 2})
    ask(s, mine, resource={"distinct": True, "labels": {"color": "*"}})


@scenario("by related and by any resource", issue=4, slow=True)
def _(s):
    mine = fill(s)
    n = lambda *names: [f"{s.salt}.{name}" for name in names]
    both = ({"id": n("flow")}, {"id": n("flow", "tag")}, {"id": []}, {"labels": {}}, {"labels": {"color": "red"}}, {"labels": {"color": ["r*", "blue"]}},
            {"labels": {"color": "!red"}}, {"labels": {"color": []}}, {"labels": {"prefect.resource.id": f"{s.salt}.fl*"}},
            {"labels": {"prefect.resource.id": []}}, {"labels": {"prefect.resource.role": "flow"}}, {"labels": {"prefect.resource.role": "fl*"}},
            {"labels": {"prefect.resource.role": ["flow", "tag"]}}, {"labels": {"prefect.resource.role": []}}, {"labels": {"prefect.resource.role": "!flow"}},
            {"id": n("one")}, {"id": n("flow"), "labels": {"color": "blue"}}, {})
    for related in both + ({"role": ["flow"]}, {"role": ["flow", "parent"]}, {"role": []}, {"role": [""]}, {"id": n("flow"), "role": ["parent"]},
                           {"resources_in_roles": [[f"{s.salt}.flow", "parent"]]}, {"resources_in_roles": []},
                           {"resources_in_roles": [[f"{s.salt}.flow", "parent"], [f"{s.salt}.tag", "tag"]]}):
        ask(s, mine, related=related)
    ask(s, mine, related=[{"id": n("flow")}, {"id": n("tag")}])
    ask(s, mine, related=[])
    ask(s, mine, related=[{"role": ["flow"]}, {}])
    for resource in both + ({"id_prefix": n("t")}, {"id_prefix": n("fl", "po")}, {"id_prefix": []}):
        ask(s, mine, any_resource=resource)
    ask(s, mine, any_resource=[{"id": n("one")}, {"id_prefix": n("t")}])
    ask(s, mine, any_resource=[{"id": n("one")}], related={"role": ["tag"]}, resource={"id": n("one")})


@scenario("by the ids of runs", issue=4, slow=True)
def _(s):
    run, other, task = f"prefect.flow-run.{s.id('run')}", f"prefect.flow-run.{s.id('other')}", f"prefect.task-run.{s.id('task')}"

    def one(number, name, thing, *related):
        return {"id": s.id(f"r{number}"), "occurred": s.time(number - 20), "event": f"{s.salt}.{name}", "payload": {},
                "resource": {"prefect.resource.id": thing, "color": "red"},
                "related": [{"prefect.resource.id": id, "prefect.resource.role": role, "color": "blue"} for id, role in related]}

    s.post("/events", [
        one(0, "made", run), one(1, "began", task, (run, "flow-run")), one(2, "acted", f"{s.salt}.automation", (run, "flow-run"), (run, "target")),
        one(3, "made", other, (run, "parent")), one(4, "ended", run, (other, "child"), (task, "task-run")), one(5, "noise", f"{s.salt}.noise")])
    mine = window(s, event={"prefix": [s.salt]})
    s.until("POST", "/events/filter", lambda r: r.json()["total"] == 6, json={"filter": mine})
    # The ids alone find no other events; with the prefix they are but one of two criteria.
    alone = window(s, event={"exclude_prefix": ["prefect."]})
    for ids, mine in itertools.product(([run], [task], [run, other], [run, f"{s.salt}.noise"], [run + "0"], ["prefect.flow-run."]), (mine, alone)):
        for more in ({}, {"event": {"exclude_prefix": [f"{s.salt}.m"], "prefix": []}}, {"occurred": {"since": s.time(-19), "until": s.time(-17)}},
                     {"resource": {"id_prefix": [f"{s.salt}.auto", "prefect.task"]}}, {"resource": {"distinct": True}}):
            ask(s, mine, any_resource={"id": ids}, **more)
            ask(s, mine, related={"id": ids}, **more)
        for more in ({"labels": {"color": "blue"}}, {"labels": {"color": "red"}}, {"id_prefix": ["prefect.flow"]}):
            ask(s, mine, any_resource={"id": ids} | more)
        for more in ({"role": ["parent", "target"]}, {"role": [""]}, {"resources_in_roles": [[run, "parent"], [task, "task-run"]]}, {"labels": {"color": "blue"}}):
            ask(s, mine, related={"id": ids} | more)
        ask(s, mine, related=[{"id": ids}, {"id": [task]}])
        ask(s, mine, any_resource=[{"id": ids}, {"id": [other]}], text={"query": "child"})
        about = {"filter": mine | {"any_resource": {"id": ids}}}
        for countable in ("event", "resource"):
            s.post(f"/events/count-by/{countable}", about)
        # Buckets depend on the time of the test, their sum does not.
        counted = s.post("/events/count-by/time", about | {"time_unit": "day"}, record=False).json()
        s.note("in all", sum(each["count"] for each in counted))
    for order in ("ASC", "DESC"):
        page = s.post("/events/filter", {"filter": alone | {"any_resource": {"id": [run]}, "order": order}, "limit": 2}).json()
        while page["next_page"]:
            page = follow(s, page["next_page"].split("page-token=")[1])


@scenario("by id, time and text", issue=4, slow=True)
def _(s):
    mine = fill(s)
    for ids in ([s.id("e1")], [s.id("e1"), s.id("e2"), MISSING], [], None):
        ask(s, mine, id={"id": ids})
    s.post("/events/filter", {"filter": mine | {"id": {"id": [s.id("e1"), s.id("e2"), s.id("e3")]}}, "limit": 2})
    for since, until in ((-19, -17), (-17, -17), (-16, -18)):
        ask(s, mine, occurred={"since": s.time(since), "until": s.time(until)})
    ask(s, mine, occurred={"since": s.time(-16)})
    ask(s, mine, occurred={})
    for query in ("", "  ", "needle", "NEEDLE", '"in hay"', "hay needle", "+needle +hay", "needle -hay", "-lost", "!lost", "second", "size", "pool", "words two",
                  '"two words"', "10%", "1_0", "back", "ünï", "nope", "+", "made -blue"):
        ask(s, mine, text={"query": query})


@scenario("pages", issue=4, slow=True)
def _(s):
    mine = fill(s)
    for order in ("ASC", "DESC"):
        for size in (1, 3, 4, 5, 7, 8, 9, 50):
            page = s.post("/events/filter", {"filter": mine | {"order": order}, "limit": size}).json()
            for _ in range(10):
                if not page["next_page"]:
                    break
                token = page["next_page"].split("page-token=")[1]
                page = follow(s, token)
    # Its length depends on the token, and on its length whether it may be compressed.
    s.note("an empty page", s.post("/events/filter", {"filter": mine, "limit": 0}, record=False).json())
    distinct = {"filter": mine | {"resource": {"distinct": True}}, "limit": 2}
    token = s.post("/events/filter", distinct).json()["next_page"].split("page-token=")[1]
    follow(s, token)
    for query in ("", "?page-token=", "?page-token=x", "?page-token=nonsense", "?page-token=bm9wZQ==", "?page-token=Ym05d1pRPT0=",
                  "?page-token=%00", "?page-token=====", "?other=1"):
        s.get("/events/filter/next" + query)
    # A token that decodes, but is none that a page gave.
    for content in ({}, [], 1, {"filter": {}}, {"filter": {"zip": 1}, "count": 1, "page_size": 1, "offset": 0},
                    {"filter": {}, "count": "x", "page_size": 1, "offset": 0}, {"filter": {}, "count": 9, "page_size": -1, "offset": 0},
                    {"filter": {}, "count": 9, "page_size": 1, "offset": -1}):
        made = base64.b64encode(base64.b64encode(json.dumps(content).encode())).decode()
        s.get("/events/filter/next", params={"page-token": made},
              deviates=Deviation("what no page gave is forbidden, not a failure of the server", status=403))


@scenario("the next page for a filter of very many ids", slow=True)
def _(s):
    # Two of them are stored. Uncompressed, these links have some 9, 28 and 62 KiB.
    stored = [{"id": s.id(f"e{number}"), "occurred": s.time(number - 9), "event": f"{s.salt}.e", "resource": {"prefect.resource.id": s.salt}} for number in range(2)]
    s.post("/events", stored)
    for count in (130, 400, 900):
        wanted = {"occurred": {"since": s.time(-60), "until": s.time(60)},
                  "id": {"id": [each["id"] for each in stored] + [s.id(f"missing{number}") for number in range(count)]}}
        page = s.until("POST", "/events/filter", lambda r: r.json()["total"] == 2, json={"filter": wanted, "limit": 1}).json()
        page = follow(s, page["next_page"].split("page-token=")[1])
        s.note("the last page", page["next_page"])


@scenario("refused filters", issue=4)
def _(s):
    ignore = ("request_body",)
    s.cases("POST", "/events/filter", [[], "x", 1, {"filter": []}, {"filter": "x"}, {"limit": 51}, {"limit": -1}, {"limit": "x"}, {"limit": 1.5}], ignore=ignore)
    parts = {
        "zip": [1], "occurred": [None, 1, {"since": None}, {"until": "x"}, {"since": 1.5, "zip": 1}], "event": [1, {"prefix": "x"}, {"name": [1]}, {"zip": []}],
        "resource": [1, {"id": "x"}, {"labels": 1}, {"labels": {"a": 1}}, {"labels": {"a": [1]}}, {"labels": {"a": None}}, {"distinct": None}, {"distinct": "x"}, {"role": []}],
        "related": [1, "x", [1], {"id": 1}, [{"id": 1}], {"zip": 1}, {"id_prefix": ["x"]}, {"resources_in_roles": [["a"]]},
                    {"resources_in_roles": [["a", "b", "c"], 1, [1, "b"], []]}, {"labels": {"a": 1}}],
        "any_resource": [1, [{"zip": 1}], {"role": []}, {"labels": {"b": 1}}, [{"id": ["a"]}, 1]], "id": [None, 1, {"id": ["x"]}, {"id": "x"}, {"zip": 1}],
        "text": [1, {}, {"query": None}, {"query": "x" * 201}, {"query": 1}, {"query": "x", "zip": 1}], "order": [None, "asc", "X", 1]}
    for part, values in parts.items():
        for value in values:
            s.post("/events/filter", {"filter": {part: value}}, ignore=ignore)
    s.post("/events/count-by/nope", {}, ignore=ignore)
    s.post("/events/count-by/event", {"filter": {"order": 1}, "time_unit": "x", "time_interval": 0}, ignore=ignore)
    for body in (None, [], {}, {"filter": None}, {"filter": {}, "time_unit": "year"}, {"filter": {}, "time_interval": 0.001}, {"filter": {}, "time_interval": "x"},
                 {"filter": {}, "time_interval": -1}, {"filter": {"occurred": {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"}}, "time_unit": "second"},
                 {"filter": {"occurred": {"since": "2024-01-01T00:00:00Z", "until": "2024-02-01T00:00:00Z"}}, "time_unit": "minute", "time_interval": 0.5}):
        s.post("/events/count-by/time", body, ignore=ignore)


@scenario("counting", issue=4, slow=True)
def _(s):
    mine = fill(s)
    for countable in ("event", "resource"):
        for filter in (mine, mine | {"resource": {"id": [f"{s.salt}.one"]}}, mine | {"event": {"name": ["nope"]}}, mine | {"any_resource": {"id": [f"{s.salt}.flow"]}}):
            s.post(f"/events/count-by/{countable}", {"filter": filter})
    # Fixed days long gone, so that the buckets are the same on both servers.
    s.post("/events", [
        {"id": s.id(f"old{number}"), "occurred": time, "event": f"{s.salt}.old", "resource": {"prefect.resource.id": f"{s.salt}.old"}}
        for number, time in enumerate(["2026-02-27T23:59:59.999999Z", "2026-02-28T00:00:00Z", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00.5Z", "2026-03-04T05:06:07Z"])])
    old = {"occurred": {"since": "2026-02-27T00:00:00Z", "until": "2026-03-05T00:00:00Z"}, "event": {"name": [f"{s.salt}.old"]}}
    s.until("POST", "/events/filter", lambda r: r.json()["total"] == 5, json={"filter": old})
    for unit, interval in (("day", 1), ("day", 2), ("day", 0.5), ("day", 1.5), ("week", 1), ("hour", 12), ("hour", 1), ("minute", 90), ("week", 0.1), ("second", 86400), ("day", 400)):
        s.post("/events/count-by/time", {"filter": old, "time_unit": unit, "time_interval": interval})
    s.post("/events/count-by/day", {"filter": old})
    s.post("/events/count-by/time", {"filter": old | {"occurred": {"since": "2026-03-01T12:00:00.25Z", "until": "2026-03-01T12:00:02Z"}}, "time_unit": "second", "time_interval": 0.25})
    s.post("/events/count-by/time", {"filter": old | {"occurred": {"since": "2026-03-05T00:00:00Z", "until": "2026-02-01T00:00:00Z"}}})
    s.post("/events/count-by/time", {"filter": old | {"occurred": {"since": "2023-12-30T00:00:00Z", "until": "2024-01-02T00:00:00Z"}}})
    s.post("/events/count-by/event", {"filter": old | {"occurred": {"since": "2026-02-28T00:00:00Z", "until": "2026-03-01T12:00:00Z"}}})


@scenario("counting at the ends of time")
def _(s):
    first, last = "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"
    windows = ((first, "0001-01-02T00:00:00Z"), (first, last), ("9999-12-31T00:00:00Z", last), ("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"))

    def count(countable, since, until, unit, interval, fails=False):
        beyond = Deviation("the reference fails where a span of time, or its length, is beyond the years 1 to 9999", status=200,
                           holds=lambda body: all(first <= each["start_time"] < each["end_time"] <= last for each in body))
        s.post(f"/events/count-by/{countable}", {"filter": {"occurred": {"since": since, "until": until}, "event": {"name": [f"{s.salt}.none"]}},
                                                 "time_unit": unit, "time_interval": interval}, deviates=beyond if fails else None)

    for since, until in windows:
        for countable in ("event", "time"):
            for unit, interval in (("week", 1), ("minute", 1), ("second", 86400)):
                count(countable, since, until, unit, interval)
            for unit, interval in (("week", 1e12), ("second", 1e300), ("day", 1e308)):
                count(countable, since, until, unit, interval, fails=True)
        for unit, interval in (("minute", 1e9), ("week", 1e7)):
            count("event", since, until, unit, interval)
            count("time", since, until, unit, interval, fails=unit == "week" or since == first)
    for since, until in (("0001-01-01T00:00:00+14:00", "0001-01-02T00:00:00Z"), ("9999-12-30T00:00:00Z", "9999-12-31T23:59:59-14:00")):
        s.post("/events/count-by/time", {"filter": {"occurred": {"since": since, "until": until}}},
               deviates=Deviation("the reference fails where a moment is in the year 0 or 10000 of UTC", status=422))
