"""Plays many transitions, each on a run of its own: rows are written to the database, one request each, rows are read.

Runs are seeded in SQL, so that every initial state and every combination of columns is reached without a request. What came of
a case is what the request answered and what the tables say of its run, times and ids expressed by what they are equal to. Of a
case with limits a second step tells who has their slots afterwards.
"""

import http.client
import json
import threading
import time
import uuid
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from harness import slots
from harness.normaliser import UUID
from harness.session import Step

CONNECTIONS = 6
# How long events may take to be stored, in seconds.
EVENTS_WITHIN = 20
# The reference looks for the leases of a task run a hundred at a time, and misses some where others end meanwhile: so many cases at
# once have fewer.
HELD_AT_ONCE = 60
# Times reckoned from now are multiples of this many seconds after the written state; a slow machine may blur them a little.
GRAIN = 10

# Services that would move runs meanwhile; the scenarios of the matrices have servers without them.
ALONE = slots.KEPT_IN_FILES | {
    f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false"
    for name in ("LATE_RUNS", "PAUSE_EXPIRATIONS", "CANCELLATION_CLEANUP", "SCHEDULER", "FOREMAN", "TRIGGERS", "REPOSSESSOR")}

RUN_COLUMNS = ("state_type", "state_name", "state_timestamp", "state_id", "run_count", "expected_start_time",
               "next_scheduled_start_time", "start_time", "end_time", "total_run_time", "empirical_policy")
STATES = """SELECT s.*, a.data::text AS result, a.key AS result_key, a.type AS result_type, a.description AS result_description,
            a.flow_run_id AS result_flow_run_id, a.task_run_id AS result_task_run_id
            FROM {kind}_state s LEFT JOIN artifact a ON a.id = s.result_artifact_id
            WHERE s.{kind}_id = any($1::uuid[]) ORDER BY s.timestamp"""


MADE = "made"


class Case:
    """One transition: its title, the rows it starts from by table, the request, and the runs to look at afterwards.

    The id MADE of a run to look at stands for the one that the request makes. `limits` are the ids of limits by name, `leases`
    those on their slots. What came of the case (and of its slots) on the reference is given to `deviations`, which tell
    where Apus answers better on purpose.
    """

    def __init__(self, title, rows, path, body, headers, looked_at, moments, ids, deviations=lambda outcome, taken: (None, None),
                 limits=None, leases=()):
        self.title = title
        self.rows = rows
        self.path = path
        self.body = body
        self.headers = headers
        self.looked_at = looked_at
        self.moments = moments
        self.ids = ids
        self.deviations = deviations
        self.limits = limits or {}
        self.leases = leases
        self.answer = None

    def identify(self):
        """Once the request is answered: fills in the id of what it made."""
        for name, id in self.looked_at.items():
            if id == MADE and self.answer[0] in (200, 201):
                self.looked_at[name] = made = json.loads(self.answer[1])["id"]
                self.ids[made] = "<made>"
        self.looked_at = {name: id for name, id in self.looked_at.items() if id != MADE}


def play(s, cases):
    """Plays cases on one server and records a step for each."""
    if s.cluster is None:
        return
    size = len(cases) if not any(each["task_run_id"] for case in cases for each in case.leases) else HELD_AT_ONCE
    for start in range(0, len(cases), size):
        _play(s, cases[start:start + size])


def _play(s, cases):
    _seed(s, cases)
    _send(s, cases)
    for case in cases:
        case.identify()
    found = {kind: _read(s, cases, kind) for kind in ("flow_run", "task_run")}
    events = _read_events(s, cases, found)
    counts, leases = _read_slots(s, cases)
    for case in cases:
        label = _Labels(case)
        label.name_leases(leases)
        outcome = _outcome(case, label, found, events)
        taken = _taken(case, label, counts, leases) if case.limits else None
        deviates, slots_deviate = case.deviations(outcome, taken)
        step = Step(case.title, outcome, deviates)
        s.steps.append(step)
        status, content = case.answer
        if content:
            s.check("POST", case.path, status, json.loads(content), step)
        if case.limits:
            s.steps.append(Step(case.title + "  (slots)", {"body": taken}, slots_deviate))


