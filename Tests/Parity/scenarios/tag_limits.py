"""Limits of tags: the nine routes of the first version, and what they do to task runs that are set to RUNNING."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
ROOT = "/concurrency_limits"
TWO = "/v2/concurrency_limits"
UNSTORABLE = Deviation("a 503 makes the client repeat what can never be stored", status=422)
WHOLE = Deviation("D.35: a reset leaves what is given to the named runs, and nothing else")


def limit(s, part, most=1):
    """Makes the limit of a tag and gives the tag."""
    s.post(f"{ROOT}/", {"tag": s.name(part), "concurrency_limit": most})
    return s.name(part)


def task(s, *tags, **more):
    """A new task run outside any flow run."""
    key = s.name("task")
    body = {"task_key": key, "dynamic_key": f"{len(s.steps)}", "name": s.name("task-run"), "tags": list(tags)} | more
    return s.post("/task_runs/", body).json()["id"]


def move(s, id, type, force=False, **state):
    """One transition of a task run."""
    return s.post(f"/task_runs/{id}/set_state", {"state": {"type": type} | state, "force": force}, ignore=("details.delay_seconds",))


@scenario("create, upsert, read, delete", issue=2)
def _(s):
    tag = s.name("t")
    id = s.post(f"{ROOT}/", {"tag": tag, "concurrency_limit": 3}).json()["id"]
    s.post(f"{ROOT}/", {"tag": tag, "concurrency_limit": 5})
    for path in (f"{ROOT}/{id}", f"{ROOT}/{id.upper()}", f"{ROOT}/tag/{tag}", f"{TWO}/tag:{tag}", f"{TWO}/{id}"):
        s.get(path)
    s.delete(f"{ROOT}/{id}")
    s.delete(f"{ROOT}/{id}")
    s.get(f"{ROOT}/{id}")
    s.get(f"{ROOT}/tag/{tag}")
    s.post(f"{ROOT}/", {"tag": tag, "concurrency_limit": -2})
    s.get(f"{ROOT}/tag/{tag}")
    s.delete(f"{ROOT}/tag/{tag}")
    s.delete(f"{ROOT}/tag/{tag}")
    other = s.post(f"{TWO}/", {"name": s.name("plain"), "limit": 1}).json()["id"]
    s.get(f"{ROOT}/{other}")
    s.get(f"{ROOT}/tag/{s.name('plain')}")
    s.delete(f"{ROOT}/{other}")
    s.get(f"{TWO}/{other}")
    modern = s.post(f"{TWO}/", {"name": f"tag:{s.name('made')}", "limit": 2}).json()["id"]
    s.get(f"{ROOT}/{modern}")
    s.delete(f"{ROOT}/tag/{s.name('made')}")


@scenario("what is not there, and bodies that can't be taken", issue=2)
def _(s):
    allows = Deviation.allows("GET", "DELETE")
    for key in (MISSING, "x", "tag", f"tag/{s.name('none')}", "tag/a%2Fb", "tag/"):
        s.get(f"{ROOT}/{key}")
        s.delete(f"{ROOT}/{key}")
        s.post(f"{ROOT}/{key}/reset", {}, deviates=allows if key == "tag" else None)
    s.patch(f"{ROOT}/{MISSING}", {"concurrency_limit": 1}, deviates=allows)
    base = {"tag": s.name("x"), "concurrency_limit": 1}
    s.cases("POST", f"{ROOT}/", [None, [], "x", {}, {"zip": 1}, base | {"zip": 1}, base | {"id": MISSING}, base | {"active_slots": []}])
    s.fuzz("POST", f"{ROOT}/", base, {"tag": [None, 1, []], "concurrency_limit": [None, "x", 1.5, [], {}]})
    s.post(f"{ROOT}/", base | {"concurrency_limit": 2**40}, deviates=UNSTORABLE)
    s.post(f"{ROOT}/", base | {"tag": s.name("nul") + "\0"}, deviates=UNSTORABLE)
    s.post(f"{ROOT}/", base | {"tag": s.name("a") + "/b"}, deviates=Deviation("the reference answers 500", status=422))
    tag = limit(s, "kept")
    s.cases("POST", f"{ROOT}/tag/{tag}/reset", [..., None, {}, {"zip": 1}, {"slot_override": None}, {"slot_override": []}, [], "x",
                                               {"slot_override": "x"}, {"slot_override": ["x"]}, {"slot_override": [None]}])
    s.cases("POST", f"{ROOT}/filter", [{"limit": 201}, {"limit": -1}, {"offset": -1}, {"limit": "x"}, {"limit": 0}, [], "x",
                                       {"limit": 0, "zip": 1}])
    for verb in ("increment", "decrement"):
        base = {"names": [tag], "task_run_id": s.id("run")}
        s.cases("POST", f"{ROOT}/{verb}", [..., None, [], "x", {}, {"zip": 1}])
        s.fuzz("POST", f"{ROOT}/{verb}", base, {"names": [None, "x", [1], {}], "task_run_id": [None, "x", 1]})


@scenario("lists", issue=2)
def _(s):
    tags = [limit(s, f"l{number}") for number in range(3)]
    s.post(f"{TWO}/", {"name": s.name("global"), "limit": 1})
    s.post(f"{ROOT}/increment", {"names": tags[1:], "task_run_id": s.id("run")})
    # Limits of other scenarios are there too.
    found = s.post(f"{ROOT}/filter", {}, record=False).json()
    s.note("ours", [{"tag": each["tag"], "slots": each["active_slots"]} for each in found if each["tag"] in tags])


@scenario("slots are taken and given back", issue=2)
def _(s):
    one, two, none = limit(s, "one", 1), limit(s, "two", 2), limit(s, "none", 0)
    below = limit(s, "below", -1)
    off = limit(s, "off", 0)
    s.patch(f"{TWO}/tag:{off}", {"active": False})
    silent = limit(s, "silent", 1)
    s.patch(f"{TWO}/tag:{silent}", {"active": False})
    up, down = f"{ROOT}/increment", f"{ROOT}/decrement"
    first, second = s.id("first"), s.id("second")

    def show():
        for tag in (one, two, none, silent):
            s.get(f"{ROOT}/tag/{tag}")
            s.get(f"{TWO}/tag:{tag}")

    s.post(up, {"names": [], "task_run_id": first})
    s.post(up, {"names": [s.name("unknown")], "task_run_id": first})
    s.post(up, {"names": [two, s.name("unknown"), one], "task_run_id": first})
    show()
    s.post(up, {"names": [one], "task_run_id": second})
    s.post(up, {"names": [two, one], "task_run_id": second}, deviates=Deviation("it says which of the tags is full"))
    s.post(up, {"names": [one, two], "task_run_id": second})
    s.post(up, {"names": [two], "task_run_id": second})
    s.post(up, {"names": [silent], "task_run_id": second})
    show()
    for names in ([none], [one, none], [none, one], [off], [below]):
        s.post(up, {"names": names, "task_run_id": second})
    s.post(down, {"names": [s.name("unknown")], "task_run_id": first})
    s.post(down, {"names": [two, none], "task_run_id": s.id("stranger")}, unordered=("",))
    s.post(down, {"names": [two], "task_run_id": second})
    show()
    s.post(down, {"names": [one], "task_run_id": first})
    show()
    s.post(up, {"names": [one], "task_run_id": second})
    s.post(f"{ROOT}/increment", {"names": [one, one], "task_run_id": second})


@scenario("reset", issue=2)
def _(s):
    tag = limit(s, "r", 2)
    for part in ("a", "b"):
        s.post(f"{ROOT}/increment", {"names": [tag], "task_run_id": s.id(part)})
    s.post(f"{ROOT}/tag/{tag}/reset", {"slot_override": [s.id("c")]})
    s.get(f"{ROOT}/tag/{tag}")
    s.get(f"{TWO}/tag:{tag}", deviates=WHOLE)
    s.post(f"{ROOT}/increment", {"names": [tag], "task_run_id": s.id("d")}, deviates=WHOLE)
    s.post(f"{ROOT}/tag/{tag}/reset")
    s.get(f"{ROOT}/tag/{tag}")
    s.get(f"{TWO}/tag:{tag}", deviates=WHOLE)


@scenario("events of limits", issue=2, slow=True)
def _(s):
    id = s.post(f"{ROOT}/", {"tag": s.name("e"), "concurrency_limit": 1}).json()["id"]
    s.post(f"{ROOT}/", {"tag": s.name("e"), "concurrency_limit": 2})
    s.post(f"{ROOT}/increment", {"names": [s.name("e")], "task_run_id": s.id("run")})
    s.delete(f"{ROOT}/{id}")
    s.events("prefect.concurrency-limit.", 3)


@scenario("a task run takes a slot of each of its tags", issue=2)
def _(s):
    one, two = limit(s, "one", 1), limit(s, "two", 2)
    first, second, free = task(s, one, two), task(s, two), task(s, s.name("free"))
    move(s, first, "RUNNING")
    move(s, second, "RUNNING")
    move(s, free, "RUNNING")
    waiting = task(s, one)
    move(s, waiting, "RUNNING")
    s.get(f"/task_runs/{waiting}")
    for tag in (one, two):
        s.get(f"{ROOT}/tag/{tag}")
        s.get(f"{TWO}/tag:{tag}")
    move(s, first, "RUNNING")
    move(s, second, "CANCELLING")
    s.get(f"{TWO}/tag:{two}")
    move(s, second, "CANCELLED")
    s.get(f"{TWO}/tag:{two}")
    move(s, first, "COMPLETED")
    s.get(f"{TWO}/tag:{one}")
    move(s, waiting, "RUNNING")
    s.get(f"{ROOT}/tag/{one}")
    move(s, waiting, "SCHEDULED")
    s.get(f"{ROOT}/tag/{one}")
    move(s, waiting, "RUNNING", force=True)
    s.get(f"{ROOT}/tag/{one}")


@scenario("a task run that ends gives everything back, forced or not", issue=2)
def _(s):
    tag = limit(s, "t", 1)
    for ending in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED", "PAUSED", "PENDING", "SCHEDULED"):
        for force in (False, True):
            id = task(s, tag)
            move(s, id, "RUNNING")
            move(s, id, ending, force=force)
            s.get(f"{ROOT}/tag/{tag}")
            s.get(f"{TWO}/tag:{tag}")
    id = task(s, tag, empirical_policy={"retries": 1, "retry_delay": 0})
    move(s, id, "RUNNING")
    move(s, id, "FAILED")
    s.get(f"{ROOT}/tag/{tag}")


@scenario("a limit of zero, and limits that are off", issue=2)
def _(s):
    zero, off = limit(s, "zero", 0), limit(s, "off", 1)
    s.patch(f"{TWO}/tag:{off}", {"active": False})
    id = task(s, zero)
    move(s, id, "RUNNING")
    s.get(f"/task_runs/{id}")
    for _ in range(2):
        id = task(s, off)
        move(s, id, "RUNNING")
    s.get(f"{ROOT}/tag/{off}")
    other = limit(s, "other", 1)
    both = task(s, zero, other)
    move(s, both, "RUNNING")
    s.get(f"{TWO}/tag:{other}", deviates=Deviation("the reference keeps a slot of the run's other tags"))


@scenario("a lease that was given out for a task run ends with its state", issue=2)
def _(s):
    tag = limit(s, "t", 2)
    id = task(s, tag)
    body = {"names": [f"tag:{tag}"], "slots": 1, "holder": {"type": "task_run", "id": id}}
    lease = s.post(f"{TWO}/increment-with-lease", body).json()["lease_id"]
    s.get(f"{ROOT}/tag/{tag}")
    move(s, id, "COMPLETED")
    s.get(f"{ROOT}/tag/{tag}")
    s.get(f"{TWO}/tag:{tag}")
    s.post(f"{TWO}/leases/{lease}/renew", {})


@scenario("a limit that is switched off or deleted keeps nobody from ending", issue=2)
def _(s):
    stuck = Deviation("D.35: the reference answers 500, and the run is stuck", status=201)
    tag, gone = limit(s, "t", 1), limit(s, "gone", 1)
    id, other = task(s, tag), task(s, gone)
    move(s, id, "RUNNING")
    move(s, other, "RUNNING")
    s.patch(f"{TWO}/tag:{tag}", {"active": False})
    s.delete(f"{ROOT}/tag/{gone}")
    move(s, other, "COMPLETED")
    s.post(f"/task_runs/{id}/set_state", {"state": {"type": "COMPLETED"}}, deviates=stuck)
