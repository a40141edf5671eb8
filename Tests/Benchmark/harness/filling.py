"""Fills a database with a large installation's history, by SQL of the database's own: nothing of either server runs.

For each flow run there are five task runs, twenty states in all (four of its own), ten log lines and four events. One flow run in
twenty is a subflow: the last task run of the one before stands for it.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

BIG = ["flow_run", "flow_run_state", "task_run", "task_run_state", "log", "events", "event_resources", "artifact"]
LARGEST_FIRST = ["task_run_state", "event_resources", "log", "events", "task_run", "flow_run_state", "flow_run", "artifact"]


def random_id(seed: str) -> str:
    """An expression for an id that has no order, as the database makes them. It is a hash, so that rows find each other without a join."""
    return f"md5({seed})::uuid"


def timed_id(seed: str, run: str = "i") -> str:
    """An expression for an id that begins with the time (UUIDv7), as Prefect makes those of states, logs, events, task runs and of
    the flow runs of schedules: ids of one flow run's, which has this number, begin with the millisecond of it."""
    milliseconds = f"(extract(epoch FROM $moment - interval '$days days' * (1 - ({run})::float8 / $runs)) * 1000)::int8"
    return f"overlay(overlay(md5({seed}) placing '8' from 17 for 1) placing lpad(to_hex({milliseconds}), 12, '0') || '7' from 1 for 13)::uuid"


RUN = "'run' || i"

# Who belongs to whom: parts of the statements below.
IDS = {
    "$run_id": f"CASE WHEN i % 4 = 1 THEN {random_id(RUN)} ELSE {timed_id(RUN)} END",
    "$run_state_id": timed_id("'run' || i || 'state' || s"),
    "$run_last_state_id": timed_id("'run' || i || 'state' || 3"),
    "$task_run_id": timed_id("'task' || i || '.' || t"),
    "$task_run_of_line_id": timed_id("'task' || i || '.' || l"),
    "$first_task_run_id": timed_id("'task' || i || '.' || 0"),
    # The task run that stands for a subflow: the last one of the flow run before.
    "$parent_task_run_id": timed_id("'task' || (i - 1) || '.' || 4", run="i - 1"),
    "$task_run_state_id": timed_id("'task' || i || '.' || t || 'state' || s"),
    "$task_run_last_state_id": timed_id("'task' || i || '.' || t || 'state' || 3"),
    "$log_id": timed_id("'log' || i || '.' || l"),
    "$artifact_id": random_id("'artifact' || i"),
}

SMALL = """
INSERT INTO flow (id, created, updated, name, tags, labels)
  SELECT md5('flow' || i)::uuid, $moment - interval '40 days', $moment, 'flow-' || i, jsonb_build_array('team-' || i % 7), '{}' FROM generate_series(0, 49) i;
INSERT INTO work_pool (id, name, type, base_job_template, default_queue_id)
  SELECT md5('pool' || i)::uuid, 'scale-pool-' || i, 'process', '{}', NULL FROM generate_series(0, 4) i;
INSERT INTO work_queue (id, name, work_pool_id, priority)
  SELECT md5('queue' || i)::uuid, 'queue-' || i, md5('pool' || i % 5)::uuid, 1 + i / 5 FROM generate_series(0, 14) i;
UPDATE work_pool p SET default_queue_id = q.id FROM work_queue q WHERE q.work_pool_id = p.id AND q.priority = 1;
INSERT INTO deployment (id, name, flow_id, tags, parameters, work_queue_name, work_queue_id, labels, status)
  SELECT md5('deployment' || i)::uuid, 'deployment-' || i, md5('flow' || i % 50)::uuid, '["nightly"]', '{"a": 1}', 'queue-' || i % 15,
    md5('queue' || i % 15)::uuid, '{}', 'READY' FROM generate_series(0, 199) i;
"""

