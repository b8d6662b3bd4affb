#!/usr/bin/env python3
"""A git server over http for the tests: smart (git http-backend) or dumb, with failures on request.

Prints its port on the first line of stdout. Each request is written to --log as "STATUS METHOD PATH" before it is answered.
"""
import argparse
import http.server
import os
import subprocess
import sys
import threading
import urllib.parse

parser = argparse.ArgumentParser()
parser.add_argument("root")
parser.add_argument("--log", required=True)
parser.add_argument("--dumb", action="store_true", help="serve files only; repositories need git update-server-info")
parser.add_argument("--fail", type=int, default=0, metavar="N", help="answer the first N requests with --status")
parser.add_argument("--always", action="store_true", help="answer every request with --status")
parser.add_argument("--status", type=int, default=503)
parser.add_argument("--drop", type=int, default=0, metavar="N", help="close the connection in the middle of the first N packs")
parser.add_argument("--stall", action="store_true", help="send half of each pack, then nothing, without closing")
parser.add_argument("--password", help="USER:PASSWORD that every request must carry")
options = parser.parse_args()

lock = threading.Lock()
failures_left = options.fail
drops_left = options.drop
log = open(options.log, "a", buffering=1)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, status):
        with lock:
            log.write(f"{status} {self.command} {self.path}\n")

    def refuse(self, status, headers=()):
        self.note(status)
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def must_fail(self):
        global failures_left
        with lock:
            failures_left -= 1
            return options.always or failures_left >= 0

    def is_allowed(self):
        if not options.password:
            return True
        import base64
        wanted = "Basic " + base64.b64encode(options.password.encode()).decode()
        return self.headers.get("Authorization") == wanted

    def answer(self):
        body = self.read_body()
        if self.must_fail():
            challenge = [("WWW-Authenticate", 'Basic realm="git"')] if options.status == 401 else []
            return self.refuse(options.status, challenge)
        if not self.is_allowed():
            return self.refuse(401, [("WWW-Authenticate", 'Basic realm="git"')])
        if options.dumb:
            return self.send_file()
        return self.send_cgi(body)

    do_GET = do_POST = answer

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send_file(self):
        path = os.path.join(options.root, urllib.parse.urlsplit(self.path).path.lstrip("/"))
        if not os.path.isfile(path):
            return self.refuse(404)
        with open(path, "rb") as file:
            data = file.read()
        self.note(200)
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def cgi(self, body):
        url = urllib.parse.urlsplit(self.path)
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": options.root, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": urllib.parse.unquote(url.path),
            "QUERY_STRING": url.query, "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "REMOTE_ADDR": "127.0.0.1", "HOME": os.environ.get("HOME", "/"),
            "GIT_CONFIG_COUNT": "3", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
            "GIT_CONFIG_KEY_1": "uploadpack.allowFilter", "GIT_CONFIG_VALUE_1": "true",
            "GIT_CONFIG_KEY_2": "uploadpack.allowAnySHA1InWant", "GIT_CONFIG_VALUE_2": "true",
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in fields if name == "Status"), 200)
        return status, [(name, value) for name, value in fields if name != "Status"], content

    def send_cgi(self, body):
        global drops_left
        status, fields, content = self.cgi(body)
        is_pack = b"PACK" in content
        with lock:
            must_drop = is_pack and drops_left > 0
            drops_left -= 1 if must_drop else 0
        self.note(status)
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if not must_drop and not (options.stall and is_pack):
            self.wfile.write(content)
            return
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        if options.stall:
            self.note("stalled")
            self.connection.recv(1)  # returns when the client goes away
        self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
sys.stdout.close()
server.serve_forever()
