"""What may be asked for, where a connection goes, and what a bad server can not do."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from dragoman.intake.addresses import hide_credentials, is_public, read_address
from dragoman.intake.fetching import MOST_REDIRECTS, Fetched, Fetcher
from dragoman.intake.refusal import Refusal
from dragoman.records import Rejected
from tests.intake.web import Site, open_site

PAGE = "<html><body><p>Fees stay as they are, she said.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def fetch(url: str, *, timeout_s: float = 5.0, max_bytes: int = 100_000) -> Fetched | Rejected:
    return Fetcher(allow_private=True, timeout_s=timeout_s, max_bytes=max_bytes)(url)


def get_reason(found: Fetched | Rejected) -> str:
    assert isinstance(found, Rejected), found
    assert found.detail
    return found.reason


def never_connect(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> socket.socket:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "create_connection", connect)


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
        "2002:7f00:1::", "2002:a9fe:a9fe::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
        "2001:0:7f00:1::1", "2606:4700::5efe:a00:1", "no number",
    ],
)  # fmt: skip
def test_numbers_that_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_numbers_that_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org", "javascript:alert(1)", "http://", "http:///x",
        "http://user@example.org/", "http://user:secret@example.org/", "http://@example.org/", "http://example.org:22/",
        "http://example.org:0/", "http://example.org:99999/", "http://example.org:x/", "http://2130706433/",
        "http://0x7f000001/", "http://0177.0.0.1/", "http://0x7f.1/", "http://127.1/", "http://127.0.0.1.:25/",
        "http://exa mple.org/", "http://example.org\\@127.0.0.1/", "http://example.org/\r\nX: y", "http://[::1",
        "http://a%2eb/", "http://" + "a" * 5000 + ".org/",
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    never_connect(monkeypatch)
    assert get_reason(Fetcher(resolve=lambda *_: ["93.184.216.34"])(url)) == "refused"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/"]
)
def test_numbers_in_addresses_are_judged(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    never_connect(monkeypatch)
    assert get_reason(Fetcher()(url)) == "refused"


@pytest.mark.parametrize(
    "numbers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::1"], ["fd00::1", "93.184.216.34"]]
)
def test_one_private_number_of_a_name_is_enough_to_refuse(numbers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    never_connect(monkeypatch)
    found = Fetcher(resolve=lambda *_: numbers)("http://localhost.example.org/")
    assert get_reason(found) == "refused" and isinstance(found, Rejected) and "--allow-private" in found.detail


def test_names_of_other_scripts_are_asked_in_ascii() -> None:
    assert read_address("https://Bücher.example/straße?q=ä").url == "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4"
    assert read_address("http://[2606:4700::1111]:8080").netloc == "[2606:4700::1111]:8080"
    with pytest.raises(Refusal):
        read_address("http://" + "ü" * 70 + ".example/")


def test_passwords_are_not_shown() -> None:
    found = Fetcher()("https://user:secret@example.org/a@b")
    assert isinstance(found, Rejected) and "secret" not in f"{found.input}{found.detail}"
    assert hide_credentials("https://example.org/a@b") == "https://example.org/a@b"


def test_the_connection_goes_to_the_number_that_was_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a public number first and a private one then ("rebinding") is looked up once only."""
    answers = iter([["93.184.216.34"], ["127.0.0.1"]])
    asked: list[tuple[str, int]] = []

    def connect(where: tuple[str, int], **_: object) -> socket.socket:
        asked.append(where)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "create_connection", connect)
    found = Fetcher(resolve=lambda *_: next(answers))("http://rebinding.example/")
    assert get_reason(found) == "unreachable"
    assert asked == [("93.184.216.34", 80)]
    assert next(answers) == ["127.0.0.1"]


