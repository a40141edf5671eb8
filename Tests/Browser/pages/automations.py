"""Automations."""

from checks import check, expect


def automation(stage, name):
    """The automations with this name."""
    return stage.client.ask("/automations/filter", {"automations": {"name": {"any_": [name]}}})


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
        view.page.get_by_role("switch").first.click()
        stage.has(lambda: not automation(stage, "by-the-page")[0]["enabled"], "it paused")
        view.click("Open menu").click("Delete", "menuitem").confirm("Delete")
        stage.has(lambda: not automation(stage, "by-the-page"), "it gone")
