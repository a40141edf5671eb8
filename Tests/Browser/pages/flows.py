"""The list of flows, and the page of one."""

from checks import check


@check("v2: the list of flows leads to a flow with its runs, deployments and details")
def _(stage):
    flow = stage.found("flows", "orders")
    with stage.view("v2", "/flows") as view:
        view.shows("orders", "till", "invoice").shot("v2 flows")
        view.page.get_by_placeholder("Flow names").fill("ord")
        view.hides("till", "invoice")
        view.click("orders", "link").is_at(f"/flows/flow/{flow['id']}")
        view.shows("orders-run").shot("v2 flow")
        view.click("Deployments", "tab").shows("nightly").shot("v2 flow deployments")
        view.click("Details", "tab").shows(flow["id"])


@check("v1: the list of flows leads to a flow with its runs, deployments and details")
def _(stage):
    flow = stage.found("flows", "orders")
    with stage.view("v1", "/flows") as view:
        view.shows("orders", "till", "invoice").shot("v1 flows")
        view.click("orders", "link").is_at(f"/flows/flow/{flow['id']}")
        view.shows("orders-run").shot("v1 flow")
        view.tab("Deployments").shows("nightly")
        view.tab("Details").shows(flow["id"])
