"""An npm registry on loopback, for tests: python3 npm_registry.py DIRECTORY

Serves the packages that lie in the directory as NAME-VERSION.tgz; `pack` makes them. Takes a free port, prints "port N" on standard
output once it listens, and one line for each request on standard error. Ends on SIGTERM.
"""

import base64
import hashlib
import io
import json
import signal
import sys
import tarfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit


def pack(directory, name, version, files):
    """Writes the archive of a package; → what a lock file says of it (`integrity`)."""
    files = {"package.json": json.dumps({"name": name, "version": version, "main": "index.js"})} | files
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name}-{version}.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for file, text in sorted(files.items()):
            member = tarfile.TarInfo(f"package/{file}")
            member.size = len(text.encode())
            member.mode = 0o644
            archive.addfile(member, io.BytesIO(text.encode()))
    return integrity(path.read_bytes())


def integrity(archive):
    return "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()


class Registry(BaseHTTPRequestHandler):
    directory = Path()

    def do_GET(self):
        parts = [unquote(part) for part in urlsplit(self.path).path.split("/") if part]
        archive = self.directory / parts[-1] if parts else self.directory
        if len(parts) == 3 and parts[1] == "-" and archive.is_file():
            self.answer(200, "application/octet-stream", archive.read_bytes())
        elif len(parts) == 1 and (versions := self.versions(parts[0])):
            self.answer(200, "application/json", json.dumps({"name": parts[0], "dist-tags": {"latest": max(versions)}, "versions": versions}).encode())
        else:
            self.answer(404, "application/json", b'{"error": "not found"}')

    def versions(self, name):
        found = {}
        for path in sorted(self.directory.glob(f"{name}-*.tgz")):
            version = path.name[len(name) + 1 : -len(".tgz")]
            if not version[0].isdigit():
                continue
            with tarfile.open(path) as archive:
                package = json.load(archive.extractfile("package/package.json"))
            url = f"http://127.0.0.1:{self.server.server_port}/{name}/-/{path.name}"
            found[version] = package | {"dist": {"tarball": url, "integrity": integrity(path.read_bytes()), "shasum": hashlib.sha1(path.read_bytes()).hexdigest()}}
        return found

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, form, *values):
        print(form % values, file=sys.stderr, flush=True)


def main():
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: npm_registry.py DIRECTORY")
    Registry.directory = Path(sys.argv[1]).resolve()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(f"port {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