def test_over_tls_the_host_is_verified(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    hosts: list[str] = []

    class Context:
        def wrap_socket(self, opened: socket.socket, *, server_hostname: str) -> socket.socket:
            hosts.append(server_hostname)
            return opened

    monkeypatch.setattr("ssl.create_default_context", Context)
    address = site.put("/", PAGE).replace("http://127.0.0.1", "https://news.example")
    fetcher = Fetcher(allow_private=True, resolve=lambda *_: ["127.0.0.1"])
    assert isinstance(fetcher(address), Fetched)
    assert hosts == ["news.example"]
    assert site.asked[0][1]["Host"].startswith("news.example:")


def test_a_server_without_tls_is_no_crash(site: Site) -> None:
    assert get_reason(fetch(site.put("/", PAGE).replace("http:", "https:"))) == "unreachable"


# --- redirects --------------------------------------------------------------------------------------------------------


def resolve_site(host: str, _port: int) -> list[str]:
    """news.example stands for the site of the tests, other numbers for themselves."""
    return ["127.0.0.1"] if host == "news.example" else [host]


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "file:///etc/passwd",
        "//10.0.0.1/",
        "http://0x7f.1/",
    ],
)
def test_a_redirect_is_judged_as_the_first_address_is(
    site: Site, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.put("/", b"", status=302, Location=location)
    monkeypatch.setattr("dragoman.intake.addresses.PORTS", frozenset({80, int(site.url.rpartition(":")[2])}))
    monkeypatch.setattr("dragoman.intake.addresses.is_public", lambda number: number == "127.0.0.1")
    found = Fetcher(resolve=resolve_site)(site.url.replace("127.0.0.1", "news.example"))
    assert get_reason(found) == "refused"
    assert site.count("/") == 1


def test_redirects_are_followed_to_their_end(site: Site) -> None:
    site.put("/first", b"", status=301, Location="second?a=b")
    site.put("/second?a=b", PAGE, Content_Type="text/html; charset=utf-8")
    found = fetch(site.url + "/first")
    assert isinstance(found, Fetched)
    assert (found.url, found.kind, found.data) == (site.url + "/second?a=b", "text/html", PAGE.encode())


def test_redirects_in_a_circle_end(site: Site) -> None:
    assert get_reason(fetch(site.put("/", b"", status=302, Location="/"))) == "unreachable"
    assert site.count("/") == MOST_REDIRECTS + 1


# --- what comes -------------------------------------------------------------------------------------------------------


def test_the_request_says_who_asks_and_nothing_else(site: Site) -> None:
    fetch(site.put("/", PAGE))
    headers = site.asked[0][1]
    assert headers["User-Agent"].startswith("Dragoman")
    assert set(headers) == {"Host", "Accept", "Accept-Encoding", "Connection", "User-Agent"}


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzip.compress(PAGE.encode())),
        ("x-gzip", gzip.compress(PAGE[:20].encode()) + gzip.compress(PAGE[20:].encode())),
        ("deflate", zlib.compress(PAGE.encode())),
        ("deflate", zlib.compress(PAGE.encode())[2:-4]),
        ("identity", PAGE.encode()),
    ],
)
def test_packed_answers_are_unpacked(site: Site, coding: str, data: bytes) -> None:
    found = fetch(site.put("/", data, Content_Encoding=coding))
    assert isinstance(found, Fetched) and found.data == PAGE.encode()


def test_text_just_at_the_limit_is_read(site: Site) -> None:
    data = bytes(100_000)
    found = fetch(site.put("/", gzip.compress(data), Content_Encoding="gzip"))
    assert isinstance(found, Fetched) and found.data == data
    assert get_reason(fetch(site.put("/", data + b"1"))) == "too_large"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_refused_while_it_unpacks(site: Site, coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31 if coding == "gzip" else 15)
    data = b"".join(bomb.compress(bytes(2**20)) for _ in range(60)) + bomb.flush()
    assert len(data) < 100_000
    peak = watch_parts(monkeypatch)
    assert get_reason(fetch(site.put("/", data, Content_Encoding=coding))) == "too_large"
    assert sum(peak) <= 100_000 + 2 * 65536


