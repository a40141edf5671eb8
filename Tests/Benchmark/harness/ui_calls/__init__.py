"""The lists, counts, histories and graphs that both web UIs ask for, as they ask on a large installation.

One module a page, each with one function that gives a name, a path and a body made from what `Known` found in the database. Where
the two UIs ask differently, the names end in v1 and v2. What a page asks of each flow, pool or run that it shows is here once.
"""

from . import artifacts, dashboard, deployments, events, flows, run, runs, task_run, task_runs, work_pools
from .known import Known

PAGES = [dashboard, runs, task_runs, run, task_run, flows, deployments, work_pools, artifacts, events]


def calls(known: Known) -> list[tuple[str, str, str, object]]:
    """Name, method, path and body of each call; what has no body is read."""
    found = [call for page in PAGES for call in page.calls(known)]
    return [(name, "GET" if body is None else "POST", "/api" + path, body) for name, path, body in found]
