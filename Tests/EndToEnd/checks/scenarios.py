"""What flows do when they are tried again, kept, undone and limited: both servers are to tell the same of it."""

import re

from checks import check, expect
from checks.runs import differences, everywhere
from checks.waiting import eventually
from checks.telling import story
from harness.comparison import describe


def alike(stage, tell, within=30):
    """Waits until both servers tell the same, since task runs are recorded a moment after they are told of; gives what they tell."""
    def same():
        told[:] = [tell(client) for client in stage.clients]
        return told[0] == told[1]
    told = []
    eventually(same, within)
    expect(told[0] == told[1], lambda: "\n".join(describe(told[1], told[0], ("reference", stage.subject.server.name))))
    return told[0]


def names(told):
    """The names of the states that a run went through."""
    return [name for _, name, _ in told["states"]]


def tasks(told):
    """The names of the states of the last task run of each name."""
    return {each["name"]: names(each) for each in told["tasks"]}


def printed(stage, script, *words):
    """Runs a script on both servers at once; the lines that begin with the words are to be the same, and are given."""
    outputs = everywhere(stage, lambda client: client.script(script))
    one, other = ([line for line in output.splitlines() if re.match("|".join(words), line)] for output in outputs)
    expect(one == other, lambda: f"{stage.subject.server.name} printed {one}\nreference {other}")
    return one


@check("flows and tasks are tried again after their delays, and given up, with the same states")
def _(stage):
    expect(printed(stage, "retrying", "returned") == ["returned 3", "returned Failed TimedOut"], "the script ended otherwise")
    told = alike(stage, lambda client: story(client, client.flow_run("retrying-run")))
    expect(names(told) == ["Pending", "Running", "AwaitingRetry", "Running", "AwaitingRetry", "Running", "Completed"], f"the flow run was {names(told)}")
    expect(told["empirical_policy"]["retry_delay"] == 1 and told["run_count"] == 3, f"its policy is {told['empirical_policy']}")
    first = {each["name"]: each for each in reversed(told["tasks"])}
    expect(names(first["listed"]).count("AwaitingRetry") == 3 and names(first["listed"]).count("Retrying") == 3, f"a task run was {names(first['listed'])}")
    expect(first["jittered"]["empirical_policy"]["retry_jitter_factor"] == 0.5, f"its policy is {first['jittered']['empirical_policy']}")
    expect(names(first["slow"])[-1] == "TimedOut" and "Retrying" not in names(first["refused"]), f"task runs were {tasks(told)}")
    for name in ("giving-up-run", "too-slow-run"):
        alike(stage, lambda client, name=name: story(client, client.flow_run(name)))


@check("results are kept and used again by inputs, keys and time, and refreshed when asked")
def _(stage):
    lines = printed(stage, "caching", "[12] ", "fresh", "expired", "kept")
    expect("fresh Completed Cached" in lines and "expired Completed" in lines and lines[-2:] == ["kept True", "kept True"], f"it printed {lines}")
    expect(sum(" Cached " in line for line in lines) == 12, f"it printed {lines}")
    for round in (1, 2):
        told = alike(stage, lambda client, round=round: story(client, client.flow_run(f"caching-{round}")))
    expect(tasks(told)["by-inputs-2"][-1] == "Cached", f"a cached task run was {tasks(told)['by-inputs-2']}")


@check("a transaction is kept when all is well, and undone when a later task fails")
def _(stage):
    expect(printed(stage, "transacting", "Completed", "Failed") == ["Completed", "Failed"], "the script ended otherwise")
    well, failed = (alike(stage, lambda client, name=name: story(client, client.flow_run(f"transacting-{name}"))) for name in (True, False))
    said = [[text for _, text in told["lines"] if re.match("kept|undid", text)] for told in (well, failed)]
    expect(said == [["kept first", "kept inner", "kept last", "kept the outer one"], ["undid first", "undid inner", "undid the outer one"]], f"hooks said {said}")


@check("tasks share the slots of a tag and of a named limit, which come free again")
def _(stage):
    made = ("concurrency-limit create e2e-few 1", "gcl create e2e-global --limit 1", "gcl create e2e-wide --limit 3",
            "gcl create e2e-rate --limit 1 --slot-decay-per-second 1.0")
    differing = differences(stage, {command: lambda _, command=command: command.split() for command in made})
    expect(not differing, lambda: "\n".join(differing))
    everywhere(stage, lambda client: client.script("limited"))
    told = alike(stage, lambda client: story(client, client.flow_run("limited-run")))
    said = [text for _, text in told["lines"]]
    for line in ("tagged (2, True) sharing (2, True)", "rated apart True", "free 0 0", "held 1", "both 3 1", "goes on without a limit"):
        expect(line in said, f"it did not say {line!r} but {said}")
    events = {"filter": {"event": {"prefix": ["prefect.concurrency-limit."]}}, "limit": 50}

    def heard(client):
        return sorted([each["event"], each["resource"]["prefect.resource.name"], each["resource"].get("slots-acquired")]
                      for each in client.ask("/events/filter", events)["events"])
    alike(stage, heard)
    looks = ("concurrency-limit inspect e2e-few", "concurrency-limit ls", "gcl inspect e2e-global", "gcl ls", "gcl inspect e2e-missing",
             "concurrency-limit delete e2e-few", "gcl delete e2e-wide")
    differing = differences(stage, {command: lambda _, command=command: command.split() for command in looks})
    expect(not differing, lambda: "\n".join(differing))
