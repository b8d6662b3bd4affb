"""A Python package index on loopback, for tests: python3 package_index.py DIRECTORY...

Serves the wheels and source archives that lie in the directories, as PEP 503 says, at /simple/. Takes a free port, prints
"port N" on standard output once it listens, and one line for each request on standard error. Ends on SIGTERM.
"""

import hashlib
import html
import re
import signal
import sys
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

ARCHIVES = (".whl", ".tar.gz", ".zip")


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def project_of(archive):
    """wheel: name-version-….whl; source archive: name-version.tar.gz, whose name may have dashes."""
    if archive.endswith(".whl"):
        return normalized(archive.split("-")[0])
    return normalized(re.sub(r"-\d[^-]*$", "", archive.removesuffix(".zip").removesuffix(".tar.gz")))


@lru_cache(maxsize=None)
def digest(path, _changed):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Index(BaseHTTPRequestHandler):
    directories = ()

    def archives(self):
        """File name → path, read anew for each request; the first directory wins."""
        found = {}
        for directory in self.directories:
            for path in sorted(directory.iterdir()):
                if path.name.endswith(ARCHIVES):
                    found.setdefault(path.name, path)
        return found

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/") if part]
        if parts == ["simple"]:
            projects = sorted({project_of(name) for name in self.archives()})
            self.page("".join(f'<a href="/simple/{p}/">{p}</a>\n' for p in projects))
        elif len(parts) == 2 and parts[0] == "simple":
            self.project(parts[1])
        elif len(parts) == 2 and parts[0] == "files" and parts[1] in self.archives():
            self.answer(200, "application/octet-stream", self.archives()[parts[1]].read_bytes())
        else:
            self.answer(404, "text/plain", b"not found\n")

    def project(self, name):
        if name != normalized(name) or not urlsplit(self.path).path.endswith("/"):
            self.answer(301, "text/plain", b"", {"Location": f"/simple/{normalized(name)}/"})
            return
        links = [f'<a href="/files/{quote(archive)}#sha256={digest(path, path.stat().st_mtime_ns)}">{html.escape(archive)}</a>\n'
                 for archive, path in self.archives().items() if project_of(archive) == name]
        if links:
            self.page("".join(links))
        else:
            self.answer(404, "text/plain", b"no such project\n")

    def page(self, links):
        self.answer(200, "text/html; charset=utf-8", f'<!DOCTYPE html>\n<html><head><meta name="pypi:repository-version" content="1.0"></head>'
                    f"<body>\n{links}</body></html>\n".encode())

    def answer(self, status, kind, body, headers=()):
        self.send_response(status)
        for key, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | dict(headers)).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, form, *values):
        print(form % values, file=sys.stderr, flush=True)


def main():
    Index.directories = tuple(Path(directory).resolve() for directory in sys.argv[1:])
    if not Index.directories or not all(directory.is_dir() for directory in Index.directories):
        sys.exit("usage: package_index.py DIRECTORY...")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"port {server.server_port}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
