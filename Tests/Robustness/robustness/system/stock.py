"""Prefect's own process workers, each run of theirs a process of its own."""

import itertools
import os
import pathlib
import signal

from harness.cluster import Missing
from harness.servers import ROOT, Process

from .deployments import STOCK_POOLS
from .fleet import Fleet

FLOWS = pathlib.Path(__file__).resolve().parent / "flows"


class StockWorkers:
    def __init__(self, fleet: Fleet, count: int):
        self.fleet, self.count = fleet, count
        self.venv = pathlib.Path(os.environ.get("REFERENCE_VENV", ROOT / ".reference")).absolute()
        if not (self.venv / "bin" / "prefect").exists():
            raise Missing(f"no stock client in {self.venv}")
        self.processes: list[Process] = []

    def start(self) -> None:
        gateways, pools = itertools.cycle(self.fleet.gateways), itertools.cycle(STOCK_POOLS)
        for number in range(1, self.count + 1):
            port = next(gateways)
            environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "APUS_"))} | {
                "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "PREFECT_HOME": str(self.fleet.server.folder / f"worker-{number}"),
                "PREFECT_WORKER_QUERY_SECONDS": "2", "PREFECT_WORKER_PREFETCH_SECONDS": "1", "DO_NOT_TRACK": "1",
                "PATH": f"{self.venv / 'bin'}:{os.environ['PATH']}"}
            command = [str(self.venv / "bin" / "prefect"), "worker", "start", "--pool", next(pools), "--type", "process",
                       "--name", f"stock-worker-{number}"]
            self.processes.append(Process(f"stock-worker-{number}", command, environment, port, [], self.fleet.server.folder / f"stock-{number}.log"))

    @property
    def alive(self) -> int:
        return sum(process.alive for process in self.processes)

    def stop(self) -> None:
        """Ends the workers with the processes of their runs."""
        for process in self.processes:
            if process.alive:
                process._signal(signal.SIGTERM)
        for process in self.processes:
            process.stop()
            process._signal(signal.SIGKILL)
