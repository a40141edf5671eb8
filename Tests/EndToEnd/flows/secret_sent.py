"""Saves blocks whose secret is the second argument, and an automation that sends by them to the port that is the first."""

import sys
from datetime import timedelta

from prefect.automations import Automation
from prefect.blocks.notifications import CustomWebhookNotificationBlock, MattermostWebhook
from prefect.blocks.webhook import Webhook
from prefect.events.actions import CallWebhook, SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture

port, secret = int(sys.argv[1]), sys.argv[2]
webhooks = [
    Webhook(url=f"http://127.0.0.1:{port}/{secret}", headers={"X-Key": secret}).save("planted-webhook"),
    # Nobody listens there, or nothing may be sent there.
    Webhook(url=f"http://127.0.0.1:1/{secret}").save("planted-dead"),
    Webhook(url=f"http://127.0.0.1:{port}/{secret}", allow_private_urls=False).save("planted-refused"),
]
notifiers = [
    MattermostWebhook(hostname="127.0.0.1", port=port, token=secret).save("planted-mattermost"),
    CustomWebhookNotificationBlock(
        name="planted", url=f"http://127.0.0.1:{port}/{{{{key}}}}", json_data={"key": "{{key}}", "text": "{{body}}"}, secrets={"key": secret},
    ).save("planted-custom"),
    MattermostWebhook(hostname="127.0.0.1", port=1, token=secret).save("planted-dead-mattermost"),
]
Automation(
    name="planted",
    trigger=EventTrigger(expect={"planted.sown"}, posture=Posture.Reactive, threshold=1, within=timedelta(0)),
    actions=[CallWebhook(block_document_id=each, payload="{{ event.id }}") for each in webhooks]
    + [SendNotification(block_document_id=each, subject="sown", body="{{ event.id }}") for each in notifiers],
).create()
