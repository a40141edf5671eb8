"""Which faults there are, when, and to whom: drawn from a seed before the play begins, and carried out by `Disturber`."""

import dataclasses
import os
import random
import signal
import time

from history.model import Fault

from .fleet import Fleet, Member, microseconds

DATABASE = "database"


@dataclasses.dataclass(frozen=True)
class Action:
    """A fault that begins `at` seconds after the start of the play and lasts for some time."""

    at: float
    what: str
    victim: str
    lasts: float
    setting: str = ""

    @property
    def end(self) -> float:
        return self.at + self.lasts


def drawn(seed: int, seconds: float, members: dict[str, str], clock: str | None) -> list[Action]:
    """All faults in order of their beginning; none lasts beyond the end.

    The database restarts twice and loses its connections three times. `members` gives each service's program. One process of a
    program is always left alone, so that only the database's faults are an outage; the vault, of which there is one, serves
    nothing that the play asks for.
    """
    dice = random.Random(seed)
    found = [
        Action(seconds * 0.30, "restart", DATABASE, dice.uniform(1, 3), "fast"),
        Action(seconds * 0.65, "restart", DATABASE, dice.uniform(1, 3), "immediate"),
        *(Action(seconds * part, "cut", DATABASE, 0) for part in (0.18, 0.48, 0.85)),
    ]
    if clock:
        steps = 5
        for step in range(steps):
            moved = dice.choice((1, -1)) * dice.uniform(5, 60)
            found.append(Action(seconds * (step + 0.5) / steps, "move", clock, seconds * 0.5 / steps, f"{moved:+.1f}"))
    at, gap = 2.0, (2, 4) if seconds < 120 else (3, 8)
    while at < seconds:
        what = dice.choices(("kill", "stop"), (0.6, 0.4))[0]
        lasts = dice.uniform(0.2, 3) if what == "kill" else 20.0
        free = [name for name, program in members.items() if not is_needed(name, program, members, found, at, at + lasts)]
        if free and at + lasts < seconds:
            found.append(Action(at, what, dice.choice(free), lasts))
        at += dice.uniform(*gap)
    return sorted(found, key=lambda action: action.at)


def is_needed(name: str, program: str, members: dict[str, str], actions: list[Action], begin: float, end: float) -> bool:
    """Whether a service is under a fault already at that time, or the last of its program that is not."""
    # Who was killed needs a moment until it serves again.
    rest = 3
    down = {action.victim for action in actions if action.what in ("kill", "stop") and action.at - rest < end and begin < action.end + rest}
    others = [each for each in members if members[each] == program and each != name]
    return name in down or bool(others) and all(each in down for each in others)


class Disturber:
    """Carries the actions out and keeps when each of them really began and ended."""

    def __init__(self, fleet: Fleet, actions: list[Action]):
        self.fleet, self.actions = fleet, actions
        self.faults: list[Fault] = []

    def run(self) -> None:
        began = time.monotonic()
        steps = [(action.at, 0, action) for action in self.actions] + [(action.end, 1, action) for action in self.actions if action.lasts]
        begun: dict[Action, int] = {}
        for at, is_end, action in sorted(steps, key=lambda step: step[:2]):
            time.sleep(max(0, began + at - time.monotonic()))
            if not is_end:
                begun[action] = microseconds()
                self._begin(action)
            if is_end or not action.lasts:
                if is_end:
                    self._end(action)
                text = f"{action.victim}: {action.what} {action.setting}".rstrip()
                self.faults.append(Fault(text, begun[action], microseconds(), action.victim == DATABASE))

    def _begin(self, action: Action) -> None:
        match action.what:
            case "restart":
                self.fleet.cluster.stop(action.setting)
            case "cut":
                self.fleet.cluster.query("postgres", "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                                         "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
            case "move":
                self.fleet.move_clock(action.setting)
            case "kill":
                self._member(action).process.kill()
            case "stop":
                os.kill(self._member(action).process.pid, signal.SIGSTOP)

    def _end(self, action: Action) -> None:
        match action.what:
            case "restart":
                self.fleet.cluster.start()
            case "move":
                self.fleet.move_clock("+0")
            case "kill":
                self._member(action).start()
            case "stop":
                os.kill(self._member(action).process.pid, signal.SIGCONT)

    def _member(self, action: Action) -> Member:
        return self.fleet.members[action.victim]
