"""Stores that cannot be run here, by doubles that follow their documents."""

from __future__ import annotations

import pytest
from scripted import Double, scripted

from marc2rdf.errors import UsageError
from marc2rdf.stores.credentials import Credentials
from marc2rdf.stores.deadline import Deadline
from marc2rdf.stores.flavours import FLAVOURS, addresses_of, check_url, detect
from marc2rdf.stores.loading import add, replace
from marc2rdf.stores.remote import open_remote
from marc2rdf.stores.spool import Spool

GRAPH = "https://data.example.org/graph/a"
DOUBLES = {
    "fuseki": ("/ds", Double("/ds/query", "/ds/update", "/ds/data", "Basic dTpw"),
               Credentials("u", "p")),
    "graphdb": ("/repositories/r", Double("/repositories/r", "/repositories/r/statements",
                "/repositories/r/rdf-graphs/service", "GDB t0k3n"), Credentials(token="t0k3n")),
    "rdf4j": ("/rdf4j-server/repositories/r", Double("/rdf4j-server/repositories/r",
              "/rdf4j-server/repositories/r/statements",
              "/rdf4j-server/repositories/r/rdf-graphs/service", "Basic dTpw"),
              Credentials("u", "p")),
    "qlever": ("", Double("/", "/", "/", "Bearer t0k3n"), Credentials(token="t0k3n")),
    "generic": ("/sparql", Double("/sparql", "/sparql", "-"), Credentials()),
}  # fmt: skip


@pytest.mark.parametrize("flavour", DOUBLES)
def test_a_flavour_replaces_and_adds(flavour):
    import gzip

    path, double, credentials = DOUBLES[flavour]

    def reply(request):
        if request.headers.get("content-encoding") == "gzip":
            assert FLAVOURS[flavour].gzip
            request.body = gzip.decompress(request.body)
        return double(request)

    with scripted(reply) as server, Spool() as one, Spool() as two:
        one.write(b"".join(b"<x:a> <x:p> <x:%d> .\n" % n for n in range(3000)))
        two.write(b"".join(b"<x:b> <x:p> <x:%d> .\n" % n for n in range(2500)))
        one.write(b'<x:a> <x:p> "\\\\u0041 \\" \\n" .\n')
        one.finish(), two.finish()
        store = open_remote(server.url + path, flavour, credentials, Deadline(60))
        try:
            assert replace(store, GRAPH, two, lambda sent: None) == 2500
            assert replace(store, GRAPH, one, lambda sent: None) == 3001
            assert add(store, GRAPH, two, lambda sent: None) == (2500, 5501)
            assert add(store, GRAPH, two, lambda sent: None) == (0, 5501)
        finally:
            store.close()
    assert len(double.store) == 5501
    assert '"\\\\u0041 \\" \\n"' in {str(quad.object) for quad in double.store}
    assert all("content-length" in request.headers for request in server.seen)


@pytest.mark.parametrize(
    ("url", "flavour", "query", "update"),
    [
        ("http://h:7878/", "oxigraph", "http://h:7878/query", "http://h:7878/update"),
        ("http://h:8890/sparql", "virtuoso", "http://h:8890/sparql-auth", "http://h:8890/sparql-auth"),
        ("http://h:3030/ds/sparql", "fuseki", "http://h:3030/ds/query", "http://h:3030/ds/update"),
        ("http://h:7200/repositories/r", "graphdb", "http://h:7200/repositories/r",
         "http://h:7200/repositories/r/statements"),
        ("https://h/rdf4j-server/repositories/r/statements", "rdf4j",
         "https://h/rdf4j-server/repositories/r", "https://h/rdf4j-server/repositories/r/statements"),
    ],
)  # fmt: skip
def test_the_address_tells_the_flavour(url, flavour, query, update):
    assert detect(check_url(url)) == flavour
    found = addresses_of(FLAVOURS[flavour], url, known=True)
    assert (found.query, found.update) == (query, update)


def test_virtuoso_without_a_user_has_other_addresses():
    found = addresses_of(FLAVOURS["virtuoso"], "http://h:8890", known=False)
    assert (found.query, found.graphs) == (
        "http://h:8890/sparql",
        "http://h:8890/sparql-graph-crud",
    )


@pytest.mark.parametrize("url", ["http://u:secret@h/", "ftp://h/", "http:///x", "http://h:x/",
                                 "http://h/?a", "http://h/a b", "//h", "http://[::1/"])  # fmt: skip
def test_a_wrong_address_is_refused_and_not_repeated(url):
    with pytest.raises(UsageError) as error:
        check_url(url)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("headers", "flavour"),
    [({"Server": "Virtuoso/07.20.3229 (Linux)"}, "virtuoso"),
     ({"Server": "oxigraph/0.5"}, "oxigraph"),
     ({"Fuseki-Request-Id": "1"}, "fuseki"), ({"Server": "nginx"}, "generic")],
)  # fmt: skip
def test_the_server_is_asked_what_it_is(headers, flavour):
    with scripted(lambda request: (404, headers, b"")) as server:
        store = open_remote(server.url, "", Credentials("u", "p"), Deadline(20))
        store.close()
    assert store.flavour.name == flavour
    assert "authorization" not in server.seen[0].headers


def test_the_real_servers_are_known(oxigraph_server, virtuoso_server):
    for server, name in ((oxigraph_server, "oxigraph"), (virtuoso_server, "virtuoso")):
        store = open_remote(server.url, "", Credentials(), Deadline(20))
        store.close()
        assert store.flavour.name == name
