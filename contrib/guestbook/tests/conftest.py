"""What stands in for the backends, and, where DATABASE_URL and REDIS_URL are set, the backends themselves.

The tests keep to a schema and a key prefix of their own: entries that are there already are neither seen nor touched.
"""

import os
from contextlib import closing
from datetime import datetime, timezone

import pytest
import redis

from guestbook import entries, migrations
from guestbook.app import create_app
from guestbook.cache import Cache


class MemoryStore:
    def __init__(self):
        self.kept, self.keys, self.reads = [], {}, 0

    def connect(self):
        raise entries.Unavailable("there is no database here")

    def add(self, accepted):
        entry = entries.Entry(len(self.keys) + 1, accepted.name, accepted.message, datetime(2024, 2, 29, 12, 30, tzinfo=timezone.utc))
        self.kept.insert(0, entry)
        self.keys[entry.id] = f"key-{entry.id}"
        return entry, self.keys[entry.id]

    def page(self, before=None):
        self.reads += 1
        return [e for e in self.kept if before is None or e.id < before][:entries.PAGE]

    def find(self, number):
        return next((e for e in self.kept if e.id == number), None)

    def count(self):
        return len(self.kept)

    def remove(self, number, key):
        found = self.find(number) if self.keys.get(number) == key else None
        self.kept = [e for e in self.kept if e is not found]
        return found is not None


class NoCache:
    def ping(self):
        raise redis.ConnectionError("there is no Redis here")

    def count_visit(self):
        return None

    def remember(self, read):
        return read()

    def forget(self):
        pass


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def app(store):
    return create_app(store, NoCache())


@pytest.fixture
def client(app):
    return app.test_client()


def setting(name):
    if not os.environ.get(name):
        pytest.skip(f"{name} is not set")
    return os.environ[name]


@pytest.fixture
def schema():
    name = f"guestbook_test_{os.getpid()}"
    with closing(entries.Entries(setting("DATABASE_URL")).connect()) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"drop schema if exists {name} cascade; create schema {name}")
            yield name
            cursor.execute(f"drop schema {name} cascade")


@pytest.fixture
def postgresql(schema):
    kept = entries.Entries(setting("DATABASE_URL"), schema)
    with closing(kept.connect()) as connection:
        migrations.migrate(connection)
    return kept


@pytest.fixture
def cache():
    prefix = f"{os.environ.get('REDIS_PREFIX', 'guestbook:')}test-{os.getpid()}:"
    yield Cache(setting("REDIS_URL"), prefix)
    server = redis.Redis.from_url(setting("REDIS_URL"))
    for key in server.scan_iter(prefix + "*"):
        server.delete(key)
