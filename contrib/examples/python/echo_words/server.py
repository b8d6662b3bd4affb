"""echo-words HOST PORT: GET /WORD is answered with the word in capitals."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from echo_words import answer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        text = "ok" if self.path == "/healthz" else answer(unquote(self.path.lstrip("/")))
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: echo-words HOST PORT")
    ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Handler).serve_forever()
