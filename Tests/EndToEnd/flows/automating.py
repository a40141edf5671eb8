"""Automations through the client: made, read, changed, switched and deleted; and those that a deployment owns."""

from prefect import flow, get_client
from prefect.automations import Automation
from prefect.events import DeploymentCompoundTrigger, DeploymentEventTrigger, EventTrigger, Posture
from prefect.events.actions import ChangeFlowRunState, DoNothing, PauseAutomation, RunDeployment
from prefect.events.schemas.automations import CompoundTrigger, SequenceTrigger

ignored = {"id": True, "trigger": {"id": True}}
event = EventTrigger(expect={"e2e.happened"}, match={"prefect.resource.id": ["e2e.*", "!e2e.not"]}, posture=Posture.Reactive, threshold=2, within=5)
composite = CompoundTrigger(require=1, within=60, triggers=[event, SequenceTrigger(within=None, triggers=[event, event])])

made = Automation(name="e2e-auto", description="about ü", tags=["e2e"], trigger=event, actions=[DoNothing()]).create()
assert made.id
assert Automation.read(id=made.id).model_dump(exclude=ignored) == made.model_dump(exclude=ignored)
assert Automation.read(name="e2e-auto").id == made.id
made.trigger = composite
made.actions = [ChangeFlowRunState(state="FAILED", message="{{ event.id }}"), PauseAutomation(source="inferred"), RunDeployment(source="inferred")]
made.tags = []
made.update()
read = Automation.read(id=made.id)
assert [type(action).__name__ for action in read.actions] == ["ChangeFlowRunState", "PauseAutomation", "RunDeployment"], read
assert read.tags == [] and read.description == "about ü", read
assert isinstance(read.trigger, CompoundTrigger) and isinstance(read.trigger.triggers[1], SequenceTrigger), read
assert read.trigger.triggers[0].match.root == {"prefect.resource.id": ["e2e.*", "!e2e.not"]}, read
made.disable()
assert Automation.read(id=made.id).enabled is False
made.enable()
assert Automation.read(id=made.id).enabled is True
made.delete()
try:
    Automation.read(id=made.id)
except ValueError as error:
    print(type(error).__name__)
else:
    raise AssertionError("it is still there")


@flow(name="e2e-triggered")
def triggered(x: int = 1):
    """Never run."""


def owned(*triggers):
    """Deploys the flow with triggers; gives the automations of the deployment."""
    deployment = triggered.to_deployment("e2e-triggered", triggers=list(triggers))
    id = deployment.apply()
    with get_client(sync_client=True) as client:
        found = client.request("GET", "/automations/related-to/{resource_id}", path_params={"resource_id": f"prefect.deployment.{id}"}).json()
    return sorted((each["name"], each["trigger"]["type"], [action["deployment_id"] == str(id) for action in each["actions"]],
                   [action["parameters"] for action in each["actions"]]) for each in found)


one = DeploymentEventTrigger(name="e2e-one", expect={"e2e.one"}, parameters={"x": "{{ event.payload.x }}"})
two = DeploymentCompoundTrigger(name="e2e-two", require="any", within=10, triggers=[event])
print(owned(one, two))
print(owned(one))
print(owned(two))
print("automations work")
