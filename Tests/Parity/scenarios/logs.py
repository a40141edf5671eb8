"""Logs: bulk insert and filter."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


def fill(s):
    """Five log lines of two runs, a second apart."""
    lines = []
    for number, (level, message) in enumerate([(10, "debug line"), (20, "info Line 100%"), (30, "warning: two words"), (40, 'quoted "text" here'), (50, "ünïcode_x")]):
        lines.append({"name": s.name("logger"), "level": level, "message": message, "timestamp": s.time(number - 10),
                      "flow_run_id": s.id("run1" if number < 3 else "run2"), "task_run_id": s.id("task") if number % 2 else None})
    s.post("/logs/", lines)


@scenario("insert and read by run")
def _(s):
    fill(s)
    run1, run2 = s.id("run1"), s.id("run2")
    for logs in ({"flow_run_id": {"any_": [run1]}}, {"flow_run_id": {"any_": [run1, run2]}}, {"flow_run_id": {"any_": []}},
                 {"flow_run_id": {"any_": [run1, run2]}, "level": {"ge_": 20}}, {"flow_run_id": {"any_": [run1, run2]}, "level": {"le_": 20}},
                 {"flow_run_id": {"any_": [run1, run2]}, "level": {"ge_": 20, "le_": 30}},
                 {"flow_run_id": {"any_": [run1, run2]}, "timestamp": {"after_": s.time(-9), "before_": s.time(-7)}},
                 {"task_run_id": {"any_": [s.id("task")]}}, {"flow_run_id": {"any_": [run1, run2]}, "task_run_id": {"is_null_": True}},
                 {"flow_run_id": {"any_": [run1, run2]}, "task_run_id": {"is_null_": False}},
                 {"operator": "or_", "flow_run_id": {"any_": [run1]}, "task_run_id": {"any_": [s.id("task")]}}):
        for sort in ("TIMESTAMP_ASC", "TIMESTAMP_DESC"):
            s.post("/logs/filter", {"logs": logs, "sort": sort})
    mine = {"logs": {"flow_run_id": {"any_": [run1, run2]}}}
    for page in ({"limit": 2}, {"limit": 2, "offset": 2}, {"limit": 0}, {"offset": 9}, {"sort": None}):
        s.post("/logs/filter", mine | page)


@scenario("text search")
def _(s):
    fill(s)
    mine = {"flow_run_id": {"any_": [s.id("run1"), s.id("run2")]}}
    for query in ("", "line", "LINE", "debug warning", '"two words"', "words two", "-line", "!line", "+line -debug", "+line +info", "100%", "_x", "%",
                  '"quoted', '\\"text\\"', '"quoted \\"text\\""', "-", "+", "ünï", s.name("logger"), "x" * 200):
        s.post("/logs/filter", {"logs": mine | {"text": {"query": query}}})
    s.fuzz("POST", "/logs/filter", {}, {"logs": [{"text": {"query": "x" * 201}}, {"text": {"query": None}}, {"text": {}}, {"text": "x"}]},
           ignore=("request_body",))


@scenario("refused bodies")
def _(s):
    base = {"name": "n", "level": 20, "message": "m", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": s.id("bad")}
    s.cases("POST", "/logs/", [None, {}, "x", [[]], ["x"], [None], [{}], [base, {}], base])
    for member, values in {"name": [None, 1], "level": [None, "x", 1.5, 32767], "message": [None, 1], "timestamp": [None, "x", 1],
                           "flow_run_id": ["x", 1], "task_run_id": ["x"], "zip": [1], "id": [MISSING]}.items():
        for value in values:
            s.post("/logs/", [base | {member: value}])
    s.post("/logs/", [])
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("bad")]}}}, unordered=("",))
    s.fuzz("POST", "/logs/filter", {}, {
        "limit": [-1, 201, "x"], "offset": [-1], "sort": ["NOPE", "LEVEL_ASC"],
        "logs": [[], {"zip": 1}, {"name": {"any_": []}}, {"level": {"ge_": "x"}}, {"flow_run_id": {"any_": ["x"]}}, {"timestamp": {"after_": "x"}}]})


@scenario("NULs are taken out of messages and names")
def _(s):
    line = {"name": "a\u0000b", "level": 20, "message": "c\u0000d", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": s.id("nul")}
    s.post("/logs/", [line])
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("nul")]}}})


@scenario("times are stored in UTC whatever their zone")
def _(s):
    times = ["2026-01-01T00:00:00Z", "2026-01-01T02:00:01+02:00", "2026-01-01T00:00:02", "2026-01-01 00:00:03Z", "2026-01-01T00:00:04.5Z",
             "2026-01-01T00:00:05.1234567Z", "2026-01-02", 1767225607, "1767225608.25"]
    for time in times:
        s.post("/logs/", [{"name": "n", "level": 20, "message": str(time), "timestamp": time, "flow_run_id": s.id("zones")}])
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("zones")]}}})


@scenario("many lines in one request")
def _(s):
    # An hour back: among times this close together the rows' own would be taken for one that was sent.
    s.post("/logs/", [{"name": "bulk", "level": 20, "message": f"line {number}", "timestamp": s.time(number / 1000 - 3600),
                       "flow_run_id": s.id("bulk")} for number in range(1000)])
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("bulk")]}}, "offset": 900})


def download(s, id):
    """A run's lines as a file. The reference may compress what it streams, and says so; Apus never does."""
    answer = s.get(f"/flow_runs/{id}/logs/download", record=False)
    s.note("download", {"status": answer.status_code, "text": answer.text} | {
        name: answer.headers.get(name) for name in ("content-type", "content-disposition")})


@scenario("download of a run's lines")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    run = s.post("/flow_runs/", {"flow_id": flow, "name": s.name("a b/ü\"'~")}).json()["id"]
    empty = s.post("/flow_runs/", {"flow_id": flow, "name": s.name("empty")}).json()["id"]
    messages = ["plain", "with, comma", 'with "quotes"', "two\nlines", "return\rhere", " space ", "", "'single'", "ünï", "tab\there", ";=+-@"]
    s.post("/logs/", [{"name": "n", "level": 10 * (number % 5), "message": message, "timestamp": s.time(number - 20), "flow_run_id": run,
                       "task_run_id": s.id("task") if number % 2 else None} for number, message in enumerate(messages)])
    s.post("/logs/", [{"name": "n", "level": 20, "message": "whole second", "timestamp": "2026-01-01T00:00:00Z", "flow_run_id": run}])
    for id in (run, empty, MISSING, "x"):
        download(s, id)


@scenario("download of very many lines")
def _(s):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    run = s.post("/flow_runs/", {"flow_id": flow, "name": s.name("run")}).json()["id"]
    for part in range(3):
        s.post("/logs/", [{"name": "bulk", "level": 20, "message": f"line {part} {number}", "timestamp": s.time((part * 1000 + number) / 1000 - 3600),
                           "flow_run_id": run} for number in range(1000)])
    download(s, run)


@scenario("lines of the same moment keep their order")
def _(s):
    line = {"name": "n", "level": 20, "timestamp": s.time(-5), "flow_run_id": s.id("same")}
    s.post("/logs/", [line | {"message": f"line {number}"} for number in range(50)])
    s.post("/logs/filter", {"logs": {"flow_run_id": {"any_": [s.id("same")]}}})
