"""Asking by way of a proxy: a real one on a socket, and what the guard can still tell."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager, suppress

import pytest
from links_server import Answer, local, serving

from marc2rdf.errors import UsageError
from marc2rdf.net.client import Client, Request
from marc2rdf.net.failures import FetchError
from marc2rdf.net.guard import Guard
from marc2rdf.net.proxies import Proxies, Proxy, read_proxies


class SmallProxy:
    """A proxy that sends everything to one port of this machine, and keeps what it was asked."""

    def __init__(self, to: int, answer: bytes = b"") -> None:
        self.heads: list[bytes] = []
        self._to = to
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := client.recv(4096)):
                head += piece
            self.heads.append(head)
            if self._answer:
                client.sendall(self._answer)
                return
            with socket.create_connection(("127.0.0.1", self._to)) as server:
                if head.startswith(b"CONNECT "):
                    client.sendall(b"HTTP/1.1 200 Yes\r\n\r\n")
                else:
                    server.sendall(head)
                back = threading.Thread(target=_pump, args=(server, client), daemon=True)
                back.start()
                _pump(client, server)
                back.join(5)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(4096):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def proxying(to: int, answer: bytes = b""):
    proxy = SmallProxy(to, answer)
    try:
        yield proxy
    finally:
        proxy.close()


def by_way_of(proxy, *, headers=None, without="", **more):
    one = Proxy("127.0.0.1", proxy.port, headers or {})
    return Client(
        Guard(**more.pop("guard", {})), "test", 5.0,
        proxies=Proxies({"http": one, "https": one}, without), **more,
    )  # fmt: skip


def test_http_is_asked_by_way_of_it():
    """The proxy looks the name up: this machine does not know it, and need not."""
    with serving(lambda asked: Answer(200, b"there")) as server, proxying(server.port) as proxy:
        client = by_way_of(proxy, headers={"Proxy-Authorization": "Basic eA=="})
        reply = client.ask(Request("GET", "http://there.example/a?b=c"))
    assert (reply.status, reply.body) == (200, b"there")
    [head] = proxy.heads
    assert head.startswith(b"GET http://there.example/a?b=c HTTP/1.1\r\n")
    assert b"\r\nHost: there.example\r\n" in head
    assert b"\r\nProxy-Authorization: Basic eA==\r\n" in head
    assert server.asked[0].host == "there.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    openssl = shutil.which("openssl")
    if openssl is None and "CI" not in os.environ:
        pytest.skip("openssl makes the certificate of this test")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        "/CN=there.example", "-addext", "subjectAltName=DNS:there.example",
        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return folder


@contextmanager
def secure_server(certificate):
    """A server over TLS that answers one thing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve():
            with suppress(OSError):
                while True:
                    client, _ = listening.accept()
                    with suppress(OSError), client, context.wrap_socket(client, True) as secure:
                        secure.recv(4096)
                        secure.sendall(b"HTTP/1.1 200 Yes\r\nContent-Length: 6\r\n\r\nsecret")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_https_goes_through_a_tunnel_and_the_certificate_is_the_host_s(certificate):
    with secure_server(certificate) as port, proxying(port) as proxy:
        client = by_way_of(
            proxy, headers={"Proxy-Authorization": "Basic eA=="},
            ca_certs=str(certificate / "cert.pem"),
        )  # fmt: skip
        reply = client.ask(Request("GET", "https://there.example/a"))
        assert reply.body == b"secret"
        with pytest.raises(FetchError, match="tls"):
            client.ask(Request("GET", "https://elsewhere.example/a"))
    assert proxy.heads[0].startswith(b"CONNECT there.example:443 HTTP/1.")
    assert b"Proxy-Authorization: Basic eA==" in proxy.heads[0]
    assert not any(b"/a" in head for head in proxy.heads)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "0x7f.1", "0177.0.0.1", "2130706433", "127.1", "[::1]",
        "[::ffff:10.0.0.1]", "[fe80::1%25eth0]", "localhost", "localhost.", "intranet",
        "printer.local", "db.internal", "a.localhost", "169.254.169.254", "127.0.0.1.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_a_name_says_of_itself_is_still_judged(scheme, host):
    with proxying(1) as proxy, pytest.raises(FetchError) as caught:
        by_way_of(proxy).ask(Request("GET", f"{scheme}://{host}/"))
    assert caught.value.reason in ("forbidden-address", "forbidden-url")
    assert proxy.heads == []


