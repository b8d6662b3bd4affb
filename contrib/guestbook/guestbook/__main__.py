"""python3 -m guestbook serve | migrate | check URL"""

import argparse
import signal
import sys
from contextlib import closing

from . import check, config, entries, migrations


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="guestbook", description="A small guestbook on PostgreSQL and Redis.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("serve", help="answer requests on HOST (127.0.0.1) and PORT (8000)")
    verbs.add_parser("migrate", help="bring the tables up to date")
    verbs.add_parser("check", help="write an entry to a running guestbook, read it back and remove it").add_argument("url")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.verb == "check":
            return report(check.check(chosen.url))
        settings = config.from_environment()
        return serve(settings) if chosen.verb == "serve" else migrate(settings)
    except (config.ConfigError, entries.Unavailable, migrations.MigrationError, check.CheckFailed) as error:
        print(f"guestbook: {error}", file=sys.stderr)
        return 1


def report(text):
    print(text)
    return 0


def migrate(settings):
    with closing(entries.Entries(settings.database_url).connect()) as connection:
        done = migrations.migrate(connection)
    for migration in done:
        print(f"applied {migration.number:04} {migration.name}")
    return report(f"{len(done)} applied" if done else "nothing to apply")


def serve(settings):
    from werkzeug.serving import make_server

    from .app import create_app
    from .cache import Cache

    app = create_app(entries.Entries(settings.database_url), Cache(settings.redis_url, settings.redis_prefix))
    try:
        server = make_server(settings.host, settings.port, app, threaded=True)
    except OSError as error:
        raise config.ConfigError(f"can't listen on {settings.host}:{settings.port}: {error}") from error
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"guestbook: http://{settings.host}:{server.server_port}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
