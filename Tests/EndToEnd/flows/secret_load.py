"""Loads the Secret block and compares its value."""

from prefect.blocks.system import Secret

assert Secret.load("e2e-token").get() == "s3cr3t ü"
print("loaded")
