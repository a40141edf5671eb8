"""The task runs of the page of runs."""

from .known import Known


def calls(known: Known) -> list[tuple]:
    """The first UI asks for task runs that were due in a week, the second for those of flow runs that were."""
    week = known.due(days=7)
    name = {"name": {"like_": "task-3-a1b"}}

    def page(filters: dict, number: int = 1) -> tuple[str, dict]:
        return "/task_runs/paginate", filters | {"sort": "EXPECTED_START_TIME_DESC", "limit": 100, "page": number}

    return [
        ("task runs: count of all", "/task_runs/count", {}),
        ("task runs: all", *page({})),
        ("task runs: first page v1", *page({"task_runs": week})),
        ("task runs: first page v2", *page({"flow_runs": week})),
        ("task runs: tenth page v1", *page({"task_runs": week}, 10)),
        ("task runs: tenth page v2", *page({"flow_runs": week}, 10)),
        ("task runs: search for a name v1", *page({"task_runs": week | name})),
        ("task runs: search for a name v2", *page({"task_runs": name, "flow_runs": week})),
    ]
