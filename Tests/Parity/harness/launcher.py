"""Starts and stops the servers under test: the reference, and the four services of Apus."""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

# Loops that would make a comparison wait, or that would change rows behind its back. Both servers get the same.
TUNING = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_FOREMAN_LOOP_SECONDS": "1",
    # The loop over recent deployments looks back one period: one that is late on a busy machine is made good by the other.
    "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "86400",
    # Automations that answer to every event, their own among them, would keep the reference from all else.
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}


AUTH = "PREFECT_SERVER_API_AUTH_STRING"


class LaunchError(Exception):
    """A server did not become ready; the text says which one and shows the end of its log."""


def free_port():
    """A TCP port that nobody listens on now; APUS_TEST_PORTS=first-last restricts the choice."""
    with free_port.choosing:
        return _free_port(os.environ.get("APUS_TEST_PORTS"))


def _free_port(allowed):
    if not allowed:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]
    first, last = (int(part) for part in allowed.split("-"))
    for port in range(first, last + 1):
        if port in free_port.given:
            continue
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        free_port.given.add(port)
        return port
    raise LaunchError(f"no free port in {allowed}")


free_port.given = set()
free_port.choosing = threading.Lock()


class Process:
    """One child process in its own session, whose output goes to a file."""

    def __init__(self, name, command, environment, folder, start_in=None):
        self.name = name
        self.start_in = start_in
        self.log = folder / f"{name}.log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "APUS_"))}
        self.environment = inherited | environment
        self.command = [str(part) for part in command]
        self.start()

    def start(self):
        """Starts it (again), appending to the same log."""
        with open(self.log, "ab") as output:
            self.child = subprocess.Popen(
                self.command, env=self.environment, stdout=output, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True, cwd=self.start_in)

    def tail(self, lines=25):
        """The end of its log, indented."""
        text = self.written().splitlines()[-lines:]
        return "\n".join("    " + line[:400] for line in text) or "    (it wrote nothing)"

    def written(self):
        """All that it wrote."""
        return self.log.read_text(errors="replace")

    def children(self):
        """The ids of the processes that it has started and that have not ended."""
        found = []
        for started in Path(f"/proc/{self.child.pid}/task").glob("*/children"):
            try:
                found += started.read_text().split()
            except (FileNotFoundError, ProcessLookupError):
                # The thread has just ended; another one of the process has its children now.
                continue
        return found

    def kill(self):
        """SIGKILL, and waits."""
        self._signal(signal.SIGKILL)
        self.child.wait()

    def interrupt(self, within=10):
        """SIGINT to the process alone, then as `stop`; gives the exit code."""
        self.child.send_signal(signal.SIGINT)
        try:
            self.child.wait(within)
        except subprocess.TimeoutExpired:
            pass
        return self.stop()

    def stop(self, within=10):
        """SIGTERM, then SIGKILL when it is not gone in time; gives the exit code."""
        if self.child.poll() is None:
            self._signal(signal.SIGTERM)
            try:
                self.child.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.child.returncode

    def _signal(self, number):
        try:
            os.killpg(self.child.pid, number)
        except ProcessLookupError:
            pass


class Server:
    """A running Prefect-compatible server: where it is, what database it uses, which processes it consists of."""

    def __init__(self, name, root, database, processes=(), auth=None, home=None):
        self.name = name
        self.root = root.rstrip("/").removesuffix("/api")
        self.api = self.root + "/api"
        self.database = database
        self.processes = list(processes)
        self.auth = tuple(auth.split(":", 1)) if auth else None
        # The folder of a reference.
        self.home = home

    def process(self, name):
        """The process with this name."""
        return next(process for process in self.processes if process.name.endswith(name))

    def wait_until_ready(self, within=90):
        """Returns when `/api/ready` answers 200; raises LaunchError when a process dies or time is up."""
        deadline = time.monotonic() + within
        last = "no answer yet"
        while time.monotonic() < deadline:
            for process in self.processes:
                if process.child.poll() is not None:
                    raise LaunchError(f"{process.name} exited with {process.child.returncode} during start:\n"
                                      + process.tail())
            try:
                answer = httpx.get(self.api + "/ready", timeout=5, auth=self.auth)
                if answer.status_code == 200:
                    return
                last = f"{answer.status_code} {answer.text[:200]}"
            except httpx.HTTPError as error:
                last = str(error)
            time.sleep(0.05)
        logs = "\n".join(f"  {process.name}:\n{process.tail()}" for process in self.processes)
        raise LaunchError(f"{self.name} is not ready after {within} s ({self.api}/ready: {last})\n{logs}")

    def stop(self):
        """Stops its processes, the last started first; gives their exit codes by name."""
        return {process.name: process.stop() for process in reversed(self.processes)}


