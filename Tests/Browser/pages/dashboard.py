"""The dashboard."""

from checks import check


@check("v2: the dashboard counts the runs and shows the work pool and what failed")
def _(stage):
    with stage.view("v2") as view:
        # Its range ends with the last whole minute.
        view.open_until("/dashboard", "16.7%").shows("Task Runs", "Completed", "machines", "Active Work Pools", "till")
        view.shot("v2 dashboard")
        view.click("running-pending-cancelling runs", "tab").shows("orders")
        view.click("scheduled-paused runs", "tab").shows("orders")
        view.click("completed runs", "tab").shows("orders", "invoice")
        view.shot("v2 dashboard completed")


@check("v1: the dashboard counts the runs and shows the work pool")
def _(stage):
    with stage.view("v1") as view:
        view.open_until("/dashboard", "16.67%").shows("Flow Runs", "Task Runs", "Active Work Pools", "machines").shot("v1 dashboard")
