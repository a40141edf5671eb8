"""The lists, counts and histories that both web UIs ask for, as they ask on a large installation.

Each is a name, a method and path, and a body made from what `Known` found in the database.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone


@dataclass
class Known:
    """Ids of the filled database to ask about, and the moment it was filled."""

    flow: str
    deployment: str
    run: str
    task: str
    queue: str
    now: datetime

    def ago(self, **span) -> str:
        return (self.now - timedelta(**span)).isoformat().replace("+00:00", "Z")


def since(known: Known, **span) -> dict:
    return {"expected_start_time": {"after_": known.ago(**span), "before_": known.ago()}}


def calls(known: Known) -> list[tuple[str, str, str, object]]:
    week, day = since(known, days=7), since(known, days=1)
    top = {"parent_task_run_id": {"is_null_": True}}
    failed = {"state": {"type": {"any_": ["FAILED", "CRASHED"]}}}
    late = {"state": {"name": {"any_": ["Late"]}}}
    of_run = {"flow_runs": {"id": {"any_": [known.run]}}}
    history = {"history_start": known.ago(days=7), "history_end": known.ago(), "history_interval_seconds": 7 * 86400 // 20}
    events = {"occurred": {"since": known.ago(days=1), "until": known.ago()}}
    run_event = events | {"resource": {"id": [f"prefect.flow-run.{known.run}"]}, "occurred": {"since": known.ago(days=40), "until": known.ago()}}
    related = events | {"related": {"id": [f"prefect.deployment.{known.deployment}"]}}
    post = [
        ("dashboard: runs of a week", "/flow_runs/filter", {"flow_runs": week | top, "sort": "START_TIME_DESC", "limit": 200}),
        ("dashboard: count of a week", "/flow_runs/count", {"flow_runs": week | top}),
        ("dashboard: count of failures", "/flow_runs/count", {"flow_runs": week | top | failed}),
        ("dashboard: failed runs", "/flow_runs/filter", {"flow_runs": week | failed, "sort": "START_TIME_DESC", "limit": 3}),
        ("dashboard: late runs", "/flow_runs/count", {"flow_runs": late}),
        ("dashboard: history of runs", "/flow_runs/history", {"flow_runs": week} | history),
        ("dashboard: lateness", "/flow_runs/lateness", {"flow_runs": day}),
        ("dashboard: count of task runs", "/task_runs/count", {"task_runs": {"start_time": {"after_": known.ago(days=1), "before_": known.ago()}}}),
        ("dashboard: count of failed task runs", "/task_runs/count",
         {"task_runs": {"start_time": {"after_": known.ago(days=1), "before_": known.ago()}, "state": {"type": {"any_": ["FAILED"]}}}}),
        ("dashboard: history of task runs", "/task_runs/history",
         {"task_runs": {"start_time": {"after_": known.ago(days=1), "before_": known.ago()}}} | history
         | {"history_start": known.ago(days=1), "history_interval_seconds": 86400 // 20}),
        ("dashboard: dots of runs", "/ui/flow_runs/history", {"flow_runs": week | top, "sort": "EXPECTED_START_TIME_DESC", "limit": 1000}),
        ("runs: first page", "/flow_runs/paginate", {"flow_runs": top | day, "sort": "START_TIME_DESC", "limit": 100, "page": 1}),
        ("runs: tenth page", "/flow_runs/paginate", {"flow_runs": top | day, "sort": "START_TIME_DESC", "limit": 20, "page": 10}),
        ("runs: 200 newest", "/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC", "limit": 200}),
        ("runs: by name, ascending", "/flow_runs/filter", {"sort": "NAME_ASC", "limit": 50}),
        ("runs: search for a name", "/flow_runs/filter", {"flow_runs": {"name": {"like_": "brisk-heron-1201"}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("runs: of a tag", "/flow_runs/filter", {"flow_runs": {"tags": {"all_": ["etl"]}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("runs: last ended", "/flow_runs/filter", {"sort": "END_TIME_DESC", "limit": 50}),
        ("runs: running ones", "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("task runs: first page", "/task_runs/paginate", {"sort": "EXPECTED_START_TIME_DESC", "limit": 20, "page": 1,
         "task_runs": {"expected_start_time": {"after_": known.ago(days=1)}}}),
        ("task runs: search for a name", "/task_runs/filter", {"task_runs": {"name": {"like_": "task-3-a1b"}}, "sort": "EXPECTED_START_TIME_DESC", "limit": 20}),
        ("flows: first page", "/flows/paginate", {"sort": "NAME_ASC", "limit": 20, "page": 1}),
        ("flows: next runs", "/ui/flows/next-runs", {"flow_ids": [known.flow]}),
        ("flows: deployments", "/ui/flows/count-deployments", {"flow_ids": [known.flow]}),
        ("flow: its runs", "/flow_runs/filter", {"flows": {"id": {"any_": [known.flow]}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("flow: its last run", "/flow_runs/filter", {"flows": {"id": {"any_": [known.flow]}}, "flow_runs": {"start_time": {"is_null_": False}}, "sort": "START_TIME_DESC", "limit": 1}),
        ("flow: count of a week", "/flow_runs/count", {"flows": {"id": {"any_": [known.flow]}}, "flow_runs": week}),
        ("deployments: first page", "/deployments/paginate", {"sort": "NAME_ASC", "limit": 50, "page": 1}),
        ("deployment: its runs", "/flow_runs/filter", {"deployments": {"id": {"any_": [known.deployment]}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("deployment: next run", "/flow_runs/filter", {"deployments": {"id": {"any_": [known.deployment]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
         "sort": "EXPECTED_START_TIME_ASC", "limit": 1}),
        ("pool: its runs", "/flow_runs/filter", {"work_pools": {"name": {"any_": ["scale-pool-1"]}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("pool: count of late runs", "/flow_runs/count", {"work_pools": {"name": {"any_": ["scale-pool-1"]}}, "flow_runs": late}),
        ("queue: its runs", "/flow_runs/filter", {"work_pool_queues": {"id": {"any_": [known.queue]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
         "sort": "EXPECTED_START_TIME_ASC", "limit": 50}),
        ("run: its task runs", "/task_runs/filter", of_run | {"sort": "EXPECTED_START_TIME_DESC", "limit": 200}),
        ("run: count of task runs", "/ui/flow_runs/count-task-runs", {"flow_run_ids": [known.run]}),
        ("run: its logs", "/logs/filter", {"logs": {"flow_run_id": {"any_": [known.run]}, "level": {"ge_": 0}}, "sort": "TIMESTAMP_ASC", "limit": 200}),
        ("run: its subflows", "/flow_runs/filter", {"flow_runs": {"parent_flow_run_id": {"any_": [known.run]}}, "sort": "START_TIME_DESC", "limit": 50}),
        ("run: its artifacts", "/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [known.run]}}, "sort": "CREATED_DESC", "limit": 50}),
        ("run: its events", "/events/filter", {"filter": run_event, "limit": 50}),
        ("task run: its logs", "/logs/filter", {"logs": {"task_run_id": {"any_": [known.task]}}, "sort": "TIMESTAMP_ASC", "limit": 200}),
        ("artifacts: latest", "/artifacts/latest/filter", {"sort": "CREATED_DESC", "limit": 50, "artifacts": {}}),
        ("artifacts: count of latest", "/artifacts/latest/count", {"artifacts": {}}),
        ("events: feed", "/events/filter", {"filter": events, "limit": 50}),
        ("events: of a deployment", "/events/filter", {"filter": related, "limit": 50}),
        ("events: a day by the hour", "/events/count-by/time", {"filter": events, "time_unit": "hour", "time_interval": 1}),
    ]
    return [(name, "POST", "/api" + path, body) for name, path, body in post] + [
        ("run: itself", "GET", f"/api/flow_runs/{known.run}", None),
        ("run: graph", "GET", f"/api/flow_runs/{known.run}/graph-v2", None),
        ("run: states", "GET", f"/api/flow_run_states/?flow_run_id={known.run}", None),
        ("task run: itself", "GET", f"/api/task_runs/{known.task}", None),
    ]


def moment() -> datetime:
    return datetime.now(timezone.utc).replace(microsecond=0)
