"""Which addresses a link from outside may lead to: a table of the ones it may not.

Sources: the IANA special-purpose address registries for IPv4 and IPv6, and the multicast blocks. Python's
`is_global` is not enough: it lets multicast, 6to4 and `192.0.0.9` pass.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_REFUSED: Final[tuple[IPv4Network | IPv6Network, ...]] = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # shared by a provider's customers
            "127.0.0.0/8",  # loopback
            "169.254.0.0/16",  # link-local: a cloud's metadata service lives here
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    ),
)

_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""All of IPv6 that is given out; loopback, link-local, unique local, NAT64, IPv4-mapped and multicast lie outside."""

_REFUSED_V6: Final[tuple[IPv4Network | IPv6Network, ...]] = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address in disguise
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    ),
)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet.

    >>> from ipaddress import ip_address
    >>> is_public(ip_address("8.8.8.8")), is_public(ip_address("::ffff:8.8.8.8")), is_public(ip_address("10.1.2.3"))
    (True, False, False)
    """
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED)
    return address in _GLOBAL_UNICAST and not any(address in network for network in _REFUSED_V6)