def state_row(kind, id, run, type, name, timestamp, details, message=None, artifact=None):
    """A row of `flow_run_state` or `task_run_state`."""
    return {"id": id, "created": timestamp, "updated": timestamp, "type": type, "timestamp": timestamp, "name": name, "message": message,
            "state_details": details, "data": None, f"{kind}_id": run, "result_artifact_id": artifact}


def text(moment):
    """A time as JSON has it."""
    return moment.isoformat().replace("+00:00", "Z")


# Rows to start from

def _seed(s, cases):
    """Writes all rows and leases; runs point to their states once both are there."""
    tables = {}
    for case in cases:
        for table, rows in case.rows.items():
            tables.setdefault(table, []).extend(rows)
    current = {}
    for table in ("parent_flow_run", "flow_run", "task_run", "task_run_below"):
        for row in tables.get(table, []):
            current.setdefault(_name(table), []).append({"id": row["id"], "state_id": row["state_id"]})
    for table in ("concurrency_limit_v2", "concurrency_limit", "deployment", "parent_flow_run", "task_run", "flow_run", "task_run_below",
                  "artifact", "flow_run_state", "task_run_state", "task_run_state_cache"):
        _insert(s, _name(table), tables.get(table, []))
    for table, rows in current.items():
        s.cluster.fetch(s.server.database, f"""UPDATE {table} r SET state_id = i.state_id
            FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb) i WHERE r.id = i.id""", _json(rows))
    if any(case.limits for case in cases):
        slots.lay_out(s, [each for case in cases for each in case.leases])


def _name(table):
    """The table of rows that have to be written before, or after, others of the same."""
    return table.removeprefix("parent_").removesuffix("_below")


def _insert(s, table, rows):
    """Writes rows of one table that all have the same columns."""
    if not rows:
        return
    rows = [row | ({"state_id": None} if "state_id" in row else {}) for row in rows]
    columns = ", ".join(f'"{name}"' for name in rows[0])
    s.cluster.fetch(s.server.database, f"""INSERT INTO {table} ({columns})
        SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, $1::jsonb)""", _json(rows))


def _json(rows):
    return json.dumps(rows, default=lambda value: text(value) if isinstance(value, datetime) else str(value))


# Requests

def _send(s, cases):
    """Sends the request of each case, over a few connections at once."""
    waiting = list(reversed(cases))
    address = urlsplit(s.server.api)
    errors = []

    def work():
        connection = None
        try:
            while waiting and not errors:
                try:
                    case = waiting.pop()
                except IndexError:
                    return
                connection = connection or http.client.HTTPConnection(address.hostname, address.port, timeout=60)
                body = json.dumps(case.body)
                connection.request("POST", address.path + case.path, body, {"content-type": "application/json"} | case.headers)
                response = connection.getresponse()
                case.answer = (response.status, response.read())
                if response.status >= 500:
                    # The reference cuts the connection after an unhandled error.
                    connection.close()
                    connection = None
        except Exception as error:  # noqa: BLE001 - it belongs to the scenario, which runs on another thread
            errors.append(error)
        finally:
            if connection:
                connection.close()

    workers = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if errors:
        raise errors[0]


# What came of it

def _read(s, cases, kind):
    """The runs that the cases look at, by id, each with its states."""
    ids = [uuid.UUID(each) for case in cases for name, each in case.looked_at.items() if name.startswith(kind)]
    runs = {row["id"]: row | {"states": []}
            for row in s.cluster.fetch(s.server.database, f"SELECT * FROM {kind} WHERE id = any($1::uuid[])", ids)}
    for state in s.cluster.fetch(s.server.database, STATES.format(kind=kind), ids):
        runs[state[f"{kind}_id"]]["states"].append(state)
    return runs


