"""Variables."""

from checks import check, expect


def variable(stage, name):
    """The variables with this name."""
    return stage.client.ask("/variables/filter", {"variables": {"name": {"any_": [name]}}})


@check("v2: a variable is made, edited and deleted")
def _(stage):
    with stage.view("v2", "/variables") as view:
        view.shows("colour", "teal", "paint", "settings").shot("v2 variables")
        view.click("Add variable")
        dialog = view.dialog()
        dialog.get_by_label("Name").fill("by_the_page")
        view.write(dialog.locator(".cm-content"), '{"depth": 4}')
        view.shot("v2 variable dialog")
        view.click("Create", within=dialog)
        made = stage.has(lambda: variable(stage, "by_the_page"), "the variable")[0]
        expect(made["value"] == {"depth": 4}, f"its value is {made['value']}")
        view.shows("by_the_page")
        row = view.page.get_by_role("row").filter(has_text="by_the_page")
        row.get_by_role("button", name="Open menu").click()
        view.click("Edit", "menuitem")
        dialog = view.dialog()
        view.seen(dialog.locator(".cm-content").filter(has_text="depth"), "the present value")
        view.write(dialog.locator(".cm-content"), '"green"')
        view.click("Save", within=dialog)
        stage.has(lambda: variable(stage, "by_the_page")[0]["value"] == "green", "the new value")
        view.seen(row.filter(has_text="green"), "the new value").get_by_role("button", name="Open menu").click()
        view.click("Delete", "menuitem").confirm("Delete")
        stage.has(lambda: not variable(stage, "by_the_page"), "it gone")
        view.hides("by_the_page")


@check("v1: a variable is made")
def _(stage):
    with stage.view("v1", "/variables") as view:
        view.shows("colour", "teal", "paint", "settings").shot("v1 variables")
        view.page.locator("header, .page-heading").get_by_role("button").filter(visible=True).first.click()
        # The form asks whether the name is free.
        view.watch.expect(404, "/api/variables/name/by_the_old_page")
        view.field("Name", "by_the_old_page").field("Value", "12")
        view.shot("v1 variable dialog").click("Create")
        made = stage.has(lambda: variable(stage, "by_the_old_page"), "the variable")[0]
        expect(made["value"] == 12, f"its value is {made['value']}")
        view.shows("by_the_old_page")
