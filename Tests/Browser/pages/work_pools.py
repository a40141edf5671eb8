"""Work pools, their queues and workers."""

import re
from datetime import datetime, timezone

from checks import check, expect
from checks.waiting import eventually


@check("v2: a work pool shows its runs, queues, workers and deployments, and is paused by its switch")
def _(stage):
    with stage.view("v2", "/work-pools") as view:
        view.shows("machines", "Process").shot("v2 work pools")
        view.click("machines", "link").is_at("/work-pools/work-pool/machines")
        view.shows("Machines in the cellar", "Ready", "late-run").shot("v2 work pool")
        view.click("Work Queues", "tab").shows("urgent", "default").shot("v2 work pool queues")
        view.click("Workers", "tab").shows("cellar-worker", "Online").shot("v2 work pool workers")
        view.click("Deployments", "tab").shows("nightly").shot("v2 work pool deployments")
        for paused in (True, False):
            view.click("Pause work pool" if paused else "Resume work pool", "switch")
            stage.has(lambda: stage.client.ask("/work_pools/machines")["is_paused"] == paused, f"is_paused {paused}")


@check("v2: a work pool is made by the form, edited and deleted")
def _(stage):
    with stage.view("v2", "/work-pools/create") as view:
        view.shows("Process", "Docker", "Kubernetes").shot("v2 create work pool")
        view.text("Execute flow runs as subprocesses").click()
        view.click("Next")
        view.fill("Name", "by-the-page")
        view.page.get_by_label("Description").fill("Made by hand")
        view.shot("v2 create work pool details")
        view.click("Next")
        view.shot("v2 create work pool template")
        view.click(re.compile("^Create"))
        pool = stage.has(lambda: [each for each in stage.client.ask("/work_pools/filter", {}) if each["name"] == "by-the-page"], "the pool")[0]
        expect(pool["type"] == "process" and pool["description"] == "Made by hand", f"the pool is {pool}")
        expect(pool["base_job_template"].get("variables"), "it has no template")
        view.open("/work-pools/work-pool/by-the-page/edit").fill("Flow Run Concurrency", "6")
        view.click("Save")
        stage.has(lambda: stage.client.ask("/work_pools/by-the-page")["concurrency_limit"] == 6, "the limit")
        # The page asks once more for what it has deleted.
        view.watch.expect(404, "/api/work_pools/by-the-page.*")
        view.open("/work-pools/work-pool/by-the-page").shows("Made by hand")
        view.click("Open menu").click("Delete", "menuitem")
        dialog = view.dialog()
        view.shot("v2 delete work pool")
        if dialog.get_by_role("textbox").count():
            dialog.get_by_role("textbox").fill("by-the-page")
        view.click("Delete", within=dialog)
        stage.has(lambda: "by-the-page" not in [each["name"] for each in stage.client.ask("/work_pools/filter", {})], "it gone")


@check("v2: a work queue is made, edited and paused")
def _(stage):
    def queue():
        return [each for each in stage.client.ask("/work_pools/machines/queues/filter", {}) if each["name"] == "slow"]
    # The page lists the five scheduled runs that are due first, and asks again after half a minute: what other checks ran at once is
    # among them until it is late.
    due = {"flow_runs": {"state": {"name": {"any_": ["Scheduled"]}}, "expected_start_time": {"before_": datetime.now(timezone.utc).isoformat()}}}
    expect(eventually(lambda: not stage.client.ask("/flow_runs/filter", due), within=60), "what is due is not marked late")
    with stage.view("v2", "/work-pools/work-pool/machines/queue/urgent") as view:
        view.shows("urgent", "First of all", "scheduled-run").shot("v2 work queue")
        view.open("/work-pools/work-pool/machines/queue/create")
        view.fill("Name", "slow").fill("Description", "Last of all").fill("Flow Run Concurrency", "2").shot("v2 create work queue")
        view.click("Create")
        made = stage.has(queue, "the queue")[0]
        expect((made["description"], made["concurrency_limit"]) == ("Last of all", 2), f"the queue is {made}")
        view.open("/work-pools/work-pool/machines/queue/slow/edit").fill("Flow Run Concurrency", "5")
        view.click("Save")
        stage.has(lambda: queue()[0]["concurrency_limit"] == 5, "the limit")
        view.open("/work-pools/work-pool/machines/queue/slow").shows("Last of all")
        view.click("Pause work pool queue", "switch")
        stage.has(lambda: queue()[0]["is_paused"], "it paused")


@check("v1: a work pool shows its runs, queues, workers and deployments")
def _(stage):
    with stage.view("v1", "/work-pools") as view:
        view.shows("machines").shot("v1 work pools")
        view.click("machines", "link").is_at("/work-pools/work-pool/machines")
        view.shows("Machines in the cellar", "late-run").shot("v1 work pool")
        view.tab("Work Queues").shows("urgent", "default").shot("v1 work pool queues")
        view.tab("Workers").shows("cellar-worker").shot("v1 work pool workers")
        view.tab("Deployments").shows("nightly")
        view.open("/work-pools/work-pool/machines/queue/urgent").shows("urgent", "scheduled-run").shot("v1 work queue")


@check("v1: a work pool is made by the form")
def _(stage):
    with stage.view("v1", "/work-pools/create") as view:
        view.text("Execute flow runs as subprocesses").click()
        view.click("Next").field("Name", "by-the-old-page").field("Description", "Made by hand").shot("v1 create work pool")
        view.click("Next").shows("Base Job Template")
        view.click("Create")
        pool = stage.has(lambda: [each for each in stage.client.ask("/work_pools/filter", {}) if each["name"] == "by-the-old-page"], "the pool")[0]
        expect((pool["type"], pool["description"]) == ("process", "Made by hand"), f"the pool is {pool}")
