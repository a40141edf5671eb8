"""PostgreSQL as the suites need it: databases of their own, and reading rows that no route shows."""

import asyncio
import threading
import uuid
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg


class Cluster:
    """One PostgreSQL cluster, reached as a superuser, in which the suites create and drop their own databases."""

    def __init__(self, url):
        parts = urlsplit(url)
        self.user = parts.username or "postgres"
        self.password = parts.password
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.host = query.get("host") or parts.hostname or "localhost"
        self.port = int(query.get("port") or parts.port or 5432)
        self.maintenance = parts.path.lstrip("/") or "postgres"
        self.created = []
        self._loop = asyncio.new_event_loop()
        self._pools = {}
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def url(self, database, scheme="postgresql"):
        """The address of one database; a host that is a folder (a Unix socket) goes into the query."""
        login = self.user + (f":{self.password}" if self.password else "")
        if self.host.startswith("/"):
            return f"{scheme}://{login}@/{database}?" + urlencode({"host": self.host, "port": self.port}, safe="/")
        return f"{scheme}://{login}@{self.host}:{self.port}/{database}"

    def create(self, purpose):
        """Makes an empty database and gives its name."""
        name = f"apus_test_{purpose}_{uuid.uuid4().hex[:10]}"
        self._run(self._maintain(f'CREATE DATABASE "{name}"'))
        self.created.append(name)
        return name

    def drop_all(self):
        """Drops what `create` made; connections left open are cut."""
        for pool in self._pools.values():
            self._run(self._close(pool))
        self._pools = {}
        for name in self.created:
            self._run(self._maintain(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        self.created = []

    def fetch(self, database, sql, *values):
        """The rows of one statement as dictionaries."""
        return self._run(self._fetch(database, sql, values))

    def forget(self, database):
        """Closes the connections that `fetch` keeps to one database."""
        if pool := self._pools.pop(database, None):
            self._run(self._close(pool))

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def _arguments(self, database):
        return dict(host=self.host, port=self.port, user=self.user, password=self.password, database=database)

    async def _maintain(self, sql):
        connection = await asyncpg.connect(**self._arguments(self.maintenance))
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    async def _fetch(self, database, sql, values):
        if database not in self._pools:
            self._pools[database] = await asyncpg.create_pool(min_size=0, max_size=4, **self._arguments(database))
        return [dict(row) for row in await self._pools[database].fetch(sql, *values)]

    async def _close(self, pool):
        try:
            await asyncio.wait_for(pool.close(), 5)
        except (asyncio.TimeoutError, OSError):
            pool.terminate()
