"""The slots of limits in the transition matrices: leases are laid out where each server keeps them, and looked up there again."""

import json
import shutil
from datetime import datetime, timedelta

# A lease that lasts longer than this ends with its run.
ENDLESS = timedelta(days=3650)
# The reference keeps leases in files, where they can be laid out; Apus has them in its database anyway.
KEPT_IN_FILES = {"PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem"}

# How many slots of limits are taken (by now, where they decay), or of those of old servers by whom.
COUNTS = """
    SELECT id, to_jsonb(greatest(0, active_slots - floor(slot_decay_per_second * extract(epoch FROM now() - updated))::int)) AS taken
    FROM concurrency_limit_v2 WHERE id = any($1::uuid[])
    UNION ALL SELECT id, active_slots FROM concurrency_limit WHERE id = any($1::uuid[])"""


def lease(id, limits, created, expiration, flow_run=None, task_run=None):
    """A lease on one slot of each of some limits that a run holds."""
    return {"id": id, "limit_ids": limits, "slots": 1, "created": created, "expiration": expiration,
            "flow_run_id": flow_run, "task_run_id": task_run}


def lay_out(s, leases):
    """Makes these leases the only ones of a server."""
    if s.server.home:
        _lay_out_files(_folder(s), leases)
        return
    rows = [{"id": each["id"], "limit_ids": each["limit_ids"], "slots": each["slots"], "flow_run_id": each["flow_run_id"],
             "holder_type": "flow_run" if each["flow_run_id"] else "task_run",
             "holder_id": each["flow_run_id"] or each["task_run_id"],
             "created": each["created"].isoformat(), "expiration": each["expiration"].isoformat()} for each in leases]
    s.cluster.fetch(s.server.database, "DELETE FROM apus.concurrency_lease")
    s.cluster.fetch(s.server.database, """INSERT INTO apus.concurrency_lease
        SELECT (jsonb_populate_recordset(NULL::apus.concurrency_lease, $1::jsonb)).*""", json.dumps(rows))


def found(s):
    """All leases of a server, as `lease` makes them."""
    if s.server.home:
        return _found_files(_folder(s))
    return [lease(str(row["id"]), [str(id) for id in row["limit_ids"]], row["created"], row["expiration"], row["flow_run_id"],
                  str(row["holder_id"]) if row["holder_type"] == "task_run" else None) | {"slots": row["slots"]}
            for row in s.cluster.fetch(s.server.database, "SELECT * FROM apus.concurrency_lease")]


def _folder(s):
    return s.server.home / "concurrency_leases"


def _lay_out_files(folder, leases):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in leases:
        # The reference names no holder for the slot of a deployment.
        holder = {"type": "task_run", "id": each["task_run_id"]} if each["task_run_id"] else None
        (folder / f"{each['id']}.json").write_text(json.dumps({
            "id": each["id"], "resource_ids": each["limit_ids"], "expiration": each["expiration"].isoformat(),
            "created_at": each["created"].isoformat(), "metadata": {"slots": each["slots"]} | ({"holder": holder} if holder else {})}))
    (folder / "expirations.json").write_text(json.dumps({each["id"]: each["expiration"].isoformat() for each in leases}))


def _found_files(folder):
    leases = []
    for path in folder.glob("*-*.json"):
        known = json.loads(path.read_text())
        holder = known["metadata"].get("holder") or {}
        leases.append(lease(known["id"], known["resource_ids"], *(datetime.fromisoformat(known[name]) for name in ("created_at", "expiration")),
                            task_run=holder["id"] if holder.get("type") == "task_run" else None) | {"slots": known["metadata"]["slots"]})
    return leases
