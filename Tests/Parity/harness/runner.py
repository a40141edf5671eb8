"""Plays scenarios against two servers at once and judges what came back."""

import json
import secrets
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from harness.comparison import describe, differences
from harness.normaliser import Normaliser
from harness.session import Session


class Side:
    """One server's half of a scenario: its steps, and the error that ended it early, if any."""

    def __init__(self, session, play):
        self.session = session
        self.error = None
        self._play = play

    def run(self):
        """Plays the scenario to its end or first error."""
        try:
            self._play(self.session)
        except Exception as error:  # noqa: BLE001 - a scenario may trip over any answer; that is a finding
            place = traceback.extract_tb(error.__traceback__)
            lines = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in place[1:2]]
            self.error = f"{type(error).__name__}: {error} ({', '.join(lines)})"
        finally:
            self.session.close()


class Verdict:
    """What came of one scenario: the problems as lines of text, and the reference's steps."""

    def __init__(self, scenario, problems, steps, seconds):
        self.scenario = scenario
        self.problems = problems
        self.steps = steps
        self.seconds = seconds


class Runner:
    """Compares a subject with the reference; with `same` both are the reference and deviations are not expected."""

    def __init__(self, reference, subject, specifications, cluster, same=False):
        self.reference = reference
        self.subject = subject
        self.specifications = specifications
        self.cluster = cluster
        self.same = same
        self.names = (reference.name, subject.name)

    def run(self, scenarios, report):
        """Plays the quick scenarios one after another, then all slow ones side by side; reports each verdict."""
        verdicts = []
        lock = threading.Lock()

        def judge(each):
            verdict = self.play(each)
            with lock:
                verdicts.append(verdict)
                report(verdict)

        for each in scenarios:
            if not each.slow:
                judge(each)
        slow = [each for each in scenarios if each.slow]
        if slow:
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(judge, slow))
        return verdicts

    def play(self, scenario):
        """Plays one scenario on both servers at the same time."""
        started = time.monotonic()
        # Digits keep a salted name from looking like a generated one; no uuid or time can be made of it.
        salt = "q" + "".join(secrets.choice("ghjkmnpqrstvwxz23456789") for _ in range(5)) + "7z"
        now = datetime.now(timezone.utc)
        base = now.replace(microsecond=123456)
        # Never in the future: what is made at once would be older than that on one side and younger on the other.
        if base > now:
            base -= timedelta(seconds=1)
        sides = []
        for server, specifications in ((self.reference, None), (self.subject, self.specifications)):
            normaliser = Normaliser(server.root, salt, base)
            session = Session(server, salt, base, normaliser, specifications, self.cluster)
            sides.append(Side(session, scenario.play))
        other = threading.Thread(target=sides[1].run)
        other.start()
        sides[0].run()
        other.join()
        problems = self._judge(*sides)
        return Verdict(scenario, problems, sides[0].session.steps, time.monotonic() - started)

    def _judge(self, reference, subject):
        problems = []
        for number, (one, other) in enumerate(zip(reference.session.steps, subject.session.steps), 1):
            found = self._compare(one, other)
            if found:
                problems += [f"step {number}: {one.title}"] + ["  " + line for line in found]
            if one.title != other.title:
                problems.append(f"  from here on the two conversations differ: {other.title}")
                break
        problems += [f"breaks the OpenAPI schema: {problem}" for problem in subject.session.schema_problems]
        if reference.error:
            problems.append(f"the scenario fails on the reference: {reference.error}")
        if subject.error and not reference.error:
            problems.append(f"the scenario ends early on {self.names[1]}: {subject.error}")
        counts = [len(side.session.steps) for side in (reference, subject)]
        if counts[0] != counts[1] and not problems:
            problems.append(f"{counts[0]} steps on {self.names[0]}, {counts[1]} on {self.names[1]}")
        return problems

    def _compare(self, one, other):
        found = []
        deviation = one.deviates
        if deviation and not self.same:
            if not any(differences(one.answer, other.answer)):
                found.append(f"no longer differs, though it should: {deviation.reason}")
            for member in ("status", "headers", "body"):
                wanted = getattr(deviation, member)
                if wanted is not None and other.answer[member] != wanted:
                    found.append(f"{member} should be {json.dumps(wanted)} ({deviation.reason}), "
                                 f"is {json.dumps(other.answer[member])[:300]}")
            if deviation.answer is not None and other.answer != deviation.answer:
                found.append(f"should be {json.dumps(deviation.answer)} ({deviation.reason}), is {json.dumps(other.answer)[:300]}")
            if deviation.holds and not deviation.holds(other.answer["body"]):
                found.append(f"it does not hold that {deviation.reason}: {json.dumps(other.answer['body'])[:600]}")
        else:
            found += describe(one.answer, other.answer, self.names)
        found += [f"breaks the OpenAPI schema {problem}" for problem in other.schema_problems]
        # Only the document, the reference's own answer or a deviation that names it makes a status a good one.
        if other.is_undocumented and other.answer["status"] not in (one.answer["status"], deviation and deviation.status):
            found.append(f"answers {other.answer['status']}, which the document does not know")
        return found
