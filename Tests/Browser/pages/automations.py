"""Automations."""

from checks import check, expect


def automation(stage, name):
    """The automations with this name."""
    return stage.client.ask("/automations/filter", {"automations": {"name": {"any_": [name]}}})


def fires(stage, made):
    """A flow run whose state an automation waits for makes it fire"""
    flow = stage.client.ask("/flows/", {"name": "by-the-page"})["id"]
    stage.client.ask("/flow_runs/", {"flow_id": flow, "state": {"type": "COMPLETED"}})
    told = lambda: {each["event"] for each in stage.client.ask("/events/filter", {"filter": {
        "event": {"prefix": ["prefect.automation."]}, "resource": {"id": [f"prefect.automation.{made['id']}"]}}})["events"]}
    stage.has(lambda: {"prefect.automation.triggered", "prefect.automation.action.triggered"} <= told(), f"the firing of {made['name']}")


@check("v2: an automation is made by the form, paused by its switch and deleted")
def _(stage):
    with stage.view("v2", "/automations/create") as view:
        view.click("Trigger Template", "combobox").click("Flow run state", "option").shows("Flow Run Tags").shot("v2 automation trigger")
        # It resumes what is paused, which nothing is.
        view.click("Next").click("select action", "combobox").click("Resume a flow run", "option").shot("v2 automation action")
        view.click("Next").fill("Automation Name", "by-the-page").fill("Description", "Made by hand").shot("v2 automation details")
        view.click("Save")
        made = stage.has(lambda: automation(stage, "by-the-page"), "the automation")[0]
        expect([each["type"] for each in made["actions"]] == ["resume-flow-run"], f"the automation is {made}")
        expect((made["description"], made["enabled"]) == ("Made by hand", True), f"the automation is {made}")
        # The page asks once more for what it has deleted.
        view.watch.expect(404, f"/api/automations/{made['id']}")
        view.open(f"/automations/automation/{made['id']}").shows("by-the-page", "Made by hand").shot("v2 automation")
        fires(stage, made)
        view.open_until("/events", "prefect.automation.triggered").shot("v2 automation events")
        view.open(f"/automations/automation/{made['id']}").page.get_by_role("switch").first.click()
        stage.has(lambda: not automation(stage, "by-the-page")[0]["enabled"], "it paused")
        view.click("Open menu").click("Delete", "menuitem").confirm("Delete")
        stage.has(lambda: not automation(stage, "by-the-page"), "it gone")


def choose(view, label, option):
    """Chooses from the list behind a label of the old page, which opens by a key."""
    view.page.locator(".p-label", has_text=label).locator(".p-select-button").click()
    view.page.keyboard.press("ArrowDown")
    view.text(option).click()


@check("v1: an automation is made by the form, and fires")
def _(stage):
    with stage.view("v1", "/automations/create") as view:
        view.shows("Trigger Template")
        choose(view, "Trigger Template", "Flow run state")
        view.shot("v1 automation trigger").click("Next")
        view.shows("Action Type")
        choose(view, "Action Type", "Resume a flow run")
        view.shot("v1 automation action").click("Next")
        view.fill("Name", "by-the-old-page").shot("v1 automation details").click("Save")
        made = stage.has(lambda: automation(stage, "by-the-old-page"), "the automation")[0]
        fires(stage, made)
        # The page asks for what its events are about, some of which other checks have deleted.
        view.watch.expect(404, "/api/.*")
        view.watch.expect_words("^dO$")
        view.open_until("/events", "prefect.automation.triggered").shot("v1 automation events")
