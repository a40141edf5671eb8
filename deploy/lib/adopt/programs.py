"""The programs that an adoption runs: pg_dump, and Apus's own for its migrations."""

import asyncio
import hashlib
import json
import os
import re
from pathlib import Path

from chain import CHECKOUT
from console import Refused, note, say
from findings import APPLICATION

# What neither pg_dump nor Apus's program is to take from the caller's environment.
HIDDEN = re.compile("PREFECT_|APUS_")


class Dump:
    """The dump that was asked for. The one of an interrupted adoption is kept while the same rows are in the database."""

    def __init__(self, path, found):
        self.path = path.absolute()
        self.found = found
        place = "|".join([os.environ.get("PGHOST", ""), os.environ.get("PGPORT", ""), found.database])
        self.memo = CHECKOUT / ".apus" / f"adopting-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
        # Migrations make automations.
        rows = {table: number for table, number in found.counts.items() if table != "automation"}
        self.state = json.dumps({"dump": str(self.path), "rows": rows})
        self.is_made = self.path.exists() and self.memo.exists() and self.memo.read_text() == self.state
        if self.path.exists() and not self.is_made:
            raise Refused(f"{path} is there already. Name another file for the dump.", "Nothing was changed.")
        if not os.access(self.path.parent, os.W_OK):
            raise Refused(f"{self.path.parent}, where the dump should lie, can't be written.", "Nothing was changed.")

    async def make(self, interruption):
        """Dumps into a file beside, which gets its name when it is whole."""
        if self.is_made:
            say(f"The dump {self.path} of the interrupted adoption is kept")
            return
        say(f"Dumping into {self.path}")
        part = self.path.with_name(self.path.name + ".part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            # Without an address: it reads the same environment as we do.
            interruption.program = await asyncio.create_subprocess_exec(
                os.environ.get("APUS_ADOPT_PG_DUMP", "pg_dump"), "--format=custom", "--no-password", stdout=output,
                stderr=asyncio.subprocess.PIPE, env=_environment(), start_new_session=True)
            said = (await interruption.program.communicate())[1].decode(errors="replace").strip()
        if interruption.program.returncode != 0:
            part.unlink()
            interruption.check()
            raise Refused("pg_dump failed:", *said.splitlines()[-5:], "Nothing was changed.")
        part.rename(self.path)
        self.memo.parent.mkdir(exist_ok=True)
        self.memo.write_text(self.state)
        note(f"{self.path.stat().st_size / 1e6:.1f} MB; back by: pg_restore --clean --if-exists --dbname=… {self.path}")

    def forget(self):
        """The adoption is over: the next one makes a dump of its own."""
        self.memo.unlink(missing_ok=True)


async def build(interruption):
    """Builds what `migrate` needs, before anything is changed."""
    if os.environ.get("APUS_SKIP_BUILD"):
        return
    interruption.program = await asyncio.create_subprocess_exec(CHECKOUT / "deploy/adopt", "build", env=_environment(), start_new_session=True)
    if await interruption.program.wait() != 0:
        interruption.check()
        raise Refused("the build failed; the errors are above.", "Nothing was changed.")


async def migrate(url, interruption):
    """Apus's migrations by one of its programs, which ends when they are done."""
    program = Path(os.environ["APUS_BIN_DIR"]) / "scheduler"
    # By its name the next run knows whom to wait for, should this one be killed.
    url += ("&" if "?" in url else "?") + f"application_name={APPLICATION}"
    environment = _environment() | {"PREFECT_SERVER_DATABASE_CONNECTION_URL": url, "SWIFT_BACKTRACE": "enable=no"}
    interruption.program = await asyncio.create_subprocess_exec(
        program, "--migrate", stderr=asyncio.subprocess.PIPE, env=environment, start_new_session=True)
    last = ""
    async for line in interruption.program.stderr:
        last = _told(line) or last
    if await interruption.program.wait() != 0:
        interruption.check()
        raise Refused(f"Apus's migrations failed: {last}", "Mend the cause, then run the same command to go on.")


def _told(line):
    """Says what a line of the program's log is about; gives its error."""
    try:
        record = json.loads(line)
    except ValueError:
        note(line.decode(errors="replace").rstrip())
        return line.decode(errors="replace").rstrip()
    statement = re.match(r"(CREATE|DROP) INDEX CONCURRENTLY (?:public\.)?(\w+)", record.get("statement", ""))
    if "migration" in record:
        note(f"schema: {record['migration']}")
    elif statement:
        note(f"index: {'building' if statement[1] == 'CREATE' else 'dropping'} {statement[2]}")
    elif record["level"] != "INFO":
        note(record["message"] + (f": {record['error']}" if "error" in record else ""))
    return record.get("error")


def _environment():
    return {name: value for name, value in os.environ.items() if not HIDDEN.match(name)}
