"""Files, directories and standard input → bytes, within a limit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Literal

from dragoman.intake.refusal import Refusal
from dragoman.intake.unpacking import GZIP_MARK
from dragoman.records import Rejected

Form = Literal["", "text", "page", "lines", "objects", "archive"]
"""What an input is read as: an article as text or as markup, or many in JSON lines, in JSON or in a web archive.

"": one article, or a feed; its first characters say which.
"""
STANDARD_INPUT = "-"
MAX_BYTES = 8 * 1024 * 1024
_SUFFIXES: dict[Form, tuple[str, ...]] = {
    "text": (".txt",),
    "page": (".html", ".htm", ".xhtml"),
    "lines": (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
    "objects": (".json", ".json.gz"),
    "archive": (".warc", ".warc.gz"),
}
_PACKED_SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zip", ".zst", ".7z"})
_READ = "text dump, page, export (JSON) or web archive (WARC)"
_CHUNK = 64 * 1024


def find_form(name: object) -> Form:
    """What a file's or address's name says that it holds; "" where it says nothing."""
    lower = str(name).lower()
    return next((form for form, suffixes in _SUFFIXES.items() if lower.endswith(suffixes)), "")


def find_files(sources: Iterable[str | Path]) -> list[str | Path]:
    """The inputs that `sources` stand for, in their order, so that a caller can count them beforehand.

    A directory becomes its text dumps, pages, exports and web archives, by their suffixes, and packed ones (which `load`
    then refuses by name), at any depth, sorted by path; hidden ones and those behind links to directories are left out.
    A directory without any stays itself, and so does "-" and whatever does not exist: `load` says of them why they
    could not be read. Nothing raises.
    """
    return [found for source in sources for found in _expand(source)]


def read_bytes(source: str | Path, *, max_bytes: int, stdin: BinaryIO | None, opening: bytes = b"") -> bytes | Rejected:
    """What the input holds, or why it cannot be had. At most `max_bytes` + 1 bytes are taken into memory.

    `opening`: what was read of standard input already.
    """
    if str(source) == STANDARD_INPUT:
        return _read_stdin(opening, max_bytes=max_bytes, stdin=stdin or open_stdin())
    path = Path(source)
    if refusal := _refuse(path):
        return refusal
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Rejected(str(source), None, "broken", _explain(error))
    return _limit(str(source), data, max_bytes)


def open_stdin() -> BinaryIO:
    """Standard input in bytes."""
    import sys

    return sys.stdin.buffer


def read_chunks(source: str | Path) -> Iterator[bytes]:
    """What a file holds, a little at a time. Raises Refusal where it cannot be opened or read on."""
    try:
        with Path(source).open("rb") as file:
            yield from iter(partial(file.read, _CHUNK), b"")
    except (OSError, ValueError) as error:
        raise Refusal("broken", _explain(error)) from error


def split_chunks(data: bytes) -> Iterator[bytes]:
    """`data`, a little at a time."""
    yield from iter(partial(BytesIO(data).read, _CHUNK), b"")


def read_opening(stdin: BinaryIO, *, max_bytes: int) -> list[bytes]:
    """The lines of standard input up to the first that is not blank, in all at most `max_bytes` + 1 bytes of them.

    Where they begin as gzip does, enough follows to see what is packed. Raises Refusal where it cannot be read.
    """
    lines: list[bytes] = []
    left = max_bytes + 1
    while left > 0 and (line := _read(stdin.readline, left)):
        lines.append(line)
        left -= len(line)
        if line.strip():
            break
    if lines and lines[0].startswith(GZIP_MARK):
        lines.append(_read(stdin.read, min(left, _CHUNK)))
    return lines


def read_on(stdin: BinaryIO) -> Iterator[bytes]:
    """The rest of standard input, each line as it comes. Raises Refusal where it cannot be read on."""
    yield from iter(partial(_read, stdin.readline, _CHUNK), b"")


def _read(read: Callable[[int], bytes], size: int) -> bytes:
    try:
        return read(size)
    except (OSError, ValueError) as error:
        raise Refusal("broken", _explain(error)) from error


def _expand(source: str | Path) -> Iterator[str | Path]:
    if str(source) == STANDARD_INPUT or not _is_directory(source):
        yield source
        return
    found = sorted(_walk(Path(source)))
    yield from found
    if not found:
        yield source


def _is_directory(source: str | Path) -> bool:
    try:
        return Path(source).is_dir()
    except (OSError, ValueError):
        return False


def _walk(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and _is_readable(Path(name)):
                yield Path(folder) / name


def _is_readable(path: Path) -> bool:
    if path.suffix.lower() in _PACKED_SUFFIXES and not find_form(path):
        return len(path.suffixes) == 1 or find_form(path.stem) in ("text", "page")
    return bool(path.suffix and find_form(path))


def _refuse(path: Path) -> Rejected | None:
    if _is_directory(path):
        return Rejected(str(path), None, "empty", f"the directory holds no {_READ}, by the names of its files")
    if path.suffix.lower() in _PACKED_SUFFIXES:
        detail = f"packed files ({path.suffix}) are not read, but for exports and archives: unpack it first"
        return Rejected(str(path), None, "unsupported", detail)
    return None


def _read_stdin(opening: bytes, *, max_bytes: int, stdin: BinaryIO) -> bytes | Rejected:
    try:
        data = opening + stdin.read(max_bytes + 1 - len(opening))
    except (OSError, ValueError) as error:
        return Rejected(STANDARD_INPUT, None, "broken", _explain(error))
    return _limit(STANDARD_INPUT, data, max_bytes)


def _limit(source: str, data: bytes, max_bytes: int) -> bytes | Rejected:
    if len(data) > max_bytes:
        detail = f"the input is larger than the limit of {max_bytes:,} bytes: split it, or raise the limit"
        return Rejected(source, None, "too_large", detail)
    if not data.strip(b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xff\xfe"):
        return Rejected(source, None, "empty", "the input holds no text")
    return data


def _explain(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    return getattr(error, "strerror", None) or str(error)
