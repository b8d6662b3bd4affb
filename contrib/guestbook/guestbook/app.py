"""The web application: a page with a form, a JSON interface, and /healthz."""

from urllib.parse import urlsplit

import redis
from flask import Flask, jsonify, redirect, render_template, request, url_for

from . import entries, migrations

BODY_LIMIT = 16 * 1024
POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def create_app(store, cache):
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT

    @app.before_request
    def refuse_other_sites():
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_same_origin(request):
            return problem(403, "This request comes from another site.")
        return None

    @app.after_request
    def protect(response):
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    @app.get("/")
    def index():
        return page(visits=cache.count_visit())

    @app.post("/")
    def write():
        wanted = entries.draft(request.form.get("name"), request.form.get("message"))
        if wanted.errors:
            return page(wanted=wanted), 422
        store.add(wanted)
        cache.forget()
        return redirect(url_for("index"), 303)

    @app.get("/api/entries")
    def list_entries():
        return jsonify(read_page(request.args.get("before", type=int)))

    @app.post("/api/entries")
    def add_entry():
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            return problem(400, "Send a JSON object with name and message, as application/json.")
        wanted = entries.draft(body.get("name"), body.get("message"))
        if wanted.errors:
            return problem(422, "The entry can't be accepted.", errors=wanted.errors)
        entry, key = store.add(wanted)
        cache.forget()
        return jsonify(entry.to_json() | {"removal_key": key}), 201, {"Location": url_for("show_entry", number=entry.id)}

    @app.get("/api/entries/<int(max=9223372036854775807):number>")
    def show_entry(number):
        entry = store.find(number)
        return jsonify(entry.to_json()) if entry else problem(404, f"There is no entry {number}.")

    @app.delete("/api/entries/<int(max=9223372036854775807):number>")
    def remove_entry(number):
        if not store.remove(number, request.headers.get("X-Removal-Key", "")):
            return problem(404, f"There is no entry {number} with that key.")
        cache.forget()
        return "", 204

    @app.get("/healthz")
    def health():
        states = {"postgresql": state_of_database(store), "redis": state_of_redis(cache)}
        is_well = all(state == "ok" for state in states.values())
        return jsonify({"status": "ok" if is_well else "failing"} | states), 200 if is_well else 503

    @app.errorhandler(entries.Unavailable)
    def unavailable(error):
        return problem(503, "The guestbook can't reach its database.", why=str(error))

    @app.errorhandler(404)
    @app.errorhandler(405)
    @app.errorhandler(413)
    def refused(error):
        return problem(error.code, {404: "There is no such page.", 405: "That can't be done here.", 413: "That is too long."}[error.code])

    def read_page(before):
        def read():
            return {"entries": [entry.to_json() for entry in store.page(before)], "total": store.count()}
        return read() if before is not None else cache.remember(read)

    def page(visits=None, wanted=None):
        before = request.args.get("before", type=int)
        shown = read_page(before)
        listed = [entries.Entry.from_json(value) for value in shown["entries"]]
        older = listed[-1].id if len(listed) == entries.PAGE else None
        return render_template("index.html", entries=listed, total=shown["total"], older=older, before=before, visits=visits, wanted=wanted,
                               name_limit=entries.NAME_LIMIT, message_limit=entries.MESSAGE_LIMIT)

    return app


def problem(status, message, **more):
    if request.path.startswith("/api/"):
        return jsonify({"error": message} | more), status
    return render_template("problem.html", status=status, message=message, **more), status


def is_same_origin(received):
    """Browsers say where a request comes from; what says nothing is no browser, so nobody's browser was tricked into it."""
    site = received.headers.get("Sec-Fetch-Site")
    if site:
        return site in ("same-origin", "none")
    origin = received.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == received.host


def state_of_database(store):
    try:
        connection = store.connect()
        try:
            waiting = migrations.pending(connection)
        finally:
            connection.close()
    except (entries.Unavailable, migrations.MigrationError) as error:
        return str(error)
    return "ok" if not waiting else f"{len(waiting)} migrations are pending: run python3 -m guestbook migrate"


def state_of_redis(cache):
    try:
        cache.ping()
    except redis.RedisError as error:
        return str(error)
    return "ok"
