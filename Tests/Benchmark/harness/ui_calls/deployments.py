"""The page of deployments and the page of one."""

from .filters import SCHEDULED, any_id
from .known import Known

# All names but Scheduled; the second UI knows two more.
NAMES_V1 = ["Late", "Resuming", "AwaitingRetry", "AwaitingConcurrencySlot", "Pending", "Paused", "Suspended", "Running", "Retrying",
            "Completed", "Cached", "Cancelled", "Cancelling", "Crashed", "Failed", "TimedOut"]
NAMES_V2 = NAMES_V1[:5] + ["Submitting", "InfrastructurePending"] + NAMES_V1[5:]


def calls(known: Known) -> list[tuple]:
    return of_deployments(known) + of_a_deployment(known)


def of_deployments(known: Known) -> list[tuple]:
    """The list of deployments, and the lists that other pages choose from."""
    deployment = {"deployments": any_id(known.deployment)}

    def like(name: str, *tags: str) -> dict:
        return {"deployments": {"flow_or_deployment_name": {"like_": name}, "tags": {"all_": list(tags)}}, "sort": "NAME_ASC"}

    return [
        ("deployments: count v1", "/deployments/count", {}),
        ("deployments: count v2", "/deployments/count", like("")),
        ("deployments: first page v1", "/deployments/paginate", {"sort": "NAME_ASC", "limit": 10, "page": 1}),
        ("deployments: first page v2", "/deployments/filter", like("") | {"limit": 10}),
        ("deployments: search for a name", "/deployments/filter", like("flow-12") | {"limit": 10}),
        ("deployments: of a tag", "/deployments/filter", like("", "nightly") | {"limit": 10}),
        ("deployments: all", "/deployments/paginate", {}),
        ("deployments: to choose from v1", "/deployments/paginate", {"limit": 100}),
        ("deployments: to choose from v2", "/deployments/filter", {"sort": "NAME_ASC", "limit": 100}),
        ("deployments: to choose events from v1", "/deployments/filter", {}),
        ("deployments: to choose events from v2", "/deployments/filter", {"sort": "CREATED_DESC"}),
        ("deployments: bars of one v1", "/flow_runs/filter", deployment | {"flow_runs": known.due(days=7), "sort": "START_TIME_DESC", "limit": 26}),
        ("deployments: bars of one v2", "/flow_runs/filter", deployment | {"sort": "START_TIME_DESC", "limit": 21}),
        ("deployments: bars before their width", "/flow_runs/filter", deployment | {"sort": "START_TIME_DESC", "limit": 0}),
    ]


def of_a_deployment(known: Known) -> list[tuple]:
    deployment = {"deployments": any_id(known.deployment)}
    page = deployment | {"sort": "START_TIME_DESC", "limit": 10, "page": 1}
    either = {"state": {"name": {"any_": NAMES_V2}, "operator": "or_"}}
    return [
        ("deployment: its runs v1", "/flow_runs/paginate", page | {"flow_runs": {"state": {"name": {"any_": NAMES_V1}}}}),
        ("deployment: its runs v2", "/flow_runs/paginate", page | {"flow_runs": either}),
        ("deployment: next run", "/flow_runs/filter", deployment | {"flow_runs": SCHEDULED, "sort": "EXPECTED_START_TIME_ASC", "limit": 1}),
    ]
