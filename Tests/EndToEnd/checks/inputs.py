"""Flows that wait for people and for each other."""

import re

from checks import check, expect
from checks.runs import everywhere
from harness.normaliser import UUID


# A pause that nobody answers is ended by whichever comes first after its time: the client, which the server corrects,
# or the server's own round, whose Failed the client's then replaces.
UNANSWERED = (
    "unanswered: FAILED Failed The flow was failed and never resumed.",
    "unanswered: FAILED Failed Flow run encountered an exception: FlowPauseTimeout: Flow run was paused and never resumed.",
)


def said(outputs, *words):
    """What the scripts printed on both servers, by the words that the lines begin with; ids left out."""
    return [[UUID.sub("<id>", line) for line in output.splitlines() if re.match("|".join(words), line)] for output in outputs]


@check("a flow pauses for typed input and goes on with it")
def _(stage):
    outputs = everywhere(stage, lambda client: client.script("asking"))
    one, other = said(outputs, "answered", "refused")
    expect(one == other, f"{one}, reference {other}")
    expect("answered: 5 ü Answer" in one and len(one) == 3, f"it said {one}")
    for end in said(outputs, "unanswered"):
        expect(len(end) == 1 and end[0] in UNANSWERED, f"the pause that nobody answered ended {end}")
    run, reference = (client.flow_run("asking-run") for client in stage.clients)
    expect(run["state_type"] == "COMPLETED", f"the flow run is {run['state_name']}")
    expect(run["run_count"] == reference["run_count"], f"it ran {run['run_count']} times, on the reference {reference['run_count']}")
    names = [[each["name"] for each in client.ask(f"/flow_run_states/?flow_run_id={client.flow_run('asking-run')['id']}")] for client in stage.clients]
    expect(names[0] == names[1] and names[0].count("Paused") == 2, f"states {names[0]}, reference {names[1]}")


@check("a suspended run of a deployment is scheduled again when it gets its input")
def _(stage):
    one, other = said(everywhere(stage, lambda client: client.script("suspending")), "state", "refused", "returned", "answered")
    expect(one == other, f"{one}, reference {other}")
    expect("state: SCHEDULED Resuming" in " ".join(one) and "answered: 7" in one, f"it said {one}")


@check("a run that another process suspends ends alike, and goes on when it is resumed")
def _(stage):
    one, other = said(everywhere(stage, lambda client: client.script("stopped_outside")), "state", "step", "refused", "returned")
    expect(one == other, f"{one}, reference {other}")
    expect(one.count("step: 1") >= 1 and any(line.startswith("returned") for line in one), f"it said {one}")


@check("inputs that are sent to a flow are received in their order")
def _(stage):
    one, other = said(everywhere(stage, lambda client: client.script("sending")), "texts", "parcels")
    expect(one == other, f"{one}, reference {other}")
    expect(one == ["texts: ['one', 'zwei ü']", "parcels: [(1.5, ['a']), (2.0, [])]"], f"it said {one}")
