"""A flow whose task fails for good."""

from prefect import flow, task


@task(task_run_name="broken")
def broken():
    raise RuntimeError("this is the reason")


@flow(flow_run_name="failing-run")
def failing():
    broken()


if __name__ == "__main__":
    failing()
