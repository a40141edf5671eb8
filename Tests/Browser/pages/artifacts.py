"""Artifacts."""

from checks import check


@check("v2: artifacts are listed, a key shows its versions, and one its content")
def _(stage):
    with stage.view("v2", "/artifacts") as view:
        view.shows("order-report", "order-table", "invoice-link", "order-progress", "order-image").shot("v2 artifacts")
        view.open("/artifacts/key/order-report").shows("Says what was ordered", "Created order-report", "orders-run").shot("v2 artifact key")
        # The page asks for the task run of an artifact that has none; the reference refuses it too.
        view.watch.expect(422, "/api/task_runs/filter")
        for key, text in {"order-report": "3 orders.", "order-table": "price", "invoice-link": "The invoice", "order-progress": "75"}.items():
            artifact = stage.found("artifacts", key, "key")
            view.open(f"/artifacts/artifact/{artifact['id']}").shows(key, text).shot(f"v2 artifact {key}")


@check("v1: artifacts are listed, a key shows its versions, and one its content")
def _(stage):
    with stage.view("v1", "/artifacts") as view:
        view.shows("order-report", "order-table", "invoice-link", "order-progress").shot("v1 artifacts")
        view.open("/artifacts/key/order-report").shows("order-report", "orders-run").shot("v1 artifact key")
        artifact = stage.found("artifacts", "order-table", "key")
        view.open(f"/artifacts/artifact/{artifact['id']}").shows("order-table", "price").shot("v1 artifact")
