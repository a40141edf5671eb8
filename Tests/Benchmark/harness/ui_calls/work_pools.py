"""The page of work pools, and the pages of one and of a queue."""

from .filters import LATE, SCHEDULED, any_id, any_name
from .known import Known


def calls(known: Known) -> list[tuple]:
    pool = {"work_pools": any_name(known.pool_name)}
    queue = pool | {"work_pool_queues": any_name(known.queue_name)}
    return [
        ("work pools: all", "/work_pools/filter", {}),
        ("work pools: count", "/work_pools/count", {}),
        ("work pools: workers of a pool", f"/work_pools/{known.pool_name}/workers/filter", {}),
        ("work pools: late of a pool", "/flow_runs/count", pool | {"flow_runs": LATE}),
        ("work pool: by id", "/work_pools/filter", {"work_pools": any_id(known.pool)}),
        ("work pool: its queues", f"/work_pools/{known.pool_name}/queues/filter", {}),
        ("work pool: its runs", "/flow_runs/paginate", pool | {"sort": "START_TIME_DESC", "limit": 10, "page": 1}),
        ("work pool: tenth page of its runs", "/flow_runs/paginate", pool | {"sort": "START_TIME_DESC", "limit": 10, "page": 10}),
        ("work pool: count of its runs", "/flow_runs/count", pool),
        ("work pool: its deployments", "/deployments/paginate", pool | {"sort": "CREATED_DESC", "limit": 50, "page": 1}),
        ("work pool: late of a queue", "/flow_runs/count", queue | {"flow_runs": LATE}),
        ("queue: upcoming runs", "/flow_runs/filter", queue | {"flow_runs": SCHEDULED}),
        ("queues: to choose events from", "/work_queues/filter", {}),
    ]
