"""A URL → where it may lead: only http and https, only names that stand for public machines.

What is refused, unless private addresses are allowed: loopback, private, link-local, shared, multicast, reserved and
unspecified addresses, as they are and inside of IPv6 (mapped, 6to4, Teredo, NAT64, ISATAP). A name is judged by every
number that it resolves to, and the connection goes to the numbers judged: a name that answers otherwise a moment later
changes nothing (https://owasp.org/www-community/attacks/Server_Side_Request_Forgery).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from dragoman.intake.refusal import Refusal

Resolve = Callable[[str, int], list[str]]
"""Host and port → the numbers of its machines. Raises OSError."""

PORTS = frozenset({80, 443, 8000, 8008, 8080, 8443, 8888})
"""Where web servers listen: no others, lest a page makes us knock at mail servers and databases."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST_URL = 4096
_KEPT = "/%:=&?~+!$,;'@()*[]|"
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f\\]")
_NUMERIC = re.compile(r"(?:^|\.)(?:\d+|0[xX][0-9a-fA-F]*)\.?$")
_PUBLIC = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})
_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Address:
    """A URL that may be asked for: its host in ASCII, its port, and what is asked of it there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def netloc(self) -> str:
        """Host and port as a request names them, the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.netloc}{self.target}"


def is_url(source: object) -> bool:
    """Whether an input is written as an address of the web."""
    return isinstance(source, str) and bool(re.match(r"https?://", source, re.IGNORECASE))


def hide_credentials(url: str) -> str:
    """`url` without the name and password in it, to be shown and kept."""
    return _CREDENTIALS.sub("***@", url)


def join_url(base: str, link: str) -> str:
    """`link` as it is meant on the page `base`; unchanged where it cannot be read."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


def read_address(url: str, *, allow_private: bool = False) -> Address:
    """The parts of `url`. Raises Refusal where it may not be asked for, whatever its name resolves to."""
    parts = _split(url)
    if parts.scheme not in _DEFAULT_PORTS:
        raise Refusal("refused", f"addresses begin with http:// or https://, not {parts.scheme or 'nothing'}://")
    if parts.username is not None or parts.password is not None:
        raise Refusal("refused", "the address has a name or password in it: give it without")
    host, port = _read_host(parts), _read_port(parts, allow_private=allow_private)
    asked = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    return Address(parts.scheme, host, port, quote(parts.path or "/", safe=_KEPT) + asked)


def resolve_host(host: str, port: int) -> list[str]:
    """The numbers that the system's resolver has for a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def check_numbers(host: str, numbers: list[str]) -> list[str]:
    """`numbers`, if every one is a public machine's. Raises Refusal where any is not: some of a name's are bait."""
    for number in numbers:
        if not is_public(number):
            shown = f"{host} is {number}" if number != host else host
            detail = f"{shown}, which is no public address; --allow-private allows it"
            raise Refusal("refused", detail)
    return numbers


def is_public(number: str) -> bool:
    """Whether an IP address, as numbers, is one of a machine that anyone may reach."""
    try:
        address = ip_address(number.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_v4(address)
    inner = _find_inner(address)
    if any(not _is_public_v4(each) for each in inner):
        return False
    return address in _NAT64 or (address in _PUBLIC and address.is_global and not address.is_multicast)


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _find_inner(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that stand inside of an IPv6 one and that a gateway would go on to."""
    last = IPv4Address(int(address) & 0xFFFFFFFF)
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        found.append(last)
    return [each for each in found if each is not None]


def _split(url: str) -> SplitResult:
    if len(url) > _LONGEST_URL:
        raise Refusal("refused", f"the address has {len(url):,} characters, the limit is {_LONGEST_URL:,}")
    if _NOT_IN_URLS.search(url):
        raise Refusal("refused", "the address has a blank, a backslash or a control character in it")
    try:
        return urlsplit(url)
    except ValueError as error:
        raise Refusal("refused", f"the address cannot be read: {error}") from error


def _read_host(parts: SplitResult) -> str:
    """The host in ASCII. Numbers in forms that only some resolvers know (decimal, octal, hexadecimal) are no names."""
    host = (parts.hostname or "").rstrip(".")
    if ":" not in host and _NUMERIC.search(host) and not _is_number(host):
        raise Refusal("refused", f"{host} is an IP address in disguise: write it as four numbers")
    try:
        encoded = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        encoded = ""
    if not encoded or not re.fullmatch(r"[\w.\-]{1,253}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*(?:%\w+)?", encoded, re.ASCII):
        raise Refusal("refused", "the address names no host")
    return encoded.lower()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _read_port(parts: SplitResult, *, allow_private: bool) -> int:
    try:
        port = _DEFAULT_PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise Refusal("refused", f"the address has no port that there is: {error}") from error
    if port not in PORTS and not (allow_private and port):
        allowed = ", ".join(str(each) for each in sorted(PORTS))
        raise Refusal("refused", f"port {port} is not asked, only {allowed}; --allow-private allows it")
    return port
