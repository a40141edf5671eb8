"""Global concurrency limits and their leases: all ten routes of the second version."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"
ROOT = "/v2/concurrency_limits"
UNSTORABLE = Deviation("a 503 makes the client repeat what can never be stored", status=422)
WHOLE = 2**31 - 1


def limit(s, part, most=2, **more):
    """Makes a limit and gives its name."""
    s.post(f"{ROOT}/", {"name": s.name(part), "limit": most} | more)
    return s.name(part)


@scenario("create, read, change, delete", issue=2)
def _(s):
    name = s.name("db")
    id = s.post(f"{ROOT}/", {"name": name, "limit": 3}).json()["id"]
    s.post(f"{ROOT}/", {"name": name, "limit": 1})
    full = {"name": s.name("full"), "limit": 0, "active": False, "active_slots": 7, "denied_slots": 2}
    s.post(f"{ROOT}/", full | {"slot_decay_per_second": 0.5})
    for key in (id, id.upper(), id.replace("-", ""), f"urn:uuid:{id}", name):
        s.get(f"{ROOT}/{key}")
    s.patch(f"{ROOT}/{id}", {"limit": 5})
    s.get(f"{ROOT}/{name}")
    s.patch(f"{ROOT}/{name}", {"active_slots": 4, "denied_slots": 1, "active": False})
    s.get(f"{ROOT}/{name}")
    s.patch(f"{ROOT}/{name}", {"slot_decay_per_second": 0.0001})
    s.patch(f"{ROOT}/{name}", {})
    s.get(f"{ROOT}/{name}")
    s.patch(f"{ROOT}/{name}", {"name": s.name("full")})
    s.patch(f"{ROOT}/{name}", {"name": s.name("other")})
    s.get(f"{ROOT}/{name}")
    s.get(f"{ROOT}/{s.name('other')}")
    s.delete(f"{ROOT}/{id}")
    s.delete(f"{ROOT}/{id}")
    s.get(f"{ROOT}/{id}")
    s.delete(f"{ROOT}/{s.name('full')}")


@scenario("what is not there", issue=2)
def _(s):
    for key in (MISSING, s.name("none"), "filter", "a%2Fb", s.name("Ünï"), "with%20space"):
        s.get(f"{ROOT}/{key}")
        s.patch(f"{ROOT}/{key}", {"limit": 1})
        s.patch(f"{ROOT}/{key}", {})
        s.delete(f"{ROOT}/{key}")
    s.request("PUT", f"{ROOT}/{s.name('none')}", json={}, deviates=Deviation.allows("GET", "PATCH", "DELETE"))


@scenario("bodies that can't be taken", issue=2)
def _(s):
    base = {"name": s.name("x"), "limit": 1}
    s.cases("POST", f"{ROOT}/", [None, [], "x", {}, {"zip": 1}, base | {"zip": 1}, base | {"id": MISSING},
                                 base | {"avg_slot_occupancy_seconds": 1}])
    table = {"name": ["", "a/b", "a%b", "a&b", "<", None, 1, []],
             "limit": [None, -1, "x", 1.5, [], {}], "active": [None, "z", 2, []],
             "active_slots": [None, -1, 0.5], "denied_slots": [None, -1, "q"],
             "slot_decay_per_second": [None, -1, -0.1, "x", []]}
    s.fuzz("POST", f"{ROOT}/", base, table)
    name = limit(s, "kept")
    s.fuzz("PATCH", f"{ROOT}/{name}", {}, table | {"zip": [1]})
    s.get(f"{ROOT}/{name}")
    s.post(f"{ROOT}/", {"name": s.name("large"), "limit": 2**40}, deviates=UNSTORABLE)
    s.post(f"{ROOT}/", {"name": s.name("nul") + "\0", "limit": 1}, deviates=UNSTORABLE)
    s.post(f"{ROOT}/", {"name": s.name("most"), "limit": WHOLE})


@scenario("lists", issue=2)
def _(s):
    # Limits of other scenarios are there too: what is ours is found by pages of one.
    s.cases("POST", f"{ROOT}/filter", [{"limit": 201}, {"limit": -1}, {"offset": -1}, {"limit": "x"}, {"limit": 0}, [], "x",
                                       {"limit": 0, "zip": 1}, {"limit": 0, "offset": None}])


@scenario("slots are taken and given back", issue=2)
def _(s):
    one, two = limit(s, "one", 1), limit(s, "two", 2)
    off, none = limit(s, "off", 1, active=False), limit(s, "none", 0)
    up, down = f"{ROOT}/increment", f"{ROOT}/decrement"
    anyway = {"unordered": ("",)}

    def counts():
        for name in (one, two, off, none):
            s.get(f"{ROOT}/{name}")

    for names in ([], [s.name("unknown")], [two], [two, two], [one, two, off, s.name("unknown")]):
        for path in (up, down):
            s.post(path, {"names": names, "slots": 1}, **anyway)
    s.post(up, {"names": [one], "slots": 1, "create_if_missing": True, "mode": "concurrency"})
    counts()
    s.post(up, {"names": [one], "slots": 1})
    s.post(up, {"names": [one, two], "slots": 1})
    counts()
    s.post(up, {"names": [two], "slots": 2})
    s.post(up, {"names": [two], "slots": 1})
    s.post(up, {"names": [two], "slots": 3})
    s.post(up, {"names": [none], "slots": 1})
    s.post(up, {"names": [off], "slots": 5})
    s.post(up, {"names": [two, one], "slots": 1, "mode": "rate_limit"})
    s.post(up, {"names": [off], "slots": 1, "mode": "rate_limit"})
    counts()
    s.post(down, {"names": [two], "slots": 1, "occupancy_seconds": 3.5})
    s.post(down, {"names": [one, two], "slots": 5}, **anyway)
    s.post(down, {"names": [none], "slots": 1, "occupancy_seconds": 1},
           deviates=Deviation("a limit of 0 can be given slots back, too", status=200))
    counts()


@scenario("slots that decay", issue=2)
def _(s):
    slow, fast = limit(s, "slow", 2, slot_decay_per_second=0.0001), limit(s, "fast", 2, slot_decay_per_second=1000)
    for mode in ("rate_limit", "concurrency"):
        for name in (slow, fast):
            s.post(f"{ROOT}/increment", {"names": [name], "slots": 1, "mode": mode})
    s.get(f"{ROOT}/{slow}")
    s.until("GET", f"{ROOT}/{fast}", lambda answer: answer.json()["active_slots"] == 0)
    s.post(f"{ROOT}/increment", {"names": [slow], "slots": 1, "mode": "rate_limit"})
    s.post(f"{ROOT}/increment", {"names": [fast], "slots": 2, "mode": "rate_limit"})
    s.post(f"{ROOT}/decrement", {"names": [slow], "slots": 1})
    s.get(f"{ROOT}/{slow}")


@scenario("leases", issue=2)
def _(s):
    name, other = limit(s, "db", 3), limit(s, "other", 1)
    up = f"{ROOT}/increment-with-lease"
    renew = f"{ROOT}/leases/{{}}/renew"
    holder = {"type": "task_run", "id": s.id("holder")}
    first = s.post(up, {"names": [name], "slots": 2, "lease_duration": 60, "holder": holder}).json()["lease_id"]
    second = s.post(up, {"names": [name, other], "slots": 1, "lease_duration": 86400.0}, unordered=("limits",)).json()["lease_id"]
    s.post(up, {"names": [name], "slots": 1})
    s.post(up, {"names": [other], "slots": 2})
    s.post(up, {"names": [other], "slots": 1, "mode": "rate_limit"})
    unknown = s.post(up, {"names": [s.name("unknown")], "slots": 1}).json()["lease_id"]
    s.post(up, {"names": [], "slots": 1})
    for body in (..., None, {}, {"lease_duration": 60}, {"lease_duration": "61.5"}, {"lease_duration": None}, {"zip": 1}):
        s.post(renew.format(first), body)
    s.post(renew.format(first.upper()), {})
    s.post(renew.format(unknown), {})
    s.post(renew.format(MISSING), {})
    s.get(f"{ROOT}/{name}")
    down = f"{ROOT}/decrement-with-lease"
    s.post(down, {"lease_id": first})
    s.post(down, {"lease_id": first})
    s.get(f"{ROOT}/{name}")
    s.post(renew.format(first), {})
    s.post(down, {"lease_id": second, "zip": 1})
    s.get(f"{ROOT}/{name}")
    s.get(f"{ROOT}/{other}")
    s.post(down, {"lease_id": unknown})
    s.post(down, {"lease_id": MISSING})
    gone = s.post(up, {"names": [other], "slots": 1}).json()["lease_id"]
    s.delete(f"{ROOT}/{other}")
    s.post(renew.format(gone), {})
    s.post(down, {"lease_id": gone})


@scenario("slot requests that can't be taken", issue=2)
def _(s):
    name = limit(s, "db", 3)
    base = {"names": [name], "slots": 1}
    shapes = [None, [], "x", {}, {"zip": 1}]
    table = {"names": [None, name, 1, {}, [1], [None]], "slots": [None, 0, -1, 1.5, "x", [], 2**80],
             "mode": ["x", 1, [], ""], "create_if_missing": ["q", []]}
    s.cases("POST", f"{ROOT}/increment", shapes)
    s.fuzz("POST", f"{ROOT}/increment", base, table)
    table["lease_duration"] = [59, 59.999, 86401, 1e9, "x", [], -1]
    table["holder"] = ["x", [], {}, {"type": "worker", "id": MISSING}, {"type": "flow_run", "id": "x"},
                       {"type": "flow_run", "id": 1}, {"type": "flow_run", "id": MISSING, "zip": 1}]
    del table["create_if_missing"]
    s.cases("POST", f"{ROOT}/increment-with-lease", shapes)
    s.fuzz("POST", f"{ROOT}/increment-with-lease", base, table)
    s.cases("POST", f"{ROOT}/decrement", shapes)
    s.fuzz("POST", f"{ROOT}/decrement", base, {"names": table["names"], "slots": table["slots"][:-1],
                                               "occupancy_seconds": [0, -1, "x", []], "create_if_missing": ["q"]})
    s.post(f"{ROOT}/decrement", base | {"slots": 2**80},
           deviates=Deviation("more than was taken leaves nothing taken, however much more", status=200))
    s.cases("POST", f"{ROOT}/decrement-with-lease", shapes + [{"lease_id": value} for value in (None, "x", 1, [])])
    for key in ("x", "1", MISSING + "0", "%20"):
        s.post(f"{ROOT}/leases/{key}/renew", {})
        s.post(f"{ROOT}/leases/{key}/renew", {"lease_duration": 1})
    s.cases("POST", f"{ROOT}/leases/{MISSING}/renew", [[], "x", 1, {"lease_duration": 59}, {"lease_duration": []}])
    s.get(f"{ROOT}/leases/{MISSING}/renew")
    s.get(f"{ROOT}/{name}")


@scenario("a denial does not wait longer because of others that were denied", issue=2)
def _(s):
    name = limit(s, "db", 1)
    s.post(f"{ROOT}/increment", {"names": [name], "slots": 1})
    waits = []
    for _ in range(12):
        answer = s.post(f"{ROOT}/increment", {"names": [name], "slots": 1}, record=False)
        waits.append(float(answer.headers["retry-after"]))
    # The mean is 2 s, the clamps are 0.75 and 1.3 of it.
    s.note("all waits are between the clamps", {"within": all(1.5 <= each <= 2.6 for each in waits)})


@scenario("events of limits", issue=2, slow=True)
def _(s):
    id = s.post(f"{ROOT}/", {"name": s.name("e"), "limit": 1}).json()["id"]
    s.patch(f"{ROOT}/{id}", {"limit": 2, "slot_decay_per_second": 1.5})
    s.patch(f"{ROOT}/{id}", {})
    s.patch(f"{ROOT}/{id}", {"name": s.name("f"), "active": False})
    s.post(f"{ROOT}/increment", {"names": [s.name("f")], "slots": 1})
    s.delete(f"{ROOT}/{id}")
    s.delete(f"{ROOT}/{id}")
    s.events("prefect.concurrency-limit.", 5)
