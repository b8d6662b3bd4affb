"""Brings the database's tables up to date: the numbered SQL files beside this one, each in a transaction of its own, once."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

LOCK = 7246371  # any number, as long as all runners take the same


class MigrationError(Exception):
    pass


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def digest(self):
        return hashlib.sha256(self.sql.encode()).hexdigest()


def all_migrations(directory=Path(__file__).parent):
    """In order; the numbers must be 1, 2, 3 … without a gap."""
    found = []
    for path in sorted(directory.glob("*.sql")):
        match = re.fullmatch(r"(\d{4})_(\w+)", path.stem)
        if not match or int(match[1]) != len(found) + 1:
            raise MigrationError(f"{path.name}: expected a name that begins with {len(found) + 1:04}_")
        found.append(Migration(int(match[1]), match[2], path.read_text()))
    return found


def applied(connection):
    """Number → digest of what the database has had already."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('schema_migrations') is not null")
        if not cursor.fetchone()[0]:
            return {}
        cursor.execute("select number, digest from schema_migrations")
        return dict(cursor.fetchall())


def pending(connection, migrations=None):
    migrations = all_migrations() if migrations is None else migrations
    done = applied(connection)
    unknown = sorted(set(done) - {m.number for m in migrations})
    if unknown:
        raise MigrationError(f"the database has migration {unknown[0]}, which this version does not know: it is older than the database")
    for migration in migrations:
        if migration.number in done and done[migration.number] != migration.digest:
            raise MigrationError(f"migration {migration.number} ({migration.name}) was changed after it had been applied; add a new one instead")
    return [m for m in migrations if m.number not in done]


def migrate(connection, migrations=None):
    """Applies what is pending and returns it. Two runners at once are safe: one waits for the other, and finds nothing to do."""
    done = []
    while True:
        with connection, connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
            cursor.execute("create table if not exists schema_migrations "
                           "(number int primary key, name text not null, digest text not null, applied_at timestamptz not null default now())")
            todo = pending(connection, migrations)
            if not todo:
                return done
            cursor.execute(todo[0].sql)
            cursor.execute("insert into schema_migrations (number, name, digest) values (%s, %s, %s)",
                           [todo[0].number, todo[0].name, todo[0].digest])
        done.append(todo[0])
