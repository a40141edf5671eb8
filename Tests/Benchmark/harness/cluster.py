"""A private PostgreSQL cluster on a Unix socket with the default durability, run by a user who isn't root."""

import glob
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile


class Missing(Exception):
    """Something that this machine lacks; the message says what to install."""


def binaries() -> pathlib.Path:
    found = shutil.which("pg_ctl")
    candidates = [pathlib.Path(found).resolve().parent] if found else []
    candidates += [pathlib.Path(p) for p in sorted(glob.glob("/usr/lib/postgresql/*/bin"), reverse=True)]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Missing("PostgreSQL's server programs are missing (Debian and Ubuntu: apt-get install postgresql)")


class Cluster:
    """Made by `start`, removed by `remove`; `stop` and `start` in between keep the data, and so does a folder of one's own."""

    def __init__(self, port: int, settings: dict[str, str] | None = None, folder: pathlib.Path | None = None):
        self.bin = binaries()
        self.port = port
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder.absolute() if folder else pathlib.Path(tempfile.mkdtemp(prefix="apus-pg-"))
        self.data = self.folder / "data"
        self.settings = {"max_connections": "200", **(settings or {})}
        self._sessions: dict[str, "Session"] = {}
        self._user: list[str] = []
        if os.getuid() == 0:
            try:
                owner = pwd.getpwnam("postgres")
            except KeyError:
                raise Missing("run this as an ordinary user, or make a user called postgres for the database") from None
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            os.chmod(self.folder, 0o755)
            self._user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            [*self._user, *command], cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")

    def start(self, **settings: str) -> None:
        """Starts the server, with settings that count until it is stopped."""
        if not self.data.exists():
            self._run(str(self.bin / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                      "--no-instructions")
            lines = ["listen_addresses = ''", f"unix_socket_directories = '{self.folder}'", f"port = {self.port}"]
            lines += [f"{name} = '{value}'" for name, value in self.settings.items()]
            with open(self.folder / "settings.conf", "w") as file:
                file.write("\n".join(lines) + "\n")
            os.chmod(self.folder / "settings.conf", 0o644)
            self._run("sh", "-c", f"echo \"include '{self.folder}/settings.conf'\" >> '{self.data}/postgresql.conf'")
        # The output goes to a file: the server would keep a pipe open.
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("sh", "-c", f"'{self.bin}/pg_ctl' -D '{self.data}' -l '{self.folder}/log' -o '{options}' -w -t 600 start >/dev/null")

    def settle(self) -> None:
        """Writes out what earlier measurements left, so that the next does not pay for it."""
        self.query("postgres", "CHECKPOINT")

    def stop(self, mode: str = "fast") -> None:
        self._forget_sessions()
        if (self.data / "postmaster.pid").exists():
            self._run(str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-t", "600", "-m", mode, "stop")

    def remove(self) -> None:
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"

    def environment(self, database: str) -> dict[str, str]:
        return {**os.environ, "PGHOST": str(self.folder), "PGPORT": str(self.port), "PGUSER": "postgres",
                "PGDATABASE": database, "PGOPTIONS": "-c client_min_messages=error"}

    def create(self, database: str, template: str | None = None) -> None:
        """Makes the database anew."""
        self._forget_sessions()
        self.query("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self._forget_sessions()
        self.query("postgres", f"CREATE DATABASE {database}" + (f" TEMPLATE {template}" if template else ""))

    def exists(self, database: str) -> bool:
        return self.query("postgres", f"SELECT count(*) FROM pg_database WHERE datname = '{database}'") == "1"

    def query(self, database: str, sql: str) -> str:
        """The first column of the first row, as text, by a session that is kept for the next question."""
        session = self._sessions.get(database)
        if session is None or not session.alive:
            session = self._sessions[database] = Session(self, database)
        return session.query(sql)

    def _forget_sessions(self) -> None:
        for session in self._sessions.values():
            session.close()
        self._sessions.clear()


class Session:
    """One psql process that answers many questions: starting one for each would disturb what is measured."""

    MARK = "--answered--"

    def __init__(self, cluster: Cluster, database: str):
        self.process = subprocess.Popen(
            [str(cluster.bin / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=0"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=cluster.environment(database))

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def query(self, sql: str) -> str:
        self.process.stdin.write(f"{sql};\n\\echo {self.MARK}\n")
        self.process.stdin.flush()
        lines: list[str] = []
        for line in self.process.stdout:
            if line.rstrip("\n") == self.MARK:
                break
            lines.append(line.rstrip("\n"))
        else:
            raise RuntimeError("psql ended: " + " ".join(lines))
        if lines and lines[0].startswith(("ERROR", "FATAL", "psql:")):
            raise RuntimeError(" ".join(lines))
        return lines[0].split("|")[0] if lines else ""

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.terminate()
        self.process.wait()
