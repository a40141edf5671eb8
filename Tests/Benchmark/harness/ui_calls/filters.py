"""The filters that several pages share."""

from datetime import timedelta

from .known import Known


def any_id(*values: str) -> dict:
    return {"id": {"any_": list(values)}}


def any_name(*values: str) -> dict:
    return {"name": {"any_": list(values)}}


def types(*values: str) -> dict:
    return {"state": {"type": {"any_": list(values)}}}


def states(*values: str) -> dict:
    return {"state": {"name": {"any_": list(values)}}}


COMPLETED = types("COMPLETED")
FAILED = types("FAILED", "CRASHED")
FINISHED = types("COMPLETED", "FAILED", "CRASHED")
LATE = states("Late")
SCHEDULED = states("Scheduled")

# What both UIs count task runs by, on the dashboard and for a flow.
TASK_RUN_COUNTS = {
    "started": types("COMPLETED", "FAILED", "CRASHED", "RUNNING"), "completed": COMPLETED, "failed": FAILED, "running": types("RUNNING"),
}

# Hides subflows: of the flow runs those that have a parent, of the task runs those that stand for one.
NO_SUBFLOWS = {"parent_task_run_id": {"is_null_": True}}
NOT_OF_SUBFLOWS = {"subflow_runs": {"exists_": False}}


def task_run_history(known: Known, **span) -> dict:
    """Both UIs ask for twenty bars, whatever the span."""
    seconds = int(timedelta(**span).total_seconds())
    return {"history_start": known.ago(**span), "history_end": known.ago(), "history_interval_seconds": seconds // 20,
            "task_runs": known.started(**span)}
