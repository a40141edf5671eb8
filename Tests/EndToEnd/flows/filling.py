"""Fills a server with some of everything, by a client of any release of Prefect 3."""

import sys
from datetime import timedelta

from prefect import flow, get_run_logger, task
from prefect.automations import Automation
from prefect.blocks.core import Block
from prefect.blocks.system import Secret
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.actions import DoNothing
from prefect.variables import Variable
from pydantic import SecretStr


class Login(Block):
    """A block with a secret among what is none."""

    user: str
    password: SecretStr


@task
def double(number):
    """Doubles."""
    get_run_logger().info("doubling %s", number)
    return number * 2


@flow(flow_run_name="filling-child")
def child(number):
    """A subflow."""
    return double(number)


@flow(flow_run_name="filling-run")
def filling(number: int = 20):
    """A flow with tasks, a subflow and log lines."""
    get_run_logger().info("grüezi")
    return double(number) + child(number + 1)


@flow(flow_run_name="filling-failed")
def failing():
    """A flow that fails."""
    raise ValueError("on purpose")


if __name__ == "__main__":
    if filling(20) != 82:
        sys.exit("the flow is wrong")
    failing(return_state=True)
    filling.to_deployment("filled", interval=timedelta(hours=1), tags=["filled"], parameters={"number": 3}).apply()
    Secret(value="s3cr3t-of-old").save("filled-secret")
    Login(user="ada", password="sesame-of-old").save("filled-login")
    Variable.set("filled", "a value", tags=["filled"])
    Automation(
        name="filled", enabled=True, actions=[DoNothing()],
        trigger=EventTrigger(expect={"prefect.flow-run.Failed"}, match={"prefect.resource.id": "prefect.flow-run.*"},
                             posture=Posture.Reactive, threshold=1, within=timedelta(0))).create()
    print("filled")
