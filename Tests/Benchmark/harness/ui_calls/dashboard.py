"""The dashboard: of the last day, as it opens, then with what can be chosen on it."""

from .filters import (COMPLETED, FAILED, FINISHED, LATE, NO_SUBFLOWS, NOT_OF_SUBFLOWS, TASK_RUN_COUNTS, any_id, any_name, states,
                      task_run_history, types)
from .known import Known

# The tabs over the list of runs.
TABS = {"failed": FAILED, "running": types("RUNNING", "PENDING", "CANCELLING"), "completed": COMPLETED,
        "scheduled": types("SCHEDULED", "PAUSED"), "cancelled": types("CANCELLED")}


def calls(known: Known) -> list[tuple]:
    return of_runs(known) + of_task_runs(known) + of_pools(known) + of_a_week(known) + of_a_tag(known) + without_subflows(known)


def of_runs(known: Known) -> list[tuple]:
    day = known.due(days=1)
    failed_of_flow = {"flow_runs": day | FAILED, "flows": any_id(known.failing_flow), "sort": "EXPECTED_START_TIME_DESC"}
    return [
        ("dashboard: count of all runs", "/flow_runs/count", {}),
        ("dashboard: tags v1", "/flow_runs/filter", {}),
        ("dashboard: tags v2", "/flow_runs/paginate", {"sort": "START_TIME_DESC", "limit": 100, "page": 1}),
        ("dashboard: newest run", "/flow_runs/filter", {"sort": "ID_DESC", "limit": 1}),
        ("dashboard: bars v1", "/flow_runs/filter", {"flow_runs": day, "sort": "START_TIME_DESC", "limit": 37}),
        ("dashboard: bars v2", "/flow_runs/filter", {"flow_runs": day, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: count of runs", "/flow_runs/count", {"flow_runs": day}),
        *((f"dashboard: count of {tab} runs", "/flow_runs/count", {"flow_runs": day | state}) for tab, state in TABS.items()),
        ("dashboard: failed runs", "/flow_runs/filter", {"flow_runs": day | FAILED, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: failing flows v1", "/flows/paginate", {"flow_runs": day | FAILED, "sort": "UPDATED_DESC"}),
        ("dashboard: failing flows v2", "/flows/filter", {"flows": any_id(*known.flows), "sort": "UPDATED_DESC"}),
        ("dashboard: count of a flow's failed", "/flow_runs/count", failed_of_flow),
        ("dashboard: last failed of a flow", "/flow_runs/filter", failed_of_flow | {"limit": 1}),
        ("dashboard: failed of a flow", "/flow_runs/paginate", failed_of_flow | {"limit": 3, "page": 1}),
        ("dashboard: flows of the runs", "/flows/filter", {"flows": any_id(*known.flows), "sort": "CREATED_DESC"}),
        ("dashboard: deployments of the runs", "/deployments/filter",
         {"deployments": any_id(*known.deployments), "sort": "CREATED_DESC"}),
        ("dashboard: task runs of a run", "/ui/flow_runs/count-task-runs", {"flow_run_ids": [known.run]}),
    ]


def of_task_runs(known: Known) -> list[tuple]:
    own = known.started(days=1) | NOT_OF_SUBFLOWS
    return [
        *((f"dashboard: {what} task runs", "/task_runs/count", {"task_runs": own | state}) for what, state in TASK_RUN_COUNTS.items()),
        # The empty filter is sent, and joins the flow runs.
        ("dashboard: history of task runs", "/task_runs/history", task_run_history(known, days=1) | {"flow_runs": {}}),
    ]


def of_pools(known: Known) -> list[tuple]:
    day = known.due(days=1)
    pool, named = {"work_pools": any_id(known.pool)}, {"work_pools": any_name(known.pool_name)}
    return [
        ("dashboard: bars of a pool v1", "/flow_runs/filter", pool | {"flow_runs": day, "sort": "START_TIME_DESC", "limit": 14}),
        ("dashboard: bars of a pool v2", "/flow_runs/filter", pool | {"flow_runs": day, "sort": "EXPECTED_START_TIME_DESC", "limit": 24}),
        ("dashboard: finished of a pool", "/flow_runs/count", pool | {"flow_runs": day | FINISHED}),
        ("dashboard: finished of a pool by name", "/flow_runs/count", named | {"flow_runs": day | FINISHED}),
        ("dashboard: completed of a pool", "/flow_runs/count", pool | {"flow_runs": day | COMPLETED}),
        ("dashboard: all finished", "/flow_runs/count", {"flow_runs": FINISHED}),
        ("dashboard: all completed", "/flow_runs/count", {"flow_runs": COMPLETED}),
        ("dashboard: late of a pool v1", "/flow_runs/count",
         {"work_pools": any_id(known.pool) | any_name(known.pool_name), "flow_runs": day | states("late")}),
        ("dashboard: late of a pool v2", "/flow_runs/count", named | {"flow_runs": day | LATE}),
        ("dashboard: lateness of a pool", "/flow_runs/lateness", pool | {"flow_runs": day}),
    ]


def of_a_week(known: Known) -> list[tuple]:
    week, own = known.due(days=7), known.started(days=7) | NOT_OF_SUBFLOWS
    return [
        ("dashboard: week, bars", "/flow_runs/filter", {"flow_runs": week, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: week, count", "/flow_runs/count", {"flow_runs": week}),
        ("dashboard: week, count of failed runs", "/flow_runs/count", {"flow_runs": week | FAILED}),
        ("dashboard: week, failing flows", "/flows/paginate", {"flow_runs": week | FAILED, "sort": "UPDATED_DESC"}),
        ("dashboard: week, started task runs", "/task_runs/count", {"task_runs": own | TASK_RUN_COUNTS["started"]}),
        ("dashboard: week, history", "/task_runs/history", task_run_history(known, days=7) | {"flow_runs": {}}),
    ]


def of_a_tag(known: Known) -> list[tuple]:
    """The first UI asks for runs that have any of the tags, the second for those that have all; of task runs both ask for any."""
    any_tag, all_tags = {"tags": {"any_": ["nightly"]}}, {"tags": {"all_": ["nightly"]}}
    day, own = known.due(days=1), known.started(days=1) | NOT_OF_SUBFLOWS
    pool = {"work_pools": any_id(known.pool)}
    return [
        ("dashboard: tag, bars v1", "/flow_runs/filter", {"flow_runs": day | any_tag, "sort": "START_TIME_DESC", "limit": 37}),
        ("dashboard: tag, bars v2", "/flow_runs/filter", {"flow_runs": day | all_tags, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: tag, count v1", "/flow_runs/count", {"flow_runs": day | any_tag}),
        ("dashboard: tag, count v2", "/flow_runs/count", {"flow_runs": day | all_tags}),
        ("dashboard: tag, count of failed runs", "/flow_runs/count", {"flow_runs": day | any_tag | FAILED}),
        ("dashboard: tag, failed runs", "/flow_runs/filter", {"flow_runs": day | all_tags | FAILED, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: tag, failing flows", "/flows/paginate", {"flow_runs": day | any_tag | FAILED, "sort": "UPDATED_DESC"}),
        *((f"dashboard: tag, {what} task runs", "/task_runs/count", {"task_runs": own | state, "flow_runs": any_tag})
          for what, state in TASK_RUN_COUNTS.items()),
        ("dashboard: tag, history of task runs", "/task_runs/history", task_run_history(known, days=1) | {"flow_runs": any_tag}),
        ("dashboard: tag, finished of a pool", "/flow_runs/count", pool | {"flow_runs": day | any_tag | FINISHED}),
        ("dashboard: tag, lateness of a pool", "/flow_runs/lateness", pool | {"flow_runs": day | all_tags}),
    ]


def without_subflows(known: Known) -> list[tuple]:
    day, own = known.due(days=1), known.started(days=1) | NOT_OF_SUBFLOWS
    return [
        ("dashboard: no subflows, bars", "/flow_runs/filter", {"flow_runs": day | NO_SUBFLOWS, "sort": "EXPECTED_START_TIME_DESC"}),
        ("dashboard: no subflows, count", "/flow_runs/count", {"flow_runs": day | NO_SUBFLOWS}),
        ("dashboard: no subflows, task runs", "/task_runs/count",
         {"task_runs": own | TASK_RUN_COUNTS["started"], "flow_runs": NO_SUBFLOWS}),
        ("dashboard: no subflows, history", "/task_runs/history", task_run_history(known, days=1) | {"flow_runs": NO_SUBFLOWS}),
    ]
