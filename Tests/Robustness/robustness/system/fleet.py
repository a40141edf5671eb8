"""Several processes of each service on one database."""

import glob
import pathlib
import time

from harness.servers import Process

from ..stage import Stage

COUNTS = {"gateway": 2, "scheduler": 3, "heartbeat-monitor": 2, "block-vault": 1}
# The process whose clock is moved.
CLOCK = "scheduler-3"


def microseconds() -> int:
    """Now, as histories have it; the database is on this machine and has the same clock."""
    return time.time_ns() // 1000


def faketime() -> str | None:
    """The library that gives one process a clock of its own (Debian and Ubuntu: apt-get install faketime)."""
    found = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    return found[0] if found else None


class Member:
    """One process of a service, which may be started again and again."""

    def __init__(self, fleet: "Fleet", name: str, program: str, port: int, more: dict[str, str]):
        self.fleet, self.name, self.program, self.port, self.more = fleet, name, program, port, more
        self.process: Process | None = None

    def start(self) -> None:
        server = self.fleet.server
        variable = "PREFECT_SERVER_API_PORT" if self.program == "gateway" else f"APUS_{self.program.replace('-', '_').upper()}_PORT"
        self.process = Process(
            self.program, [str(server.bin / self.program)], server.environment() | {variable: str(self.port)} | self.more, self.port,
            ["/api/ready", "/ready"], self.log)
        self.fleet.register(self)

    @property
    def log(self) -> pathlib.Path:
        return self.fleet.server.folder / f"{self.name}.log"


class Fleet:
    def __init__(self, stage: Stage):
        self.stage, self.server, self.cluster = stage, stage.server, stage.cluster
        self.clock_file = self.server.folder / "clock"
        self.has_clock = faketime() is not None
        self.move_clock("+0")
        self.members: dict[str, Member] = {}
        for offset, (program, count) in enumerate(COUNTS.items()):
            for number in range(1, count + 1):
                name = f"{program}-{number}"
                # The first of each is where the gateways look for it.
                port = self.server.port + offset + 10 * (number - 1)
                self.members[name] = Member(self, name, program, port, self._clock() if name == CLOCK and self.has_clock else {})

    def _clock(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": faketime(), "FAKETIME_TIMESTAMP_FILE": str(self.clock_file), "FAKETIME_NO_CACHE": "1",
            # Only what time it is, not how long something takes.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}

    def move_clock(self, seconds: str) -> None:
        """Says how far the clock of one process is ahead, or behind with a minus."""
        # Renamed, so that nobody reads half of it.
        fresh = self.clock_file.with_suffix(".new")
        fresh.write_text(seconds + "\n")
        fresh.rename(self.clock_file)

    def start(self) -> None:
        for member in self.members.values():
            member.start()
        self.server.wait_until_ready()

    def register(self, member: Member) -> None:
        """The server stops what it knows of at the end."""
        self.server.services = [each for each in self.server.services if each.port != member.port] + [member.process]

    @property
    def gateways(self) -> list[int]:
        return [member.port for member in self.members.values() if member.program == "gateway"]

    def ready(self, within: float) -> dict[str, int | None]:
        """How long each service takes from now until it is ready; None for one that does not become so in time."""
        began, found = time.monotonic(), {name: None for name in self.members}
        while time.monotonic() - began < within and None in found.values():
            for name, member in self.members.items():
                if found[name] is None and member.process.alive and member.process.is_ready():
                    found[name] = round((time.monotonic() - began) * 1e6)
            time.sleep(0.05)
        return found
