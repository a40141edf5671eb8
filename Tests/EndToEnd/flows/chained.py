"""A flow whose deployments run one after the other, by automations."""

from prefect import flow


@flow(name="e2e-link", log_prints=True)
def link(place: str, cause: str | None = None, count: int = 0):
    print(f"{place} after {cause!r}")
    return count + 1
