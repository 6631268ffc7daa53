"""A solution that misbehaves in one way: `python bad.py MODE`. Standard library only."""

from __future__ import annotations

import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODE = sys.argv[1]
SDK = '<!doctype html><meta charset=utf-8><script src="https://api.bitrix24.com/api/v1/"></script>'
FINISH = "<script>BX24.init(() => BX24.installFinish());</script>"
SCRIPTS = {
    "unfinished": "",
    "busy": "<script>setTimeout(() => { for (;;); }, 300);</script>",
    "alerts": "<script>setInterval(() => alert('again and again'), 10);</script>",
    "endless-alert": "<script>setTimeout(() => { for (;;) alert('for ever'); }, 100);</script>",
    "console": "<script>for (let i = 0; i < 900; i++) console.error('fault ' + i); throw Error('all is lost')</script>"
    + FINISH,
    "ansi": "<title>\x1b[31mred\x1b]0;owned\x07 <script>alert(1)</script></title>",
}
NASTY = "<p>\x1b[2Jcleared \u202eevil &lt;script&gt;alert('in the report')&lt;/script&gt;<h1>Set-up</h1>"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/health"):
            self.answer("ready")
            return
        self.rfile.read(int(self.headers.get("content-length") or 0))
        act = getattr(self, MODE.replace("-", "_"), None)
        if act is None:
            self.answer(SDK + SCRIPTS[MODE] + (NASTY if MODE == "ansi" else "<h1>Set-up</h1><p>Please wait"))
        else:
            act()

    do_POST = do_GET  # noqa: N815

    def answer(self, text: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def hang(self) -> None:
        time.sleep(3600)

    def garbage(self) -> None:
        self.wfile.write(bytes(range(1, 256)) * 40)
        self.close_connection = True

    def ring(self) -> None:
        self.answer("", 302, Location="/b" if self.path.startswith("/a") else "/a")

    def unframed(self) -> None:
        self.answer(SDK + FINISH, X_Frame_Options="DENY")

    def dies_later(self) -> None:
        os._exit(9)

    def error500(self) -> None:
        self.answer("<h1>Internal Server Error</h1>Traceback (most recent call last): boom", 500)

    def huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(30_000_000))
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b"<!--" + b"x" * 999_993 + b"-->")

    def endless(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while True:
            self.wfile.write(b"1000\r\n" + b"<!--" + b"y" * 4089 + b"-->\r\n")
            time.sleep(0.001)

    def log_message(self, *args: object) -> None:
        return


if __name__ == "__main__":
    if MODE == "dies-at-start":
        sys.exit("cannot reach the database \x1b[31mat all")
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
