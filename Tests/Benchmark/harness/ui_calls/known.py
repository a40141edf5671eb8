"""What the calls ask about."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class Known:
    """Ids and names of the filled database to ask about, and the moment it was filled."""

    now: datetime
    flow: str
    deployment: str
    # A flow that has failed runs, as the dashboard asks only such flows about them.
    failing_flow: str
    # One of the last runs that ended, its task runs, and when it ran.
    run: str
    tasks: list[str]
    began: datetime
    ended: datetime
    # A name that only one flow run has, and not an old one.
    name: str
    # The pool and the queue that late and scheduled runs wait in.
    pool: str
    pool_name: str
    queue_name: str
    # As many as a page shows: ten flows, ten deployments and a hundred of the last runs.
    flows: list[str]
    deployments: list[str]
    runs: list[str]

    def ago(self, **span) -> str:
        return timestamp(self.now - timedelta(**span))

    def since(self, **span) -> dict:
        """The span before the moment of filling, as a filter of runs has it."""
        return {"after_": self.ago(**span), "before_": self.ago()}

    def due(self, **span) -> dict:
        return {"expected_start_time": self.since(**span)}

    def started(self, **span) -> dict:
        return {"start_time": self.since(**span)}

    def occurred(self, **span) -> dict:
        return {"occurred": {"since": self.ago(**span), "until": self.ago()}}


def timestamp(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
