"""Random triggers and streams of events, from few words, so that much matches and little does not."""

import datetime
import uuid

START = int(datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc).timestamp()) * 10**6
SECOND = 10**6

NAMES = ["prefect.flow-run.Running", "prefect.flow-run.Completed", "prefect.flow-run.heartbeat", "deploy.done", "deploy", "x"]
ODD_NAMES = ["!x", "a[b]", "ab", "", "\nx", "deploy\n.done", "deploy.", "prefect.flow-run.", "ü.x", "a?", "prefect..x"]
PATTERNS = ["prefect.flow-run.*", "prefect.*", "*", "deploy*", "*.done", "prefect.*.Completed", "deploy.*"]
ODD_PATTERNS = ["!x", "a[b]", "a[bc]", "a?", "?", "", "**", "d*y", "*.*", "!*", "[!a]", "deploy.**", "prefect.flow-run.[CR]*", "ü*"]
IDS = ["prefect.flow-run.1", "prefect.flow-run.2", "prefect.flow-run.10", "shop.1", "shop"]
ROLES = ["flow", "deployment", "tag"]
LABELS = ["prefect.resource.name", "color", "code"]
VALUES = ["red", "blue", "a-b", "a!b", "", "[x]", "ab"]
ALPHABET = "ab-!]^[*?\\x~&|."


