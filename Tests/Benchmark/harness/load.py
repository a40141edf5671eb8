"""Runs the load generator and reads the servers' processor time over exactly the time that it measures."""

import json
import os
import pathlib
import subprocess

from . import processes
from .cluster import Cluster, Missing
from .servers import ROOT, Server


def program() -> pathlib.Path:
    folder = pathlib.Path(os.environ.get("APUS_BIN_DIR", ROOT / ".build" / "release"))
    found = pathlib.Path(os.environ.get("APUS_LOAD", folder / "load")).absolute()
    if not found.exists():
        raise Missing(f"no load generator at {found}: run swift build -c release --product load")
    return found


def command(mode: str, **options) -> list[str]:
    words = [str(program()), mode]
    for name, value in options.items():
        words += ["--" + name.replace("_", "-"), str(value)]
    return words


def timed(mode: str, server: Server, cluster: Cluster, **options) -> dict:
    """One run of `cycles`, `logs` or `probe`; adds CPU milliseconds a request of the server and of PostgreSQL."""
    running = subprocess.Popen(
        command(mode, port=server.port, **options), stdout=subprocess.PIPE, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    try:
        if "measuring" not in running.stdout.readline():
            raise RuntimeError(f"load {mode} ended early")
        before = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
        line = running.stdout.readline()
        after = server.cpu_seconds(), processes.cpu_seconds(cluster.pid)
        resident = server.resident()
        running.wait(30)
    finally:
        if running.poll() is None:
            running.kill()
            running.wait()
    if not line:
        raise RuntimeError(f"load {mode} gave no figures")
    figures = json.loads(line)
    figures["resident"] = resident
    if figures["requests"]:
        figures["server_cpu_ms"] = (after[0] - before[0]) * 1000 / figures["requests"]
        figures["postgres_cpu_ms"] = (after[1] - before[1]) * 1000 / figures["requests"]
    return figures


def whole(mode: str, limit: float, **options) -> subprocess.Popen:
    """Starts a run that ends by itself, as `events` and `stub` do."""
    return subprocess.Popen(
        command(mode, **options), stdout=subprocess.PIPE, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
