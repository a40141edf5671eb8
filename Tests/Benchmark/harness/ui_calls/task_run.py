"""The page of one task run, with its tabs."""

from .known import Known


def calls(known: Known) -> list[tuple]:
    task = known.tasks[0]
    own = {"task_run_id": {"any_": [task]}}
    logs = {"logs": own | {"level": {"ge_": 0}}, "sort": "TIMESTAMP_ASC"}
    result = {"artifacts": own | {"type": {"any_": ["result"]}}}
    return [
        ("task run: itself v1", f"/task_runs/{task}", None),
        ("task run: itself v2", f"/ui/task_runs/{task}", None),
        ("task run: its logs v1", "/logs/filter", logs | {"limit": 200, "offset": 0}),
        ("task run: its logs v2", "/logs/filter", logs | {"limit": 50, "offset": 0}),
        ("task run: more logs", "/logs/filter", logs | {"limit": 50, "offset": 1}),
        ("task run: its result v1", "/artifacts/filter", result),
        ("task run: its result v2", "/artifacts/filter", result | {"sort": "CREATED_DESC", "limit": 1}),
        ("task run: its artifacts", "/artifacts/filter", {"artifacts": own | {"type": {"not_any_": ["result"]}}, "sort": "ID_DESC"}),
    ]
