"""Files, directories and standard input → bytes, within a limit."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dragoman.records import Rejected

EXPORT_SUFFIXES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")

STANDARD_INPUT = "-"
TEXT_SUFFIXES = frozenset({".txt"})
PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
PACKED_SUFFIXES = frozenset({".gz", ".bz2", ".xz", ".zip", ".zst", ".7z"})
MAX_BYTES = 8 * 1024 * 1024


def is_export(source: object) -> bool:
    """Whether a file's name says that it is a news export."""
    return str(source).lower().endswith(EXPORT_SUFFIXES)


def find_files(sources: Iterable[str | Path]) -> list[str | Path]:
    """The inputs that `sources` stand for, in their order, so that a caller can count them beforehand.

    A directory becomes its .txt, .html, .htm and .xhtml files, and packed ones (which `load` then refuses by name), at
    any depth, sorted by path; hidden ones and those behind links to directories are left out. A directory without any
    stays itself, and so does "-" and whatever does not exist: `load` says of them why they could not be read. Nothing
    raises.
    """
    return [found for source in sources for found in _expand(source)]


def read_bytes(source: str | Path, *, max_bytes: int, stdin: BinaryIO | None) -> bytes | Rejected:
    """What the input holds, or why it cannot be had. At most `max_bytes` + 1 bytes are taken into memory."""
    if str(source) == STANDARD_INPUT:
        return _read_stdin(max_bytes=max_bytes, stdin=stdin)
    path = Path(source)
    if refusal := _refuse(path):
        return refusal
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Rejected(str(source), None, "broken", _explain(error))
    return _limit(str(source), data, max_bytes)


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
    if is_export(path):
        return True
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in PACKED_SUFFIXES:
        return len(suffixes) == 1 or suffixes[0] in TEXT_SUFFIXES | PAGE_SUFFIXES
    return bool(suffixes) and suffixes[-1] in TEXT_SUFFIXES | PAGE_SUFFIXES


def _refuse(path: Path) -> Rejected | None:
    if _is_directory(path):
        return Rejected(str(path), None, "empty", "the directory holds no .txt, .html, .htm or .xhtml file")
    if path.suffix.lower() in PACKED_SUFFIXES:
        return Rejected(str(path), None, "unsupported", f"packed files ({path.suffix}) are not read: unpack it first")
    return None


def _read_stdin(*, max_bytes: int, stdin: BinaryIO | None) -> bytes | Rejected:
    if stdin is None:
        import sys

        stdin = sys.stdin.buffer
    try:
        data = stdin.read(max_bytes + 1)
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
