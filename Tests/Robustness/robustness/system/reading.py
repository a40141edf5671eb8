"""Reads what the database holds into a history. The order of states is that in which their transactions were committed, which
PostgreSQL keeps with `track_commit_timestamp`: the times that services write may come from a clock that was moved."""

import collections
import json

from history.model import History, Plan, Run, State, Write

from ..stage import Stage
from .dates import Dates
from .deployments import STOCK_POOLS, TAG, Deployments

MOMENT = "(extract(epoch FROM pg_xact_commit_timestamp(s.xmin)) * 1000000)::bigint"
# Task runs of stock flows are recorded from their client's events, which may be committed in any order: it says when a state was.
TASK_MOMENT = f"CASE WHEN r.tags ? '{TAG}' THEN {MOMENT} ELSE (extract(epoch FROM s.timestamp) * 1000000)::bigint END"


def states_of(kind: str, moment: str) -> str:
    return f"""
    (SELECT json_agg(json_build_array(s.id, s.type, s.name, {moment}) ORDER BY {moment}, s.timestamp)
     FROM {kind}_state s WHERE s.{kind}_id = r.id)"""


FLOW_RUNS = f"""
    SELECT COALESCE(json_agg(json_build_object('id', r.id, 'deployment', r.deployment_id, 'pool', p.name, 'queue', q.name,
      'schedule', CASE WHEN r.auto_scheduled THEN r.created_by ->> 'id' END, 'cause', r.parameters ->> 'cause',
      'date', (extract(epoch FROM (SELECT (s.state_details ->> 'scheduled_time')::timestamptz FROM flow_run_state s
        WHERE s.flow_run_id = r.id AND s.name = 'Scheduled' ORDER BY {MOMENT} LIMIT 1)) * 1000000)::bigint,
      'states', {states_of("flow_run", MOMENT)})), '[]')
    FROM flow_run r LEFT JOIN work_queue q ON q.id = r.work_queue_id LEFT JOIN work_pool p ON p.id = q.work_pool_id"""
TASK_RUNS = f"""
    SELECT COALESCE(json_agg(json_build_object('id', r.id, 'tags', r.tags, 'states', {states_of("task_run", TASK_MOMENT)})), '[]') FROM task_run r
    JOIN flow_run f ON f.id = r.flow_run_id"""
WRITES = {
    "flow_run state": "SELECT id::text FROM flow_run_state",
    "task_run state": "SELECT id::text FROM task_run_state",
    "log": "SELECT message FROM log WHERE name = 'system'",
    "event": "SELECT id::text FROM events WHERE event = 'system.tick'",
    "variable": "SELECT name || ' = ' || value::text FROM variable",
}
# What has to be nothing when all runs have ended.
SLOTS = {
    "leases": "SELECT count(*) FROM apus.concurrency_lease",
    "concurrency_limit_v2": "SELECT COALESCE(sum(active_slots), 0) FROM concurrency_limit_v2",
    "concurrency_limit": "SELECT COALESCE(sum(jsonb_array_length(active_slots)), 0) FROM concurrency_limit",
}


class Reading:
    def __init__(self, stage: Stage, deployments: Deployments):
        self.stage, self.deployments = stage, deployments

    def json(self, sql: str):
        return json.loads(self.stage.cluster.query("apus", sql))

    def slots(self) -> dict[str, int]:
        return {counter: self.stage.count(sql) for counter, sql in SLOTS.items()}

    def unended(self, pools, end: int) -> list[str]:
        """The runs of some pools that are to come to their end: those that automations made, and those of until a date."""
        names = ", ".join(f"'{pool}'" for pool in pools)
        return self.json(f"""
            SELECT COALESCE(json_agg(r.id), '[]') FROM flow_run r JOIN work_queue q ON q.id = r.work_queue_id JOIN work_pool p ON p.id = q.work_pool_id
            WHERE p.name IN ({names}) AND r.state_type NOT IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED')
              AND (NOT r.auto_scheduled OR r.state_type <> 'SCHEDULED' OR extract(epoch FROM r.expected_start_time) * 1000000 <= {end})""")

    def unfired(self) -> int:
        """How many completions have not made their run yet."""
        pairs = ", ".join(f"('{chain.first}'::uuid, '{chain.second}'::uuid)" for chain in self.deployments.chains)
        return self.stage.count(f"""
            SELECT count(*) FROM (VALUES {pairs}) chain (first, second) JOIN flow_run r ON r.deployment_id = chain.first AND r.state_type = 'COMPLETED'
            WHERE NOT EXISTS (SELECT FROM flow_run c WHERE c.deployment_id = chain.second AND c.parameters ->> 'cause' = 'prefect.flow-run.' || r.id)""")

    def runs(self) -> list[Run]:
        return [self._flow_run(row) for row in self.json(FLOW_RUNS)] + [
            Run(row["id"], states(row), limits=(f"tag {TAG}",) if TAG in row["tags"] else ()) for row in self.json(TASK_RUNS)]

    def _flow_run(self, row: dict) -> Run:
        deployment = self.deployments.by_id[row["deployment"]]
        is_stock = deployment.pool in STOCK_POOLS
        return Run(
            row["id"], states(row), row["deployment"], row["schedule"], row["date"] if row["schedule"] else None,
            (row["cause"] or "").removeprefix("prefect.flow-run.") or None,
            (*deployment.limits, f"queue {row['pool']}/{row['queue']}", f"pool {row['pool']}"),
            is_punctual=deployment.is_punctual, is_unattended=is_stock)

    def found(self) -> dict[Write, int]:
        count: dict[Write, int] = collections.Counter()
        for kind, sql in WRITES.items():
            count.update(Write(kind, key) for key in self.json(f"SELECT COALESCE(json_agg(key), '[]') FROM ({sql}) found (key)"))
        return count

    def plans(self, margin: int, end: int) -> list[Plan]:
        """What the schedules had to make from a moment after they were made until the end."""
        dates, found = Dates(), []
        for each in self.deployments.all:
            for id, schedule in each.stored.items():
                found.append(Plan(id, each.made, each.made + margin, end, dates.between(schedule, each.made + margin, end)))
        return found

    def history(self, margin: int, end: int) -> History:
        return History(runs=self.runs(), plans=self.plans(margin, end), chains=self.deployments.chains,
                       limits=self.deployments.limits, found=self.found())


def states(row: dict) -> tuple[State, ...]:
    return tuple(State(*state) for state in row["states"] or [])
