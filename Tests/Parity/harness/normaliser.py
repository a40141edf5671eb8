"""Replaces what two servers may rightly answer differently: ids, times, generated names, durations, addresses.

Every replacement keeps what matters: equal ids stay equal, a time's format and plausibility are checked, a value that the
scenario sent itself is compared exactly.
"""

import json
import re
import uuid
from datetime import datetime, timedelta, timezone

UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
# Forms that only a scenario sends, and that come back in what is echoed.
OTHER_UUID = re.compile(r"\b[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}\b|\b[0-9a-f]{32}\b")
TIME = re.compile(r"\b(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?")
GENERATED = re.compile(r"^[a-z]+-[a-z]+(-[a-z]+)?$")
DURATIONS = {"total_run_time", "estimated_run_time", "estimated_start_time_delta"}
# A time this close to the scenario is the server's clock; any other one is data and compared as it is.
BEFORE, AFTER = timedelta(minutes=5), timedelta(seconds=10)
# So is one of an object that an earlier scenario has left, however long the suite has run.
STARTED = datetime.now(timezone.utc)


class Normaliser:
    """The memory of one scenario on one server: the same id or name always gives the same placeholder."""

    def __init__(self, server_root, salt, base):
        self.ids = {}
        self.names = {}
        self.names_of_runs = {}
        self.sent = {}
        self.salt = salt
        self.base = base
        self.host = server_root.split("//", 1)[1]

    def text(self, value):
        """A string with addresses, ids, times and known generated names replaced."""
        if value in self.names:
            return self.names[value]
        value = value.replace(self.host, "<host>")
        value = UUID.sub(lambda match: self._id(match.group()), value)
        value = OTHER_UUID.sub(self._other_id, value)
        return TIME.sub(self._time, value)

    def json(self, value, unordered=(), path=""):
        """A JSON value normalised; arrays whose path (`[].tags`, `results`) is in `unordered` are sorted first."""
        if isinstance(value, dict):
            name = self._generated_name(value)
            members = {self.text(key): self._member(key, value[key], unordered, f"{path}.{key}" if path else key)
                       for key in sorted(value)}
            return members | {"name": name} if name else members
        if isinstance(value, list):
            if path in unordered:
                value = sorted(value, key=self._order)
            return [self.json(each, unordered, path + "[]") for each in value]
        return self.text(value) if isinstance(value, str) else value

    def _member(self, key, value, unordered, path):
        if key in DURATIONS and isinstance(value, float) and value:
            return "<duration>"
        if key == "next_page" and isinstance(value, str):
            return re.sub(r"page-token=[^&]+", "page-token=<token>", self.text(value))
        return self.json(value, unordered, path)

    def _generated_name(self, value):
        """The placeholder of a run's generated name, None for anything else; the name is replaced wherever it shows from then on.

        It belongs to the run's id, since two runs may draw the same name.
        """
        name, id = value.get("name"), value.get("id")
        if not isinstance(name, str) or not {"flow_id", "task_key"} & value.keys():
            return None
        if (id, name) not in self.names_of_runs:
            if self.salt in name or not GENERATED.match(name):
                return None
            self.names_of_runs[id, name] = f"<name{len(self.names_of_runs) + 1}>"
            self.names.setdefault(name, self.names_of_runs[id, name])
        return self.names_of_runs[id, name]

    def _id(self, text):
        return self.ids.setdefault(text, f"<id{len(self.ids) + 1}>")

    def _other_id(self, match):
        form = "plain" if len(match.group()) == 32 else "upper"
        return self._id(str(uuid.UUID(match.group()))).replace(">", f" {form}>")

    def _time(self, match):
        day, separator, clock, fraction, zone = match.groups()
        if fraction and len(fraction) != 7:
            return match.group()
        try:
            offset = zone.replace("Z", "+00:00") if zone else "+00:00"
            moment = datetime.fromisoformat(f"{day}T{clock}{fraction or ''}{offset}")
        except ValueError:
            return match.group()
        form = [{"T": "", " ": "spaced"}[separator], (zone or "naive").replace("Z", "")]
        suffix = "".join(" " + part for part in form if part)
        if moment in self.sent:
            return f"<{self.sent[moment]}{suffix}>"
        if min(STARTED, self.base - BEFORE) <= moment <= datetime.now(timezone.utc) + AFTER:
            return f"<time{suffix}>"
        return match.group()

    def _order(self, value):
        text = json.dumps(value, sort_keys=True)
        text = UUID.sub(lambda match: self.ids.get(match.group(), "<id>"), text)
        return TIME.sub("<time>", text)
