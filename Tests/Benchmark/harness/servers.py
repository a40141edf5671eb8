"""Starts and stops the two servers that are compared."""

import http.client
import os
import pathlib
import secrets
import signal
import subprocess
import time

from . import processes
from .cluster import Missing
from .http import Client

ROOT = pathlib.Path(__file__).resolve().parents[3]


class Process:
    """One service: its process, its log file, and the time from start to its first good answer."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], port: int, ready_paths: list[str],
                 log: pathlib.Path):
        self.name = name
        self.port = port
        self.ready_paths = ready_paths
        self.log = log
        self.started = time.monotonic()
        self.ready_after: float | None = None
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def is_ready(self) -> bool:
        for path in self.ready_paths:
            try:
                if Client(self.port, timeout=2).ask("GET", path)[0] == 200:
                    if self.ready_after is None:
                        self.ready_after = time.monotonic() - self.started
                    return True
            except (OSError, http.client.HTTPException):
                return False
        return False

    def wait_until_ready(self, limit: float) -> float:
        while not self.is_ready():
            if not self.alive:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}; see {self.log}\n{self.tail()}")
            if time.monotonic() - self.started > limit:
                raise RuntimeError(f"{self.name} was not ready after {limit:.0f} s; see {self.log}\n{self.tail()}")
            time.sleep(0.003)
        return self.ready_after

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    def stop(self, limit: float = 20) -> float:
        """Asks the process to end and returns how long it took; kills what does not."""
        began = time.monotonic()
        if self.alive:
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(limit)
            except subprocess.TimeoutExpired:
                self._signal(signal.SIGKILL)
                self.process.wait()
        return time.monotonic() - began

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


class Server:
    """All processes of one of the two servers; `port` is where its API is."""

    name = ""

    def __init__(self, port: int):
        self.port = port
        self.services: list[Process] = []
        self.client = Client(port, timeout=30)

    def start(self, limit: float = 120) -> None:
        raise NotImplementedError

    def wait_until_ready(self, limit: float = 120) -> None:
        """Asks all services in turn, so that a slow one does not hide when the others were ready."""
        began = time.monotonic()
        waiting = list(self.services)
        while waiting:
            waiting = [service for service in waiting if not service.is_ready()]
            for service in waiting:
                if not service.alive or time.monotonic() - began > limit:
                    service.wait_until_ready(limit)
            time.sleep(0.002)

    def stop(self) -> None:
        for service in self.services:
            service.stop()
        self.services = []

    def cpu_seconds(self) -> float:
        return sum(processes.cpu_seconds(service.pid) for service in self.services)

    def resident(self) -> dict[str, int]:
        return {service.name: processes.resident_bytes(service.pid) for service in self.services}

    def ready_times(self) -> dict[str, float]:
        return {service.name: service.ready_after for service in self.services}


class Reference(Server):
    """Prefect's own server out of the virtual environment at REFERENCE_VENV (default .reference).

    `services` says whether its background services run too.
    """

    name = "reference"

    def __init__(self, url: str, port: int, folder: pathlib.Path, services: bool = True):
        super().__init__(port)
        self.url = url.replace("postgresql:", "postgresql+asyncpg:", 1)
        self.folder = folder
        self.options = [] if services else ["--no-services"]
        self.venv = pathlib.Path(os.environ.get("REFERENCE_VENV", ROOT / ".reference")).absolute()

    def available(self) -> str | None:
        if (self.venv / "bin" / "prefect").exists():
            return None
        return f"no reference server in {self.venv}: make a virtual environment with prefect 3.9.1 there, or name it in REFERENCE_VENV"

    def names(self, count: int) -> list[str]:
        """Names of flow runs as Prefect draws them, the same ones each time."""
        program = f"""import random; random.seed(1)
from prefect.utilities.names import generate_slug
print(" ".join(generate_slug(2) for _ in range({count})))"""
        done = subprocess.run([self.venv / "bin" / "python", "-c", program], stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout.split()

    def start(self, limit: float = 180) -> None:
        reason = self.available()
        if reason:
            raise Missing(reason)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        environment |= {
            "PREFECT_HOME": str(self.folder / "home"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.url,
        }
        command = [str(self.venv / "bin" / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(self.port), *self.options]
        self.services = [
            Process("server", command, environment, self.port, ["/api/ready"], self.folder / "reference.log")]
        self.wait_until_ready(limit)


class Apus(Server):
    """The four services out of APUS_BIN_DIR (default .build/release); their ports follow the gateway's."""

    name = "apus"
    programs = ["gateway", "scheduler", "heartbeat-monitor", "block-vault"]

    def __init__(self, url: str, port: int, folder: pathlib.Path, settings: dict[str, str] | None = None):
        super().__init__(port)
        self.url = url
        self.folder = folder
        self.settings = settings or {}
        self.token = secrets.token_hex(16)
        self.bin = pathlib.Path(os.environ.get("APUS_BIN_DIR", ROOT / ".build" / "release")).absolute()

    def available(self) -> str | None:
        absent = [name for name in self.programs if not (self.bin / name).exists()]
        if not absent:
            return None
        return f"no {', '.join(absent)} in {self.bin}: run swift build -c release, or name the folder in APUS_BIN_DIR"

    def environment(self) -> dict[str, str]:
        # Only what is set here counts: an unknown setting stops a start.
        environment = {
            name: value for name, value in os.environ.items()
            if name == "APUS_UI_DIRECTORY" or not name.startswith(("PREFECT_", "APUS_"))}
        environment |= {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.url,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_HOME": str(self.folder / "home"),
            "APUS_INTERNAL_TOKEN": self.token,
            "SWIFT_BACKTRACE": "enable=no",
        }
        for offset, program in enumerate(self.programs[1:], start=1):
            prefix = "APUS_" + program.replace("-", "_").upper()
            environment[f"{prefix}_HOST"] = "127.0.0.1"
            environment[f"{prefix}_PORT"] = str(self.port + offset)
            environment[f"{prefix}_URL"] = f"http://127.0.0.1:{self.port + offset}"
        return environment | self.settings

    def launch(self) -> None:
        """Starts the four processes without waiting for them."""
        reason = self.available()
        if reason:
            raise Missing(reason)
        self.services = [self.launch_one(program) for program in self.programs]

    def launch_one(self, program: str) -> Process:
        return Process(
            program, [str(self.bin / program)], self.environment(), self.port + self.programs.index(program),
            ["/api/ready", "/ready"], self.folder / f"{program}.log")

    def start(self, limit: float = 60) -> None:
        self.launch()
        self.wait_until_ready(limit)

    def service(self, program: str) -> Process:
        return next(service for service in self.services if service.name == program)
