"""What the stock client does behind a proxy: flows with logs, events in and out over WebSockets, all pages of a list, a redirect."""

import asyncio
import uuid
from datetime import datetime, timezone

from prefect import flow, get_client, get_run_logger, task
from prefect.client.schemas.actions import LogCreate
from prefect.client.schemas.filters import LogFilter
from prefect.events import emit_event
from prefect.events.clients import get_events_subscriber
from prefect.events.filters import EventFilter, EventNameFilter
from prefect.logging.clients import get_logs_subscriber
from prefect.settings import PREFECT_API_URL

EVENTS = 60
MARK = f"behind.proxy-{uuid.uuid4().hex[:8]}"


@task
def double(number):
    get_run_logger().info("doubling %d", number)
    return 2 * number


@flow(flow_run_name="behind-a-proxy")
def behind():
    return sum(double.map([1, 2, 3]).result())


async def heard():
    """Hears an event over the socket that goes out, and sends it over the one that comes in until it does."""
    async with get_events_subscriber(filter=EventFilter(event=EventNameFilter(name=[MARK + ".heard"]))) as subscriber:
        async def emit():
            while True:
                emit_event(MARK + ".heard", resource={"prefect.resource.id": "behind.proxy"})
                await asyncio.sleep(0.5)
        emitting = asyncio.create_task(emit())
        async for event in subscriber:
            emitting.cancel()
            return event.event


async def read():
    """The same for a line of the log, which is sent by a request."""
    async with get_client() as client, get_logs_subscriber() as subscriber:
        async def write():
            while True:
                await client.create_logs([LogCreate(name="proxies", level=20, message=MARK, timestamp=datetime.now(timezone.utc))])
                await asyncio.sleep(0.5)
        writing = asyncio.create_task(write())
        async for log in subscriber:
            if log.message == MARK:
                writing.cancel()
                return True


async def pages(client):
    """All events of a name, page by page by the addresses that the server gives."""
    deadline = asyncio.get_running_loop().time() + 30
    while True:
        page = await client.read_events(EventFilter(event=EventNameFilter(name=[MARK])), limit=25)
        if page.total == EVENTS or asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.3)
    found, addresses = list(page.events), []
    while page.next_page:
        addresses.append(str(page.next_page))
        page = await page.get_next_page(client)
        found += page.events
    return len({event.id for event in found}), addresses


async def main():
    state = behind(return_state=True)
    assert state.is_completed(), state
    for _ in range(EVENTS):
        emit_event(MARK, resource={"prefect.resource.id": "behind.proxy"})
    assert await asyncio.wait_for(heard(), 30) == MARK + ".heard"
    assert await asyncio.wait_for(read(), 30)
    api = PREFECT_API_URL.value()
    async with get_client() as client:
        count, addresses = await pages(client)
        assert count == EVENTS, f"{count} events on all pages"
        assert len(addresses) == 2 and all(each.startswith(api + "/events/filter/next?") for each in addresses), addresses
        redirected = await client._client.get("/health/")
        assert redirected.status_code == 200 and str(redirected.url) == api + "/health" and redirected.history, redirected.url
        for _ in range(60):
            lines = [log.message for log in await client.read_logs(LogFilter(flow_run_id={"any_": [state.state_details.flow_run_id]}))]
            if sum(line.startswith("doubling") for line in lines) == 3:
                break
            await asyncio.sleep(0.5)
        else:
            raise AssertionError(f"log lines: {lines}")
    print("flow run", state.state_details.flow_run_id)


asyncio.run(main())
