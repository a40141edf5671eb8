"""Brings a Prefect database to the release whose contract Apus follows. deploy/adopt runs it; deploy/README.md tells of it."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

import address
import asyncpg
import chain as chains
import findings
import programs
from console import Refused, fail, note, say

# Held by an adoption as long as it goes on; the number only has to be nobody else's.
LOCK = 4158757115201127
# How long statements of an adoption that was killed may take to end.
PATIENCE = 600


class Interruption:
    """Ctrl-C: once to stop after the step that is being taken, twice to stop at once."""

    def __init__(self):
        self.asked = False
        self.program = None
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._ask)

    def _ask(self):
        if self.asked:
            note("stopped at once; the database finishes or takes back its statement. Run the same command to go on")
            os._exit(130)
        self.asked = True
        note("stopping after this step; again to stop at once")
        if self.program and self.program.returncode is None:
            self.program.terminate()

    def check(self):
        """Stops here when it was asked for."""
        if self.asked:
            raise Refused("interrupted", "Run the same command to go on.", code=130)


async def connect():
    """One connection by the environment's address."""
    try:
        return await asyncpg.connect(timeout=20, server_settings={"application_name": findings.APPLICATION, "statement_timeout": "0"})
    except (OSError, asyncio.TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise Refused(f"the database can't be opened: {error or type(error).__name__}") from None


def tell(found, chain):
    """Says what is there."""
    say(f"The database {found.database}, PostgreSQL {found.server}, {found.size}, as {found.role}")
    if found.revision and chain.knows(found.revision):
        note(f"made by {chains.maker(found.revision)} (revision {found.revision})"
             + (", and used by Apus" if found.recorded else ""))
        note("rows: " + ", ".join(f"{number} {table}" for table, number in found.counts.items()))


def is_done(found, chain):
    """Whether nothing is left to do, the indexes included."""
    return found.revision == chain.head and not chains.own_missing(found.recorded) and not found.index_steps


def plan(found, chain, dump):
    """Says what will be done."""
    steps, own = chain.missing(found.revision), chains.own_missing(found.recorded)
    if is_done(found, chain):
        say(f"Nothing to do: the database is at Prefect {chain.release} and has the schema of Apus")
        return
    say("What will be done")
    if dump:
        note(f"dump: pg_dump --format=custom into {dump}")
    if steps:
        note(f"{len(steps)} of Prefect's own migrations, up to revision {chain.head} (Prefect {chain.release})")
    note(f"Apus's own schema ({len(own)} migrations in the schema apus)" if own else "Apus's own schema is there")
    note("Apus's indexes in place of some of Prefect's")
    note("flows, runs, blocks and automations stay as they are and are counted again afterwards")
    note(f"back to Prefect {chain.release}: stop Apus, SELECT apus.restore_prefect_indexes(), start Prefect. Back to an older "
         "Prefect: only by the dump")
    if not dump and steps:
        note("no dump is made: --dump FILE makes one")
    if not found.has_key:
        note("the key of the blocks' secrets is not in the database: start Apus with the PREFECT_SERVER_ENCRYPTION_KEY that Prefect had")


def confirm(yes):
    """Goes on only when somebody says so."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refused("nothing was changed.", "To do it without being asked: --yes")
    if input("Go on? [y/N] ").strip().lower() not in ("y", "yes"):
        raise Refused("nothing was changed.")


async def wait_for_earlier(watch, interruption):
    """A killed adoption's statement may still be running: waits for its end."""
    for second in range(PATIENCE):
        left = await findings.others(watch, of_ours=True)
        if not left:
            return
        if second == 1:
            note("waiting for the last statement of an interrupted adoption")
        interruption.check()
        await asyncio.sleep(1)
    raise Refused(f"a statement of an earlier adoption still runs: {', '.join(left)}. Wait for its end, then run this again")


async def take_steps(watch, found, chain, interruption):
    """Prefect's migrations, a line for each."""
    steps = chain.missing(found.revision)
    if not steps:
        return
    say(f"Prefect's migrations ({len(steps)})")
    await chains.mend(watch, found.revision)
    for number, step in enumerate(steps, 1):
        interruption.check()
        began = asyncio.get_running_loop().time()
        await chains.upgrade(step.revision)
        note(f"{number:2} of {len(steps)}  {step.revision}  {step.doc.splitlines()[0]}  ({asyncio.get_running_loop().time() - began:.1f} s)")


async def verify(watch, found, chain):
    """Compares with what was there before."""
    after = await findings.look(watch)
    if not is_done(after, chain):
        raise Refused(f"the database is at revision {after.revision}, not {chain.head}, or lacks a migration or an index of Apus. Run this again")
    expected = found.counts | {"automation": found.counts["automation"] + found.policies}
    changed = [f"{table} had {expected[table]} and has {number}" for table, number in after.counts.items() if number != expected[table]]
    if changed:
        raise Refused("rows were lost or added: " + "; ".join(changed) + ". Another client may have written meanwhile")
    say(f"Done: the database is at Prefect {chain.release} with the schema of Apus; all counts are as before")
    if found.policies:
        note(f"Prefect's migrations made {found.policies} automations of as many notification policies")
    note("next: PREFECT_SERVER_DATABASE_CONNECTION_URL=… deploy/apus up")


async def adopt(arguments, chain):
    """The whole of it; raises Refused where it can't go on."""
    interruption = Interruption()
    watch = await connect()
    try:
        await wait_for_earlier(watch, interruption)
        if not await watch.fetchval(f"SELECT pg_try_advisory_lock({LOCK})"):
            raise Refused("another adoption of this database is going on")
        found = await findings.look(watch)
        tell(found, chain)
        if found.is_empty:
            say("Nothing to do: no Prefect has used this database; Apus makes its tables when it first starts")
            return
        if is_done(found, chain):
            plan(found, chain, None)
            return
        refuse(findings.obstacle(found, chain))
        dump = programs.Dump(arguments.dump, found) if arguments.dump else None
        plan(found, chain, arguments.dump)
        confirm(arguments.yes)
        await programs.build(interruption)
        if dump:
            await dump.make(interruption)
        interruption.check()
        # Somebody may have come during the dump.
        refuse(findings.obstacle(await findings.look(watch), chain))
        await take_steps(watch, found, chain, interruption)
        interruption.check()
        say("Apus's migrations and indexes")
        await programs.migrate(arguments.url, interruption)
        await verify(watch, found, chain)
        if dump:
            dump.forget()
    finally:
        watch.terminate()


def refuse(sentence):
    """Stops with a sentence, if there is one; nothing has been changed then."""
    if sentence:
        raise Refused(sentence + ".", "Nothing was changed.")


def main():
    """Reads the arguments; gives the exit code."""
    parser = argparse.ArgumentParser(prog="deploy/apus adopt", description=__doc__)
    parser.add_argument("--dump", type=Path, metavar="FILE", help="first dump the database into this file, by pg_dump")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    arguments = parser.parse_args()
    arguments.url = os.environ.pop("APUS_ADOPT_URL", "")
    try:
        os.environ.update(address.variables(arguments.url))
        return asyncio.run(adopt(arguments, chains.Chain())) or 0
    except address.AddressError as error:
        return fail(f"{error}.")
    except Refused as refused:
        return fail(*refused.args, code=refused.code)
    except Exception as error:  # noqa: BLE001 - whatever a migration raises is told, with the way on
        return fail(f"a step failed: {type(error).__name__}: {error}",
                    "What was finished stays, the step itself was taken back. Mend the cause, then run the same command to go on.")


if __name__ == "__main__":
    sys.exit(main())
