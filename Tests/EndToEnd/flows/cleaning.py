"""A worker whose infrastructure can be torn down: the process worker with a `kill_infrastructure` that prints what it is asked for.

With E2E_HANGS it does not finish.
"""

import asyncio
import os
import sys

from prefect.workers.process import ProcessWorker


class CleaningWorker(ProcessWorker):
    """The process worker of the release, which by itself can't tear down what another process has started."""

    async def kill_infrastructure(self, infrastructure_pid, configuration, grace_seconds=30):
        print(f"tears down {infrastructure_pid}", flush=True)
        if os.environ.get("E2E_HANGS"):
            await asyncio.sleep(600)


asyncio.run(CleaningWorker(work_pool_name=sys.argv[1], name=sys.argv[2]).start())
