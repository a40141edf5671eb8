"""The reference's statements on buckets, held events and child firings, on plain values instead of tables.

For long runs: nearly all of a case's time goes into the making of SQL. What is compared without them holds for the reference's
decisions; that these rows do what its statements do is shown by the quick run, which has both agree with ours.
"""

import types

from prefect.server.events import triggers
from prefect.server.events.models import automation_held_events as held_events


class Rows:
    def __init__(self):
        self.clear()

    def clear(self):
        self.buckets, self.held, self.firings = {}, {}, {}

    def replace(self):
        """Takes the place of the statements."""
        for function in (
            self.read_bucket, self.ensure_bucket, self.increment_bucket, self.start_new_bucket, self.remove_bucket,
            self.remove_buckets_exceeding_threshold, self.read_buckets_for_automation, self.upsert_child_firing, self.get_child_firings,
            self.clear_old_child_firings, self.clear_child_firings,
        ):
            setattr(triggers, function.__name__, function)
        triggers.acquire_composite_trigger_lock = held_events.acquire_bucketing_key_lock = self.nothing
        held_events.is_held, held_events.hold_event = self.is_held, self.hold_event

    async def nothing(self, *_):
        pass

    # Buckets

    async def read_bucket(self, session, trigger, bucketing_key):
        return self.buckets.get((trigger.id, tuple(bucketing_key)))

    def counted(self, trigger, key, start, end):
        if not held_events.holds_expect_events(trigger):
            return 0
        return sum(1 for occurred in self.held.get((trigger.id, key), {}).values() if start <= occurred < end)

    async def ensure_bucket(self, session, trigger, bucketing_key, start, end, last_event, initial_count=0):
        key = (trigger.id, tuple(bucketing_key))
        if key not in self.buckets:
            self.write(trigger, key, start, end, initial_count, last_event, "ensure_bucket[insert]")
        return self.buckets[key]

    async def start_new_bucket(self, session, trigger, bucketing_key, start, end, count, triggered_at=None, last_event=None):
        key = (trigger.id, tuple(bucketing_key))
        verb = "update" if key in self.buckets else "insert"
        self.write(trigger, key, start, end, count, last_event, f"start_new_bucket[{verb}]")
        return self.buckets[key]

    def write(self, trigger, key, start, end, count, last_event, operation):
        self.buckets[key] = types.SimpleNamespace(
            automation_id=trigger.automation.id, trigger_id=trigger.id, bucketing_key=list(key[1]), start=start, end=end,
            count=count + self.counted(trigger, key[1], start, end), last_event=last_event, last_operation=operation)

    async def increment_bucket(self, session, bucket, count, last_event):
        bucket.count += count
        bucket.last_event = last_event or bucket.last_event
        bucket.last_operation = "increment_bucket[update]"
        return bucket

    async def remove_bucket(self, session, bucket):
        self.buckets.pop((bucket.trigger_id, tuple(bucket.bucketing_key)), None)

    async def remove_buckets_exceeding_threshold(self, session, trigger):
        for key in [key for key, bucket in self.buckets.items() if key[0] == trigger.id and bucket.count >= trigger.threshold]:
            del self.buckets[key]

    async def read_buckets_for_automation(self, session, trigger):
        found = [bucket for key, bucket in self.buckets.items() if key[0] == trigger.id]
        for bucket in sorted(found, key=lambda each: (each.start, each.bucketing_key)):
            yield bucket

    # Held events

    async def is_held(self, session, trigger, bucketing_key, event):
        return event.id in self.held.get((trigger.id, tuple(bucketing_key)), {})

    async def hold_event(self, session, trigger, bucketing_key, event):
        key = (trigger.id, tuple(bucketing_key))
        rows = self.held.setdefault(key, {})
        rows.setdefault(event.id, event.occurred)
        oldest = max(rows.values()) - max(held_events.HELD_EXPECT_EVENTS_RETENTION, trigger.within)
        rows = {id: occurred for id, occurred in rows.items() if occurred >= oldest}
        start = held_events.slot_start(event.occurred, trigger.within)
        in_slot = sorted((occurred, id) for id, occurred in rows.items() if start <= occurred < start + trigger.within)
        kept = {*in_slot[:trigger.threshold], *in_slot[max(0, len(in_slot) - trigger.threshold):]}
        self.held[key] = {id: occurred for id, occurred in rows.items() if (occurred, id) not in in_slot or (occurred, id) in kept}

    # Child firings

    async def upsert_child_firing(self, session, firing):
        self.firings[firing.trigger.parent.id, firing.trigger.id] = firing

    async def get_child_firings(self, session, trigger):
        found = [firing for key, firing in self.firings.items() if key[0] == trigger.id and key[1] in trigger.child_trigger_ids]
        return [types.SimpleNamespace(child_firing=firing) for firing in found]

    async def clear_old_child_firings(self, session, trigger, fired_before):
        for key in [key for key, firing in self.firings.items() if key[0] == trigger.id and firing.triggered < fired_before]:
            del self.firings[key]

    async def clear_child_firings(self, session, trigger, firing_ids):
        found = [key for key, firing in self.firings.items() if key[0] == trigger.id and firing.id in firing_ids]
        return {self.firings.pop(key).id for key in found}

    def memory(self, microseconds):
        """In the form in which the tables are read."""
        return {
            "buckets": [
                [str(key[0]), list(key[1]), microseconds(row.start), microseconds(row.end), row.count,
                 row.last_event and str(row.last_event.id), row.last_operation]
                for key, row in self.buckets.items()
            ],
            "held": [[str(key[0]), list(key[1]), str(id), microseconds(occurred)] for key, rows in self.held.items() for id, occurred in rows.items()],
            "waiting": [[str(parent), str(child), firing] for (parent, child), firing in self.firings.items()],
        }
