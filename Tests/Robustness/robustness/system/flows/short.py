"""What the stock workers run: a flow with a task and a line in its log."""

from prefect import flow, get_run_logger, task


@task
def double(number: int) -> int:
    return 2 * number


@flow
def short() -> int:
    get_run_logger().info("short")
    return double(1)
