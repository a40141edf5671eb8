"""Saves a Secret block."""

from prefect.blocks.system import Secret

Secret(value="s3cr3t ü").save("e2e-token", overwrite=True)
print("saved")
