"""Schedules of all kinds: what is refused, what is stored, and when their runs are."""

from harness.scenario import scenario
from harness.session import Deviation
from harness.transitions import ALONE

BETTER = Deviation("the reference answers 500 where a rule lacks FREQ or there is no rule at all", status=422)
NEW_YORK = {"timezone": "America/New_York"}


def deploy(s, *schedules, **more):
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    return s.post("/deployments/", {"flow_id": flow, "name": s.name("d"), "paused": True,
                                    "schedules": [{"schedule": each} for each in schedules]} | more).json()


def keys(s, deployment, count=1):
    """When the deployment's runs are, and how their states say so."""
    s.until("POST", "/flow_runs/filter", lambda r: len(r.json()) >= count, within=40,
            json={"flow_runs": {"deployment_id": {"any_": [deployment["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}, unordered=("[].tags",))
    runs = s.last.json()
    s.note("keys", [run["idempotency_key"] for run in runs])
    s.note("times", [run["state"]["state_details"]["scheduled_time"] for run in runs])


def messages(s, response):
    """What is wrong by the schedule's own rules; the rest only says which kinds it is not."""
    if response.status_code == 422:
        detail = response.json().get("exception_detail", [])
        s.note("messages", sorted({each["msg"] for each in detail if each["msg"].startswith("Value error")}))


@scenario("what is refused, in whose words")
def _(s):
    made = deploy(s)
    refused = [{"cron": text} for text in [
        "", "* * * *", "* * * * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "-1 * * * *", "x * * * *",
        "h * * * *", "r * * * *", "R(0-5) h * * *", "* * LW * *", "@reboot", " @daily", "* * * * mon#6", "* * * * 1,2#3", "? * * * *", "0 0 * * 7 0",
    ]] + [{"cron": "* * * * *", "timezone": "Nowhere/Land"}] + [{"rrule": text} for text in [
        "", "FREQ", "FREQ=FOO", "FREQ=DAILY;X=1", "FREQ=DAILY=1", "FREQ=DAILY;", "FREQ=DAILY;INTERVAL=x", "FREQ=DAILY;COUNT=1.5", "FREQ=DAILY;BYHOUR=25",
        "FREQ=DAILY;BYMINUTE=60", "FREQ=DAILY;BYSECOND=-1", "FREQ=DAILY;BYSETPOS=0", "FREQ=DAILY;BYDAY=", "FREQ=DAILY;BYDAY=0MO", "FREQ=DAILY;BYDAY=XX",
        "FREQ=DAILY;UNTIL=abc", "DTSTART:FOO\nFREQ=DAILY", "DTSTART:20261301\nFREQ=DAILY", "DTSTART:20260101,20260102\nFREQ=DAILY",
        "DTSTART:20260101T000000\nFREQ=DAILY;UNTIL=20270101T000000Z", "DTSTART:20260101T000000Z\nFREQ=DAILY;UNTIL=20270101T000000",
        "DTSTART;X=1:20260101\nFREQ=DAILY", "RRULE;X=1:FREQ=DAILY", "A:B", "EXDATE:x\nFREQ=DAILY", "RDATE:x", "RDATE;VALUE=DATE:20260101",
        "DTSTART:20260101T000000\nFREQ=HOURLY;INTERVAL=2;BYHOUR=3", "FREQ=DAILY;BYHOUR=" + ",".join(["1"] * 4000),
    ]]
    for schedule in refused:
        messages(s, s.post(f"/deployments/{made['id']}/schedules", [{"schedule": schedule}], ignore=("exception_detail",)))
    for text in ["COUNT=3", "DTSTART:20260101T000000"]:
        s.post(f"/deployments/{made['id']}/schedules", [{"schedule": {"rrule": text}}], deviates=BETTER)
    s.get(f"/deployments/{made['id']}/schedules")


@scenario("what is accepted, and how it is stored")
def _(s):
    made = deploy(s)
    for schedule in [
        {"cron": "0 0 l * *"}, {"cron": "@daily", "timezone": None}, {"cron": "0 22-2 * * fri#2,mon#1 30 2030-2031", "day_or": False}, {"cron": "0 0 30 2 *"},
        {"cron": "r(0-5) 0 * * *"}, {"cron": " 5  4 * *\tSUN "}, {"rrule": "freq=daily"}, {"rrule": "RRULE:FREQ=WEEKLY;BYDAY=MO(+1),TU", **NEW_YORK},
        {"rrule": "DTSTART;TZID=America/New_York:20260101T000000\nRRULE:FREQ=DAILY;UNTIL=20270101T000000Z"}, {"rrule": "FREQ=DAILY;UNTIL=20270101T000000Z"},
        {"rrule": "RDATE:20300101,20310101"}, {"rrule": "FREQ=DAILY\nEXDATE:20300101T000000", "timezone": None}, {"rrule": "FREQ=SECONDLY;COUNT=5"},
        {"rrule": "FREQ=DAILY;INTERVAL=0"}, {"rrule": "FREQ=MINUTELY;INTERVAL=1000000"},
    ]:
        s.post(f"/deployments/{made['id']}/schedules", [{"schedule": schedule}])
    s.get(f"/deployments/{made['id']}/schedules", unordered=("[]",))


ACROSS = {"start_time": "2027-03-12T12:00:00Z", "end_time": "2027-03-16T12:00:00Z", "min_runs": 100, "max_runs": 100}
BACK = {"start_time": "2027-11-06T12:00:00Z", "end_time": "2027-11-08T12:00:00Z", "min_runs": 100, "max_runs": 100}
KINDS = {
    "cron": [{"cron": "30 1,2 * * *", **NEW_YORK}, {"cron": "15 */6 * * *", "timezone": "Europe/Berlin"}, {"cron": "0 0 13 * fri"}],
    "interval": [{"interval": 86400, "anchor_date": "2027-03-01T07:30:00Z", **NEW_YORK}, {"interval": 129600.5, "anchor_date": "2030-01-01T05:00:00Z", **NEW_YORK}],
    "rrule": [{"rrule": "FREQ=DAILY;BYHOUR=1,2;BYMINUTE=30", **NEW_YORK}, {"rrule": "DTSTART:20260101T100000Z\nRRULE:FREQ=DAILY\nEXDATE:20270314T100000", **NEW_YORK}],
}
for kind, schedules in KINDS.items():
    @scenario(f"dates of {kind} schedules across changes of the clocks")
    def _(s, schedules=schedules):
        for index, schedule in enumerate(schedules):
            for window in (ACROSS, BACK):
                flow = s.post("/flows/", {"name": s.name(f"flow{index}")}).json()["id"]
                made = s.post("/deployments/", {"flow_id": flow, "name": s.name(f"d{index}{window['start_time'][5:7]}"), "paused": True,
                                                "schedules": [{"schedule": schedule, "parameters": {"x": 2}}]}).json()
                s.post(f"/deployments/{made['id']}/schedule", window)
                keys(s, made)


@scenario("an expression makes runs by itself", slow=True)
def _(s):
    keys(s, deploy(s, {"cron": "30 5 * * *", **NEW_YORK}, paused=False), 3)


@scenario("a rule makes runs by itself", slow=True)
def _(s):
    keys(s, deploy(s, {"rrule": "FREQ=DAILY;BYHOUR=7"}, paused=False), 3)


# The reference's own loop may write runs of a schedule that it read before the edit: without it there is nothing to race.
@scenario("an edit of a schedule replaces its runs", settings=ALONE)
def _(s):
    made = deploy(s, {"cron": "30 5 * * *"}, paused=False)
    address, schedule = f"/deployments/{made['id']}", made["schedules"][0]["id"]
    runs = {"flow_runs": {"deployment_id": {"any_": [made["id"]]}}, "sort": "EXPECTED_START_TIME_ASC"}
    s.post(f"{address}/schedule", {})
    s.post("/flow_runs/filter", runs, unordered=("[].tags",))
    s.patch(f"{address}/schedules/{schedule}", {"schedule": {"cron": "30 6 * * *"}})
    s.post("/flow_runs/count", runs)
    s.post(f"{address}/schedule", {})
    s.post("/flow_runs/filter", runs, unordered=("[].tags",))
    s.patch(f"{address}/schedules/{schedule}", {"schedule": {"cron": "99 * * * *"}}, ignore=("exception_detail",))
    s.patch(f"{address}/schedules/{schedule}", {"active": False})
    s.post("/flow_runs/count", runs)


@scenario("what may be said of the runs to make")
def _(s):
    made = deploy(s, {"cron": "0 0 * * *"})
    s.cases("POST", f"/deployments/{made['id']}/schedule", [
        None, [], {"start_time": "x"}, {"min_runs": "x"}, {"max_runs": 1.5}, {"min_time": "x"}, {"end_time": 1}, {"zip": 1}], ignore=("exception_detail",))


@scenario("the schedules of one request are told last one first")
def _(s):
    def schedules(*minutes, **more):
        return [{"schedule": {"interval": 60 * each}, "slug": f"every-{each}"} | more for each in minutes]

    def told(id):
        for response in (s.get(f"/deployments/{id}", record=False), s.get(f"/deployments/{id}/schedules", record=False),
                         s.post("/deployments/filter", {"deployments": {"id": {"any_": [id]}}}, record=False)):
            body = response.json()
            body = body["schedules"] if isinstance(body, dict) else body
            s.note("order", [each["slug"] for each in (body[0]["schedules"] if body and "schedules" in body[0] else body)])

    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    deployment = {"flow_id": flow, "name": s.name("d"), "paused": True}
    id = s.post("/deployments/", deployment | {"schedules": schedules(1, 2, 3, 4, 5, 6, 7)}).json()["id"]
    told(id)
    s.post(f"/deployments/{id}/schedules", schedules(8, 9, 10, 11, 12))
    told(id)
    s.patch(f"/deployments/{id}", {"schedules": schedules(*range(20, 30))})
    told(id)
    s.post("/deployments/", deployment | {"schedules": schedules(3, 2, 1)})
    told(id)
