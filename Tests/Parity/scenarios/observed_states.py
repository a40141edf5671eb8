"""The types and names of states that runs have had."""

from harness.scenario import scenario

# An installation of its own, in which nobody else makes states.
ALONE = {"PREFECT_SERVER_API_DEFAULT_LIMIT": "199"}

# Numbers that 64 bits can't hold, or seem not to.
LONG = ("9" * 18, "9" * 19, "9" * 40, "-" + "9" * 19, "+" + "9" * 19, " " + "9" * 20 + " ", "9_9" + "9" * 20, "9" * 20 + ".0", "9" * 20 + ".5",
        "0" * 25 + "5", "-" + "0" * 25, "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "9" * 20 + "x", "9" * 4300,
        "9" * 4301, "-" + "9" * 4299, "-" + "9" * 4300,
        "-" + "9" * 4301, "0" * 4300 + "5", "1e30")


def named(s, *names, type="RUNNING"):
    """Flow runs that have been in states of these names, in their order."""
    flow = s.post("/flows/", {"name": s.name("flow")}, record=False).json()["id"]
    return [s.post("/flow_runs/", {"flow_id": flow, "state": {"type": type, "name": s.name(name)}}, record=False).json()["id"] for name in names]


def task(s, run, name, type="RUNNING"):
    """A task run in a state of this name."""
    return s.post("/task_runs/", {"flow_run_id": run, "task_key": "t", "dynamic_key": s.name(name), "state": {"type": type, "name": s.name(name)}},
                  record=False).json()["id"]


def seen(s, query=None, **more):
    """What is listed, step by step."""
    s.get("/observed-states", params=({} if query is None else {"query": query}) | more)


@scenario("by name and by when they were last seen")
def _(s):
    runs = named(s, "Bee", "alpha", "Alpha", "bee", "100%", "100_", "1000", "Ünder", "zip")
    task(s, runs[0], "Task")
    task(s, runs[0], "alpha")
    task(s, runs[0], "alpha", type="PENDING")
    for order in ("NAME_ASC", "LAST_SEEN_DESC"):
        seen(s, s.name(), order_by=order)
        for limit in (1, 3, 200):
            seen(s, s.name(), order_by=order, limit=limit)
    for part in ("a", "A", "alpha", "ALPHA", "B", "100", "100%", "100_", "10_", "%", "_", "ü", "Ü", "\u00fcNDER", "none"):
        seen(s, s.name(part), order_by="NAME_ASC")
    for text in (f" {s.name('a')}", f"{s.name('a')} ", f"\t{s.name('a')}\u00a0", s.name("a").upper(), s.name("a")[1:], f"{s.name('a')}/", f"{s.name('a')}\\"):
        seen(s, text, order_by="NAME_ASC")
    for run in (runs[1], runs[2]):
        s.delete(f"/flow_runs/{run}")
    seen(s, s.name("a"), order_by="NAME_ASC")


@scenario("by type, in an installation that begins", settings=ALONE)
def _(s):
    seen(s)
    runs = named(s, "one")
    named(s, "two", type="COMPLETED")
    task(s, runs[0], "three", type="FAILED")
    s.post(f"/flow_runs/{runs[0]}/set_state", {"state": {"type": "CANCELLING"}}, record=False)
    s.post(f"/flow_runs/{runs[0]}/set_state", {"state": {"type": "CANCELLED"}}, record=False)
    for order in ({}, {"order_by": "NAME_ASC"}, {"order_by": "LAST_SEEN_DESC"}):
        seen(s, **order)
        for query in ("", " ", "c", "Cancel", "CANCELLED", "cancelling ", "f", "Run", "x"):
            seen(s, query, **order)
        seen(s, limit=2, **order)


@scenario("what is refused")
def _(s):
    for query in ("x" * 100, "x" * 101, " " * 101, "ü" * 100, "🦊" * 100, "🦊" * 101):
        seen(s, query, limit=1)
    for limit in ("0", "201", "-1", "x", "", "1.0", "1.5", " 1 ", "1_0", "9" * 17, "null", "true", *LONG):
        seen(s, s.name(), limit=limit)
    for order in ("", "name_asc", "NAME_DESC", "1", " NAME_ASC"):
        seen(s, s.name(), order_by=order)
    seen(s, "x" * 101, limit="0", order_by="NAME")
    s.get(f"/observed-states?query={s.name()}&query=none&limit=0&limit=1&zip=1")
    for method in ("POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        s.request(method, "/observed-states")
    s.get("/observed-states/")
    s.get("/observed_states")
