"""The flow runs of the page of runs, of the last week as it opens."""

from .filters import NO_SUBFLOWS, states
from .known import Known


def calls(known: Known) -> list[tuple]:
    """The first UI asks for runs that started in a week, the second for runs that were due in it."""
    started, due = known.started(days=7), known.due(days=7)
    name = {"name": {"like_": known.name}}

    def page(flow_runs: dict, number: int = 1, sort: str = "START_TIME_DESC") -> tuple[str, dict]:
        return "/flow_runs/paginate", {"flow_runs": flow_runs, "sort": sort, "limit": 100, "page": number}

    def dots(flow_runs: dict) -> tuple[str, dict]:
        return "/ui/flow_runs/history", {"flow_runs": flow_runs, "sort": "EXPECTED_START_TIME_DESC", "limit": 1000, "offset": 0}

    return [
        ("runs: first page v1", *page(started)),
        ("runs: first page v2", *page(due)),
        ("runs: dots v1", "/ui/flow_runs/history", {"flow_runs": started, "sort": "START_TIME_DESC", "limit": 100, "offset": 0}),
        ("runs: dots v2", *dots(due)),
        ("runs: dots of all", "/ui/flow_runs/history", {"sort": "EXPECTED_START_TIME_DESC", "limit": 1000, "offset": 0}),
        ("runs: tenth page v1", *page(started, 10)),
        ("runs: tenth page v2", *page(due, 10)),
        ("runs: by name, ascending", *page(due, sort="NAME_ASC")),
        ("runs: search for a name v1", *page(started | name)),
        ("runs: search for a name v2", *page(due | name)),
        ("runs: search for a name, dots", *dots(due | name)),
        ("runs: search for a common name", *page(due | {"name": {"like_": "dragon"}})),
        ("runs: of a tag v1", *page(started | {"tags": {"all_": ["etl"]}})),
        ("runs: of a tag v2", *page(due | {"tags": {"any_": ["etl"]}})),
        ("runs: of a tag, dots", *dots(due | {"tags": {"any_": ["etl"]}})),
        ("runs: running ones", *page(due | states("Running"))),
        ("runs: no subflows v1", *page(started | NO_SUBFLOWS)),
        ("runs: no subflows v2", *page(due | NO_SUBFLOWS)),
        ("runs: no subflows, dots", *dots(due | NO_SUBFLOWS)),
        ("runs: task runs of a page", "/ui/flow_runs/count-task-runs", {"flow_run_ids": known.runs}),
    ]
