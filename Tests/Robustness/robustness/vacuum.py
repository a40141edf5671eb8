"""kill -9 of the scheduler in the middle of passes of its vacuum: no row is left without its run."""

import time

from .restart_order import wait
from .stage import Stage
from .verdict import Verdict

SETTINGS = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs", "PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS": "1",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ORPHAN_CLEANUP_LOOP_SECONDS": "86400",
}
RUNS, LINES = 20_000, 5
SEED = f"""
    WITH f AS (INSERT INTO flow (name) VALUES ('old') RETURNING id), r AS (
      INSERT INTO flow_run (name, flow_id, state_type, state_name, end_time, expected_start_time)
      SELECT 'old', f.id, 'COMPLETED', 'Completed', now() - interval '1 year', now() - interval '1 year'
      FROM f, generate_series(1, {RUNS}) RETURNING id
    ), t AS (
      INSERT INTO task_run (flow_run_id, name, task_key, dynamic_key) SELECT id, 't', 't', '0' FROM r
    ), a AS (
      INSERT INTO artifact (flow_run_id) SELECT id FROM r
    ), l AS (
      INSERT INTO log (name, level, flow_run_id, message, timestamp)
      SELECT 'l', 20, r.id, 'm', now() - interval '1 year' FROM r, generate_series(1, {LINES})
    )
    SELECT count(*) FROM r
    """
GONE = "NOT EXISTS (SELECT FROM flow_run r WHERE r.id = x.flow_run_id)"
ORPHANS = f"SELECT (SELECT count(*) FROM log x WHERE {GONE}) + (SELECT count(*) FROM artifact x WHERE {GONE})"


def play(stage: Stage, verdict: Verdict, kills: int = 4) -> None:
    if stage.is_reference:
        verdict.note("plays with Apus only")
        return
    with stage.running():
        server = stage.server
        place = server.programs.index("scheduler")
        server.services[place].kill()
        stage.count(SEED)
        left = RUNS
        for number in range(kills):
            server.services[place] = server.launch_one("scheduler")
            before = left
            # The claim of the one that was killed ends by itself.
            began = wait(lambda: stage.count("SELECT count(*) FROM flow_run") < before, 30)  # noqa: B023
            own = stage.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'apus-scheduler-vacuum'")
            time.sleep(0.11 * number)
            server.services[place].kill()
            left = stage.count("SELECT count(*) FROM flow_run")
            verdict.check(began is not None and 0 < left < before, f"kill {number + 1} comes in the middle of a pass", f"{left} of {before} runs are left")
            verdict.check(own == 1, "the pass has a connection of its own", f"{own} connections")
            orphans = stage.count(ORPHANS)
            verdict.check(orphans == 0, "no row is left without its run", f"{orphans} rows")
        server.services[place] = server.launch_one("scheduler")
        took = wait(lambda: stage.count("SELECT count(*) FROM flow_run") == 0, 180)
        verdict.check(took is not None, "the next pass removes all that is old", took and f"{left} runs in {took:.1f} s")
        rest = stage.count("SELECT (SELECT count(*) FROM log) + (SELECT count(*) FROM artifact) + (SELECT count(*) FROM task_run)")
        verdict.check(rest == 0, "and all that belonged to them", f"{rest} rows are left")
        took = wait(lambda: stage.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'apus-scheduler-vacuum'") == 0, 10)
        verdict.check(took is not None, "its connection is closed between passes")
