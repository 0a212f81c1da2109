"""Who we are to a store: from the environment or a netrc file, never from the command line.

``MARC2RDF_USER`` and ``MARC2RDF_PASSWORD``, or ``MARC2RDF_TOKEN``; else the host's entry in
the file that ``NETRC`` names, or ``~/.netrc``.  A token of the form ``Name: value`` is sent as
that header.  Nothing here shows itself when it is printed.
"""

from __future__ import annotations

import netrc
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from marc2rdf.errors import UsageError

if TYPE_CHECKING:
    import requests


class Credentials:
    """A user and password, a token, or nothing.

    >>> Credentials("dba", "secret")
    Credentials(…)
    >>> Credentials("dba", "secret").scrub("no entry for dba/secret")
    'no entry for dba/…'
    """

    def __init__(self, user: str = "", password: str = "", token: str = "") -> None:
        self._user, self._password, self._token = user, password, token

    def __repr__(self) -> str:
        return "Credentials(…)" if self.known else "Credentials()"

    @property
    def known(self) -> bool:
        """Whether there is anything to say who we are."""
        return bool(self._user or self._token)

    def scrub(self, text: str) -> str:
        """Take the secrets out of a text that a server sent."""
        for secret in (self._password, self._token, self._token.rpartition(" ")[2]):
            if len(secret) > 2:
                text = text.replace(secret, "…")
        return text

    def headers(self, word: str) -> dict[str, str]:
        """Give the header of a token; ``word`` goes before it in Authorization."""
        if not self._token:
            return {}
        named = re.fullmatch(r"([A-Za-z0-9-]+): *(\S.*)", self._token)
        if named:
            return {named[1]: named[2]}
        return {"Authorization": f"{word} {self._token}"}

    def auth(self, kind: str) -> requests.auth.AuthBase | None:
        """Give what signs a request with user and password, by ``basic`` or ``digest``."""
        from requests.auth import HTTPBasicAuth, HTTPDigestAuth

        if self._token or not self._user:
            return None
        user, password = self._user.encode(), self._password.encode()
        if kind == "digest":
            return HTTPDigestAuth(self._user, self._password)
        return HTTPBasicAuth(user, password)


def find_credentials(url: str, environment: Mapping[str, str] | None = None) -> Credentials:
    """Give the credentials for a store, from the environment or a netrc file.

    Raises UsageError for half of a pair, a line feed within, or a netrc file that cannot be
    read; no message repeats a secret.

    >>> find_credentials("http://x.org", {"MARC2RDF_TOKEN": "t0k3n"}).known
    True
    """
    env = os.environ if environment is None else environment
    user, password = env.get("MARC2RDF_USER", ""), env.get("MARC2RDF_PASSWORD", "")
    token = env.get("MARC2RDF_TOKEN", "")
    if any(re.search(r"[\x00-\x1f\x7f]", text) for text in (user, password, token)):
        raise UsageError("MARC2RDF_USER, _PASSWORD or _TOKEN holds a line feed or the like")
    if not token.isascii():
        raise UsageError("MARC2RDF_TOKEN holds characters that no token has")
    if bool(user) != bool(password) and not token:
        missing = "MARC2RDF_PASSWORD" if user else "MARC2RDF_USER"
        raise UsageError(f"{missing} is not set, the other is")
    if user or token:
        return Credentials(user, password, token)
    return _from_netrc(urlsplit(url).hostname or "", env)


def _from_netrc(host: str, env: Mapping[str, str]) -> Credentials:
    given = env.get("NETRC", "")
    home = env.get("HOME", "")
    path = Path(given) if given else Path(home) / ".netrc"
    if not given and (not home or not path.is_file()):
        return Credentials()
    try:
        entry = netrc.netrc(str(path)).authenticators(host)
    except netrc.NetrcParseError as error:  # its message may repeat what it read
        where = f"{path}, line {error.lineno}"
        raise UsageError("the netrc file cannot be read", where=where) from None
    except (OSError, UnicodeDecodeError):
        raise UsageError("the netrc file cannot be read", where=str(path)) from None
    if entry is None:
        return Credentials()
    return Credentials(entry[0] or entry[1] or "", entry[2] or "")
