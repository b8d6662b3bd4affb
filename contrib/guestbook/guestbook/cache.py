"""Redis: how often the page was looked at, and the first page of entries so that most visits need no query.

The guestbook works without it: then nothing is counted and every visit asks PostgreSQL.
"""

import json

import redis

LIFETIME = 60  # seconds


class Cache:
    def __init__(self, url, prefix):
        self._redis = redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2, decode_responses=True)
        self._prefix = prefix

    def ping(self):
        self._redis.ping()

    def count_visit(self):
        """How many visits there were with this one; nothing if Redis does not answer."""
        try:
            return self._redis.incr(self._prefix + "visits")
        except redis.RedisError:
            return None

    def remember(self, read):
        """What `read` returns, or what it returned since the last `forget`.

        The value is kept under a generation that is looked up first: a reader that was overtaken by a write
        stores its old answer under the old generation, where nobody looks any more.
        """
        try:
            key = f"{self._prefix}entries:{self._redis.get(self._prefix + 'generation') or 0}"
            known = self._redis.get(key)
        except redis.RedisError:
            return read()
        if known is not None:
            return json.loads(known)
        value = read()
        try:
            self._redis.set(key, json.dumps(value), ex=LIFETIME)
        except redis.RedisError:
            pass  # the answer is right without it
        return value

    def forget(self):
        try:
            self._redis.incr(self._prefix + "generation")
        except redis.RedisError:
            pass  # nothing is read from it either while it is away; LIFETIME bounds what it may still hold
