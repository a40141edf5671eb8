"""A flow as users write them: tasks that print, one that fails once, futures, a subflow, tags."""

from prefect import flow, get_run_logger, tags, task

attempts = []


@task(task_run_name="extract-{number}", log_prints=True, tags=["source"])
def extract(number):
    print(f"extracting {number}")
    return number


@task(task_run_name="flaky", retries=2, retry_delay_seconds=0)
def flaky(number):
    attempts.append(number)
    if len(attempts) == 1:
        raise ValueError("not yet")
    return number + 100


@task(task_run_name="total")
def total(numbers):
    get_run_logger().warning("adding %d numbers", len(numbers))
    return sum(numbers)


@flow(flow_run_name="child-run", log_prints=True)
def child(number):
    print("in the child")
    return extract(number)


@flow(flow_run_name="pipeline-run", log_prints=True)
def pipeline(count: int = 3, label: str = "ünïcode"):
    print(f"label {label}")
    first = extract.submit(0)
    first.wait()
    futures = [extract.submit(number, wait_for=[first]) for number in range(1, count)]
    numbers = [first.result()] + [future.result() for future in futures]
    with tags("late-tag"):
        numbers.append(flaky(1))
    numbers.append(child(50))
    return total(numbers)


if __name__ == "__main__":
    with tags("nightly", "e2e"):
        print("result", pipeline(count=3))
