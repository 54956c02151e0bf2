"""A brief → Markdown or HTML. Words of articles are hostile: nothing in them becomes markup, a script, or a link."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.relations.brief import Brief, Section
    from dragoman.relations.lines import Evidence, Line

# Control characters, and the bidirectional ones that could make a line read as another.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&@]|(?<=\w)[:.](?=//|\w)|^[-+=])")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s|$)")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1a; --paper: #fdfcf9; --dim: #6b6a64; --rule: #d9d6cc; --mark: #7a3b12; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e3da; --paper: #191917; --dim: #9b988d; --rule: #3a3933;
  --mark: #e0a674; } }
body { font: 17px/1.5 Georgia, "Source Serif 4", serif; color: var(--ink); background: var(--paper); max-width: 44rem;
  margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; } h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem;
  border-top: 1px solid var(--rule); padding-top: .8rem; }
p.first { color: var(--dim); margin-top: 0; } ul { list-style: none; padding: 0; } li { margin: 0 0 1rem; }
time { color: var(--dim); font-variant-numeric: tabular-nums; margin-right: .6em; } q { quotes: "“" "”"; }
blockquote { margin: .2rem 0 .2rem 1rem; } small { color: var(--dim); } .note { color: var(--mark); font-size: .9em; }
figure { margin: 1rem 0; background: #fff; border: 1px solid var(--rule); overflow-x: auto; }
svg { max-width: 100%; height: auto; }
ol { padding-left: 1.4rem; } ol li { margin: 0 0 .3rem; font-size: .92em; } a { color: inherit; }
@media print { body { max-width: none; margin: 0; font-size: 11pt; } }
"""


def clean(text: str) -> str:
    """A text on one line, without characters that steer what shows it."""
    return re.sub(r"\s+", " ", _STEERING.sub("�", text)).strip()


def find_link(url: str | None) -> str | None:
    """An address that may be a link: http or https, with what could end it early written in percent; else None."""
    if not url or urlsplit(url.strip()).scheme.casefold() not in ("http", "https"):
        return None
    return quote(clean(url), safe=":/?#@!$&'*+,;=%~-._")


# --- HTML -------------------------------------------------------------------------------------------------------------


def write_html(brief: Brief) -> str:
    """The brief as a page by itself: no script, nothing fetched, readable in print, light and dark."""
    numbers = _number(brief)
    chart = f"<figure>{brief.svg}</figure>" if brief.svg else ""
    body = "".join(_section_html(section, numbers) for section in brief.sections)
    sources = "".join(f"<li>{_source_html(each)}</li>" for each in brief.sources)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_text(brief.title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        f'<h1>{_text(brief.title)}</h1><p class="first">{_text(brief.first)}</p>{chart}{body}'
        f"<h2>Sources</h2><ol>{sources}</ol></body></html>\n"
    )


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _section_html(section: Section, numbers: dict[str, int]) -> str:
    lines = "".join(f"<li>{_line_html(line, numbers)}</li>" for line in section.lines)
    plain = "".join(f"<p>{_text(each)}</p>" for each in section.plain)
    empty = f"<p>{_text(section.empty)}</p>" if not (lines or plain) else ""
    return f"<h2>{_text(section.title)}</h2>{empty}{f'<ul>{lines}</ul>' if lines else ''}{plain}"


def _line_html(line: Line, numbers: dict[str, int]) -> str:
    day = f'<time datetime="{line.on.isoformat()}">{line.on:%-d %b %Y}</time>' if line.on else ""
    notes = "".join(f' <span class="note">{_text(note)}</span>' for note in line.notes)
    pieces = line.evidence
    quotes = "".join(
        f"<blockquote><q>{_text(each.text)}</q> <small>{_text(_name_source(each))} [{numbers[each.article]}]</small></blockquote>"
        for each in pieces
    )
    return f"{day}<strong>{_text(line.says)}</strong>{notes}{quotes}"


def _source_html(each: Evidence) -> str:
    link, name = find_link(each.url), _text(f"{each.title or each.article}")
    named = f'<a href="{escape(link, quote=True)}" rel="noreferrer nofollow">{name}</a>' if link else name
    return f"{named} <small>{_text(_name_source(each))}, {_text(each.article)}</small>"


# --- Markdown ---------------------------------------------------------------------------------------------------------


def write_markdown(brief: Brief) -> str:
    """The brief as Markdown; marks in the words of articles are written so that they mean nothing."""
    numbers = _number(brief)
    parts = [f"# {_mark(brief.title)}", _mark(brief.first)]
    for section in brief.sections:
        lines = [_line_markdown(line, numbers) for line in section.lines]
        plain = [_mark(each) for each in section.plain]
        parts += [f"## {_mark(section.title)}", *(["\n".join(lines)] if lines else []), *plain]
        parts += [_mark(section.empty)] if not (lines or plain) else []
    sources = [f"{n}. {_source_markdown(each)}" for n, each in enumerate(brief.sources, 1)]
    return "\n\n".join([*parts, "## Sources", "\n".join(sources)]) + "\n"


def _mark(text: str) -> str:
    return _NUMBERED.sub(r"\1\\\2", _MARKS.sub(r"\\\1", clean(text)))


def _line_markdown(line: Line, numbers: dict[str, int]) -> str:
    day = f"{line.on:%-d %b %Y}: " if line.on else ""
    notes = "".join(f"; *{_mark(note)}*" for note in line.notes)
    quotes = "".join(
        f"\n  > “{_mark(e.text)}” {_mark(_name_source(e))} \\[{numbers[e.article]}\\]\n" for e in line.evidence
    )
    return f"- {day}**{_mark(line.says)}**{notes}\n{quotes}"


def _source_markdown(each: Evidence) -> str:
    link, name = find_link(each.url), _mark(each.title or each.article)
    return f"{f'[{name}](<{link}>)' if link else name}, {_mark(_name_source(each))}, {_mark(each.article)}"


def _number(brief: Brief) -> dict[str, int]:
    return {each.article: n for n, each in enumerate(brief.sources, 1)}


def _name_source(each: Evidence) -> str:
    told: Sequence[str | None] = (each.outlet, f"{each.published_on:%-d %b %Y}" if each.published_on else None)
    return ", ".join(part for part in told if part) or "no outlet named"
