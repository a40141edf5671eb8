"""When schedules have to make runs, by the reference's own library, as `Tests/Dates` asks it."""

import calendar
import datetime
import os
import pathlib
import sys
import tempfile
import warnings

from harness.cluster import Missing

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


class Dates:
    def __init__(self):
        warnings.simplefilter("ignore")
        os.environ.setdefault("PREFECT_HOME", tempfile.gettempdir())
        sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Dates"))
        try:
            from prefect.server.schemas.schedules import CronSchedule, RRuleSchedule

            import intervals
        except ImportError:
            raise Missing("the dates of schedules come from the reference: run this with .reference/bin/python") from None
        self.kinds = {"cron": CronSchedule, "rrule": RRuleSchedule, "interval": intervals.load()}

    def between(self, schedule: dict, begin: int, end: int) -> tuple[int, ...]:
        """The dates of a schedule as the API gives it."""
        kind = next(kind for kind in self.kinds if kind in schedule)
        found = set()
        first, last = (EPOCH + datetime.timedelta(microseconds=moment) for moment in (begin, end))
        for date in self.kinds[kind](**schedule)._get_dates_generator(n=100_000, start=first - datetime.timedelta(seconds=1), end=last):
            moment = calendar.timegm(date.utctimetuple()) * 10**6 + date.microsecond
            if moment > end:
                break
            if moment >= begin:
                found.add(moment)
        return tuple(sorted(found))
