"""The page of one flow run, with its tabs."""

from datetime import timedelta

from .filters import NOT_OF_SUBFLOWS, any_id, types
from .known import Known, timestamp


def calls(known: Known) -> list[tuple]:
    joined = {"flow_runs": any_id(known.run)}
    own = {"flow_run_id": {"any_": [known.run], "is_null_": False}}
    children = {"parent_flow_run_id": {"any_": [known.run]}}
    logs = {"logs": {"flow_run_id": {"any_": [known.run]}, "level": {"ge_": 0}}, "sort": "TIMESTAMP_ASC"}
    around = timedelta(minutes=5)
    events = {"any_resource": {"id": [f"prefect.flow-run.{known.run}"]}, "event": {"exclude_prefix": ["prefect.log.write", "prefect.task-run."]},
              "occurred": {"since": timestamp(known.began), "until": timestamp(known.ended)}}
    automation = {"resource": {"id_prefix": ["prefect-cloud.automation", "prefect.automation"]}, "related": {"id": [f"prefect.flow-run.{known.run}"]},
                  "event": {"name": ["prefect-cloud.automation.action.executed", "prefect.automation.action.executed"]},
                  "occurred": {"since": timestamp(known.began - around), "until": timestamp(known.began + around)}}
    return [
        ("run: itself", f"/flow_runs/{known.run}", None),
        ("run: graph", f"/flow_runs/{known.run}/graph-v2", None),
        ("run: task runs of the graph", "/task_runs/filter", {"task_runs": any_id(*known.tasks)}),
        ("run: count of task runs v1", "/task_runs/count", joined | {"task_runs": NOT_OF_SUBFLOWS}),
        ("run: count of task runs v2", "/task_runs/count", {"task_runs": own | NOT_OF_SUBFLOWS}),
        ("run: count with subflows v1", "/task_runs/count", joined),
        ("run: count with subflows v2", "/task_runs/count", {"task_runs": own}),
        ("run: its task runs v1", "/task_runs/filter",
         joined | {"task_runs": NOT_OF_SUBFLOWS, "sort": "EXPECTED_START_TIME_DESC", "limit": 200, "offset": 0}),
        ("run: its task runs v2", "/task_runs/paginate",
         {"task_runs": own | NOT_OF_SUBFLOWS, "sort": "EXPECTED_START_TIME_DESC", "limit": 20, "page": 1}),
        ("run: its task runs ahead", "/task_runs/paginate", joined | {"sort": "EXPECTED_START_TIME_DESC", "page": 1}),
        ("run: its subflows", "/flow_runs/paginate", {"flow_runs": children, "sort": "START_TIME_DESC", "limit": 10, "page": 1}),
        ("run: its subflows under way", "/flow_runs/filter", {"flow_runs": children | types("RUNNING", "SCHEDULED", "PENDING", "PAUSED")}),
        ("run: count of subflows", "/flow_runs/count", {"flow_runs": children}),
        ("run: its logs v1", "/logs/filter", logs | {"limit": 200, "offset": 0}),
        ("run: its logs v2", "/logs/filter", logs | {"limit": 50, "offset": 0}),
        ("run: more logs", "/logs/filter", logs | {"limit": 50, "offset": 10}),
        ("run: its artifacts", "/artifacts/filter",
         {"artifacts": {"flow_run_id": {"any_": [known.run]}, "type": {"not_any_": ["result"]}}, "sort": "ID_DESC"}),
        ("run: its events v1", "/events/filter", {"filter": events}),
        ("run: its events v2", "/events/filter", {"filter": events | {"order": "ASC"}, "limit": 50}),
        ("run: its automation", "/events/filter", {"filter": automation, "limit": 1}),
    ]
