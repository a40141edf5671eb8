"""What the `prefect` command prints, group by group, on both servers."""

import json
import re
import shlex
import sys
from datetime import datetime, timedelta, timezone

from checks import FLOWS, check, expect
from checks.runs import everywhere
from checks.telling import shown
from harness.comparison import describe

# An id in a column that is too narrow for it.
SHORTENED = re.compile(r"\b[0-9a-f]{8}-[0-9a-f-]*…")
MISSING = "00000000-0000-4000-8000-00000000dead"
TRIGGER = {"type": "compound", "require": "all", "within": 60, "triggers": [
    {"type": "event", "posture": "Reactive", "match": {"prefect.resource.id": "cli.*"}, "expect": ["cli.happened"]},
    {"type": "event", "posture": "Reactive", "for_each": ["prefect.resource.id"], "threshold": 3, "within": 5}]}
SCHEMA = {"title": "Parameters", "type": "object", "properties": {"x": {"title": "x", "type": "integer"}}, "required": ["x"]}

# Lines by group, in their order; a word in braces is an id of `seed`.
LINES = {
    "flow": """
        flow ls
        flow ls --limit 1
        flow ls --limit 1 --output json
        flow ls --output yaml
    """,
    "flow-run": """
        flow-run ls --flow-name cli-flow
        flow-run ls --flow-name cli-flow --state Scheduled
        flow-run ls --flow-name cli-flow --state-type completed --output json
        flow-run ls --flow-name cli-none
        flow-run ls --state-type nonsense
        flow-run inspect {flow_run}
        flow-run inspect {flow_run} --output json
        flow-run inspect {missing}
        flow-run inspect nonsense
        flow-run logs {flow_run}
        flow-run logs {flow_run} --head --num-logs 1
        flow-run logs {flow_run} --reverse
        flow-run logs {missing}
        flow-run cancel {flow_run}
        flow-run cancel {completed_run}
        flow-run cancel {missing}
        flow-run retry {missing}
        flow-run retry cli-none
        flow-run retry {flow_run}
        flow-run delete {flow_run}
        flow-run delete {flow_run}
    """,
    "task-run": """
        task-run ls --task-run-name cli-task
        task-run ls --task-run-name cli-task --output json
        task-run ls --task-run-name cli-none
        task-run ls --task-run-name cli-task --state-type completed
        task-run inspect {task_run}
        task-run inspect {task_run} --output json
        task-run inspect {missing}
        task-run logs {task_run}
        task-run logs {missing}
    """,
    "work-pool": """
        work-pool create cli-process --type process
        work-pool create cli-process --type process
        work-pool create cli-process --type process --paused --overwrite
        work-pool create cli-none --type nonsense
        work-pool create prefect-cli --type process
        work-pool ls
        work-pool ls --verbose
        work-pool ls --output json
        work-pool inspect cli-process
        work-pool inspect cli-process --output json
        work-pool inspect cli-none
        work-pool pause cli-process
        work-pool pause cli-none
        work-pool resume cli-process
        work-pool resume cli-none
        work-pool update cli-process --description about --concurrency-limit 4
        work-pool update cli-process
        work-pool update cli-none --description about
        work-pool set-concurrency-limit cli-process 3
        work-pool set-concurrency-limit cli-none 3
        work-pool slots cli-process
        work-pool slots cli-process --output json
        work-pool slots cli-none
        work-pool clear-concurrency-limit cli-process
        work-pool clear-concurrency-limit cli-none
        work-pool get-default-base-job-template --type process
        work-pool get-default-base-job-template --type nonsense
        work-pool preview cli-pool
        work-pool preview cli-none
        work-pool storage inspect cli-process
    """,
    "work-queue": """
        work-queue create cli-queue --pool cli-process --limit 2 --priority 3
        work-queue create cli-queue --pool cli-process
        work-queue create cli-queue --pool cli-none
        work-queue create cli-alone
        work-queue ls --pool cli-process
        work-queue ls --pool cli-process --verbose
        work-queue ls --match cli-
        work-queue ls --pool cli-none
        work-queue inspect cli-queue --pool cli-process
        work-queue inspect cli-alone
        work-queue inspect cli-none --pool cli-process
        work-queue pause cli-queue --pool cli-process
        work-queue pause cli-none --pool cli-process
        work-queue resume cli-queue --pool cli-process
        work-queue resume cli-none --pool cli-process
        work-queue set-concurrency-limit cli-queue 5 --pool cli-process
        work-queue set-concurrency-limit cli-none 5 --pool cli-process
        work-queue slots cli-queue --pool cli-process
        work-queue slots cli-queue --pool cli-process --output json
        work-queue clear-concurrency-limit cli-queue --pool cli-process
        work-queue preview default --pool cli-pool
        work-queue read-runs default --pool cli-pool
        work-queue read-runs cli-none --pool cli-pool
        work-queue delete cli-queue --pool cli-process
        work-queue delete cli-queue --pool cli-process
        work-queue delete default --pool cli-process
        work-queue delete cli-alone
    """,
    "deployment": """
        deployment ls
        deployment ls cli-flow --output json
        deployment ls cli-none
        deployment inspect cli-flow/cli-deployment
        deployment inspect cli-flow/cli-deployment --output json
        deployment inspect cli-flow/cli-none
        deployment inspect cli-flow
        deployment run cli-flow/cli-deployment --param x=1 --flow-run-name cli-asked --start-in 1day
        deployment run --id {deployment} --flow-run-name cli-asked --start-in 1day
        deployment run cli-flow/cli-deployment --param y=1
        deployment run cli-flow/cli-deployment --param x="text"
        deployment run cli-flow/cli-none
        deployment schedule create cli-flow/cli-deployment --cron '0 4 * * *' --timezone Europe/Berlin --no-active
        deployment schedule create cli-flow/cli-deployment --interval 86400 --anchor-date 2040-01-01T00:00:00Z
        deployment schedule ls cli-flow/cli-deployment
        deployment schedule create cli-flow/cli-deployment --rrule FREQ=YEARLY --accept-yes --replace
        deployment schedule create cli-flow/cli-deployment --cron nonsense
        deployment schedule create cli-flow/cli-none --interval 60
        deployment schedule ls cli-flow/cli-deployment
        deployment schedule ls cli-flow/cli-scheduled
        deployment schedule ls cli-flow/cli-none
        deployment schedule resume cli-flow/cli-scheduled {schedule}
        deployment schedule resume cli-flow/cli-scheduled {schedule}
        deployment schedule pause cli-flow/cli-scheduled {schedule}
        deployment schedule pause cli-flow/cli-scheduled {missing}
        deployment schedule pause cli-flow/cli-none {schedule}
        deployment schedule delete cli-flow/cli-scheduled {schedule} --accept-yes
        deployment schedule delete cli-flow/cli-scheduled {schedule} --accept-yes
        deployment schedule clear cli-flow/cli-deployment --accept-yes
        deployment delete cli-flow/cli-deployment
        deployment delete cli-flow/cli-deployment
        deployment delete --id {missing}
    """,
    "worker": """
        worker start --pool cli-none --run-once
        worker start --pool cli-none --type nonsense --run-once --install-policy never
        worker start --pool cli-made --type process --name cli-worker --run-once
        work-pool inspect cli-made
    """,
    "artifact": """
        artifact ls
        artifact ls --all
        artifact ls --output json
        artifact inspect cli-report
        artifact inspect cli-report --limit 1 --output json
        artifact inspect cli-none
        artifact delete cli-none
        artifact delete --id {missing}
        artifact delete --id {artifact}
        artifact delete cli-report
    """,
    "concurrency-limit": """
        concurrency-limit create cli-tag 3
        concurrency-limit create cli-tag 4
        concurrency-limit create cli-other nonsense
        concurrency-limit ls
        concurrency-limit ls --output json
        concurrency-limit inspect cli-tag
        concurrency-limit inspect cli-tag --output json
        concurrency-limit inspect cli-none
        concurrency-limit reset cli-tag
        concurrency-limit reset cli-none
        concurrency-limit delete cli-tag
        concurrency-limit delete cli-tag
    """,
    "global-concurrency-limit": """
        global-concurrency-limit create cli-limit --limit 5
        global-concurrency-limit create cli-limit --limit 5
        global-concurrency-limit create cli-slow --limit 5 --slot-decay-per-second 0.0001 --active-slots 2 --disable
        global-concurrency-limit create cli-negative --limit -5
        global-concurrency-limit ls
        global-concurrency-limit ls --output json
        global-concurrency-limit inspect cli-slow
        global-concurrency-limit inspect cli-slow --output json
        global-concurrency-limit inspect cli-none
        global-concurrency-limit disable cli-limit
        global-concurrency-limit disable cli-limit
        global-concurrency-limit enable cli-limit
        global-concurrency-limit enable cli-none
        global-concurrency-limit update cli-limit --limit 7 --active-slots 1 --slot-decay-per-second 1.5
        global-concurrency-limit update cli-limit
        global-concurrency-limit update cli-none --limit 7
        global-concurrency-limit delete cli-limit
        global-concurrency-limit delete cli-limit
    """,
    "variable": """
        variable set cli_color red --tag warm --tag bright
        variable set cli_color blue
        variable set cli_color '{{"a":[1,null]}}' --overwrite
        variable set Cli-Color red
        variable ls
        variable ls --limit 1 --output json
        variable get cli_color
        variable get cli_none
        variable inspect cli_color
        variable inspect cli_color --output json
        variable inspect cli_none
        variable unset cli_color
        variable delete cli_color
    """,
    "automation": """
        automation ls
        automation create --from-json '{{"name":"cli-auto","trigger":{{"type":"event","posture":"Reactive","expect":["cli.happened"]}},"actions":[{{"type":"do-nothing"}}],"tags":["cli"]}}'
        automation create --from-json '{{"name":"cli-bad","trigger":{{"type":"nonsense"}},"actions":[]}}'
        automation create --from-json nonsense
        automation create --from-file automations.yaml
        automation create --from-file cli-none.yaml
        automation create
        automation ls
        automation inspect cli-auto
        automation inspect cli-auto --yaml
        automation inspect cli-auto --json
        automation inspect cli-proactive --output json
        automation inspect cli-none
        automation inspect --id {automation}
        automation inspect --id {missing}
        automation inspect --id nonsense
        automation pause cli-auto
        automation inspect cli-auto --json
        automation pause --id {automation}
        automation pause --id {missing}
        automation pause cli-none
        automation resume cli-auto
        automation resume --id {missing}
        automation resume cli-none
        automation update --id {automation} --from-json '{{"name":"cli-updated","trigger":{{"type":"event","posture":"Proactive","within":60}},"actions":[]}}'
        automation update --id {missing} --from-json '{{"name":"cli-updated","trigger":{{"type":"event","posture":"Proactive"}},"actions":[]}}'
        automation inspect cli-updated --json
        automation delete cli-auto
        automation delete cli-auto
        automation delete --id {automation}
        automation delete --id {automation}
        automation ls
    """,
    "events": """
        events emit cli.happened --resource-id cli.thing
        events emit cli.happened --resource prefect.resource.id=cli.thing --resource color=red --payload '{{"a":[1,null]}}'
        events emit cli.happened
        events emit cli.happened --resource-id cli.thing --payload nonsense
    """,
    "block": """
        block type inspect secret
        block type inspect secret --output json
        block type inspect cli-none
        block type inspect aws-credentials
        block type inspect dbt-cli-profile --output json
        block type ls
        block type ls --output json
        block create secret
        block create github-repository
        block ls
        block ls --output json
        block inspect secret/cli-secret
        block inspect secret/cli-secret --output json
        block inspect secret/cli-none
        block inspect cli-none
        block inspect --id {block}
        block inspect --id {missing}
        block register --module prefect.blocks.system
        block register --module cli_none
        block register
        block delete secret/cli-secret
        block delete secret/cli-secret
        block delete --id {missing}
        block type delete cli-none
    """,
    "api": """
        api GET /health
        api GET /flows/nonsense
        api GET /nonsense
        api POST /variables/filter --data '{{"limit":1}}'
        api POST /variables/ --data '{{"name":"cli_api","value":[1]}}'
        api POST /variables/ --data '{{"name":"cli api"}}'
        api DELETE /variables/name/cli_api
        api DELETE /variables/name/cli_api
    """,
    "server and version": """
        server status
        version
    """,
    "sdk": """
        sdk generate --output {folder}/made.py --flow cli-flow
        sdk generate --output {folder}/made.py --deployment cli-flow/cli-deployment
        sdk generate --output {folder}/none.py --deployment cli-flow/cli-none
    """,
    "shell": """
        shell watch 'echo said' --flow-run-name cli-shell --flow-name cli-shell --tag cli
        shell watch 'exit 3' --flow-run-name cli-shell-fails --flow-name cli-shell
        flow-run ls --flow-name cli-shell
    """,
    "deletion of pools": """
        work-pool delete cli-process
        work-pool delete cli-process
        work-pool ls
    """,
}