# The states of a flow run end one of these ways; the younger the run, the more of them are still under way.
RUNS = """(
    SELECT i, began, i % 20 = 13 AS nested,
      began + CASE WHEN i % 100 = 99 AND i % 2000 <> 99 THEN interval '$days days' ELSE interval '0' END AS due,
      (CASE WHEN i % 100 = 99 THEN 'SCHEDULED' WHEN i > $runs - 40 THEN 'RUNNING' WHEN i % 100 < 90 THEN 'COMPLETED' WHEN i % 100 < 96 THEN 'FAILED'
        WHEN i % 100 = 96 THEN 'CRASHED' ELSE 'CANCELLED' END)::state_type AS type,
      CASE WHEN i % 100 = 99 THEN CASE WHEN i % 2000 = 99 THEN 'Late' ELSE 'Scheduled' END WHEN i > $runs - 40 THEN 'Running'
        WHEN i % 100 < 90 THEN 'Completed' WHEN i % 100 < 96 THEN 'Failed' WHEN i % 100 = 96 THEN 'Crashed' ELSE 'Cancelled' END AS name
    FROM generate_series($from, $to) i, LATERAL (SELECT $moment - interval '$days days' * (1 - i::float8 / $runs) AS began) b
  ) r"""

FLOW_RUNS = """
INSERT INTO flow_run (id, created, updated, name, state_type, state_name, state_timestamp, state_id, run_count,
    expected_start_time, next_scheduled_start_time, start_time, end_time, total_run_time, parameters, empirical_policy, tags, auto_scheduled,
    flow_id, deployment_id, work_queue_name, work_queue_id, created_by, labels, parent_task_run_id)
  SELECT $run_id, began, began, n.slug || CASE WHEN i % 3 = 0 THEN '-' || i ELSE '' END, type, name,
    began + interval '40 s', $run_last_state_id, CASE WHEN type = 'SCHEDULED' THEN 0 ELSE 1 END,
    due, CASE WHEN type = 'SCHEDULED' THEN due END, CASE WHEN type <> 'SCHEDULED' THEN due + interval '2 s' END,
    CASE WHEN type NOT IN ('SCHEDULED', 'RUNNING') THEN due + interval '40 s' END,
    CASE WHEN type NOT IN ('SCHEDULED', 'RUNNING') THEN interval '38 s' ELSE interval '0' END,
    '{"a": 1, "b": "x"}', '{"retries": 0, "retry_delay": 0}', CASE i % 4 WHEN 0 THEN '["nightly", "etl"]' WHEN 1 THEN '["adhoc"]' ELSE '[]' END::jsonb,
    i % 4 <> 1, md5('flow' || i % 50)::uuid, CASE WHEN i % 4 <> 1 THEN md5('deployment' || i % 200)::uuid END,
    CASE WHEN i % 4 <> 1 THEN 'queue-' || i % 15 END, CASE WHEN i % 4 <> 1 THEN md5('queue' || i % 200 % 15)::uuid END,
    CASE WHEN i % 4 <> 1 THEN jsonb_build_object('id', md5('schedule' || i % 200)::uuid, 'type', 'SCHEDULE', 'display_value', 'every hour') END, '{}',
    CASE WHEN nested THEN $parent_task_run_id END
  FROM """ + RUNS + """ JOIN unnest(string_to_array('$names', ' ')) WITH ORDINALITY n(slug, place) ON n.place = i - $from + 1;
"""

FLOW_RUN_STATES = """
INSERT INTO flow_run_state (id, created, updated, type, "timestamp", name, message, state_details, flow_run_id)
  SELECT $run_state_id, began, began,
    CASE WHEN s = 3 THEN type ELSE (ARRAY['SCHEDULED', 'PENDING', 'RUNNING'])[s + 1]::state_type END,
    began + s * interval '1 s', CASE WHEN s = 3 THEN name ELSE (ARRAY['Scheduled', 'Pending', 'Running'])[s + 1] END, NULL,
    jsonb_build_object('flow_run_id', $run_id), $run_id
  FROM """ + RUNS + """, generate_series(0, 3) s;
"""