def _read_events(s, cases, found):
    """The events about the runs, by resource, once there is one for each state of a flow run that was written."""
    resources = [f"prefect.{kind.replace('_', '-')}.{id}" for kind, runs in found.items() for id in runs]
    initial = {uuid.UUID(id) for case in cases for id in case.ids}
    # An event of a flow run has the id of the state that it tells of.
    expected = {state["id"] for run in found["flow_run"].values() for state in run["states"]} - initial
    deadline = time.monotonic() + EVENTS_WITHIN
    while True:
        rows = s.cluster.fetch(s.server.database, "SELECT * FROM events WHERE resource_id = any($1::text[]) ORDER BY occurred, id", resources)
        if expected <= {row["id"] for row in rows} or time.monotonic() > deadline:
            break
        time.sleep(0.3)
    events = {}
    for row in rows:
        events.setdefault(row["resource_id"], []).append(row)
    return events


def _read_slots(s, cases):
    """What the tables of limits say by id, and all leases."""
    ids = [uuid.UUID(id) for case in cases for id in case.limits.values()]
    if not ids:
        return {}, []
    return {str(row["id"]): row["taken"] for row in s.cluster.fetch(s.server.database, slots.COUNTS, ids)}, slots.found(s)


def _taken(case, label, counts, leases):
    """Who has the slots of a case's limits, in words that are the same on both servers."""
    taken = {"slots": {}, "leases": []}
    for name, id in case.limits.items():
        count = json.loads(counts[id])
        taken["slots"][name] = count if isinstance(count, int) else sorted(label.any(count))
    for each in leases:
        names = sorted(name for name, id in case.limits.items() if id in each["limit_ids"])
        if names:
            taken["leases"].append({"id": label.any(each["id"]), "limits": names, "slots": each["slots"],
                                    "task run": label.any(each["task_run_id"]), "ends": label.end(each)})
    taken["leases"].sort(key=lambda each: each["id"])
    return taken


def _outcome(case, label, found, events):
    """What a case came to, in words that are the same on both servers."""
    status, content = case.answer
    body = json.loads(content) if content else None
    outcome = {}
    for name, id in case.looked_at.items():
        kind = "flow_run" if name.startswith("flow_run") else "task_run"
        run = found[kind].get(uuid.UUID(id))
        outcome[name] = label.run(run, kind) if run else None
        if run:
            outcome[name]["events"] = [label.event(row) for row in events.get(f"prefect.{kind.replace('_', '-')}.{id}", [])]
    if status in (200, 201):
        if "state_id" in body:
            # What makes a run answers with all of it.
            body = {name: body[name] for name in ("state", "state_type", "state_name") + RUN_COLUMNS[4:]}
            body["empirical_policy"] = label.policy(body["empirical_policy"])
            body["total_run_time"] = bool(body["total_run_time"])
        if isinstance(body.get("details"), dict) and "delay_seconds" in body["details"]:
            body["details"]["delay_seconds"] = label.delay(body["details"]["delay_seconds"])
            body["details"]["reason"] = label.tags(body["details"]["reason"])
        outcome |= {"answer": label.any(body)}
    else:
        outcome |= {"error": label.any(body)}
    return {"status": status, "body": outcome}


