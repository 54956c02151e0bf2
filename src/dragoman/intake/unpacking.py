"""Bytes as a server or a file packed them → as they are, a little at a time, so that whoever counts them can stop."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from io import RawIOBase
from itertools import chain
from typing import Any

from dragoman.intake.refusal import Refusal

CHUNK = 64 * 1024
"""The most bytes that come at once, whatever they were packed into."""
MOST_TIMES = 50
"""A packed file may unpack to this many times its size, and the limit of one input. Of news it is three to twenty."""
GZIP_MARK = b"\x1f\x8b"
_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class Unpacked(RawIOBase):
    """What `chunks` hold, unpacked if they begin as gzip does; to be read once, forwards.

    `packed`: whether they do. Reading raises Refusal for bytes that are not packed as they begin or that end early,
    once they unpack to more than `max_bytes` and MOST_TIMES what was taken of them, and what `chunks` raise.
    """

    def __init__(self, chunks: Iterable[bytes], *, max_bytes: int) -> None:
        self._taken = self._given = 0
        self._rest = memoryview(b"")
        source = iter(chunks)
        first = next(source, b"")
        self.packed = first.startswith(GZIP_MARK)
        self._parts = self._unpack(chain([first], source), max_bytes)

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        """Bytes given so far: an engine asks for it."""
        return self._given - len(self._rest)

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return 0
            self._rest = memoryview(part)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _unpack(self, chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
        for part in unpack(self._count(chunks), "gzip" if self.packed else None, is_file=True):
            self._given += len(part)
            if self._given > max_bytes + MOST_TIMES * self._taken:
                limit = f"{max_bytes:,} bytes and {MOST_TIMES} times its size"
                raise Refusal("too_large", f"the file unpacks to more than the limit of {limit}: unpack it first")
            yield part

    def _count(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._taken += len(chunk)
            yield chunk


def unpack(chunks: Iterator[bytes], coding: str | None, *, is_file: bool = False) -> Iterator[bytes]:
    """`chunks` unpacked by the Content-Encoding that came with them, none of the parts larger than CHUNK.

    Raises Refusal for an encoding other than gzip and deflate, for bytes that are not in it, and for those that end
    before it does. Of a file what follows its end is refused as well; of an answer it is left out.
    """
    name = (coding or "identity").strip().lower()
    if name == "identity":
        yield from chunks
    elif name in ("gzip", "x-gzip", "deflate"):
        yield from _inflate(chunks, is_gzip=name != "deflate", is_file=is_file)
    else:
        raise Refusal("unsupported", f"the answer is packed as {name[:40]!r}; gzip and deflate are read")


def _inflate(chunks: Iterator[bytes], *, is_gzip: bool, is_file: bool) -> Iterator[bytes]:
    engine = None
    for chunk in chunks:
        engine = engine or zlib.decompressobj(_GZIP if is_gzip else _find_form(chunk))
        while True:
            part = _decompress(engine, chunk)
            yield part
            chunk = engine.unconsumed_tail
            if engine.eof and engine.unused_data.startswith(GZIP_MARK):  # one member after another
                chunk, engine = engine.unused_data, zlib.decompressobj(_GZIP)
            elif engine.eof or (not chunk and len(part) < CHUNK):
                break
        if is_file and engine.eof and len(engine.unused_data) > 1 and engine.unused_data.strip(b"\0"):
            raise Refusal("broken", "after what is packed come bytes that are not")
    if engine is not None and not engine.eof:
        raise Refusal("broken" if is_file else "unreachable", "what is packed ends early")


def _decompress(engine: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return engine.decompress(chunk, CHUNK)
    except zlib.error as error:
        raise Refusal("broken", f"this is not packed as it says: {error}") from error


def _find_form(chunk: bytes) -> int:
    """ "deflate" is zlib's form by the standard, and bare in what some servers send."""
    return _ZLIB if len(chunk) > 1 and chunk[0] & 15 == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0 else _BARE
