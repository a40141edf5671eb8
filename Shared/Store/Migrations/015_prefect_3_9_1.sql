-- From the schema of Prefect 3.8.8 (alembic revision d4a7e1c93f52) to that of 3.9.1, as Prefect's own two migrations do it
-- (contract §10). The last of them changes nothing on PostgreSQL. The table is there when the database is at the revision between.

CREATE TABLE IF NOT EXISTS automation_held_event (
  automation_id uuid NOT NULL,
  trigger_id uuid NOT NULL,
  bucketing_key jsonb NOT NULL DEFAULT '[]'::jsonb,
  event_id uuid NOT NULL,
  occurred timestamptz NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT pk_automation_held_event PRIMARY KEY (id),
  CONSTRAINT fk_automation_held_event__automation_id__automation FOREIGN KEY (automation_id)
    REFERENCES automation(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX IF NOT EXISTS uq_automation_held_event__trigger_key_event ON automation_held_event (automation_id, trigger_id, bucketing_key, event_id);
CREATE INDEX IF NOT EXISTS ix_automation_held_event__trigger_key_occurred ON automation_held_event (automation_id, trigger_id, bucketing_key, occurred, event_id);
CREATE INDEX IF NOT EXISTS ix_automation_held_event__updated ON automation_held_event (updated);

UPDATE alembic_version SET version_num = '91e2b8f3d6a4';
