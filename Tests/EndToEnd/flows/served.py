"""Serves the flows of `napping`: one to be cancelled, the other on three kinds of schedule, each once a minute."""

from datetime import datetime, timedelta, timezone

from napping import napping, punctual
from prefect import serve
from prefect.schedules import Cron, Interval, RRule

soon = datetime.now(timezone.utc) + timedelta(seconds=30)
SCHEDULES = {
    "cron": Cron("* * * * *", timezone="Europe/Berlin"),
    "interval": Interval(60, anchor_date=soon),
    "rrule": RRule(f"FREQ=MINUTELY;BYSECOND={(soon.second + 5) % 60}"),
}

if __name__ == "__main__":
    serve(napping.to_deployment("e2e-served", parameters={"sleeper": "server"}, tags=["e2e-served"]),
          *(punctual.to_deployment(f"e2e-by-{kind}", schedule=schedule, parameters={"kind": kind}) for kind, schedule in SCHEDULES.items()))
