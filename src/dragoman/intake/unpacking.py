"""Bytes as a server packed them → as they are, a little at a time, so that whoever counts them can stop."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from dragoman.intake.refusal import Refusal

CHUNK = 64 * 1024
"""The most bytes that come at once, whatever they were packed into."""
_GZIP, _ZLIB, _BARE = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_GZIP_MARK = b"\x1f\x8b"


def unpack(chunks: Iterator[bytes], coding: str | None) -> Iterator[bytes]:
    """`chunks` unpacked by the Content-Encoding that came with them, none of the parts larger than CHUNK.

    Raises Refusal for an encoding other than gzip and deflate, and for bytes that are not in it.
    """
    name = (coding or "identity").strip().lower()
    if name == "identity":
        yield from chunks
    elif name in ("gzip", "x-gzip", "deflate"):
        yield from _inflate(chunks, is_gzip=name != "deflate")
    else:
        raise Refusal("unsupported", f"the answer is packed as {name[:40]!r}; gzip and deflate are read")


def _inflate(chunks: Iterator[bytes], *, is_gzip: bool) -> Iterator[bytes]:
    engine = None
    for chunk in chunks:
        engine = engine or zlib.decompressobj(_GZIP if is_gzip else _find_form(chunk))
        while True:
            part = _decompress(engine, chunk)
            yield part
            chunk = engine.unconsumed_tail
            if engine.eof and engine.unused_data.startswith(_GZIP_MARK):  # one member after another
                chunk, engine = engine.unused_data, zlib.decompressobj(_GZIP)
            elif engine.eof or (not chunk and len(part) < CHUNK):
                break
    if engine is not None and not engine.eof:
        raise Refusal("unreachable", "the packed answer ends early")


def _decompress(engine: zlib._Decompress, chunk: bytes) -> bytes:
    try:
        return engine.decompress(chunk, CHUNK)
    except zlib.error as error:
        raise Refusal("broken", f"the answer is not packed as it says: {error}") from error


def _find_form(chunk: bytes) -> int:
    """ "deflate" is zlib's form by the standard, and bare in what some servers send."""
    return _ZLIB if len(chunk) > 1 and chunk[0] & 15 == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0 else _BARE
