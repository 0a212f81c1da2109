"""The client: whole answers in bounded time and size, over TLS only with a right certificate."""

from __future__ import annotations

import gzip
import time

import pytest
from fault_server import failing
from links_server import Answer, local, serving

from marc2rdf.net.client import Client, Request, split
from marc2rdf.net.failures import REASONS, FetchError


@pytest.mark.parametrize(
    "fault", ["drip-headers", "drip-body", "stall-before-headers", "stall-in-body"]
)
def test_the_deadline_is_for_all_of_a_request(fault):
    """A byte every twentieth of a second would keep a read timeout from ever ending."""
    with failing(fault) as server:
        client = Client(local(server.port), "test", seconds=0.4)
        began = time.monotonic()
        with pytest.raises(FetchError, match="timeout"):
            client.ask(Request("GET", f"http://127.0.0.1:{server.port}/"))
        assert time.monotonic() - began < 3


def test_a_name_server_that_does_not_answer_is_bounded():
    def lookup(host, port):
        time.sleep(1.0)
        return ["93.184.216.34"]

    guard = type(local(1))(lookup=lookup)
    began = time.monotonic()
    with pytest.raises(FetchError, match="timeout"):
        Client(guard, "test", seconds=0.2).ask(Request("GET", "http://slow.example/"))
    assert time.monotonic() - began < 0.9


def test_no_more_is_read_than_asked_for():
    with failing("endless-body") as server:
        client = Client(local(server.port), "test", seconds=5)
        reply = client.ask(Request("GET", f"http://127.0.0.1:{server.port}/", most=64 * 1024))
    assert len(reply.body) == 64 * 1024 and reply.cut


def test_a_packed_bomb_is_cut():
    bomb = gzip.compress(b"0" * 50_000_000)
    answer = Answer(200, bomb, {"Content-Encoding": "gzip"})
    with serving(lambda asked: answer) as server:
        client = Client(local(server.port), "test")
        reply = client.ask(Request("GET", server.url(), most=1000))
    assert reply.body == b"0" * 1000 and reply.cut


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_other_packings_are_refused(coding):
    answer = Answer(200, b"x", {"Content-Encoding": coding})
    with serving(lambda asked: answer) as server, pytest.raises(FetchError, match="encoding"):
        Client(local(server.port), "test").ask(Request("GET", server.url()))


def test_a_plain_server_is_no_secure_one():
    with serving(lambda asked: Answer(200)) as server, pytest.raises(FetchError) as caught:
        Client(local(server.port), "test", seconds=2).ask(
            Request("GET", f"https://127.0.0.1:{server.port}/")
        )
    assert caught.value.reason in ("tls", "connection")


def test_every_reason_has_words():
    assert all(REASONS.values())
    with pytest.raises(FetchError):
        split("http://a.example/ b")
