"""Bytes → text: the encoding found from marks, from what the page declares, and from what the bytes can be."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from dragoman.records import RejectReason

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of files that hold no plain text: (mark, what it is, whether another program could make text of it).
_MAGIC: tuple[tuple[bytes, str, RejectReason], ...] = (
    (b"%PDF-", "a PDF", "unsupported"),
    (b"PK\x03\x04", "a zip archive or an office document", "unsupported"),
    (b"\x1f\x8b", "a gzip archive", "unsupported"),
    (b"BZh", "a bzip2 archive", "unsupported"),
    (b"\xfd7zXZ\x00", "an xz archive", "unsupported"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unsupported"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unsupported"),
    (b"{\\rtf", "an RTF document", "unsupported"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "unsupported"),
    (b"WARC/", "a web archive without the ending .warc", "unsupported"),
    (b"\x89PNG\r\n", "a PNG image", "binary"),
    (b"\xff\xd8\xff", "a JPEG image", "binary"),
    (b"GIF8", "a GIF image", "binary"),
    (b"\x7fELF", "a program", "binary"),
    (b"SQLite format 3\x00", "a SQLite database", "binary"),
)
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:\-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:\-]{2,40})",
    re.IGNORECASE,
)
# What browsers read where a page declares a name: the wider set of the same family.
_WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "latin_1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030",
    "gbk": "gb18030", "iso8859-11": "cp874", "tis-620": "cp874", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_TEXT_CODECS_ONLY = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "punycode", "idna"})
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 65536
MOST_CONTROLS = 0.003
"""Share of control characters, other than those of layout, from which bytes are no text."""
_CONTROLS = re.compile(r"[\x00-\x06\x0e-\x19]")
_MOST_HIGH = 0.15
"""Up to this share of bytes above 127 a text that is not UTF-8 is taken for a western one."""
_CURLY = re.compile(r"\w[’‘]\w|[\s(\[]?[“‘]\w|[\w.,!?][”’](?=\W|$)|\s[–—]\s|\w…|\w[–—]\w")
_LETTERS = re.compile(r"[A-Za-z][à-öø-ÿß]|[à-öø-ÿß][a-z]")


@dataclass(frozen=True, slots=True)
class Undecoded:
    """Why bytes could not be read as text."""

    reason: RejectReason
    detail: str


def decode_text(data: bytes, *, declared: bool = False) -> str | Undecoded:
    """The text of `data`, unchanged but for its byte order mark. `declared`: respect what the markup in it declares."""
    for mark, what, reason in _MAGIC:
        if data.startswith(mark):
            return Undecoded(reason, f"the file is {what}; give plain text or HTML")
    text = _decode_marked(data) or (_decode_declared(data) if declared else None) or _decode_unmarked(data)
    if text is None:
        return Undecoded("encoding", "the bytes fit no encoding that was tried; save the file as UTF-8")
    if isinstance(text, str) and _is_binary(text):
        return Undecoded("binary", "the file holds control characters that no text has")
    return text


def find_charset(data: bytes) -> str | None:
    """The encoding that a page declares in its first 4096 bytes, by Python's name; None where none or unknown."""
    match = _DECLARED.search(data[:_HEAD_BYTES])
    if not match:
        return None
    try:
        name = codecs.lookup((match[1] or match[2]).decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    if name in _TEXT_CODECS_ONLY or name.startswith(("utf-16", "utf-32")):
        return None  # a page whose declaration could be read byte by byte is in neither
    return _WIDER.get(name, name)


def _decode_marked(data: bytes) -> str | None:
    for mark, name in _MARKS:
        if data.startswith(mark):
            rest = data[len(mark) :]
            return _decode(rest, name) or (_decode_mended(rest) if name == "utf-8" else None)
    return None


def _decode_declared(data: bytes) -> str | None:
    name = find_charset(data)
    if name is None:
        return None
    # UTF-8 first: text that is valid UTF-8 and not ASCII is hardly ever anything else, whatever the page says.
    return _decode(data, "utf-8") or _decode(data, name)


def _decode_unmarked(data: bytes) -> str | Undecoded | None:
    if b"\0" in data:
        wide = _guess_wide(data)
        return _decode(data, wide) if wide else Undecoded("binary", "the file holds NUL bytes, which no text has")
    return _decode(data, "utf-8") or _decode_mended(data) or _decode_western(data) or _decode_foreign(data)


def _decode(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
    except (UnicodeError, LookupError):
        return None
    return text if not re.search(r"[\ud800-\udfff]", text) else None


def _guess_wide(data: bytes) -> str | None:
    """UTF-16 without its mark: in western text every other byte is NUL."""
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else None


def _decode_mended(data: bytes) -> str | None:
    """UTF-8 with a few foreign bytes, as pages put together from several sources have: those bytes as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    strays = re.findall(r"[\udc80-\udcff]", text)
    if len(strays) * 4 > sum(char > "\x7f" for char in text):
        return None
    return re.sub(r"[\udc80-\udcff]", lambda match: _decode_stray(ord(match[0]) - 0xDC00), text)


def _decode_stray(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "replace")


def _decode_western(data: bytes) -> str | None:
    """Mostly ASCII: Windows-1252 or MacRoman, whichever turns the other bytes into what English texts hold."""
    sample = data[:_SAMPLE_BYTES]
    if sum(byte > 127 for byte in sample) > _MOST_HIGH * len(sample):
        return None
    texts = [text for name in ("cp1252", "mac_roman", "latin-1") if (text := _decode(data, name))]
    return max(texts, key=_count_plausible)


def _count_plausible(text: str) -> int:
    sample = text[:_SAMPLE_BYTES]
    return len(_CURLY.findall(sample)) + len(_LETTERS.findall(sample)) - 4 * len(re.findall(r"[\x80-\x9f]", sample))


def _decode_foreign(data: bytes) -> str | None:
    """Any other encoding, by charset-normalizer on a sample."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE_BYTES]).best()
    return data.decode(best.encoding, "replace") if best is not None else None


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE_BYTES]
    return "\0" in text or len(_CONTROLS.findall(sample)) > MOST_CONTROLS * len(sample)
