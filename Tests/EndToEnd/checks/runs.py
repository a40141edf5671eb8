"""Flows that run for real, and what the command line then shows."""

from concurrent.futures import ThreadPoolExecutor

from checks import check, expect
from checks.telling import shown
from checks.waiting import eventually
from harness.comparison import describe


def everywhere(stage, action):
    """Does the same with both clients at once; gives both results."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(action, stage.clients))


@check("a flow with tasks, a retry, a subflow, futures, prints and tags completes")
def _(stage):
    for output in everywhere(stage, lambda client: client.script("pipeline")):
        expect("result 154" in output, f"the flow's result is missing in: {output[-2000:]}")
    client = stage.subject
    run = client.flow_run("pipeline-run")
    expect(run["state_type"] == "COMPLETED", f"the flow run is {run['state_name']}")
    expect(sorted(run["tags"]) == ["e2e", "nightly"], f"tags {run['tags']}")
    expect(run["parameters"] == {"count": 3, "label": "ünïcode"}, f"parameters {run['parameters']}")
    mine = {"task_runs": {"flow_run_id": {"any_": [run["id"]]}}, "sort": "NAME_ASC"}
    eventually(lambda: sum(each["state_type"] == "COMPLETED" for each in client.ask("/task_runs/filter", mine)) == 6)
    tasks = {each["name"]: each for each in client.ask("/task_runs/filter", mine)}
    expect(len(tasks) == 6 and tasks.keys() > {"extract-0", "extract-1", "extract-2", "flaky", "total"}, f"task runs {sorted(tasks)}")
    expect(all(each["state_type"] == "COMPLETED" for each in tasks.values()),
           f"task states { {name: each['state_name'] for name, each in tasks.items()} }")
    expect(tasks["flaky"]["run_count"] == 2, f"the flaky task ran {tasks['flaky']['run_count']} times")
    expect("late-tag" in tasks["flaky"]["tags"], f"its tags are {tasks['flaky']['tags']}")
    states = [each["name"] for each in client.ask(f"/task_run_states/?task_run_id={tasks['flaky']['id']}")]
    expect(states[0] == "Pending" and states[-1] == "Completed" and "Retrying" in states, f"its states are {states}")
    child = client.flow_run("child-run")
    expect(child["parent_task_run_id"] in {each["id"] for each in tasks.values()}, "the subflow has no parent among the task runs")
    expect(child["state_type"] == "COMPLETED", f"the subflow is {child['state_name']}")
    lines = {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "limit": 200}
    wanted = ("label ünïcode", "extracting 2", "adding 5 numbers", "not yet")

    def missing():
        text = "\n".join(each["message"] for each in client.ask("/logs/filter", lines))
        return [each for each in wanted if each not in text]
    eventually(lambda: not missing())
    expect(not missing(), f"the logs lack {missing()}")


@check("a failing flow ends Failed, with its reason and exit code 1")
def _(stage):
    for output in everywhere(stage, lambda client: client.script("failing", code=1)):
        expect("this is the reason" in output, "the reason is not in the traceback")
    one, other = (client.flow_run("failing-run") for client in stage.clients)
    expect(one["state_type"] == "FAILED", f"the flow run is {one['state_name']}")
    expect(one["state"]["message"] == other["state"]["message"], f"message {one['state']['message']!r}, reference {other['state']['message']!r}")
    mine = {"task_runs": {"flow_run_id": {"any_": [one["id"]]}}}
    expect(eventually(lambda: [each["state_type"] for each in stage.subject.ask("/task_runs/filter", mine)] == ["FAILED"]), "the task run is not FAILED")


COMMANDS = {
    "flow ls": lambda client: ["flow", "ls"],
    "flow-run ls": lambda client: ["flow-run", "ls"],
    "flow-run ls of one state": lambda client: ["flow-run", "ls", "--state", "Completed", "--limit", "1"],
    "flow-run inspect": lambda client: ["flow-run", "inspect", client.flow_run("pipeline-run")["id"]],
    "flow-run inspect as JSON": lambda client: ["flow-run", "inspect", client.flow_run("failing-run")["id"], "--output", "json"],
    "flow-run logs": lambda client: ["flow-run", "logs", client.flow_run("failing-run")["id"]],
    "flow-run logs of the newest": lambda client: ["flow-run", "logs", client.flow_run("pipeline-run")["id"], "--head", "--num-logs", "3"],
    "task-run ls": lambda client: ["task-run", "ls"],
    "task-run inspect": lambda client: ["task-run", "inspect", client.ask("/task_runs/filter", {"task_runs": {"name": {"any_": ["total"]}}})[0]["id"]],
    "variable ls": lambda client: ["variable", "ls"],
    "block ls": lambda client: ["block", "ls"],
}


def differences(stage, commands, **settings):
    """Runs commands on both servers; tells where their exit codes or what they print differ."""
    outputs = everywhere(stage, lambda client: client.commands(*(command(client) for command in commands.values()), **settings))
    lines = []
    for title, one, other in zip(commands, *outputs, strict=True):
        one, other = ([code, *shown(text)] for code, text in (one, other))
        if one != other:
            lines += [f"prefect {title}:"] + describe(other, one, ("reference", stage.subject.server.name), most=6)
    return lines


@check("the command line shows the same as on the reference")
def _(stage):
    everywhere(stage, lambda client: eventually(lambda: all(
        each["state_type"] in ("COMPLETED", "FAILED") for each in client.ask("/task_runs/filter", {}))))
    problems = differences(stage, COMMANDS)
    expect(not problems, "\n".join(problems))
