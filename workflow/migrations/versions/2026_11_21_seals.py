"""What the database itself refuses: changing or removing an event or an edition, leaving a gap, moving the head back.

SQLite's REPLACE deletes without firing delete triggers, so the insert is guarded as well. On PostgreSQL the triggers fire
always, also for a session that plays a replica.
"""

from alembic import op

revision = "2026_11_21_seals"
down_revision = "2026_11_21_registry"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_kept BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER events_gapless BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  OR EXISTS (SELECT 1 FROM events WHERE case_id = NEW.case_id AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'an event must be the next one'); END;
CREATE TRIGGER editions_unchanged BEFORE UPDATE ON editions
BEGIN SELECT RAISE(ABORT, 'published editions do not change'); END;
CREATE TRIGGER editions_kept BEFORE DELETE ON editions
BEGIN SELECT RAISE(ABORT, 'published editions do not change'); END;
CREATE TRIGGER editions_new BEFORE INSERT ON editions
WHEN EXISTS (SELECT 1 FROM editions WHERE call = NEW.call AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'published editions do not change'); END;
CREATE TRIGGER head_onward BEFORE UPDATE ON head WHEN NEW.size < OLD.size OR NEW.origin <> OLD.origin OR NEW.one <> 1
BEGIN SELECT RAISE(ABORT, 'the head of the trail only moves on'); END;
CREATE TRIGGER head_kept BEFORE DELETE ON head
BEGIN SELECT RAISE(ABORT, 'the head of the trail only moves on'); END;
CREATE TRIGGER head_single BEFORE INSERT ON head WHEN EXISTS (SELECT 1 FROM head)
BEGIN SELECT RAISE(ABORT, 'the trail has one head'); END;
"""

_POSTGRESQL = """
CREATE FUNCTION accord_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;

CREATE FUNCTION accord_gapless() RETURNS trigger LANGUAGE plpgsql AS
$$ DECLARE lowest bigint; highest bigint; counted bigint; before bigint;
BEGIN
  SELECT min(seq), max(seq), count(*) INTO lowest, highest, counted FROM fresh;
  SELECT coalesce(max(seq), 0) INTO before FROM events WHERE seq < lowest;
  IF counted > 0 AND (lowest <> before + 1 OR highest - lowest + 1 <> counted) THEN
    RAISE EXCEPTION 'an event must be the next one' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER events_unchanged BEFORE UPDATE OR DELETE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse('events are append-only');
CREATE TRIGGER events_kept BEFORE TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse('events are append-only');
CREATE TRIGGER events_gapless AFTER INSERT ON events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION accord_gapless();
CREATE TRIGGER editions_unchanged BEFORE UPDATE OR DELETE ON editions
  FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse('published editions do not change');
CREATE TRIGGER editions_kept BEFORE TRUNCATE ON editions
  FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse('published editions do not change');
CREATE TRIGGER head_onward BEFORE UPDATE ON head
  FOR EACH ROW WHEN (NEW.size < OLD.size OR NEW.origin <> OLD.origin OR NEW.one <> 1)
  EXECUTE FUNCTION accord_refuse('the head of the trail only moves on');
CREATE TRIGGER head_kept BEFORE DELETE OR TRUNCATE ON head
  FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse('the head of the trail only moves on');
CREATE TRIGGER head_single BEFORE INSERT ON head FOR EACH ROW WHEN (NEW.one <> 1)
  EXECUTE FUNCTION accord_refuse('the trail has one head');

ALTER TABLE events ENABLE ALWAYS TRIGGER events_unchanged;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_kept;
ALTER TABLE events ENABLE ALWAYS TRIGGER events_gapless;
ALTER TABLE editions ENABLE ALWAYS TRIGGER editions_unchanged;
ALTER TABLE editions ENABLE ALWAYS TRIGGER editions_kept;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_onward;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_kept;
ALTER TABLE head ENABLE ALWAYS TRIGGER head_single;
"""


def upgrade() -> None:
    """Raise the guards."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in _SQLITE.split("END;\n"):
            if statement.strip():
                op.execute(f"{statement}END")
    else:
        op.execute(_POSTGRESQL)
