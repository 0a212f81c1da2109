"""A server on a raw socket that does one thing wrong, always the same."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
PACKED = gzip.compress(b'{"hello": "' + b"x" * 5000 + b'"}')

FAULTS = (
    "refused",
    "reset",
    "closed",
    "not-http",
    "huge-headers",
    "many-headers",
    "stall-before-headers",
    "drip-headers",
    "stall-in-body",
    "drip-body",
    "bad-chunk",
    "short-chunk",
    "short-body",
    "bad-gzip",
    "cut-gzip",
    "redirect-loop",
    "redirect-chain",
    "redirect-nowhere",
    "no-length-html",
    "html-for-json",
    "too-many",
    "storm",
    "endless-body",
    "json-of-nothing",
    "bad-utf-8",
)


class FaultServer:
    """Answers every connection with one fault; ``asked`` counts the requests."""

    def __init__(self, fault: str) -> None:
        self.fault = fault
        self.asked: list[bytes] = []
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._socket.getsockname()[1]
        self._threads: list[threading.Thread] = []
        if fault == "refused":
            self._socket.close()
            return
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def close(self) -> None:
        self._stop.set()
        if self.fault == "refused":
            return
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            request = b""
            while b"\r\n\r\n" not in request:
                piece = connection.recv(65536)
                if not piece:
                    return
                request += piece
            self.asked.append(request.split(b"\r\n", 1)[0])
            self._misbehave(connection, request)

    def _misbehave(self, out: socket.socket, request: bytes) -> None:
        fault, send = self.fault, out.sendall
        path = request.split(b" ")[1]
        if fault == "reset":
            out.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault == "not-http":
            send(b"SSH-2.0-OpenSSH_9.6\r\n")
        elif fault == "huge-headers":
            send(HEAD + b"X-Big: " + b"x" * 200_000 + b"\r\nContent-Length: 2\r\n\r\n{}")
        elif fault == "many-headers":
            send(HEAD + b"".join(b"X-%d: 1\r\n" % n for n in range(500)) + b"\r\n{}")
        elif fault == "stall-before-headers":
            self._stop.wait(3)
        elif fault == "drip-headers":
            self._drip(send, HEAD + b"X-Slow: ")
        elif fault == "stall-in-body":
            send(HEAD + b"Content-Length: 500\r\n\r\n{")
            self._stop.wait(3)
        elif fault == "drip-body":
            self._drip(send, HEAD + b"Content-Length: 500\r\n\r\n{")
        elif fault == "bad-chunk":
            send(HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\n{}\r\n0\r\n\r\n")
        elif fault == "short-chunk":
            send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n50\r\n{}")
        elif fault == "short-body":
            send(HEAD + b"Content-Length: 500\r\n\r\n{}")
        elif fault == "bad-gzip":
            send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot a zip")
        elif fault == "cut-gzip":
            half = PACKED[: len(PACKED) // 2]
            send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(half) + half)
        elif fault == "redirect-loop":
            send(b"HTTP/1.1 302 Found\r\nLocation: " + path + b"\r\nContent-Length: 0\r\n\r\n")
        elif fault == "redirect-chain":
            send(b"HTTP/1.1 301 M\r\nLocation: " + path + b"x\r\nContent-Length: 0\r\n\r\n")
        elif fault == "redirect-nowhere":
            send(b"HTTP/1.1 301 M\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")
        elif fault in ("no-length-html", "html-for-json"):
            page = b"<html><title>Sign in</title></html>"
            length = b"" if fault == "no-length-html" else b"Content-Length: %d\r\n" % len(page)
            send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + b"\r\n" + page)
        elif fault == "too-many":
            send(b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n")
        elif fault == "storm":
            send(b"HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n")
        elif fault == "endless-body":
            send(HEAD + b"\r\n")
            while not self._stop.is_set():
                send(b"[" * 65536)
        elif fault == "json-of-nothing":
            send(HEAD + b"Content-Length: 4\r\n\r\nnull")
        elif fault == "bad-utf-8":
            send(HEAD + b'Content-Length: 4\r\n\r\n"\xff\xfe"')

    def _drip(self, send, begin: bytes) -> None:
        send(begin)
        while not self._stop.wait(0.05):
            send(b"x")


@contextmanager
def failing(fault: str) -> Iterator[FaultServer]:
    """Run a server with a fault for a block."""
    server = FaultServer(fault)
    try:
        yield server
    finally:
        server.close()