def test_a_port_that_is_none_of_the_web_is_not_asked():
    with proxying(1) as proxy, pytest.raises(FetchError, match="forbidden-port"):
        by_way_of(proxy).ask(Request("GET", "http://there.example:25/"))
    assert proxy.heads == []


def test_an_allowed_host_is_asked():
    with serving(lambda asked: Answer(200)) as server, proxying(server.port) as proxy:
        client = by_way_of(proxy, guard={"allow": frozenset({("intranet", 80)})})
        assert client.ask(Request("HEAD", "http://intranet/")).status == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_refuses_is_no_verdict_about_the_host(scheme):
    answer = b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n"
    with proxying(1, answer) as proxy, pytest.raises(FetchError, match="proxy") as caught:
        by_way_of(proxy).ask(Request("GET", f"{scheme}://there.example/"))
    assert caught.value.reason == "proxy"


def test_a_proxy_that_cannot_reach_a_host_says_so():
    answer = b"HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n"
    with proxying(1, answer) as proxy, pytest.raises(FetchError) as caught:
        by_way_of(proxy).ask(Request("GET", "https://there.example/"))
    assert caught.value.reason == "connection"


def test_a_proxy_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    one = Proxy("127.0.0.1", port)
    client = Client(Guard(), "test", 5.0, proxies=Proxies({"http": one}))
    with pytest.raises(FetchError, match="cannot be reached") as caught:
        client.ask(Request("GET", "http://there.example/"))
    assert caught.value.reason == "proxy"


def test_hosts_of_no_proxy_are_asked_directly():
    with serving(lambda asked: Answer(200)) as server, proxying(server.port) as proxy:
        one = Proxy("127.0.0.1", proxy.port)
        proxies = Proxies({"http": one}, "other.example,127.0.0.1")
        client = Client(local(server.port), "test", 5.0, proxies=proxies)
        assert client.ask(Request("GET", server.url())).status == 200
    assert proxy.heads == []


def test_the_environment_counts_only_when_asked_for(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://me:s%20cret@proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intranet.example,.local.example")
    assert read_proxies("").of("https", "a.example", 443) is None
    found = read_proxies("environment")
    proxy = found.of("https", "a.example", 443)
    assert (proxy.host, proxy.port) == ("proxy.example", 3128)
    assert proxy.headers == {"Proxy-Authorization": "Basic bWU6cyBjcmV0"}
    assert "cret" not in repr(found) and "bWU6" not in repr(found)
    assert found.of("https", "x.local.example", 443) is None
    assert found.of("http", "a.example", 80) is None


@pytest.mark.parametrize(
    "text",
    ["socks5://proxy.example:1080", "https://proxy.example", "http://", "http://a:b", "http://a/b",
     "http://me:secret@proxy.example"],
)  # fmt: skip
def test_what_is_no_http_proxy_is_refused(text):
    with pytest.raises(UsageError) as caught:
        read_proxies(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("how", ["named", "environment", "settings", "not asked for"])
def test_resolve_asks_by_way_of_it(marc2rdf, tmp_path, how):
    """The service's name exists nowhere: only a proxy could reach it."""
    text = "000 00000nas a2200000 a 4500\n001 6\n022    _a0303-965X\n245 10 _aThings\n"
    (tmp_path / "a.txt").write_text(text)
    with serving(lambda asked: Answer(404)) as server, proxying(server.port) as proxy:
        at = f"http://127.0.0.1:{proxy.port}"
        (tmp_path / "s.yaml").write_text("proxy: environment\n")
        more = {"named": [f"--proxy={at}"], "environment": ["--proxy=environment"]}
        more |= {"settings": ["--settings=s.yaml"], "not asked for": []}
        done = marc2rdf(
            "resolve", "a.txt", "--cache=c.db", "--providers=issn", "--rate=500",
            "--issn-url=http://portal.invalid.example", *more[how],
            http_proxy=at, no_proxy="",
        )  # fmt: skip
    asked = [head for head in proxy.heads if b"/resource/ISSN/0303-965X" in head]
    assert bool(asked) == (how != "not asked for"), done.stderr.decode()
