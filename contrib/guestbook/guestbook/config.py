"""Where the backends are: read from the environment once, at the start."""

import os
from dataclasses import dataclass


class ConfigError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


@dataclass(frozen=True)
class Config:
    database_url: str
    redis_url: str
    redis_prefix: str
    host: str
    port: int


def from_environment(environment=os.environ):
    missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not environment.get(name)]
    if missing:
        raise ConfigError(f"{' and '.join(missing)} not set. Example: DATABASE_URL=postgresql://user:password@127.0.0.1:5432/guestbook "
                          "REDIS_URL=redis://127.0.0.1:6379/0")
    port = environment.get("PORT", "8000")
    if not port.isdecimal() or not 0 <= int(port) <= 65535:
        raise ConfigError(f"PORT is '{port}', which is not a port number")
    return Config(
        database_url=environment["DATABASE_URL"],
        redis_url=environment["REDIS_URL"],
        redis_prefix=environment.get("REDIS_PREFIX", "guestbook:"),
        host=environment.get("HOST", "127.0.0.1"),
        port=int(port),
    )
