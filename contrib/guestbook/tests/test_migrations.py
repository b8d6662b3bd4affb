import os
from contextlib import closing

import psycopg2
import pytest

from guestbook import entries, migrations
from guestbook.migrations import Migration, MigrationError


def test_the_numbers_have_no_gap(tmp_path):
    assert [m.number for m in migrations.all_migrations()] == [1, 2]
    (tmp_path / "0001_a.sql").write_text("select 1")
    (tmp_path / "0003_b.sql").write_text("select 1")
    with pytest.raises(MigrationError, match="0003_b.sql: expected a name that begins with 0002_"):
        migrations.all_migrations(tmp_path)


@pytest.fixture
def connection(schema):
    with closing(entries.Entries(os.environ["DATABASE_URL"], schema).connect()) as opened:
        yield opened


ONE, TWO = Migration(1, "one", "create table one (x int)"), Migration(2, "two", "create table two (x int)")


@pytest.mark.backends
def test_each_is_applied_once(connection):
    assert migrations.migrate(connection, [ONE]) == [ONE]
    assert migrations.migrate(connection, [ONE, TWO]) == [TWO]
    assert migrations.migrate(connection, [ONE, TWO]) == []


@pytest.mark.backends
def test_a_failed_one_leaves_no_trace(connection):
    broken = Migration(2, "broken", "create table half (x int); select nothing_like_that")
    with pytest.raises(psycopg2.Error):
        migrations.migrate(connection, [ONE, broken])
    assert migrations.migrate(connection, [ONE, TWO]) == [TWO]
    with connection, connection.cursor() as cursor:
        cursor.execute("select to_regclass('half')")
        assert cursor.fetchone() == (None,)


@pytest.mark.backends
def test_history_is_not_rewritten(connection):
    migrations.migrate(connection, [ONE, TWO])
    with pytest.raises(MigrationError, match="was changed after"):
        migrations.migrate(connection, [ONE, Migration(2, "two", "create table other (x int)")])
    with pytest.raises(MigrationError, match="older than the database"):
        migrations.migrate(connection, [ONE])
