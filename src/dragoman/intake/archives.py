"""A web archive (WARC, plain or gzip) → the answers in it that news may be in. The one file that calls its engine.

What a record holds is read here and not by the engine, which takes one that was cut off for a whole one. The format:
https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage, parse_headers
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar

from dragoman.intake.addresses import hide_credentials, is_url
from dragoman.intake.fetching import as_utf8
from dragoman.intake.files import Form, split_chunks
from dragoman.intake.refusal import Refusal
from dragoman.intake.unpacking import CHUNK, GZIP_MARK, Unpacked, unpack

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

Found = TypeVar("Found")

_HEAD = 64 * 1024
"""Bytes of a record in which the head of its answer must end."""
_FORMS: dict[str, Form] = {"text/html": "page", "application/xhtml+xml": "page", "text/plain": "text", "": ""}
_STATUS = re.compile(rb"HTTP/\d[\d.]*[ \t]+(\d{3})[^\r\n]*\r?\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ROBOTS = re.compile(r"https?://[^/?#]*/robots\.txt(?:[?#]|$)", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\x00-\x20\x7f-\x9f\ud800-\udfff]+")
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")
"""How markup begins, and nothing packed."""
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a crawler got: the text or page at `url`, in UTF-8 if its head says another encoding that it is in."""

    url: str
    data: bytes
    form: Form
    fetched_at: datetime | None


def read_archive(chunks: Iterable[bytes], *, max_bytes: int) -> Iterator[tuple[str, Answer | Refusal]]:
    """The address of each answer that is HTML or plain text, and the answer or why it cannot be had.

    Records of other types or kinds and robots.txt are passed over. At most `max_bytes` + 1 bytes of a record are in
    memory. Raises Refusal where the archive holds no such answer or cannot be read on.
    """
    from fastwarc.warc import ArchiveIterator

    stream = Unpacked(chunks, max_bytes=max_bytes)
    # Without `stream_detect`: what is packed twice would be unpacked by the engine, and nobody would count.
    records = _ask(lambda: iter(ArchiveIterator(stream, parse_http=False, stream_detect=False)))
    n_found = 0
    while (record := _ask(lambda: next(records, None))) is not None:
        name = _find_name(record)
        try:
            found = _read_record(record, name, max_bytes)
        except Refusal as refusal:  # here the archive ends, or is none any more
            if not name:
                raise
            yield name, refusal
            return
        if found is not None:
            n_found += 1
            yield name, found
    if not n_found:
        raise Refusal("empty", "the archive holds no answer that is HTML or plain text")


