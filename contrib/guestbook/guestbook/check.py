"""Does a running guestbook do its work? An entry is written, read back in both ways and removed again."""

import json
import secrets
import urllib.error
import urllib.request


class CheckFailed(Exception):
    pass


def check(url):
    url = url.rstrip("/")
    message = f"<check {secrets.token_hex(8)}>"
    made = json.loads(ask("POST", url + "/api/entries", {"name": "check", "message": message}))
    entry = f"{url}/api/entries/{made['id']}"
    try:
        if json.loads(ask("GET", entry))["message"] != message:
            raise CheckFailed(f"{entry} is not what was written")
        if message.replace("<", "&lt;").replace(">", "&gt;") not in ask("GET", url + "/"):
            raise CheckFailed(f"{url}/ does not show the entry that was written")
    finally:
        ask("DELETE", entry, headers={"X-Removal-Key": made["removal_key"]})
    if message.strip("<>") in ask("GET", url + "/"):
        raise CheckFailed(f"{url}/ still shows the entry after it was removed")
    return f"ok: entry {made['id']} written, read back and removed"


def ask(method, url, body=None, headers=()):
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, dict(headers) | ({"Content-Type": "application/json"} if data else {}), method=method)
    # Never through a proxy: the guestbook runs on this machine, and proxies of the environment know nothing of it.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as error:
        raise CheckFailed(f"{method} {url}: {error.code} {error.read(500).decode(errors='replace')}") from error
    except OSError as error:
        raise CheckFailed(f"{method} {url}: {error}") from error
