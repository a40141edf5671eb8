"""The flows that the pages show: tasks, a subflow, log lines, artifacts, a failure."""

from prefect import flow, get_run_logger, tags, task
from prefect.artifacts import create_image_artifact, create_link_artifact, create_markdown_artifact, create_progress_artifact, create_table_artifact


@task(task_run_name="fetch-{number}", tags=["orders"])
def fetch(number):
    get_run_logger().info("fetched order %d", number)
    return number


@task(task_run_name="summarise")
def summarise(numbers):
    create_table_artifact([{"order": each, "price": each * 10} for each in numbers], key="order-table", description="Orders and their prices")
    create_progress_artifact(75.0, key="order-progress", description="How far it got")
    return sum(numbers)


@flow(flow_run_name="invoice-run")
def invoice(total: int):
    get_run_logger().warning("the invoice is over %d", total)
    create_link_artifact("https://example.invalid/invoice", key="invoice-link", link_text="The invoice")
    return fetch(total)


@flow(flow_run_name="orders-run", description="Takes the orders of a day.")
def orders(count: int = 3, customer: str = "Ünal & Söhne", express: bool = False):
    """Takes the orders of a day."""
    logger = get_run_logger()
    logger.debug("this line is of level DEBUG")
    logger.info("orders of %s <b>not bold</b>", customer)
    futures = [fetch.submit(number) for number in range(count)]
    total = summarise([each.result() for each in futures])
    create_markdown_artifact(f"# Orders of {customer}\n\n**{count}** orders.", key="order-report", description="Says what was ordered")
    create_image_artifact("data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", key="order-image")
    invoice(total)
    logger.error("an error line, for its colour")
    return total


@task(task_run_name="collapse")
def collapse():
    raise RuntimeError("the till is empty")


@flow(flow_run_name="till-run")
def till():
    collapse()


def run():
    """Runs them: one completes, one fails."""
    with tags("daily", "browser"):
        orders()
    try:
        till()
    except RuntimeError:
        pass
