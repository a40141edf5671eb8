"""Random schedules, more of them near to what is difficult than by chance."""

import dataclasses
import datetime

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
ZONES = [
    "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo",
    "Pacific/Auckland", "Asia/Tokyo", "America/St_Johns", "Europe/London", "Asia/Jerusalem", "Pacific/Apia",
    "America/Santiago", "Africa/Cairo",
]
# When clocks change somewhere: month, day, hour in UTC.
CHANGES = [(3, 8, 6), (3, 29, 0), (11, 1, 5), (10, 25, 0), (4, 4, 14), (10, 3, 15), (9, 26, 13)]
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
WEEKDAYS = "sun mon tue wed thu fri sat".split()
DAYS = "MO TU WE TH FR SA SU".split()


@dataclasses.dataclass
class Case:
    kind: str
    schedule: dict
    start: datetime.datetime
    count: int

    @property
    def line(self):
        schedule = {k: v.isoformat() if isinstance(v, datetime.datetime) else v for k, v in self.schedule.items()}
        elapsed = self.start - EPOCH
        start = (elapsed.days * 86400 + elapsed.seconds) * 10**6 + elapsed.microseconds
        return {"schedule": schedule, "start": start, "count": self.count}


class Cases:
    def __init__(self, random, kinds):
        self.random = random
        self.kinds = kinds

    def next(self):
        r = self.random
        kind, start, zone = r.choice(self.kinds), self.moment(), r.choice(ZONES)
        if kind == "cron":
            schedule = {"cron": self.cron(), "timezone": zone, "day_or": r.random() < 0.7}
        elif kind == "rrule":
            schedule = {"rrule": self.recurrence(start), "timezone": zone}
        else:
            schedule = {"interval": self.interval(), "anchor_date": self.moment(), "timezone": zone}
        return Case(kind, schedule, start, r.choice([1, 3, 5] if kind == "rrule" else [1, 3, 5, 10, 40]))

    def moment(self):
        r = self.random
        if r.random() < 0.5:
            month, day, hour = r.choice(CHANGES)
            moment = datetime.datetime(r.randint(2024, 2033), month, day, hour, tzinfo=UTC)
            moment += datetime.timedelta(minutes=r.randint(-7200, 7200))
        else:
            moment = datetime.datetime(2024, 1, 1, tzinfo=UTC) + datetime.timedelta(minutes=r.randint(0, 9 * 525600))
        moment = moment.replace(second=r.choice([0, 0, 0, r.randint(0, 59)]))
        return moment.replace(microsecond=r.randint(1, 999999)) if r.random() < 0.2 else moment

    def interval(self):
        r = self.random
        return r.choice([
            r.randint(1, 120) * 60, r.randint(1, 48) * 1800, r.choice([3600, 7200, 900, 43200]), r.randint(1, 8) * 86400,
            r.randint(1, 3) * 86400 + r.randint(1, 1439) * 60, r.randint(1, 259200),
        ])

    # Cron

    RANGES = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 7), (0, 59), (2024, 2035)]

    def value(self, field):
        r, (low, high) = self.random, self.RANGES[field]
        if field in (3, 4) and r.random() < 0.3:
            return r.choice(MONTHS if field == 3 else WEEKDAYS)
        return str(r.choice([low - 1, high + 1, 0, 60, 99]) if r.random() < 0.02 else r.randint(low, high))

    def item(self, field):
        r = self.random
        kind, value = r.random(), self.value(field)
        if kind < 0.5:
            return value
        if kind < 0.7:
            return f"{value}-{self.value(field)}"
        if kind < 0.8:
            return f"{value}-{self.value(field)}/{r.randint(0 if r.random() < 0.05 else 1, 12)}"
        if kind < 0.9:
            return f"*/{r.randint(1, 15)}"
        if kind < 0.95:
            return f"{value}/{r.randint(1, 9)}"
        if field == 2:
            return r.choice(["l", "L", "?", "15-l", "LW", "15W"])
        if field == 4:
            return r.choice([
                "l5", "L1", "fri#2", "1#3", "mon-wed#1", "?", "sun#5", "7#1", "l7", "fri-mon#2", "1#6", "*#2", "l", "mon#0",
            ])
        return value

    def cron(self):
        r = self.random
        if r.random() < 0.02:
            return r.choice(
                ["@daily", "@hourly", "@weekly", "@monthly", "@yearly", "@annually", "@midnight", "@reboot", "@DAILY", " @daily"])
        count = r.choice([4, 8]) if r.random() < 0.01 else r.choice([5] * 8 + [6, 6, 7])
        chances = [0.3, 0.35, 0.5, 0.7, 0.6, 0.2, 0.6]
        fields = []
        for field in range(count):
            field = min(field, 6)
            is_open = r.random() < chances[field]
            fields.append("*" if is_open else ",".join(self.item(field) for _ in range(r.choice([1, 1, 1, 2, 3]))))
        return " ".join(fields)

    # Recurrences

    def numbers(self, low, high, negative=False, most=3):
        r = self.random
        return ",".join(
            str(r.randint(low, high) * (r.choice([1, 1, -1]) if negative else 1)) for _ in range(r.randint(1, most)))

    def rule(self, frequency):
        r = self.random
        parts = []

        def sometimes(chance, name, value):
            if r.random() < chance:
                parts.append(f"{name}={value()}")

        sometimes(0.5, "INTERVAL", lambda: r.choice([1, 2, 3, 4, 5, 7, 10, 15, 30, 45, 100, 1000]))
        sometimes(0.15, "COUNT", lambda: r.choice([0, 1, 5, 30, 400, 3000]))
        sometimes(
            0.15, "UNTIL",
            lambda: f"20{r.randint(20, 33)}{r.randint(1, 12):02}{r.randint(1, 28):02}{r.choice(['', 'T120000', 'T1230'])}")
        sometimes(0.2, "WKST", lambda: r.choice(DAYS))
        sometimes(0.25, "BYMONTH", lambda: self.numbers(1, 12))
        sometimes(0.2, "BYMONTHDAY", lambda: self.numbers(1, 31, True))
        sometimes(0.1, "BYYEARDAY", lambda: self.numbers(1, 366, True, 8))
        sometimes(0.1, "BYWEEKNO", lambda: self.numbers(1, 53, True, 6))
        sometimes(0.05, "BYEASTER", lambda: self.numbers(-120, 200))
        sometimes(0.3, "BYDAY", lambda: ",".join(
            (str(r.choice([1, 2, -1, -2, 5, 3])) if r.random() < 0.3 else "") + r.choice(DAYS)
            for _ in range(r.randint(1, 4))))
        sometimes(0.35, "BYHOUR", lambda: self.numbers(0, 23 if r.random() < 0.97 else 25))
        sometimes(0.35, "BYMINUTE", lambda: self.numbers(0, 59))
        sometimes(0.2, "BYSECOND", lambda: self.numbers(0, 59))
        sometimes(0.2, "BYSETPOS", lambda: self.numbers(1, 12, True))
        r.shuffle(parts)
        return ";".join([f"FREQ={frequency}"] + parts)

    def recurrence(self, start):
        r = self.random
        frequencies = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
        chosen = [r.choice(frequencies) for _ in range(r.choice([1, 1, 1, 1, 2, 3]))]
        excluded = r.choice(frequencies) if r.random() < 0.07 else None
        used = {*chosen, excluded}
        lines = []
        if used & {"MINUTELY", "SECONDLY"}:
            # The reference steps from there.
            begin = start - datetime.timedelta(minutes=r.randint(-100, 1000), seconds=r.randint(0, 60))
            lines.append(begin.strftime("DTSTART:%Y%m%dT%H%M%S"))
        elif "HOURLY" in used or r.random() < 0.8:
            lines.append("DTSTART:" + self.date([2020, 2023, 2024]))
        lines += ["RRULE:" + self.rule(frequency) for frequency in chosen]
        for name in ("RDATE", "EXDATE"):
            if r.random() < 0.12:
                lines.append(f"{name}:" + ",".join(self.date(range(2020, 2034)) for _ in range(r.randint(1, 4))))
        if excluded:
            lines.append("EXRULE:" + self.rule(excluded))
        return "\n".join(lines)

    def date(self, years):
        r = self.random
        minute, second = r.choice([0, 30, r.randint(0, 59)]), r.choice([0, 0, r.randint(0, 59)])
        hour = r.choice([r.randint(0, 23), 1, 2, 3])
        return f"{r.choice(years)}{r.randint(1, 12):02}{r.randint(1, 28):02}T{hour:02}{minute:02}{second:02}"