TASK_RUNS = """
INSERT INTO task_run (id, created, updated, name, state_type, state_name, state_timestamp, state_id, run_count, expected_start_time, start_time,
    end_time, total_run_time, task_key, dynamic_key, tags, flow_run_id, flow_run_run_count, labels)
  SELECT $task_run_id, due, due, 'task-' || t || '-' || substr(md5(i::text), 1, 3), type::state_type, initcap(type), due + interval '5 s',
    $task_run_last_state_id, 1, due, due, due + interval '5 s', interval '5 s', 'task_' || t, t::text,
    CASE WHEN t = 0 THEN '["extract"]' ELSE '[]' END::jsonb, $run_id, 1, '{}'
  FROM generate_series($from, $to) i, generate_series(0, 4) t,
    LATERAL (SELECT CASE WHEN (i + t) % 40 = 0 THEN 'FAILED' ELSE 'COMPLETED' END AS type,
      $moment - interval '$days days' * (1 - i::float8 / $runs) + t * interval '6 s' AS due) d;
"""

TASK_RUN_STATES = """
INSERT INTO task_run_state (id, created, updated, type, "timestamp", name, state_details, task_run_id)
  SELECT $task_run_state_id, due, due, type::state_type, due + s * interval '1 s', initcap(type),
    jsonb_build_object('flow_run_id', $run_id, 'task_run_id', $task_run_id), $task_run_id
  FROM generate_series($from, $to) i, generate_series(0, 4) t, generate_series(1, 3 + (t = 0)::int) s,
    LATERAL (SELECT (ARRAY['PENDING', 'RUNNING', CASE WHEN (i + t) % 40 = 0 THEN 'FAILED' ELSE 'COMPLETED' END, 'PENDING'])[s] AS type,
      $moment - interval '$days days' * (1 - i::float8 / $runs) + t * interval '6 s' AS due) d;
"""

LOG_LINES = """
INSERT INTO log (id, created, updated, name, level, flow_run_id, task_run_id, message, "timestamp")
  SELECT $log_id, due, due, 'prefect.flow_runs', CASE WHEN l = 9 AND i % 16 = 0 THEN 40 ELSE 20 END, $run_id,
    CASE WHEN l < 5 THEN $task_run_of_line_id END, 'Finished step ' || l || ' of ' || i || ' in state Completed()', due
  FROM generate_series($from, $to) i, generate_series(0, 9) l,
    LATERAL (SELECT $moment - interval '$days days' * (1 - i::float8 / $runs) + l * interval '3 s' AS due) d;
"""

EVENT_ROWS = """
WITH e AS (
  SELECT $run_state_id AS id, $moment - interval '$days days' * (1 - i::float8 / $runs) + s * interval '1 s' AS due,
    'prefect.flow-run.' || CASE WHEN s = 3 THEN CASE WHEN i % 100 < 90 THEN 'Completed' ELSE 'Failed' END
      ELSE (ARRAY['Scheduled', 'Pending', 'Running'])[s + 1] END AS event,
    'prefect.flow-run.' || $run_id AS run, 'prefect.flow.' || md5('flow' || i % 50)::uuid AS flow, 'prefect.deployment.' || md5('deployment' || i % 200)::uuid AS deployment
  FROM generate_series($from, $to) i, generate_series(0, 3) s
), told AS (
  INSERT INTO events (id, created, updated, occurred, event, resource_id, resource, related_resource_ids, related, payload, received, recorded)
    SELECT id, due, due, due, event, run, jsonb_build_object('prefect.resource.id', run, 'prefect.resource.name', 'run'), jsonb_build_array(flow, deployment),
      jsonb_build_array(jsonb_build_object('prefect.resource.id', flow, 'prefect.resource.role', 'flow'),
        jsonb_build_object('prefect.resource.id', deployment, 'prefect.resource.role', 'deployment')), '{}', due, due FROM e
)
INSERT INTO event_resources (id, created, updated, occurred, resource_id, resource_role, resource, event_id)
  SELECT md5(id || role)::uuid, due, due, due, resource, role, '{}', id
  FROM e, LATERAL (VALUES (run, ''), (flow, 'flow'), (deployment, 'deployment')) x(resource, role);
"""

