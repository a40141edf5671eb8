"""A background task: `serve LIMIT` runs a worker, `delay COUNT SECONDS` queues runs and prints their ids, `results ID…` prints what they gave."""

import asyncio
import sys
import time
import uuid

from prefect import get_client, task
from prefect.task_worker import serve

attempts = set()


@task(task_run_name="double-{number}", retries=2, retry_delay_seconds=0, log_prints=True, tags=["background"])
def double(number, seconds=0.0):
    if number == 1 and number not in attempts:
        attempts.add(number)
        raise ValueError("not yet")
    time.sleep(seconds)
    print(f"doubled {number}")
    return {"number": number, "double": number * 2}


async def results(ids):
    async with get_client() as client:
        return [await (await client.read_task_run(uuid.UUID(each))).state.aresult() for each in ids]


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(double, limit=int(sys.argv[2]))
    elif sys.argv[1] == "delay":
        print("ids", *(double.delay(number, seconds=float(sys.argv[3])).task_run_id for number in range(int(sys.argv[2]))))
    else:
        print("results", asyncio.run(results(sys.argv[2:])))
