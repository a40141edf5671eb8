"""The lists of flow runs and task runs, and the page of each."""

from checks import check, expect


@check("v2: the list of flow runs is searched by name, and filtered by state in its address")
def _(stage):
    with stage.view("v2", "/runs") as view:
        view.shows("orders-run", "till-run", "late-run", "running-run", "invoice-run", "pending-run")
        view.shot("v2 runs")
        view.page.get_by_placeholder("Search by flow run name").fill("invoice")
        view.hides("till-run").shows("invoice-run")
        view.open("/runs?state=Late").shows("late-run").hides("orders-run", "till-run")
        view.open("/runs?tab=task-runs").shows("summarise", "collapse", "fetch-0", "fetch-2")
        view.shot("v2 task runs")


@check("v2: a flow run shows its graph, log lines, task runs, subflow, artifacts, parameters and details")
def _(stage):
    run = stage.client.flow_run("orders-run")
    with stage.view("v2", f"/runs/flow-run/{run['id']}") as view:
        view.shows("orders-run", "Completed", "Task runs", "orders of Ünal & Söhne <b>not bold</b>", "an error line, for its colour")
        view.hides("this line is of level DEBUG")
        view.seen(view.page.locator("canvas").first, "the graph")
        view.shot("v2 flow run")
        view.click("Task Runs", "tab").shows("summarise", "fetch-0", "fetch-1", "fetch-2").shot("v2 flow run task runs")
        view.click("Subflow Runs", "tab").shows("invoice-run").shot("v2 flow run subflows")
        view.click("Artifacts", "tab").shows("order-report", "order-table").shot("v2 flow run artifacts")
        view.click("Parameters", "tab").shows("Ünal & Söhne").shot("v2 flow run parameters")
        view.click("Job Variables", "tab")
        view.click("Details", "tab").shows("Flow Run ID", run["id"]).shot("v2 flow run details")


@check("v2: a failed run tells why, and its task run leads back to it")
def _(stage):
    run = stage.client.flow_run("till-run")
    with stage.view("v2", f"/runs/flow-run/{run['id']}") as view:
        view.shows("till-run", "Failed", "the till is empty").shot("v2 failed run")
        view.click("Task Runs", "tab")
        view.click("collapse", "link").is_at("/runs/task-run/")
        view.shows("Failed", "Run Count", "Task Run ID", "the till is empty").shot("v2 task run")
        view.click("Task Inputs", "tab")
        view.click("till-run", "link").is_at(f"/runs/flow-run/{run['id']}")


@check("v2: the page of a task run shows its artifacts and its details")
def _(stage):
    task = next(each for each in stage.client.ask("/task_runs/filter", {}) if each["name"] == "summarise")
    with stage.view("v2", f"/runs/task-run/{task['id']}") as view:
        view.shows("summarise", "Completed", "orders-run", "Retry Delay", task["id"], "Logs")
        view.click("Artifacts", "tab").shows("order-table").shot("v2 task run artifacts")


@check("v2: a run is cancelled from its menu")
def _(stage):
    run = stage.client.flow_run("running-run")
    with stage.view("v2", f"/runs/flow-run/{run['id']}") as view:
        view.shows("running-run", "Running")
        view.click("Open menu").click("Cancel", "menuitem").shot("v2 cancel").confirm("Cancel Flow Run")
        stage.has(lambda: stage.client.ask(f"/flow_runs/{run['id']}")["state_type"] in ("CANCELLING", "CANCELLED"), "the run cancelled")


@check("v1: the list of flow runs is searched by name, and the task runs are listed")
def _(stage):
    with stage.view("v1", "/runs") as view:
        view.shows("orders-run", "till-run", "late-run", "invoice-run", "pending-run").shot("v1 runs")
        view.page.get_by_placeholder("Search by flow run name").filter(visible=True).fill("invoice")
        view.hides("till-run").shows("invoice-run")
        view.tab("Task runs").shows("summarise", "collapse").shot("v1 task runs")


@check("v1: a flow run shows its graph, log lines, task runs, subflow, artifacts, parameters and details")
def _(stage):
    run = stage.client.flow_run("orders-run")
    with stage.view("v1", f"/runs/flow-run/{run['id']}") as view:
        view.shows("orders-run", "Completed", "orders of Ünal & Söhne <b>not bold</b>", "an error line, for its colour")
        view.seen(view.page.locator("canvas").first, "the graph")
        view.shot("v1 flow run")
        for tab, texts in {"Task Runs": ["summarise", "fetch-0"], "Subflow Runs": ["invoice-run"], "Artifacts": ["order-report"],
                           "Details": [run["id"]], "Parameters": ["Ünal & Söhne"], "Job Variables": []}.items():
            view.tab(tab).shows(*texts).shot(f"v1 flow run {tab}")


@check("v1: the page of a task run shows its artifacts and its details")
def _(stage):
    task = next(each for each in stage.client.ask("/task_runs/filter", {}) if each["name"] == "summarise")
    with stage.view("v1", f"/runs/task-run/{task['id']}") as view:
        view.shows("summarise", "Completed", "orders-run").shot("v1 task run")
        view.tab("Artifacts").shows("order-table")
