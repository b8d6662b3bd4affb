"""Entries, what makes one acceptable, and PostgreSQL as the place where they are kept."""

import hashlib
import secrets
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import psycopg2

NAME_LIMIT = 40
MESSAGE_LIMIT = 500
PAGE = 20


class Unavailable(Exception):
    """A backend does not answer; the message is the cause's own words."""


@dataclass(frozen=True)
class Entry:
    id: int
    name: str
    message: str
    written_at: datetime

    def to_json(self):
        return {"id": self.id, "name": self.name, "message": self.message, "written_at": self.written_at.isoformat(timespec="seconds")}

    @classmethod
    def from_json(cls, value):
        return cls(value["id"], value["name"], value["message"], datetime.fromisoformat(value["written_at"]))


@dataclass(frozen=True)
class Draft:
    """An entry as somebody wants to write it, cleaned; `errors` says what is wrong, by field."""

    name: str
    message: str
    errors: dict


def draft(name, message):
    name, message = _clean(name, keep="").strip(), _clean(message, keep="\n").strip()
    errors = {}
    for field, text, limit, please in (("name", name, NAME_LIMIT, "Please tell your name."), ("message", message, MESSAGE_LIMIT, "Please write something.")):
        if not text:
            errors[field] = please
        elif len(text) > limit:
            errors[field] = f"At most {limit} characters, please; these are {len(text)}."
    return Draft(name, message, errors)


def _clean(text, keep):
    """Without control characters, which a page can't show and PostgreSQL partly can't store."""
    text = text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else ""
    return "".join(c for c in text if c in keep or unicodedata.category(c) not in ("Cc", "Cs"))


class Entries:
    """One connection for each piece of work: nothing goes stale when the database is reset or restarted."""

    def __init__(self, url, schema=None):
        self._url = url
        self._options = {"options": f"-c search_path={schema}"} if schema else {}

    def connect(self):
        try:
            return psycopg2.connect(self._url, connect_timeout=5, application_name="guestbook", **self._options)
        except psycopg2.OperationalError as error:
            raise Unavailable(str(error).strip()) from error

    def add(self, accepted):
        """Returns the entry and the key that removes it."""
        key = secrets.token_urlsafe(16)
        row = self._query("insert into entries (name, message, removal_key) values (%s, %s, %s) returning id, name, message, written_at",
                          [accepted.name, accepted.message, _digest(key)])[0]
        return Entry(*row), key

    def page(self, before=None):
        """The newest entries first, PAGE of them; `before` goes on from an id."""
        rows = self._query("select id, name, message, written_at from entries where %(before)s is null or id < %(before)s order by id desc limit %(n)s",
                           {"before": before, "n": PAGE})
        return [Entry(*row) for row in rows]

    def find(self, number):
        rows = self._query("select id, name, message, written_at from entries where id = %s", [number])
        return Entry(*rows[0]) if rows else None

    def count(self):
        return self._query("select count(*) from entries", [])[0][0]

    def remove(self, number, key):
        """Whether there was such an entry with that key."""
        return bool(self._query("delete from entries where id = %s and removal_key = %s returning id", [number, _digest(key)]))

    def _query(self, sql, values):
        with closing(self.connect()) as connection:
            try:
                with connection, connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    return cursor.fetchall()
            except psycopg2.errors.UndefinedTable as error:
                raise Unavailable("the tables are missing: run python3 -m guestbook migrate") from error
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                raise Unavailable(str(error).strip()) from error


def _digest(key):
    return hashlib.sha256(key.encode()).digest()