def seed(client):
    """What the command line does not make: runs, logs, artifacts, deployments; gives their ids by name."""
    ids = {"missing": MISSING}
    flow = client.ask("/flows/", {"name": "cli-flow"})["id"]
    client.ask("/work_pools/", {"name": "cli-pool", "type": "process"})
    of = {"flow_id": flow, "work_pool_name": "cli-pool", "parameter_openapi_schema": SCHEMA, "parameters": {"x": 3}, "tags": ["cli"]}
    ids["deployment"] = client.ask("/deployments/", of | {"name": "cli-deployment", "enforce_parameter_schema": True})["id"]
    later = {"schedule": {"interval": 86400, "anchor_date": "2041-01-01T00:00:00Z"}, "active": False}
    ids["automation"] = client.ask("/automations/", {"name": "cli-seeded", "description": "about ü", "trigger": TRIGGER, "actions": [
        {"type": "run-deployment", "deployment_id": ids["deployment"], "parameters": {"x": 4}}]})["id"]
    secret = client.ask("/block_types/slug/secret")["id"]
    schema, = client.ask("/block_schemas/filter", {"block_schemas": {"block_type_id": {"any_": [secret]}}, "limit": 1})
    ids["block"] = client.ask("/block_documents/", {"name": "cli-secret", "data": {"value": "s"}, "block_type_id": secret, "block_schema_id": schema["id"]})["id"]
    ids["schedule"] = client.ask("/deployments/", of | {"name": "cli-scheduled", "schedules": [later]})["schedules"][0]["id"]
    soon = {"type": "SCHEDULED", "state_details": {"scheduled_time": (datetime.now(timezone.utc) + timedelta(minutes=30)).isoformat()}}
    client.ask(f"/deployments/{ids['deployment']}/create_flow_run", {"name": "cli-soon", "state": soon})
    run = {"flow_id": flow, "parameters": {"x": 3}, "tags": ["cli"]}
    ids["completed_run"] = client.ask("/flow_runs/", run | {"name": "cli-completed", "state": {"type": "COMPLETED", "message": "done"}})["id"]
    scheduled = {"type": "SCHEDULED", "state_details": {"scheduled_time": "2041-01-01T00:00:00Z"}}
    ids["flow_run"] = client.ask("/flow_runs/", run | {"name": "cli-run", "state": scheduled})["id"]
    task = {"flow_run_id": ids["completed_run"], "task_key": "cli", "dynamic_key": "0", "name": "cli-task", "state": {"type": "COMPLETED"}}
    ids["task_run"] = client.ask("/task_runs/", task)["id"]
    logs = [{"name": "prefect.cli", "level": 20 + 10 * number, "message": f"line {number} ü", "timestamp": f"2026-01-01T00:00:0{number}Z"} | which
            for number, which in enumerate(({"flow_run_id": ids["flow_run"]}, {"flow_run_id": ids["flow_run"]},
                                            {"flow_run_id": ids["completed_run"], "task_run_id": ids["task_run"]}))]
    answer = client.api.post("/logs/", json=logs)
    expect(answer.status_code == 201, f"logs on {client.server.name}: {answer.status_code} {answer.text[:300]}")
    for number in range(2):
        artifact = {"key": "cli-report", "type": "markdown", "data": f"# {number}", "description": "about", "flow_run_id": ids["completed_run"]}
        ids["artifact"] = client.ask("/artifacts/", artifact)["id"]
    return ids


def play(client):
    """Runs all lines; gives (line, what it showed) for each."""
    ids = seed(client) | {"folder": client.home}
    lines = [line.strip() for group in LINES.values() for line in group.strip().splitlines()]
    words = [[part.format(**ids) for part in shlex.split(line)] for line in lines]
    answers = json.loads(client.run(sys.executable, FLOWS / "lines.py", json.dumps(words), within=600).splitlines()[-1])
    made = client.home / "made.py"
    told = [("sdk generate, in its file", shown(made.read_text() if made.exists() else "none"))]
    for line, (code, output) in zip(lines, answers):
        output = SHORTENED.sub("<id>", output.replace(str(client.home), "<home>"))
        told.append((line, [f"exit code {code}"] + shown(output)))
    return told


@check("every group of the command line prints the same as on the reference")
def _(stage):
    problems = []
    for (line, one), (_, other) in zip(*everywhere(stage, play)):
        if one != other:
            problems += [f"prefect {line}:"] + describe(other, one, ("reference", stage.subject.server.name), most=6)
    expect(not problems, "\n".join(problems))
