"""The list of deployments, the page of one, and its forms."""

from checks import check, expect


def runs(stage, name):
    """The flow runs with this name."""
    return stage.client.ask("/flow_runs/filter", {"flow_runs": {"name": {"any_": [name]}}})


@check("v2: the list of deployments leads to one with its runs, schedules, parameters and configuration")
def _(stage):
    deployment = stage.found("deployments", "nightly")
    with stage.view("v2", "/deployments") as view:
        view.shows("nightly", "orders", "2 schedules").shot("v2 deployments")
        view.click("nightly", "link").is_at(f"/deployments/deployment/{deployment['id']}")
        view.shows("pending-run", "At 03:30 AM", "Every 6 hours", "orders.py:orders", deployment["id"]).shot("v2 deployment")
        view.click("Upcoming", "tab").shows("scheduled-run").shot("v2 deployment upcoming")
        view.click("Parameters", "tab").shows("customer", "express").shot("v2 deployment parameters")
        view.click("Configuration", "tab")
        view.click("Description", "tab").shows("of the night").shot("v2 deployment description")


@check("v2: a schedule is paused by its switch, and resumed")
def _(stage):
    deployment = stage.found("deployments", "nightly")

    def active():
        return [(each["active"], each["schedule"].get("cron")) for each in stage.client.ask(f"/deployments/{deployment['id']}")["schedules"]]
    with stage.view("v2", f"/deployments/deployment/{deployment['id']}") as view:
        for wanted in (False, True):
            view.click("toggle At 03:30 AM", "switch")
            stage.has(lambda: (wanted, "30 3 * * *") in active(), f"the schedule {'resumed' if wanted else 'paused'}")


@check("v2: a deployment is run at once, and with parameters of its own")
def _(stage):
    deployment = stage.found("deployments", "nightly")
    where = {"deployments": {"id": {"any_": [deployment["id"]]}}}
    with stage.view("v2", f"/deployments/deployment/{deployment['id']}") as view:
        before = stage.client.ask("/flow_runs/count", where)
        view.click("Run").click("Quick run", "menuitem")
        stage.has(lambda: stage.client.ask("/flow_runs/count", where) > before, "the run")
        view.shot("v2 quick run")
        view.open(f"/deployments/deployment/{deployment['id']}/run")
        view.fill("Run Name", "by-the-form").fill("customer", "Frau Groß")
        view.page.get_by_label("count").filter(visible=True).first.fill("9")
        view.click("express", "switch", exact=False)
        view.shot("v2 custom run")
        view.click("Submit")
        run, = stage.has(lambda: runs(stage, "by-the-form"), "the run of the form")
        expect(run["parameters"] == {"count": 9, "customer": "Frau Groß", "express": True}, f"it has the parameters {run['parameters']}")


@check("v2: a deployment is edited, duplicated and deleted")
def _(stage):
    deployment = stage.found("deployments", "nightly")
    with stage.view("v2", f"/deployments/deployment/{deployment['id']}/duplicate") as view:
        view.fill("Name", "weekly").shot("v2 duplicate")
        view.page.get_by_label("count").filter(visible=True).first.fill("8")
        view.click("Save")
        copy = stage.has(lambda: stage.client.ask("/deployments/filter", {"deployments": {"name": {"any_": ["weekly"]}}}), "the copy")[0]
        expect(copy["parameters"].get("count") == 8 and copy["tags"] == ["daily"], f"the copy is {copy}")
        view.open(f"/deployments/deployment/{copy['id']}/edit")
        view.seen(view.page.get_by_label("count").filter(visible=True).first, "the parameters' fields").fill("3")
        view.page.get_by_placeholder("Enter tags").or_(view.page.get_by_label("Enter tags")).first.fill("edited")
        view.page.keyboard.press("Enter")
        view.shot("v2 edit deployment")
        view.click("Save")
        stage.has(lambda: stage.client.ask(f"/deployments/{copy['id']}")["parameters"].get("count") == 3, "the parameter")
        expect("edited" in stage.client.ask(f"/deployments/{copy['id']}")["tags"], "the tag is not there")
        # The page asks once more for what it has deleted.
        view.watch.expect(404, f"/api/deployments/{copy['id']}.*")
        view.open(f"/deployments/deployment/{copy['id']}").shows("weekly")
        view.click("Open menu", within=view.page.locator("main")).click("Delete", "menuitem")
        view.confirm("Delete")
        stage.has(lambda: not stage.client.ask("/deployments/filter", {"deployments": {"name": {"any_": ["weekly"]}}}), "it gone")


@check("v1: the list of deployments leads to one with its runs, schedules and parameters")
def _(stage):
    deployment = stage.found("deployments", "nightly")
    with stage.view("v1", "/deployments") as view:
        view.shows("nightly", "orders").shot("v1 deployments")
        view.click("nightly", "link").is_at(f"/deployments/deployment/{deployment['id']}")
        view.shows("late-run", "At 03:30 AM", "Every 6 hours", deployment["id"]).shot("v1 deployment")
        view.tab("Upcoming").shows("scheduled-run")
        view.tab("Parameters").shows("customer", "express").shot("v1 deployment parameters")
        view.tab("Description").shows("of the night")


@check("v1: a deployment is run with parameters of its own, and edited")
def _(stage):
    deployment = stage.found("deployments", "nightly")
    with stage.view("v1", f"/deployments/deployment/{deployment['id']}/run") as view:
        view.field("Run Name", "by-the-old-form").field("customer", "Fräulein Weiß").field("count", "7").shot("v1 custom run")
        view.click("Submit")
        run, = stage.has(lambda: runs(stage, "by-the-old-form"), "the run of the form")
        expect(run["parameters"] == {"count": 7, "customer": "Fräulein Weiß", "express": False}, f"it has the parameters {run['parameters']}")
        view.open(f"/deployments/deployment/{deployment['id']}/edit").field("Concurrency Limit", "13").shot("v1 edit deployment")
        view.click("Save")

        def limit():
            return (stage.client.ask(f"/deployments/{deployment['id']}")["global_concurrency_limit"] or {}).get("limit")
        stage.has(lambda: limit() == 13, "the limit")
