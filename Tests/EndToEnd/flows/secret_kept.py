"""Saves a Secret block whose value is the argument, changes it, reads it, and deletes it."""

import sys

from prefect.blocks.system import Secret

Secret(value=sys.argv[1]).save("kept")
Secret(value={"of": [sys.argv[1]]}).save("kept", overwrite=True)
assert Secret.load("kept").get()["of"] == [sys.argv[1]]
Secret.delete("kept")
