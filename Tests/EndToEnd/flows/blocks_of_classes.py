"""Blocks of classes: those of the package, and some of our own that hold others; saved, loaded, changed, registered and deleted.

Prints lines in which two servers are to be equal.
"""

import json
import re
import warnings
from datetime import timedelta
from typing import Any, Optional, Union

from prefect.blocks import notifications
from prefect.blocks.core import Block
from prefect.blocks.fields import SecretDict
from prefect.blocks.redis import RedisStorageContainer
from prefect.blocks.system import Secret
from prefect.blocks.webhook import Webhook
from prefect.filesystems import SMB, LocalFileSystem, RemoteFileSystem
from pydantic import SecretStr

# A later version of a class is warned of.
warnings.simplefilter("ignore")


class Login(Block):
    """A block that others hold."""

    _block_type_name = "E2E login"
    _block_type_slug = "e2e-login"

    user: str = "u"
    password: SecretStr
    more: Optional[SecretDict] = None


class Key(Block):
    """Another one."""

    _block_type_name = "E2E key"
    _block_type_slug = "e2e-key"

    key: SecretStr = SecretStr("k")
    lifetime: timedelta = timedelta(minutes=5)


class House(Block):
    """Holds blocks, one of several kinds, and lists and tables of what is no block."""

    _block_type_name = "E2E house"
    _block_type_slug = "e2e-house"
    _logo_url = "https://example.test/logo.png"
    _documentation_url = "https://example.test/docs"

    login: Login
    access: Union[Login, Key]
    spare: Optional[Key] = None
    anything: Any = None
    rooms: list[dict[str, int]] = []


class Street(Block):
    """Holds a block that holds blocks."""

    _block_type_name = "E2E street"
    _block_type_slug = "e2e-street"

    house: House
    number: int = 1


def shown(block):
    """All that a block holds, its secrets too; ids are not compared."""
    told = json.dumps(block.model_dump(mode="json", context={"include_secrets": True}), sort_keys=True)
    return re.sub(r'(_block_document_id": )"[^"]+"', r"\1<own>", told)


def keeps(block, name):
    """Saves a block, loads it, and tells."""
    block.save(name, overwrite=True)
    loaded = type(block).load(name, validate=False)
    print(type(block).__name__, shown(loaded), shown(loaded) == shown(block), type(loaded) is type(block))
    return loaded


N = notifications
PACKAGED = [
    Secret(value="plain ü"), Secret(value={"of": ["many", 1, None]}), Secret(value=[1, 2]),
    Webhook(url="https://example.test/hook", method="PUT", headers={"x": "y"}), LocalFileSystem(basepath="/tmp/e2e"),
    RemoteFileSystem(basepath="memory://e2e", settings={"key": "s", "more": {"of": 1}}),
    SMB(share_path="/share", smb_username="u", smb_password="p", smb_host="localhost", smb_port=445),
    RedisStorageContainer(host="localhost", username="u", password="p"),
    N.SlackWebhook(url="https://hooks.slack.com/services/T1/B1/abc"),
    N.MicrosoftTeamsWebhook(url="https://prod-1.westus.logic.azure.com:443/workflows/WFID/triggers/manual/paths/invoke?sp=%2F&sv=1.0&sig=SIG"),
    N.PagerDutyWebHook(integration_key="a" * 32, api_key="b" * 20), N.TwilioSMS(
        account_sid="AC" + "a" * 32, auth_token="b" * 32, from_phone_number="+15550000001", to_phone_numbers=["+15550000002"]),
    N.OpsgenieWebhook(apikey="aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"), N.MattermostWebhook(hostname="localhost", token="t" * 24),
    N.DiscordWebhook(webhook_id="1" * 18, webhook_token="t" * 30),
    N.CustomWebhookNotificationBlock(name="e2e", url="https://example.test/{{subject}}", secrets={"token": "t"}),
    N.SendgridEmail(api_key="SG.key", sender_email="a@example.test", to_emails=["b@example.test"]),
]
for number, packaged in enumerate(PACKAGED):
    keeps(packaged, f"e2e-packaged-{number}")

kept = keeps(Login(password="pä", more={"pin": 1234, "deep": {"x": [1]}}), "e2e-login")
inline = House(login=Login(user="inline", password="i"), access=Key(), anything={"a": [None]}, rooms=[{"beds": 2}])
keeps(inline, "e2e-inline")
house = keeps(House(login=kept, access=kept, spare=Key(key="of the spare")), "e2e-house")
street = keeps(Street(house=house, number=3), "e2e-street")
kept.password = SecretStr("changed")
kept.save("e2e-login", overwrite=True)
print("through two others", Street.load("e2e-street").house.access.password.get_secret_value())
try:
    Login(password="other").save("e2e-login")
except ValueError as error:
    print("refused", str(error)[:60])
print("found by its type", type(Block.load("e2e-street/e2e-street")).__name__)
Street.register_type_and_schema()


class Street(Block):  # noqa: F811 - a later version of the same type
    """Has one more field than before."""

    _block_type_name = "E2E street"
    _block_type_slug = "e2e-street"

    house: House
    number: int = 1
    name: str = "Main"


Street.register_type_and_schema()
print("of a later version", Street.load("e2e-street", validate=False).number)
Street(house=house, name="Side").save("e2e-street", overwrite=True)
print("kept in it", shown(Street.load("e2e-street")))
for type_, name in ((Street, "e2e-street"), (House, "e2e-house"), (House, "e2e-inline"), (Login, "e2e-login")):
    type_.delete(name)
    try:
        type_.load(name)
        print("not deleted", name)
    except ValueError as error:
        print("gone", str(error)[:80])
print("blocks work")
