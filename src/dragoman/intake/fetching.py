"""URL → bytes, within a size and a time, from machines that may be reached. The one file that opens connections.

The time limit holds for all of a fetch: looking up names, redirects, every byte of head and body. The size is counted
in bytes as received and as unpacked, so that what is small only while it is packed is refused while it unpacks.
Proxies that the environment names are not used: through one, nobody could say which machine is reached.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from typing import Any, Protocol

from dragoman.intake.addresses import (
    Address,
    Resolve,
    check_numbers,
    hide_credentials,
    join_url,
    read_address,
    resolve_host,
)
from dragoman.intake.files import MAX_BYTES
from dragoman.intake.refusal import Refusal
from dragoman.intake.unpacking import CHUNK, unpack
from dragoman.records import Rejected

AGENT = "Dragoman (reads news articles for the person who runs it)"
MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DONE = frozenset({200, 203})
_ACCEPT = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `url`: where it lay in the end; `unchanged`: as it was when it had the etag or date given, no data.

    `kind`: its media type in lower case, "" where none is said. `etag`, `modified`: to ask again by.
    """

    url: str
    data: bytes = b""
    kind: str = ""
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


class Fetch(Protocol):
    """Gets what an address holds, or says why not; never raises for what the network or the address does."""

    def __call__(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched | Rejected: ...


@dataclass(slots=True)
class Fetcher:
    """A Fetch over http and https.

    `timeout_s`: for one fetch with its redirects. `pause_s`: between two fetches from one host. `resolve`: a name's
    numbers; `now`, `sleep`: the clock.
    """

    allow_private: bool = False
    timeout_s: float = 30.0
    max_bytes: int = MAX_BYTES
    pause_s: float = 0.0
    agent: str = AGENT
    resolve: Resolve = resolve_host
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def __call__(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched | Rejected:
        try:
            return self._follow(url, _conditions(etag, modified))
        except Refusal as refusal:
            reason, detail = refusal.reason, refusal.detail
        except TimeoutError:
            reason, detail = (
                "unreachable",
                f"not all there after {self.timeout_s:g} seconds; DRAGOMAN_FETCH_TIMEOUT allows more",
            )
        except (OSError, HTTPException, ValueError) as error:
            reason, detail = "unreachable", _explain(error)
        return Rejected(hide_credentials(url), None, reason, detail)

    def _follow(self, url: str, conditions: dict[str, str]) -> Fetched:
        """The answer at the end of the redirects, each of them checked as the first address is."""
        clock: _Clock | None = None
        for _ in range(MOST_REDIRECTS + 1):
            address = read_address(url, allow_private=self.allow_private)
            if clock is None:
                self._wait(address.host)
                clock = _Clock(self.timeout_s)
            answer = self._ask(address, conditions, clock)
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise Refusal("unreachable", f"more than {MOST_REDIRECTS} redirects, one after another")

    def _wait(self, host: str) -> None:
        now = time.monotonic()
        due = self._last.get(host, now - self.pause_s) + self.pause_s
        if due > now:
            self.sleep(due - now)
        self._last[host] = max(due, now)

    def _ask(self, address: Address, conditions: dict[str, str], clock: _Clock) -> Fetched | str:
        """What one address answers; the URL that it redirects to."""
        numbers = _resolve(self.resolve, address, clock)
        numbers = numbers if self.allow_private else check_numbers(address.host, numbers)
        with _connect(address, numbers, clock) as opened:
            response = _request(opened, address, {"User-Agent": self.agent, **conditions}, clock)
            if response.status in _REDIRECTS and (location := response.getheader("Location")):
                return join_url(address.url, location)
            if response.status == HTTPStatus.NOT_MODIFIED and conditions:
                return Fetched(address.url, unchanged=True)
            if response.status not in _DONE:
                raise Refusal("unreachable", f"the server answers {response.status} {response.reason}"[:200])
            return self._receive(address, response)

    def _receive(self, address: Address, response: HTTPResponse) -> Fetched:
        data = b"".join(
            self._limit(unpack(self._limit(_read_chunks(response)), response.getheader("Content-Encoding")))
        )
        kind, charset = response.headers.get_content_type(), response.headers.get_content_charset()
        return Fetched(
            url=address.url,
            data=as_utf8(data, charset),
            kind=kind if "Content-Type" in response.headers else "",
            etag=response.getheader("ETag"),
            modified=response.getheader("Last-Modified"),
        )

    def _limit(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """The parts, while they are not too many."""
        total = 0
        for part in parts:
            total += len(part)
            if total > self.max_bytes:
                detail = f"more than the limit of {self.max_bytes:,} bytes; DRAGOMAN_MAX_BYTES allows more"
                raise Refusal("too_large", detail)
            yield part


def as_utf8(data: bytes, charset: str | None) -> bytes:
    """`data` in UTF-8 where the server names another encoding that it is in; else unchanged, to be judged by itself."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return data.decode(charset).encode("utf-8") if charset else data
        except (UnicodeError, LookupError):
            pass
    return data


class _Clock:
    """What is left of the time for a fetch."""

    def __init__(self, limit_s: float) -> None:
        self._until = time.monotonic() + limit_s

    def get_left(self) -> float:
        """Seconds left. Raises TimeoutError where none are."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _TimedReader(RawIOBase):
    """What comes from a socket; each wait is only as long as the time that is left."""

    def __init__(self, opened: socket.socket, clock: _Clock) -> None:
        self._opened, self._clock = opened, clock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._opened.settimeout(self._clock.get_left())
        return self._opened.recv_into(buffer)


class _TimedSocket:
    """As much of a socket as HTTPConnection uses; whoever opened the real one closes it."""

    def __init__(self, opened: socket.socket, clock: _Clock) -> None:
        self._opened, self._clock = opened, clock

    def sendall(self, data: bytes) -> None:
        self._opened.settimeout(self._clock.get_left())
        self._opened.sendall(data)

    def makefile(self, *_: object, **__: object) -> BufferedReader:
        return BufferedReader(_TimedReader(self._opened, self._clock))

    def close(self) -> None:
        pass


def _resolve(resolve: Resolve, address: Address, clock: _Clock) -> list[str]:
    """The host's numbers, in time: a resolver knows no limit, so it works beside and is left where it takes too long."""
    found: list[list[str] | Exception] = []

    def look_up() -> None:
        try:
            found.append(resolve(address.host, address.port))
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(clock.get_left())
    if not found:
        raise TimeoutError
    if isinstance(found[0], Exception) or not found[0]:
        raise Refusal("unreachable", f"the name {address.host} is not known")
    return found[0]


def _connect(address: Address, numbers: list[str], clock: _Clock) -> socket.socket:
    """A connection to the first of the numbers that takes it; over TLS the certificate must be the host's."""
    failed: OSError = OSError("no machine to ask")
    for number in numbers:
        try:
            opened = socket.create_connection((number, address.port), timeout=clock.get_left())
        except OSError as error:
            failed = error
            continue
        return _secure(opened, address, clock) if address.scheme == "https" else opened
    raise failed


def _secure(opened: socket.socket, address: Address, clock: _Clock) -> socket.socket:
    try:
        opened.settimeout(clock.get_left())
        return ssl.create_default_context().wrap_socket(opened, server_hostname=address.host)
    except BaseException:
        opened.close()
        raise


def _request(opened: socket.socket, address: Address, headers: dict[str, str], clock: _Clock) -> HTTPResponse:
    connection = HTTPConnection(address.host, address.port)
    timed: Any = _TimedSocket(opened, clock)
    connection.sock = timed
    connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
    fixed = {"Host": address.netloc, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    for name, value in (fixed | headers).items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


def _read_chunks(response: HTTPResponse) -> Iterator[bytes]:
    while chunk := response.read(CHUNK):
        yield chunk
    if response.length:
        raise Refusal("unreachable", f"the answer ends {response.length:,} bytes early")


def _conditions(etag: str | None, modified: str | None) -> dict[str, str]:
    """Headers that ask only for what is newer."""
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in asked.items() if value}


def _explain(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not the host's: {error.verify_message}"
    text = (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
    return f"no answer that can be read: {text}"[:300]