def watch_parts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of what was unpacked, as it was."""
    from dragoman.intake import unpacking

    sizes: list[int] = []
    original = unpacking._decompress

    def decompress(engine: zlib._Decompress, chunk: bytes) -> bytes:
        part = original(engine, chunk)
        sizes.append(len(part))
        return part

    monkeypatch.setattr(unpacking, "_decompress", decompress)
    return sizes


@pytest.mark.parametrize(
    ("coding", "data", "reason"),
    [
        ("gzip", b"no gzip at all", "broken"),
        ("gzip", gzip.compress(PAGE.encode())[:-12], "unreachable"),
        ("br", b"\x0b\x02\x80", "unsupported"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x")), "unsupported"),
    ],
)
def test_packing_that_is_wrong(site: Site, coding: str, data: bytes, reason: str) -> None:
    assert get_reason(fetch(site.put("/", data, Content_Encoding=coding))) == reason


def drip_body(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    drip(handler, b"x")


def drip_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(handler, b"x")


def drip_hints(handler: BaseHTTPRequestHandler) -> None:
    drip(handler, b"HTTP/1.1 100 Continue\r\n\r\n")


def drip(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    for _ in range(200):
        handler.wfile.write(data)
        handler.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [drip_body, drip_head, drip_hints, lambda _handler: time.sleep(2)])
def test_a_slow_drip_ends_with_the_time(site: Site, answer: object) -> None:
    began = time.monotonic()
    found = fetch(site.do("/", answer), timeout_s=0.4)  # type: ignore[arg-type]
    assert get_reason(found) == "unreachable" and isinstance(found, Rejected) and "0.4 seconds" in found.detail
    assert time.monotonic() - began < 1.5


def test_a_slow_resolver_ends_with_the_time() -> None:
    def resolve(*_: object) -> list[str]:
        time.sleep(2)
        return ["127.0.0.1"]

    began = time.monotonic()
    assert get_reason(Fetcher(timeout_s=0.3, resolve=resolve)("http://news.example/")) == "unreachable"
    assert time.monotonic() - began < 1.5


def pour(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(65536))


def pour_chunks(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"1000\r\n" + bytes(4096) + b"\r\n")


def pour_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-More: " + b"y" * 60000 + b"\r\n")


@pytest.mark.parametrize(
    ("answer", "reason"), [(pour, "too_large"), (pour_chunks, "too_large"), (pour_head, "unreachable")]
)
def test_an_endless_answer_is_cut(site: Site, answer: object, reason: str) -> None:
    assert get_reason(fetch(site.do("/", answer))) == reason  # type: ignore[arg-type]


def test_what_is_announced_too_large_or_ends_early(site: Site) -> None:
    assert get_reason(fetch(site.put("/early", b"abc", Content_Length="50"), timeout_s=1)) == "unreachable"
    site.do("/garbage", lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"))  # type: ignore[arg-type,return-value]
    assert get_reason(fetch(site.url + "/garbage")) == "unreachable"
    site.do("/nothing", lambda _handler: None)
    assert get_reason(fetch(site.url + "/nothing")) == "unreachable"


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 410, 429, 500, 503])
def test_what_is_no_answer_is_said(site: Site, status: int) -> None:
    found = fetch(site.put("/", b"", status=status))
    assert get_reason(found) == "unreachable" and isinstance(found, Rejected) and str(status) in found.detail


def test_a_charset_of_the_head_is_believed_where_the_text_is_no_utf8(site: Site) -> None:
    found = fetch(site.put("/", "Šíp".encode("iso-8859-2"), Content_Type="text/html; charset=ISO-8859-2"))
    assert isinstance(found, Fetched) and found.data.decode() == "Šíp"
    assert isinstance(fetch(site.put("/", b"\xff", Content_Type="text/html; charset=hex")), Fetched)


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    first = fetch(site.put("/", PAGE, ETag='"one"', Last_Modified="Mon, 12 Feb 2018 08:49:00 GMT"))
    assert isinstance(first, Fetched) and first.etag == '"one"'
    again = Fetcher(allow_private=True)(site.url + "/", etag=first.etag, modified=first.modified)
    assert isinstance(again, Fetched) and again.unchanged and again.data == b""
    assert site.asked[1][1]["If-Modified-Since"] == first.modified


def test_one_host_is_given_a_pause_between_two_fetches(site: Site) -> None:
    waited: list[float] = []
    fetcher = Fetcher(allow_private=True, pause_s=30.0, sleep=waited.append)
    fetcher(site.put("/", PAGE))
    assert waited == []
    fetcher(site.url + "/")
    assert len(waited) == 1 and 29 < waited[0] <= 30


def test_only_one_file_opens_connections() -> None:
    package = Path(__file__).parents[2] / "src" / "dragoman"
    opening = ("socket.create_connection", "urlopen", "import requests", "import httpx", "import urllib3", "fetch_url")
    found = {f.name for f in package.rglob("*.py") if any(word in f.read_text("utf-8") for word in opening)}
    assert found == {"fetching.py"}
