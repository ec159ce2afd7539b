"""Who counts as one visitor of a public page."""

from ipaddress import IPv6Address, IPv6Network, ip_address

_ONE_HOUSEHOLD = 64  # RFC 6177: whoever has one IPv6 address has at least the 2^64 beside it


def visitor_of(address: str) -> str:
    """An IPv4 address, or the /64 network of an IPv6 one, in one spelling. What is no address is all one visitor."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _ONE_HOUSEHOLD), strict=False))
