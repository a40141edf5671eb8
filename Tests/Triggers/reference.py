"""The reference's own functions, with a clock that is moved by hand and a database in memory.

SQLite is asked without threads in between, so that a case takes milliseconds. What differs from PostgreSQL there, the order of
rows that nothing orders, is ordered here: triggers as they are declared, buckets by start and labels.
"""

import asyncio
import calendar
import contextlib
import copy
import datetime
import gc
import json
import os
import tempfile
import warnings

warnings.simplefilter("ignore")
os.environ.setdefault("PREFECT_HOME", tempfile.mkdtemp(prefix="triggers-"))
os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = "sqlite+aiosqlite:///:memory:"
os.environ["PREFECT_LOGGING_LEVEL"] = os.environ["PREFECT_LOGGING_SERVER_LEVEL"] = "CRITICAL"

import sqlalchemy as sa  # noqa: E402
from sqlalchemy import orm  # noqa: E402

import prefect.types._datetime  # noqa: E402
from prefect.server.database import dependencies, orm_models as tables  # noqa: E402
from prefect.server.events import triggers  # noqa: E402
from prefect.server.events.models import composite_trigger_child_firing as groups  # noqa: E402
from prefect.server.events.schemas.automations import Automation, EventTrigger, Firing, Posture, TriggeredAction  # noqa: E402
from prefect.server.events.schemas.events import ReceivedEvent, matches  # noqa: E402, F401

from rows import Rows  # noqa: E402

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment):
    # Without a difference of moments, which can't be divided where the reference makes them pendulum's.
    return calendar.timegm(moment.utctimetuple()) * 10**6 + moment.microsecond


def moment(microseconds):
    return prefect.types._datetime.create_datetime_instance(EPOCH + datetime.timedelta(microseconds=microseconds))


class Clock:
    """Each look at it takes a microsecond, so that what happens later has a later time."""

    time = EPOCH

    def now(self, tz="UTC"):
        self.time += datetime.timedelta(microseconds=1)
        return self.time


class Session:
    """A session of SQLAlchemy in the form of an asynchronous one."""

    def __init__(self, session):
        self.session = session

    async def execute(self, *arguments, **options):
        return self.session.execute(*arguments, **options)

    async def scalar(self, *arguments, **options):
        return self.session.scalar(*arguments, **options)

    async def commit(self):
        self.session.commit()

    def get_bind(self):
        return self.session.get_bind()


class Order:
    """Where every trigger stands: by automation, and in each depth first."""

    def __init__(self, automations):
        self.places = {}
        for automation in sorted(automations, key=lambda each: each.id):
            for trigger in automation.triggers():
                self.places[trigger.id] = len(self.places)

    def __call__(self, trigger):
        return self.places[trigger.id]


class Reference:
    def __init__(self, without_tables=False):
        self.clock = Clock()
        self.rows = Rows() if without_tables else None
        self.engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
        self.tables = [t.__table__ for t in (tables.AutomationBucket, tables.AutomationHeldEvent, tables.CompositeTriggerChildFiring)]
        for table in self.tables:
            table.create(self.engine)
        self.order = Order([])
        self.outcomes = []
        gc.set_threshold(100_000, 20, 20)
        self.replace()

    def replace(self):
        prefect.types._datetime.now = groups.now = self.clock.now
        # Made once, and not for each statement.
        database = dependencies.provide_database_interface()
        dependencies.provide_database_interface = lambda: database
        triggers.automations_session = self.session
        triggers.get_triggers_causal_ordering = lambda: self
        triggers.messaging.publish = self.publish
        triggers.messaging.create_actions_publisher = lambda: self
        self.find, self.act, self.read_buckets = triggers.find_interested_triggers, triggers.act, triggers.read_buckets_for_automation
        triggers.find_interested_triggers = lambda event: sorted(self.find(event), key=self.order)
        triggers.act = self.record
        triggers.read_buckets_for_automation = self.buckets
        if self.rows:
            self.rows.replace()

    # What the replaced functions lead to

    @contextlib.asynccontextmanager
    async def session(self, **_):
        if self.rows:
            yield self
            return
        with orm.Session(self.engine, expire_on_commit=False) as session:
            yield Session(session)

    @contextlib.asynccontextmanager
    async def preceding_event_confirmed(self, *_):
        yield

    async def commit(self):
        pass

    async def publish(self, events):
        self.outcomes[-1]["events"] = list(events)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        pass

    async def publish_data(self, data, attributes):
        self.outcomes[-1]["actions"].append(json.loads(data))

    async def record(self, firing):
        self.outcomes.append({"firing": firing, "events": [], "actions": []})
        await self.act(firing)

    async def buckets(self, session, trigger):
        all_buckets = [bucket async for bucket in self.read_buckets(session, trigger)]
        for bucket in sorted(all_buckets, key=lambda each: (each.start, each.bucketing_key)):
            yield bucket

    # Cases

    def load(self, automations):
        if self.rows:
            self.rows.clear()
        with self.engine.begin() as connection:
            for table in self.tables:
                connection.execute(table.delete())
        triggers.clear_loaded_automations()
        # A copy, for the reference changes what it reads.
        self.automations = [Automation.model_validate(copy.deepcopy(each)) for each in automations]
        self.order = Order(self.automations)
        for automation in self.automations:
            triggers.load_automation(automation)

    def covered(self, automations, events):
        """For each event the triggers that it concerns."""
        self.load(automations)
        return [[str(t.id) for t in triggers.find_interested_triggers(ReceivedEvent.model_validate(event))] for event in events]

    def run(self, automations, steps):
        """For each step what fired and what is remembered then."""
        self.load(automations)
        for step in steps:
            yield self.loop.run_until_complete(self.step(step))

    async def step(self, step):
        self.outcomes, following = [], {}
        self.clock.time = moment(step["now"])
        if "event" in step:
            await triggers.reactive_evaluation(ReceivedEvent.model_validate(step["event"]))
        if "asOf" in step:
            await triggers.reset_events_clock()
            for automation in sorted(self.automations, key=lambda each: each.id):
                for trigger in automation.triggers_of_type(EventTrigger):
                    if trigger.posture == Posture.Proactive:
                        following[str(trigger.id)] = microseconds(await triggers.proactive_evaluation(trigger, moment(step["asOf"])))
        return {"outcomes": self.outcomes, "next": following, **self.memory()}

    loop = asyncio.new_event_loop()

    def memory(self):
        """What is in the tables, read without the reference's types, which take long."""
        if self.rows:
            return self.rows.memory(microseconds)
        with self.engine.connect() as connection:
            rows = [connection.exec_driver_sql(f"select * from {table.name}").mappings().all() for table in self.tables]
        return {
            "buckets": [
                [r["trigger_id"], json.loads(r["bucketing_key"]), stored(r["start"]), stored(r["end"]), r["count"],
                 r["last_event"] and json.loads(r["last_event"])["id"], r["last_operation"]]
                for r in rows[0]
            ],
            "held": [[r["trigger_id"], json.loads(r["bucketing_key"]), r["event_id"], stored(r["occurred"])] for r in rows[1]],
            "waiting": [
                [r["parent_trigger_id"], r["child_trigger_id"], Firing.model_validate_json(r["child_firing"])] for r in rows[2]
            ],
        }


def stored(text):
    """A moment as SQLite has it: in UTC, without a zone."""
    return microseconds(datetime.datetime.fromisoformat(text).replace(tzinfo=UTC))