def _ask(call: Callable[[], Found]) -> Found:
    """What the engine answers. Raises Refusal for its errors."""
    try:
        return call()
    except (Refusal, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # the panics of its Rust are no Exception
        raise Refusal("broken", f"this cannot be read on: {error}"[:300]) from error


# --- records ----------------------------------------------------------------------------------------------------------


def _find_name(record: WarcRecord) -> str:
    """The address that a record is of, as it may be shown and kept; "" where it has none."""
    address = (record.headers.get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return hide_credentials(_NOT_IN_NAMES.sub("%20", address))


def _read_record(record: WarcRecord, url: str, max_bytes: int) -> Answer | Refusal | None:
    """The answer in a record, or why it cannot be had; None where no news is in it.

    Raises Refusal where the record is not whole.
    """
    size = _find_size(record)
    start = _read_block(record, min(size, _HEAD)) if _may_be_news(record, url) else b""
    head = _try(lambda: _read_head(start, record)) if start else None
    if isinstance(head, _Head) and size > max_bytes:
        head = Refusal("too_large", f"the record is larger than the limit of {max_bytes:,} bytes: raise the limit")
    if not isinstance(head, _Head):
        _skip_block(record, size - len(start))
        return head
    body = start[head.end :] + _read_block(record, size - len(start))
    return _try(lambda: Answer(url, _read_body(head, body, max_bytes), head.form, _find_date(record)))


def _try(read: Callable[[], Found]) -> Found | Refusal:
    try:
        return read()
    except Refusal as refusal:
        return refusal
    except Exception as error:  # a hostile head may break its parser
        return Refusal("broken", f"{type(error).__name__}: {error}"[:300])


def _may_be_news(record: WarcRecord, url: str) -> bool:
    return str(record.record_type) == "response" and is_url(url) and not _ROBOTS.match(url)


def _find_size(record: WarcRecord) -> int:
    """Bytes of a record's block. Raises Refusal where it says none, which the engine would take for 0."""
    said = (record.headers.get("Content-Length") or "").strip()
    if not said.isascii() or not said.isdigit() or int(said[:20]) != record.content_length:
        raise Refusal("broken", "the record does not say its length, or the archive ends before it does")
    return record.content_length


def _read_block(record: WarcRecord, size: int) -> bytes:
    parts: list[bytes] = []
    while size and (part := _ask(lambda: record.reader.read(size))):  # noqa: B023
        parts.append(part)
        size -= len(part)
    if size:
        raise Refusal("broken", "the archive ends within this record")
    return b"".join(parts)


def _skip_block(record: WarcRecord, size: int) -> None:
    if size and _ask(lambda: record.reader.consume(size)) < size:
        raise Refusal("broken", "the archive ends within this record")


def _find_date(record: WarcRecord) -> datetime | None:
    try:
        found = datetime.fromisoformat(record.headers.get("WARC-Date") or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


# --- answers ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """What an answer says of itself; `end`: where its body begins in the record's block."""

    headers: HTTPMessage
    form: Form
    end: int


def _read_head(start: bytes, record: WarcRecord) -> _Head | None:
    """The head of an answer; None where it is of no kind that news are. Raises Refusal where it has no page or text."""
    status, end = _STATUS.match(start), _HEAD_END.search(start)
    if not status or not end:
        raise Refusal("broken", f"the record holds no answer whose head ends within {_HEAD:,} bytes")
    headers = _parse_headers(start[status.end() : end.end()])
    kind = headers.get_content_type() if "Content-Type" in headers else ""
    kind = kind or (record.headers.get("WARC-Identified-Payload-Type") or "").strip().lower()
    if kind not in _FORMS:
        return None
    if status[1] != b"200":
        raise Refusal("unreachable", f"the server answered {status[1].decode()}, not 200")
    if why := record.headers.get("WARC-Truncated"):
        raise Refusal("unreachable", f"the crawler kept only a part of the answer: {why[:40]!r}")
    return _Head(headers, _FORMS[kind], end.end())


def _parse_headers(data: bytes) -> HTTPMessage:
    try:
        return parse_headers(BytesIO(data))
    except (HTTPException, ValueError) as error:
        raise Refusal("broken", f"the answer's head cannot be read: {error}"[:200]) from error


def _read_body(head: _Head, body: bytes, max_bytes: int) -> bytes:
    """The text or page in an answer, its packing taken off, unless the crawler took it off before."""
    if "chunked" in str(head.headers.get("Transfer-Encoding", "")).lower():
        body = _join_chunks(body)
    for coding in reversed(str(head.headers.get("Content-Encoding", "")).lower().split(",")):
        if not _is_bare(body, coding.strip()):
            body = _unpack(body, coding.strip(), max_bytes)
    return as_utf8(body, head.headers.get_content_charset())


def _join_chunks(body: bytes) -> bytes:
    """The body that was sent in chunks; as it is where it is in none."""
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        at = size.end() + int(size[1], 16)
        if at == size.end():
            return b"".join(parts)
        parts.append(body[size.end() : at])
        at += 2 if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    if parts:
        raise Refusal("unreachable", "the chunked answer ends early")
    return body


def _is_bare(body: bytes, coding: str) -> bool:
    """Whether a body that is said to be packed is not: some crawlers take the packing off and leave the head as it was."""
    return not body or bool(_MARKUP.match(body)) or (coding.endswith("gzip") and not body.startswith(GZIP_MARK))


def _unpack(body: bytes, coding: str, max_bytes: int) -> bytes:
    in_engine = coding in ("br", "zstd")
    parts = _unpack_by_engine(body, coding) if in_engine else unpack(split_chunks(body), coding or None)
    data = bytearray()
    for part in parts:
        data += part
        if len(data) > max_bytes:
            raise Refusal("too_large", f"the answer unpacks to more than the limit of {max_bytes:,} bytes")
    return bytes(data)


def _unpack_by_engine(body: bytes, coding: str) -> Iterator[bytes]:
    from fastwarc.stream_io import BrotliReader, ZstdReader

    reader = (BrotliReader if coding == "br" else ZstdReader)(BytesIO(body))
    while part := _ask(lambda: reader.read(CHUNK)):
        yield part