class Cases:
    def __init__(self, random):
        self.random = random
        self.ids = 0

    def id(self):
        self.ids += 1
        # In no order, as those of triggers are.
        return str(uuid.UUID(int=self.random.getrandbits(64) << 64 | self.ids, version=4))

    def chance(self, share):
        return self.random.random() < share

    def some(self, values, most, least=0):
        return self.random.sample(values, min(len(values), self.random.randint(least, most)))

    # Matching

    def text(self, least=0, most=8):
        return "".join(self.random.choice(ALPHABET) for _ in range(self.random.randint(least, most)))

    def globs(self):
        """Patterns and values of odd characters."""
        return {"patterns": [self.text() for _ in range(10)], "values": [self.text(0, 4) for _ in range(20)] + ["a", "b", "-", "!", "]"]}

    def pattern(self, values):
        r, value = self.random, self.random.choice(values)
        kind = r.random()
        if kind < 0.4:
            pattern = value
        elif kind < 0.6:
            pattern = value[: r.randint(0, len(value))] + "*"
        elif kind < 0.7:
            pattern = "*" + value[r.randint(0, len(value)):]
        elif kind < 0.8:
            pattern = value[:-1] + "?"
        elif kind < 0.9:
            pattern = value[:-1] + r.choice(["[0-9]", "[!0-9]", "[a-z", "[]12]"])
        else:
            pattern = self.text()
        return "!" + pattern if self.chance(0.15) else pattern

    def specification(self, labels, share=0.5):
        if not self.chance(share):
            return {}
        specification = {}
        for label in self.some(labels, 2, 1):
            values = {"prefect.resource.id": IDS, "prefect.resource.role": ROLES}.get(label, VALUES)
            specification[label] = self.pattern(values) if self.chance(0.6) else [self.pattern(values) for _ in range(self.random.randint(0, 3))]
        return specification

    def resource(self, role=None):
        labels = {"prefect.resource.id": self.random.choice(IDS)}
        if role:
            labels["prefect.resource.role"] = role
        for label in self.some(LABELS, 3):
            labels[label] = self.text(0, 3) if label == "code" else self.random.choice(VALUES)
        return labels

    def event(self, occurred, odd=0.05):
        return {
            "id": self.id(),
            "occurred": iso(occurred),
            "received": iso(occurred + self.random.randint(0, SECOND)),
            "event": self.random.choice(ODD_NAMES if self.chance(odd) else NAMES),
            "resource": self.resource(),
            "related": [self.resource(self.random.choice(ROLES)) for _ in range(self.random.choice([0, 0, 1, 2, 3]))],
            "payload": {"n": self.ids},
        }

    def names(self, most, odd):
        pool = [*NAMES, *NAMES, *PATTERNS]
        return sorted({self.random.choice(ODD_PATTERNS if self.chance(odd) else pool) for _ in range(self.random.randint(0, most))})

    # Triggers

    def leaf(self, odd=0.02, narrow=0.15):
        r = self.random
        posture = r.choice(["Reactive", "Reactive", "Proactive"])
        expect, after = self.names(2, odd), self.names(2, odd) if self.chance(0.4) else []
        if after and self.chance(0.3):
            expect = sorted({*expect, r.choice(after)})
        related = self.specification(["prefect.resource.id", "prefect.resource.role", *LABELS], narrow)
        if self.chance(0.2):
            related = [self.specification(["prefect.resource.id", "prefect.resource.role", *LABELS], narrow) for _ in range(r.randint(0, 2))]
        keys = ["prefect.resource.id", "color", "missing", "related:flow:prefect.resource.id", "related:flow:color", "related:none:color", "related:color"]
        return {
            "type": "event", "id": self.id(), "posture": posture, "expect": expect, "after": after,
            "match": self.specification(["prefect.resource.id", *LABELS], narrow), "match_related": related,
            "for_each": self.some(keys, 2, 1) if self.chance(0.35) else [],
            "threshold": r.choice([1, 1, 1, 1, 2, 2, 3, 5, 0]),
            "within": r.choice([10, 10, 30, 3600, 86400 * 2, 12.5] if posture == "Proactive" else [0, 0, 1, 10, 10, 60, 3600, 0.5]),
        }

    def trigger(self, depth=0, **options):
        r = self.random
        if depth == 3 or self.chance(0.45 if depth == 0 else 0.7):
            return self.leaf(**options)
        children = [self.trigger(depth + 1, **options) for _ in range(r.choice([1, 2, 2, 2, 3, 3, 4]))]
        group = {"type": r.choice(["compound", "sequence"]), "id": self.id(), "triggers": children,
                 "within": r.choice([None, None, 2, 10, 60, 600, -1 if self.chance(0.1) else 30])}
        if group["type"] == "compound":
            group["require"] = r.choice(["any", "all", "all", r.randint(1, len(children))])
        return group

    def automation(self, **options):
        nothing = [{"type": "do-nothing"}]
        return {
            "id": self.id(), "name": "a", "description": "", "enabled": True, "tags": [], "created": iso(START), "updated": iso(START),
            "trigger": self.trigger(**options), "actions": nothing * self.random.choice([1, 2]),
            "actions_on_trigger": nothing * self.random.choice([0, 1]), "actions_on_resolve": nothing,
        }

    def coverage(self):
        """Automations and events, for which concerns which."""
        return {"automations": [self.automation(odd=0.25, narrow=0.5) for _ in range(self.random.randint(1, 6))],
                "events": [self.event(START, odd=0.3) for _ in range(20)]}

    def life(self):
        """An automation or two, and what happens."""
        r = self.random
        automations = [self.automation() for _ in range(r.choice([1, 1, 1, 2]))]
        withins = [within for automation in automations for within in leaf_withins(automation["trigger"])]
        occurred = now = START + r.randint(0, SECOND)
        notable, events, steps = [occurred], [], []
        for _ in range(r.randint(4, 24)):
            now += r.choice([r.randint(1000, SECOND), r.randint(SECOND, 20 * SECOND), r.randint(1000, 4000 * SECOND) if self.chance(0.1) else 1000])
            kind = r.random()
            if kind < 0.5:
                occurred += r.choice([0, 1, 100_000, SECOND, r.randint(0, 15 * SECOND)])
                moment = occurred
            elif kind < 0.75:
                # At the end of a window, or a little before or behind.
                moment = r.choice(notable) + int(r.choice(withins) * SECOND) + r.choice([0, 0, -1, 1, SECOND])
                occurred = max(occurred, moment) if self.chance(0.7) else occurred
            else:
                moment = occurred - r.choice([0, 1, SECOND, 10 * SECOND, 900 * SECOND, r.randint(0, 4000 * SECOND)])
            if self.chance(0.25):
                steps.append({"asOf": moment, "now": now})
            elif events and self.chance(0.07):
                steps.append({"event": r.choice(events), "now": now})
            else:
                events.append(self.event(moment))
                steps.append({"event": events[-1], "now": now})
            notable.append(moment)
        return {"automations": automations, "steps": steps}


def leaf_withins(trigger):
    if trigger["type"] == "event":
        return [trigger["within"]]
    return [within for child in trigger["triggers"] for within in leaf_withins(child)]


def iso(microseconds):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=microseconds)
    return moment.isoformat(timespec="microseconds") + "Z"
