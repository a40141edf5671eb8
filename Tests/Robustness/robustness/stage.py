"""Where a scenario plays: a private PostgreSQL and one server in front of it."""

import contextlib
import pathlib
import shutil
import tempfile

from harness.cluster import Cluster, Missing
from harness.servers import Apus, Reference, Server


class Stage:
    def __init__(self, name: str, port: int, postgres_port: int, settings: dict[str, str] | None = None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="apus-robustness-"))
        self.cluster = Cluster(postgres_port)
        url = self.cluster.url("apus")
        self.server: Server = (
            Reference(url, port, self.folder) if name == "reference" else Apus(url, port, self.folder, settings))
        self.is_reference = name == "reference"

    @contextlib.contextmanager
    def database(self):
        """A started, empty database; everything is taken down at the end."""
        try:
            if reason := self.server.available():
                raise Missing(reason)
            self.cluster.start()
            self.cluster.create("apus")
            yield self
        finally:
            self.server.stop()
            self.cluster.remove()
            shutil.rmtree(self.folder, ignore_errors=True)

    @contextlib.contextmanager
    def running(self):
        """A server that is ready."""
        with self.database():
            self.server.start()
            yield self

    def count(self, sql: str) -> int:
        return int(self.cluster.query("apus", sql))
