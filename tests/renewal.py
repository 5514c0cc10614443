"""A copy of a PostgreSQL database that is put back to how it began, again and again, which is sooner done than to copy it.

What a row was when the copy was made is kept in a schema beside. Whatever else a test changed (a trigger, a column, a role's
rights) makes the copy unfit: it is dropped, and another one made.
"""

from dataclasses import dataclass

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from tests import dialects, postgresql

_KEPT = "as_it_began"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_COUNTERS = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
_SHAPE = """
    SELECT md5(string_agg(one, ' ' ORDER BY one)) FROM (
        SELECT concat(attrelid, attname, atttypid, atttypmod, attnotnull, attisdropped) AS one FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL SELECT concat(tgrelid, tgname, tgenabled, tgfoid) FROM pg_trigger
        UNION ALL SELECT concat(oid, md5(prosrc)) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT concat(conrelid, conname) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT concat(setdatabase, setconfig) FROM pg_db_role_setting
    ) AS parts"""
_GUARDS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'A' ORDER BY tgname"
_EMPTIED = "DELETE FROM {table}"
_REFILLED = """
    DELETE FROM {table} AS now
    WHERE NOT EXISTS (SELECT FROM {kept} AS was WHERE {same} AND was IS NOT DISTINCT FROM now);
    INSERT INTO {table} SELECT was.* FROM {kept} AS was WHERE NOT EXISTS (SELECT FROM {table} AS now WHERE {same})"""
_KEY = """
    SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
    WHERE indisprimary AND indrelid = %s::regclass ORDER BY attname"""
_ALONE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL (%s)"""
_MANY = 100  # renewals, after which what is dead in the tables is swept out


@dataclass
class Copy:
    """A copy of a template, and the connection that puts it back."""

    template: URL
    url: URL
    connection: psycopg.Connection
    back: bytes
    shape: str
    renewals: int = 0

    def renewed(self) -> URL:
        """Its address, when it is as it began; it may be another one's."""
        try:
            self._put_back()
        except (psycopg.Error, _Changed):
            self.close()
            self.__dict__.update(made(self.template).__dict__)
        return self.url

    def close(self) -> None:
        """Drop it."""
        self.connection.close()
        postgresql.dropped(self.url)

    def _put_back(self) -> None:
        self.connection.execute(_ALONE, [dialects.kept(str(self.url.database))])
        if _shape(self.connection) != self.shape:
            raise _Changed
        self.connection.execute(self.back)
        self.renewals += 1
        if self.renewals % _MANY == 0:
            self.connection.execute("VACUUM")


class _Changed(Exception):
    """The database has another shape than it began with."""


def made(template: URL) -> Copy:
    """A new copy of a template, which nobody may be connected to."""
    url = postgresql.created(template.database)
    connection = psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)
    # No trigger has a say in what is put back; those that guard, which always have one, are put to sleep for it.
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET lock_timeout = '5s'")
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_KEPT)))
    back = [_put_back(connection, table) for (table,) in connection.execute(_TABLES).fetchall()]
    for name, last, is_called in connection.execute(_COUNTERS).fetchall():
        back.append(sql.SQL("SELECT setval({}, {}, {})").format(f'"{name}"', last, is_called))
    together = sql.SQL("BEGIN; {}; COMMIT").format(sql.SQL("; ").join(back)).as_bytes(connection)
    return Copy(template, url, connection, together, _shape(connection))


def _put_back(connection: psycopg.Connection, table: str) -> sql.Composable:
    """Keep the rows of a table, and say how they are brought back; those that did not change are left alone."""
    names = {"table": sql.Identifier("public", table), "kept": sql.Identifier(_KEPT, table)}
    connection.execute(sql.SQL("CREATE TABLE {kept} AS TABLE {table}").format(**names))
    back = _EMPTIED
    if connection.execute(sql.SQL("SELECT FROM {kept} LIMIT 1").format(**names)).fetchone() is not None:
        back = _REFILLED
    guards = connection.execute(_GUARDS, [table]).fetchall()
    off = [sql.SQL("ALTER TABLE {table} DISABLE TRIGGER {guard}; ") for _ in guards]
    on = [sql.SQL("; ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}") for _ in guards]
    asleep, awake = (
        [one.format(**names, guard=sql.Identifier(guard)) for one, (guard,) in zip(which, guards, strict=True)]
        for which in (off, on)
    )
    keys = [sql.Identifier(name) for (name,) in connection.execute(_KEY, [table]).fetchall()]
    same = sql.SQL(" AND ").join(sql.SQL("was.{key} = now.{key}").format(key=key) for key in keys)
    return sql.Composed([*asleep, sql.SQL(back).format(**names, same=same), *awake])


def _shape(connection: psycopg.Connection) -> str:
    [shape] = connection.execute(_SHAPE).fetchone() or ("",)
    return str(shape)