ARTIFACTS = """
INSERT INTO artifact (id, created, updated, key, type, data, flow_run_id, task_run_id)
  SELECT $artifact_id, due, due, CASE WHEN i % 20 = 0 THEN 'report-' || i % 500 END, CASE WHEN i % 20 = 0 THEN 'markdown' ELSE 'result' END,
    '"# A report"', $run_id, $first_task_run_id
  FROM generate_series($from, $to) i, LATERAL (SELECT $moment - interval '$days days' * (1 - i::float8 / $runs) AS due) d
  WHERE i % 4 = 0;
"""

COLLECTIONS = """
INSERT INTO artifact_collection (id, created, updated, key, latest_id, flow_run_id, task_run_id, type, data)
  SELECT DISTINCT ON (key) md5(key)::uuid, created, created, key, id, flow_run_id, task_run_id, type, data
  FROM artifact WHERE key IS NOT NULL ORDER BY key, created DESC;
"""

PARTS = [FLOW_RUNS, FLOW_RUN_STATES, TASK_RUNS, TASK_RUN_STATES, LOG_LINES, EVENT_ROWS, ARTIFACTS]

# What is filled is not checked row by row, nor written to indexes: those are made again at the end.
QUICK = "SET session_replication_role = replica; SET synchronous_commit = off; "


def values(runs: int, moment: datetime, days: int) -> dict[str, str]:
    """What stands in the statements in place of names: those of ids have others in them."""
    return IDS | {"$runs": str(runs), "$days": str(days), "$moment": f"'{moment.isoformat()}'::timestamptz"}


def id_of(kind: str, runs: int, moment: datetime, days: int, **numbers: int) -> str:
    """An expression for the id of one row: `id_of("$task_run_id", …, i=5, t=0)`."""
    expression = kind
    for name, value in values(runs, moment, days).items():
        expression = expression.replace(name, value)
    columns = ", ".join(f"{value} AS {name}" for name, value in numbers.items())
    return f"(SELECT {expression} FROM (SELECT {columns}) numbers)"


def set_aside(tables: str) -> str:
    """Keeps inserts and the planner from all indexes of the tables until they are made again; only a superuser may."""
    return f"""UPDATE pg_index SET indisready = false, indisvalid = false
      WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname IN ({tables}))"""


def fill(psql, names: list[str], moment: datetime, days: int, say, step: int = 25_000, workers: int = 2) -> None:
    """Fills the database that `psql` speaks to with a flow run for each name, spread evenly over the days before a moment, and what
    belongs to them."""
    runs = len(names)
    tables = ", ".join(f"'{table}'" for table in BIG)

    def insert(part: str, first: int = 0) -> None:
        chosen = names[first:first + step]
        for name, value in (values(runs, moment, days) | {"$from": str(first), "$to": str(first + len(chosen) - 1), "$names": " ".join(chosen)}).items():
            part = part.replace(name, value)
        psql(QUICK + part)

    def chunk(first: int) -> None:
        for part in PARTS:
            insert(part, first)
        if first // step % 8 == 7:
            say(f"{first + step:,} flow runs")

    psql(set_aside(tables))
    insert(SMALL)
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(chunk, range(0, runs, step)))
        say("indexes")
        # Those that take longest first.
        quickly = "SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0; "
        list(pool.map(lambda table: psql(f"{quickly} REINDEX TABLE public.{table}"), LARGEST_FIRST))
        insert(COLLECTIONS)
        say("statistics")
        list(pool.map(lambda table: psql(f"VACUUM (ANALYZE) public.{table}"), LARGEST_FIRST))
    psql("VACUUM ANALYZE")
