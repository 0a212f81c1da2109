"""Which network addresses may be connected to: public ones, whatever form they hide in.

Sources: the IANA registries of special-purpose IPv4 and IPv6 addresses; RFC 4291 (mapped and
compatible), 3056 (6to4), 4380 (Teredo), 6052 and 8215 (NAT64), 5214 (ISATAP).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "3ffe::/16")
)
_NAT64 = IPv6Network("64:ff9b::/96")
_SIX_TO_FOUR = IPv6Network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)


def why_forbidden(text: str) -> str:
    """Say why an address may not be connected to, or nothing if it is public.

    An address that carries an IPv4 address is judged by it; the tunnels that are no longer
    used (Teredo, IPv4-compatible, site-local) are refused altogether.

    >>> why_forbidden("93.184.216.34"), why_forbidden("::ffff:127.0.0.1")
    ('', '127.0.0.1 is not a public address')
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return f"{text} is no address"
    if "%" in text:
        return f"{text} is of this machine's own networks"
    if isinstance(address, IPv4Address):
        return _judge_4(address)
    carried = _carried(address)
    if carried is not None and (why := _judge_4(carried)):
        return why
    if address in _NAT64 or address.ipv4_mapped is not None:
        return ""
    if address not in _PUBLIC_6 or any(address in network for network in _NOT_PUBLIC_6):
        return f"{address} is not a public address"
    return ""


def _judge_4(address: IPv4Address) -> str:
    if any(address in network for network in _NOT_PUBLIC_4):
        return f"{address} is not a public address"
    return ""


def _carried(address: IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address that an IPv6 address carries."""
    number = int(address)
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _SIX_TO_FOUR:
        return IPv4Address((number >> 80) & 0xFFFFFFFF)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None
