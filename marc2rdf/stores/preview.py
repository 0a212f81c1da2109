"""What a load would send, without sending it."""

from __future__ import annotations

from marc2rdf.stores.credentials import find_credentials
from marc2rdf.stores.embedded import CHUNK, CHUNK_BYTES
from marc2rdf.stores.flavours import FLAVOURS, addresses_of, check_url, detect
from marc2rdf.stores.loading import staging_of
from marc2rdf.stores.spool import Spool


def preview(spool: Spool, store: str, flavour: str, graph: str, mode: str) -> str:
    """Say to which addresses, in how many chunks, a finished spool would be sent."""

    lines = [("store", store), ("graph", graph or "the default graph"), ("mode", mode)]
    triples, size = CHUNK, CHUNK_BYTES
    if "://" in store:
        name = flavour or detect(check_url(store))
        found = FLAVOURS[name or "generic"]
        known = find_credentials(store).known
        to = addresses_of(found, store, known)
        triples, size = found.triples, found.size
        lines += [("flavour", name or "the server will be asked; shown as for generic")]
        lines += [("query", to.query), ("update", to.update), ("graph store", to.graphs or "none")]
        lines += [("user", "from the environment or netrc" if known else "none")]
        if found.swap == "move":
            lines.append(("staging graph", staging_of(graph)))
    chunks = sum(1 for _ in spool.chunks(triples, size))
    lines += [("triples", f"{spool.triples:,}"), ("bytes", f"{spool.bytes:,}")]
    lines += [("chunks", f"{chunks:,}")]
    return "".join(f"{name + ':':15}{value}\n" for name, value in lines)
