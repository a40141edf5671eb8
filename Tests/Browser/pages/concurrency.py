"""Concurrency limits: global ones and those of tags."""

from checks import check, expect


def named(stage, name):
    """The global limits with this name."""
    return [each for each in stage.client.ask("/v2/concurrency_limits/filter", {}) if each["name"] == name]


def tagged(stage, tag):
    """The limits of tags on this tag."""
    return [each for each in stage.client.ask("/concurrency_limits/filter", {}) if each["tag"] == tag]


@check("v2: a global concurrency limit is made, edited and deleted")
def _(stage):
    with stage.view("v2", "/concurrency-limits") as view:
        view.shows("printers", "drawers").shot("v2 global limits")
        view.page.get_by_role("button").filter(has_text="Add").or_(view.page.locator("main").get_by_role("button")).first.click()
        dialog = view.dialog()
        view.fill("Name", "by-the-page", dialog).fill("Concurrency Limit", "3", dialog).fill("Slot Decay Per Second", "0.25", dialog)
        view.shot("v2 global limit dialog")
        dialog.get_by_role("button", name="Save").or_(dialog.get_by_role("button", name="Add")).or_(dialog.get_by_role("button", name="Create")).first.click()
        made = stage.has(lambda: named(stage, "by-the-page"), "the limit")[0]
        expect((made["limit"], made["slot_decay_per_second"]) == (3, 0.25), f"the limit is {made}")
        row = view.page.get_by_role("row").filter(has_text="by-the-page")
        view.click("Open menu", within=row)
        view.click("Edit", "menuitem")
        dialog = view.dialog()
        view.fill("Concurrency Limit", "8", dialog)
        dialog.get_by_role("button", name="Update").or_(dialog.get_by_role("button", name="Save")).first.click()
        stage.has(lambda: named(stage, "by-the-page")[0]["limit"] == 8, "the new limit")
        view.seen(row.filter(has_text="8"), "the new limit")
        view.click("Open menu", within=row)
        view.click("Delete", "menuitem")
        view.confirm("Delete")
        stage.has(lambda: not named(stage, "by-the-page"), "it gone")


@check("v2: the limit of a tag is made, looked at, reset and deleted")
def _(stage):
    with stage.view("v2", "/concurrency-limits?tab=task-run") as view:
        view.click("Task Run", "tab").shows("orders", "11").shot("v2 tag limits")
        view.page.locator("main").get_by_role("button").first.click()
        dialog = view.dialog()
        view.fill("Tag", "by-the-page", dialog).fill("Concurrency Limit", "2", dialog).shot("v2 tag limit dialog")
        dialog.get_by_role("button", name="Save").or_(dialog.get_by_role("button", name="Add")).or_(dialog.get_by_role("button", name="Create")).first.click()
        made = stage.has(lambda: tagged(stage, "by-the-page"), "the limit")[0]
        expect(made["concurrency_limit"] == 2, f"the limit is {made}")
        view.click("by-the-page", "link").is_at("/concurrency-limits/concurrency-limit/")
        view.shows("by-the-page", "2").shot("v2 tag limit")
        view.click("Open menu").click("Reset", "menuitem")
        view.confirm("Reset")
        view.settle()
        view.click("Open menu").click("Delete", "menuitem")
        view.confirm("Delete")
        stage.has(lambda: not tagged(stage, "by-the-page"), "it gone")


@check("v1: the limits are listed, and the limit of a tag has a page")
def _(stage):
    with stage.view("v1", "/concurrency-limits") as view:
        view.shows("printers", "drawers").shot("v1 global limits")
        limit, = tagged(stage, "orders")
        view.open(f"/concurrency-limits/concurrency-limit/{limit['id']}").shows("orders", "11").shot("v1 tag limit")


@check("v1: a global concurrency limit is made")
def _(stage):
    with stage.view("v1", "/concurrency-limits") as view:
        view.shows("printers")
        view.page.get_by_role("tabpanel").get_by_role("button").first.click()
        view.field("Name", "by-the-old-page").field("Concurrency Limit", "6").shot("v1 global limit dialog")
        view.click("Create")
        stage.has(lambda: [each["limit"] for each in named(stage, "by-the-old-page")] == [6], "the limit")