class Launcher:
    """Starts servers with databases of their own and tears everything down on exit."""

    def __init__(self, cluster, keep=False):
        self.cluster = cluster
        self.keep = keep
        self.folder = Path(tempfile.mkdtemp(prefix="apus-test-"))
        self.servers = []
        # What the services of Apus show each other.
        self.token = secrets.token_hex(16)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in reversed(self.servers):
            server.stop()
        if self.keep:
            print(f"kept: logs in {self.folder}, databases {', '.join(self.cluster.created)}")
        else:
            self.cluster.drop_all()
            shutil.rmtree(self.folder, ignore_errors=True)

    def reference(self, name="reference", database=None, settings=None, programs=None):
        """Starts the reference server of this interpreter's environment, or of another; it may still be starting on return."""
        database = database or self.cluster.create(name)
        port = free_port()
        home = self.folder / name
        environment = TUNING | {
            "PREFECT_HOME": str(home),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.cluster.url(database, "postgresql+asyncpg"),
        } | (settings or {})
        process = Process(name, [(programs or Path(sys.executable).parent) / "prefect", "server", "start", "--host", "127.0.0.1",
                                 "--port", port], environment, self.folder)
        return self._started(Server(name, f"http://127.0.0.1:{port}", database, [process], environment.get(AUTH), home))

    def apus(self, name="apus", database=None, settings=None, folder=None):
        """Starts the four services of Apus; they may still be starting on return."""
        binaries = Path(folder or os.environ.get("APUS_BIN_DIR") or "")
        executables = ("block-vault", "heartbeat-monitor", "scheduler", "gateway")
        missing = [each for each in executables if not (binaries / each).is_file()]
        if missing:
            raise LaunchError(f"APUS_BIN_DIR={binaries} has no {', '.join(missing)}")
        database = database or self.cluster.create(name)
        ports = {each: free_port() for each in executables}
        environment = TUNING | {
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": self.cluster.url(database, "postgresql+asyncpg"),
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(ports["gateway"]),
            "APUS_UI_DIRECTORY": str(self._interfaces()),
            "APUS_INTERNAL_TOKEN": self.token,
            "SWIFT_BACKTRACE": "enable=no",
        }
        for each in ("scheduler", "heartbeat-monitor", "block-vault"):
            prefix = "APUS_" + each.upper().replace("-", "_")
            environment |= {f"{prefix}_HOST": "127.0.0.1", f"{prefix}_PORT": str(ports[each]),
                            f"{prefix}_URL": f"http://127.0.0.1:{ports[each]}"}
        environment |= settings or {}
        processes = [Process(f"{name}-{each}", [binaries / each], environment, self.folder) for each in executables]
        return self._started(Server(name, f"http://127.0.0.1:{ports['gateway']}", database, processes, environment.get(AUTH)))

    def _interfaces(self):
        """A folder with the web interfaces and the collections of the reference's own package."""
        folder = self.folder / "interfaces"
        folder.mkdir(exist_ok=True)
        package = Path(importlib.util.find_spec("prefect").submodule_search_locations[0]) / "server"
        for part in (package / "ui", package / "ui-v2", package / "api" / "collections_data", package / "collection_blocks_data.json"):
            if not (folder / part.name).is_symlink():
                (folder / part.name).symlink_to(part)
        return folder

    def _started(self, server):
        self.servers.append(server)
        return server