class _Labels:
    """Expresses the times and ids of one case by what they are equal to."""

    def __init__(self, case):
        self.moments = dict(case.moments)
        self.ids = dict(case.ids)
        self.limits = set(case.limits.values())
        self.now = None

    def name_leases(self, leases):
        """Calls leases that were made on the case's limits new."""
        for each in leases:
            if self.limits & set(each["limit_ids"]):
                self.ids.setdefault(each["id"], "<new lease>")

    def run(self, row, kind):
        """A run with its columns and the states that were written."""
        current = row["state_timestamp"]
        self.now = current if current not in self.moments else None
        total = row["total_run_time"]
        value = {name: row[name] for name in RUN_COLUMNS + (("flow_run_run_count",) if kind == "task_run" else ())}
        for name in ("start_time", "end_time"):
            if value[name] is not None and value[name] == self.now:
                value[name] = "<the state's time>"
        value["empirical_policy"] = self.policy(json.loads(value["empirical_policy"]))
        known = [state for state in row["states"] if str(state["id"]) in self.ids]
        written = [state for state in row["states"] if str(state["id"]) not in self.ids]
        for number, state in enumerate(written):
            self.ids[str(state["id"])] = f"<written {kind} state {number + 1}>"
        value["total_run_time"] = self._duration(total, known, written)
        value["states"] = [self._state(state, kind) for state in written]
        return self.any(value)

    def policy(self, value):
        """A policy with its pause keys in order: they are a set, with a generated key for a pause that has none."""
        if value.get("pause_keys"):
            value["pause_keys"] = sorted(UUID.sub("<generated>", key) for key in value["pause_keys"])
        return value

    def _duration(self, total, known, written):
        if known and written and total == timedelta(seconds=7) + (written[-1]["timestamp"] - known[-1]["timestamp"]):
            return "<before and the time in the state>"
        return "<before>" if total == timedelta(seconds=7) else str(total)

    def _state(self, state, kind):
        value = {name: state[name] for name in ("id", "type", "name", "message", "timestamp", "data") + (
            "result", "result_key", "result_type", "result_description", "result_flow_run_id", "result_task_run_id")}
        value["details"] = json.loads(state["state_details"])
        value["result"] = state["result"] and json.loads(state["result"])
        return value

    def event(self, row):
        """An event about the run."""
        value = {name: row[name] for name in ("event", "occurred", "follows")}
        for name in ("resource", "related", "payload"):
            value[name] = json.loads(row[name])
        value["is the state's"] = str(row["id"]) in self.ids
        return self.any(value)

    def delay(self, seconds):
        """How long to wait, by the time waited for: rounding and the test's own duration blur it."""
        now = datetime.now(timezone.utc)
        for moment, name in self.moments.items():
            if moment > now and abs((moment - now).total_seconds() - seconds) < 600:
                return f"until {name}"
        # For as long as a slot is taken on average, which is 2 s, give or take.
        return "for a slot" if self.limits and 1 <= seconds <= 3 else seconds

    def tags(self, reason):
        """Why one has to wait, with the tags in order."""
        before, mark, tags = reason.partition("for tags: ")
        return before + mark + ", ".join(sorted(tags.split(", ")))

    def end(self, lease):
        """When a lease ends: with its run, or at a time, or so long after it was made."""
        lasts = lease["expiration"] - lease["created"]
        if lasts > slots.ENDLESS:
            return "<endless>"
        return self.any(lease["expiration"]) if lease["created"] in self.moments else f"after {round(lasts.total_seconds())} s"

    def any(self, value):
        """A JSON value, or a column's, with its times and ids replaced."""
        if isinstance(value, dict):
            return {key: self.any(each) for key, each in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.any(each) for each in value]
        if isinstance(value, datetime):
            return self._moment(value)
        if isinstance(value, uuid.UUID):
            return self.ids.get(str(value), "<other id>")
        if isinstance(value, str):
            value = UUID.sub(lambda match: self.ids.get(match.group(), "<other id>"), value)
            try:
                return self._moment(datetime.fromisoformat(value.replace("Z", "+00:00"))) if value[:2] == "20" else value
            except ValueError:
                return value
        return value if value is None or isinstance(value, (bool, int, float)) else str(value)

    def _moment(self, moment):
        if moment in self.moments:
            return f"<{self.moments[moment]}>"
        if self.now is None:
            return "<some time>"
        # What is earlier than the state is a time of the same request, which a busy machine may have stopped for a while.
        return f"<now{max(0, round((moment - self.now).total_seconds() / GRAIN)) * GRAIN:+d}s>"
