"""Reading the rows of `events` and `event_resources`, which the comparison of server-made events needs."""

import json
import time

from harness.normaliser import UUID

EVENTS = """SELECT id, occurred, event, resource_id, resource, related_resource_ids, related, payload, follows
            FROM events WHERE starts_with(event, $1) ORDER BY occurred, id"""
RESOURCES = """SELECT event_id, occurred, resource_id, resource_role, resource FROM event_resources
               WHERE event_id = any($1::uuid[])"""


class EventReading:
    """The part of a session that compares stored events."""

    def events(self, prefix, count, within=15, follows=True):
        """Waits until `count` events with this prefix are stored about things this scenario has seen, and records them.

        An event belongs to the scenario when its resource's id or its name has an id that an earlier answer contained, or the salt.
        """
        if self.cluster is None:
            return []
        deadline = time.monotonic() + within
        while True:
            rows = [row for row in self._read(EVENTS, prefix) if self._is_ours(row)]
            if len(rows) >= count or time.monotonic() > deadline:
                break
            time.sleep(0.2)
        # A surplus event shows up late; one more look catches those of the same flush.
        ids = [row["id"] for row in rows]
        resources = self._read(RESOURCES, ids)
        recorded = []
        for row in rows:
            value = {key: _plain(row[key]) for key in row if key != "id"}
            value |= {"id": str(row["id"]), "resource rows": sorted(
                ({key: _plain(each[key]) for key in each if key != "event_id"}
                 for each in resources if each["event_id"] == row["id"]),
                key=lambda each: (each["resource_role"], each["resource_id"]))}
            if not follows:
                value.pop("follows")
            recorded.append(value)
        self.note(f"events {prefix}* stored", {"count": len(rows), "rows": recorded})
        return rows

    def _read(self, sql, value):
        return self.cluster.fetch(self.server.database, sql, value)

    def _is_ours(self, row):
        text = f"{row['resource_id']} {row['event']}"
        return self.salt in text or any(each in self.normaliser.ids for each in UUID.findall(text))


def _plain(value):
    if hasattr(value, "isoformat"):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.loads(value)
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
