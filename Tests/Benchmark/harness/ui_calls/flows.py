"""The page of flows and the page of one."""

from .filters import NOT_OF_SUBFLOWS, TASK_RUN_COUNTS, any_id, task_run_history
from .known import Known

STARTED = {"start_time": {"is_null_": False}}


def calls(known: Known) -> list[tuple]:
    return of_flows(known) + of_a_flow(known)


def of_flows(known: Known) -> list[tuple]:
    """The list of flows, and the lists that other pages choose from."""
    flow = {"flows": any_id(known.flow)}
    past = {"expected_start_time": {"before_": known.ago()}}
    return [
        ("flows: count", "/flows/count", {}),
        ("flows: first page", "/flows/paginate", {"sort": "NAME_ASC", "limit": 10, "page": 1}),
        ("flows: next runs", "/ui/flows/next-runs", {"flow_ids": known.flows}),
        ("flows: deployments", "/ui/flows/count-deployments", {"flow_ids": known.flows}),
        ("flows: last run of a flow v1", "/flow_runs/filter", flow | {"flow_runs": past, "sort": "EXPECTED_START_TIME_DESC", "limit": 1}),
        ("flows: last run of a flow v2", "/flow_runs/filter", flow | {"flow_runs": STARTED, "sort": "START_TIME_DESC", "limit": 1}),
        ("flows: bars of a flow v1", "/flow_runs/filter", flow | {"flow_runs": known.started(days=7), "sort": "START_TIME_DESC", "limit": 12}),
        ("flows: bars of a flow v2", "/flow_runs/filter", flow | {"flow_runs": STARTED, "sort": "START_TIME_DESC", "limit": 16}),
        ("flows: to choose from v1", "/flows/paginate", {"limit": 100}),
        ("flows: to choose from v2", "/flows/filter", {"sort": "NAME_ASC", "limit": 100}),
        ("flows: to choose events from v1", "/flows/filter", {}),
        ("flows: to choose events from v2", "/flows/filter", {"sort": "CREATED_DESC"}),
        ("flows: of a list", "/flows/filter", {"flows": any_id(*known.flows), "sort": "NAME_ASC"}),
    ]


def of_a_flow(known: Known) -> list[tuple]:
    """The first UI counts a flow's runs and task runs of a week, the second all of them."""
    flow = {"flows": any_id(known.flow)}
    week = known.started(days=7)
    return [
        ("flow: its runs", "/flow_runs/paginate", flow | {"sort": "START_TIME_DESC", "limit": 10, "page": 1}),
        ("flow: tenth page of its runs", "/flow_runs/paginate", flow | {"sort": "START_TIME_DESC", "limit": 10, "page": 10}),
        ("flow: count of runs v1", "/flow_runs/count", flow | {"flow_runs": week}),
        ("flow: count of runs v2", "/flow_runs/count", flow | {"flow_runs": STARTED}),
        ("flow: bars v1", "/flow_runs/filter", flow | {"flow_runs": week, "sort": "START_TIME_DESC", "limit": 51}),
        ("flow: bars v2", "/flow_runs/filter", flow | {"flow_runs": STARTED, "sort": "START_TIME_DESC", "limit": 60}),
        *((f"flow: {what} task runs v1", "/task_runs/count", flow | {"task_runs": week | NOT_OF_SUBFLOWS | state})
          for what, state in TASK_RUN_COUNTS.items()),
        *((f"flow: {what} task runs v2", "/task_runs/count", flow | {"task_runs": NOT_OF_SUBFLOWS | state})
          for what, state in TASK_RUN_COUNTS.items()),
        ("flow: history of task runs", "/task_runs/history", flow | task_run_history(known, days=7)),
        ("flow: its deployments", "/deployments/paginate",
         flow | {"deployments": {"tags": {"all_": []}}, "sort": "NAME_ASC", "limit": 10, "page": 1}),
        ("flow: deployments of its runs", "/deployments/filter", {"deployments": any_id(*known.deployments)}),
    ]
