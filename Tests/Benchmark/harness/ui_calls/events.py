"""The page of events, of the last day as it opens."""

from .known import Known

HOURLY = {"time_unit": "hour", "time_interval": 1}


def calls(known: Known) -> list[tuple]:
    day = known.occurred(days=1)
    no_logs = {"event": {"exclude_name": ["prefect.log.write"]}}
    # The first UI sends what has not been chosen as empty lists.
    v1 = day | {"event": {"name": [], "prefix": [], "exclude_name": ["prefect.log.write"]}, "any_resource": {"id_prefix": []}}
    v2 = day | no_logs | {"order": "DESC"}
    deployment = {"any_resource": {"id_prefix": [f"prefect.deployment.{known.deployment}"]}}
    return [
        ("events: feed v1", "/events/filter", {"filter": v1}),
        ("events: feed v2", "/events/filter", {"filter": v2, "limit": 50}),
        ("events: chart v1", "/events/count-by/time", {"filter": v1, "time_unit": "second", "time_interval": 1000}),
        ("events: chart v2", "/events/count-by/time", {"filter": v2} | HOURLY),
        ("events: names of a week v1", "/events/count-by/event", {"filter": known.occurred(days=7)}),
        ("events: names of a day v2", "/events/count-by/event", {"filter": v2} | HOURLY),
        ("events: of a deployment v1", "/events/filter", {"filter": v1 | deployment}),
        ("events: of a deployment v2", "/events/filter", {"filter": v2 | deployment, "limit": 50}),
        ("events: chart of a deployment", "/events/count-by/time", {"filter": v2 | deployment} | HOURLY),
    ]
