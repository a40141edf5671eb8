"""Addresses: where the interfaces begin, deep links, going back, and what is not there."""

import re

from checks import check, expect


@check("v2: the root leads to the second version, and its links to every page and back")
def _(stage):
    with stage.view("v2") as view:
        view.page.goto(stage.root + "/")
        view.is_at("/dashboard").shows("Flow Runs")
        for link, shown in {"Runs": "orders-run", "Flows": "till", "Deployments": "nightly", "Work Pools": "machines", "Blocks": "till-key",
                            "Variables": "colour", "Event Feed": "till.opened", "Concurrency": "printers", "Settings": "Theme"}.items():
            view.click(link, "link").shows(shown)
        view.page.go_back()
        view.shows("printers")
        view.page.go_back()
        view.shows("till.opened")
        view.page.go_forward()
        view.shows("printers")


@check("v2: a deep link is kept by a reload")
def _(stage):
    flow = stage.found("flows", "orders")
    with stage.view("v2", f"/flows/flow/{flow['id']}") as view:
        view.shows("orders-run")
        view.page.reload()
        view.is_at(f"/flows/flow/{flow['id']}").shows("orders-run")


@check("v2: an unknown path is the page's own affair, a missing asset and a missing object are not found")
def _(stage):
    with stage.view("v2", "/no/such/page") as view:
        view.shows(re.compile("not found", re.IGNORECASE)).shot("v2 unknown path")
        answer = view.page.request.get(view.root + "/assets/nothing.js", headers={"accept": "*/*"})
        expect(answer.status == 404, f"an asset that is not there is answered {answer.status}")
        view.watch.expect(404, "/api/flows/.*")
        view.watch.expect_words("Error: Flow not found")
        view.open("/flows/flow/00000000-0000-4000-8000-00000000dead")
        view.shows(re.compile("not found|went wrong", re.IGNORECASE)).shot("v2 unknown flow")


@check("v2: the switch leads to the first version and its own back again")
def _(stage):
    with stage.view("v2", "/flows") as view:
        view.shows("till")
        view.click("Switch to V1 UI")
        view.dialog()
        view.shot("v2 switch").click("Skip feedback and switch")
        view.page.wait_for_url(stage.root + "/flows**")
        view.click("Switch to V2 UI").is_at("/dashboard").shows("Flow Runs")


@check("v1: the root stays with who chose the first version, deep links are kept by a reload, an unknown path is the page's own affair")
def _(stage):
    flow = stage.found("flows", "orders")
    with stage.view("v1", "/") as view:
        view.is_at("/dashboard").shows("Flow Runs")
        view.open(f"/flows/flow/{flow['id']}").shows("orders-run")
        view.page.reload()
        view.is_at(f"/flows/flow/{flow['id']}").shows("orders-run")
        view.click("Flows", "link").is_at("/flows").shows("till")
        view.page.go_back()
        view.shows("orders-run")
        view.open("/no/such/page")
        view.seen(view.page.get_by_role("img", name="404 Page Not Found"), "that there is no such page")
        view.shot("v1 unknown path")
