"""Fills an installation by the stock client with what the pages are to show, and prints the ids of it as JSON."""

import asyncio
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path

import orders
from prefect import Flow
from prefect.blocks.system import Secret
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate, WorkPoolCreate
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule
from prefect.events import emit_event
from prefect.filesystems import LocalFileSystem
from prefect.states import Pending, Running, Scheduled
from prefect.variables import Variable

HERE = Path(__file__).resolve().parent


async def deployment():
    """A deployment with parameters, a schedule and a work queue."""
    served = await Flow.afrom_source(source=str(HERE), entrypoint="orders.py:orders")
    return await served.adeploy(
        name="nightly", work_pool_name="machines", work_queue_name="urgent", parameters={"count": 5}, tags=["daily"], version="1.4",
        description="Takes the **orders** of the night.", schedules=[CronSchedule(cron="30 3 * * *", timezone="Europe/Berlin")],
        build=False, push=False, print_next_steps=False, ignore_warnings=True)


async def hand_made(client, flow_id, deployment_id):
    """Runs in states that no process leads them to: late, running, scheduled, pending."""
    now = datetime.now(timezone.utc)
    ids = {}
    for name, state in {
        "late-run": Scheduled(scheduled_time=now - timedelta(hours=1)),
        "running-run": Running(),
        "scheduled-run": Scheduled(scheduled_time=now + timedelta(days=2)),
        "pending-run": Pending(),
    }.items():
        run = await client.create_flow_run_from_deployment(deployment_id, name=name, state=state, parameters={"count": 2}, tags=["by-hand"])
        ids[name] = str(run.id)
    return ids


async def fill():
    """Does it all."""
    ids = {}
    async with get_client() as client:
        await client.create_work_pool(WorkPoolCreate(name="machines", type="process", description="Machines in the cellar", concurrency_limit=7))
        await client.create_work_queue(name="urgent", work_pool_name="machines", priority=1, concurrency_limit=3, description="First of all")
        ids["deployment"] = str(await deployment())
        found = await client.read_deployment(ids["deployment"])
        ids["flow"] = str(found.flow_id)
        await client.create_deployment_schedules(
            found.id, [(IntervalSchedule(interval=timedelta(hours=6), anchor_date=datetime(2030, 1, 1, tzinfo=timezone.utc)), False)])
        await client.send_worker_heartbeat("machines", "cellar-worker", heartbeat_interval_seconds=900)
        ids |= await hand_made(client, found.flow_id, found.id)
        await client.create_concurrency_limit("orders", 11)
        await client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name="printers", limit=4))
        await client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name="drawers", limit=2, slot_decay_per_second=0.5, active=False))
        await Variable.aset("colour", "teal", tags=["paint"])
        await Variable.aset("settings", {"depth": 3, "names": ["a", "b"]})
        ids["secret"] = str(await Secret(value="s3cr3t-of-the-till").asave("till-key"))
        ids["folder"] = str(await LocalFileSystem(basepath="/srv/orders").asave("order-files"))
    event = emit_event("till.opened", {"prefect.resource.id": "till.1", "prefect.resource.name": "The till"}, payload={"coins": 42})
    ids["event"] = str(event.id)
    ids["event_time"] = event.occurred.isoformat()
    return ids


if __name__ == "__main__":
    orders.run()
    print(json.dumps(asyncio.run(fill())))
