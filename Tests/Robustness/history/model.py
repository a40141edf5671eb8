"""A history: what was planned, what the database holds of it, what clients were told, and which faults there were.

Every moment is a whole number of microseconds since 1970 by the clock of the database, so that dates can be compared exactly.
"""

import dataclasses

SECOND = 1_000_000


@dataclasses.dataclass(frozen=True)
class State:
    """A state of a run; `at` is when its transaction was committed, whatever the server's clock said."""

    id: str
    type: str
    name: str
    at: int


@dataclasses.dataclass(frozen=True)
class Run:
    """A flow run or a task run with all its states, in any order.

    `schedule` and `date` are of a run that a schedule made; `cause` is the run whose completion made it, for a run that an
    automation made. `limits` names what counts it. Who is punctual waits for no limit. Who is unattended belongs to a process
    that may die with the faults, so that nobody takes it to its end.
    """

    id: str
    states: tuple[State, ...]
    deployment: str | None = None
    schedule: str | None = None
    date: int | None = None
    cause: str | None = None
    limits: tuple[str, ...] = ()
    is_punctual: bool = False
    is_unattended: bool = False

    @property
    def in_order(self) -> list[State]:
        return sorted(self.states, key=lambda state: state.at)


@dataclasses.dataclass(frozen=True)
class Plan:
    """The dates from `begin` to `end` at which a schedule has to make a run, each one. It was made a moment before: no run may
    be for a date before `made`."""

    schedule: str
    made: int
    begin: int
    end: int
    dates: tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Chain:
    """An automation: each run of `first` that completes makes one run of `second`."""

    first: str
    second: str


@dataclasses.dataclass(frozen=True)
class Limit:
    """At most so many of the runs that name it are in one of the states `occupying`."""

    name: str
    most: int
    occupying: frozenset[str]


@dataclasses.dataclass(frozen=True)
class Holding:
    """The time during which a client was sure that it held a slot of a limit that no run has."""

    limit: str
    begin: int
    end: int


@dataclasses.dataclass(frozen=True)
class Fault:
    """`is_outage` says whether nobody could be served meanwhile, so that it excuses what is late."""

    what: str
    begin: int
    end: int
    is_outage: bool


@dataclasses.dataclass(frozen=True)
class Taking:
    """A worker that was told that it may start a run."""

    run: str
    worker: str
    state: str


@dataclasses.dataclass(frozen=True)
class Write:
    """Something that a client wrote; `key` tells it from all others of its kind, its value included."""

    kind: str
    key: str


@dataclasses.dataclass
class History:
    runs: list[Run] = dataclasses.field(default_factory=list)
    plans: list[Plan] = dataclasses.field(default_factory=list)
    chains: list[Chain] = dataclasses.field(default_factory=list)
    limits: list[Limit] = dataclasses.field(default_factory=list)
    holdings: list[Holding] = dataclasses.field(default_factory=list)
    faults: list[Fault] = dataclasses.field(default_factory=list)
    takings: list[Taking] = dataclasses.field(default_factory=list)
    # What clients were told is written, and how often each write was found.
    accepted: list[Write] = dataclasses.field(default_factory=list)
    found: dict[Write, int] = dataclasses.field(default_factory=dict)
    # The slots of each counter after all runs had ended.
    slots: dict[str, int] = dataclasses.field(default_factory=dict)
    # How long after the last fault each service was ready; None for one that was not.
    ready: dict[str, int | None] = dataclasses.field(default_factory=dict)
