"""The guard: no byte is sent to an address that is not public, in whatever form it comes."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from marc2rdf.errors import UsageError
from marc2rdf.net.addresses import why_forbidden
from marc2rdf.net.client import Client, Request
from marc2rdf.net.failures import FetchError
from marc2rdf.net.guard import Guard, read_allowed

FORBIDDEN = """
http://127.0.0.1/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/
http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/ http://0/ http://0.0.0.0/
http://localhost/ http://localhost./ http://LOCALHOST/ http://10.0.0.1/ http://172.16.0.1/
http://172.31.255.255/ http://192.168.1.1/ http://169.254.169.254/latest/meta-data/
http://100.64.0.1/ http://192.0.0.8/ http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.1/
http://203.0.113.1/ http://192.88.99.1/ http://224.0.0.1/ http://240.0.0.1/
http://255.255.255.255/ http://[::1]/ http://[::]/ http://[fe80::1]/ http://[fec0::1]/
http://[fc00::1]/ http://[fd12:3456::1]/ http://[ff02::1]/ http://[2001:db8::1]/
http://[::ffff:127.0.0.1]/ http://[::ffff:10.0.0.1]/ http://[::ffff:7f00:1]/
http://[::127.0.0.1]/ http://[::8.8.8.8]/ http://[64:ff9b::7f00:1]/ http://[64:ff9b::10.0.0.1]/
http://[64:ff9b:1::7f00:1]/ http://[2002:7f00:1::]/ http://[2002:a00:1::1]/
http://[2001:0:7f00:1::1]/ http://[2001:0:808:808::1]/ http://[fe80::5efe:7f00:1]/
http://[2a00:1::5efe:7f00:1]/ http://[100::1]/ http://[3fff::1]/ http://[5f00::1]/
http://127.0.0.1:80@10.0.0.1/ http://user:pw@93.184.216.34/ http://①②⑦.⓪.⓪.①/
http://127。0。0。1/ ftp://93.184.216.34/ file:///etc/passwd gopher://93.184.216.34/
http://93.184.216.34:25/ http://93.184.216.34:22/ http://\\127.0.0.1/ http:///x //127.0.0.1/x
""".split()


class Wire:
    """Counts the connections that would be made, and makes none."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def dial(self, address: str, port: int, seconds: float) -> socket.socket:
        self.made.append(address)
        raise ConnectionRefusedError


@pytest.mark.parametrize("url", FORBIDDEN)
def test_forbidden_addresses_are_refused_before_a_byte_is_sent(url):
    wire = Wire()
    client = Client(Guard(dial=wire.dial), "test")
    with pytest.raises(FetchError) as caught:
        client.ask(Request("GET", url))
    assert caught.value.reason in ("forbidden-address", "forbidden-url", "forbidden-port", "dns")
    assert wire.made == []


def test_there_are_forty_cases():
    assert len(FORBIDDEN) >= 40


@pytest.mark.parametrize("text", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_are_allowed(text):
    assert why_forbidden(text) == ""


def test_nothing_that_python_calls_private_is_allowed():
    """Python's own judgement is too lenient, but never too strict (but for anycast)."""
    for number in range(0, 2**32, 65521 * 3):
        address = ipaddress.IPv4Address(number)
        if not address.is_global:
            assert why_forbidden(str(address)), address


def test_one_private_answer_among_public_ones_forbids_the_host():
    wire = Wire()
    guard = Guard(lookup=lambda host, port: ["93.184.216.34", "10.0.0.1"], dial=wire.dial)
    with pytest.raises(FetchError, match="forbidden-address"):
        Client(guard, "test").ask(Request("GET", "http://two-faced.example/"))
    assert wire.made == []


def test_the_answer_that_was_judged_is_the_one_connected_to(httpserver):
    """A name server that changes its answer is asked once only."""
    httpserver.expect_request("/").respond_with_data("hello")
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    dialled = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        dialled.append(address)
        return socket.create_connection(("127.0.0.1", httpserver.port), seconds)

    guard = Guard(lookup=lambda host, port: next(answers), dial=dial)
    reply = Client(guard, "test").ask(Request("GET", "http://rebinding.example/"))
    assert (reply.status, reply.body) == (200, b"hello")
    assert dialled == ["93.184.216.34"]
    with pytest.raises(FetchError, match="forbidden-address"):
        Client(guard, "test").ask(Request("GET", "http://rebinding.example/"))


def test_an_exception_holds_for_one_port(httpserver):
    httpserver.expect_request("/").respond_with_data("hello")
    allow = read_allowed([f"localhost:{httpserver.port}"])
    client = Client(Guard(allow), "test")
    assert client.ask(Request("GET", f"http://localhost:{httpserver.port}/")).status == 200
    with pytest.raises(FetchError, match="forbidden-address"):
        client.ask(Request("GET", f"http://127.0.0.1:{httpserver.port}/"))
    with pytest.raises(FetchError, match="forbidden-address"):
        client.ask(Request("GET", "http://localhost:8081/"))


@pytest.mark.parametrize("text", ["localhost", "localhost:", ":80", "a:b", "a:99999", "a:0"])
def test_an_exception_needs_a_port(text):
    with pytest.raises(UsageError):
        read_allowed([text])


def test_the_refusal_is_no_oserror():
    assert not issubclass(FetchError, OSError)
