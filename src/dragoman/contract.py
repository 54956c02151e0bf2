"""The JSON contract: records ↔ plain objects, by the records' own field names.

Spans become `{"start", "end", "text"}`, absent values null, lists never null; an instant is written as precisely as it
was printed, with its offset ("2018-02-12T08:49+04:00"), a day as "2018-02-12". docs/schema.json describes the result.
Where a ledger keeps no text of the article, its `text` is null, and that of every span.
What people corrected is marked by steps of the stage "corrections" in a row's trace: the method is the field, the version
the correction's number. An article has a trace, beside it, only where it was corrected itself.

Read back, a value may be shorter: a span as words that the text holds once, days as "2018-02-12", an actor as an id.
"""

from __future__ import annotations

import json
from calendar import monthrange
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from dragoman.errors import TextError
from dragoman.records import (
    Actor,
    Article,
    Correction,
    Date,
    Entry,
    Event,
    Imported,
    Published,
    Rejected,
    Report,
    Span,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dragoman.records import Article, DatePrecision, Origin, Story, Utterance

_Record = TypeVar("_Record")
_DAYS = {"year": 4, "month": 7}
CORRECTIONS = "corrections"
"""The stage of the steps that mark what people corrected."""


def as_json(result: Entry | Rejected, *, least: float = 0.0) -> dict[str, Any]:
    """One line of `dragoman read --json`: `{"article", "statements", "reports"}` or `{"rejected"}`.

    Reports whose confidence is under `least` are left out.
    """
    if isinstance(result, Rejected):
        return {"rejected": _plain(result, "")}
    text = result.article.text
    reports = [r for r in result.reports if r.confidence >= least]
    parts: dict[str, Any] = {"article": result.article, "statements": result.statements, "reports": reports}
    if result.trace:
        parts["trace"] = result.trace
    return {name: _plain(part, text) for name, part in parts.items()}


def write_report(article: Article, report: Report) -> dict[str, Any]:
    """A report apart from its article, with what tells where it stands: `article`, `outlet`, `published_at`."""
    at = write_published(article.published_at)
    return {"article": article.id, "outlet": article.outlet, "published_at": at, **_plain(report, article.text)}


def write_event(event: Event, accounts: Iterable[tuple[Article, Report]]) -> dict[str, Any]:
    """An event: its reports as `write_report` has them, each with why it is there (`joined`)."""
    why = {each.report: _plain(each, "") for each in event.joined}
    told = [{**write_report(article, report), "joined": why.get(report.id)} for article, report in accounts]
    plain: dict[str, Any] = _plain(event, "")
    del plain["joined"]
    return {**plain, "reports": told}


def write_statement(article: Article, statement: Statement) -> dict[str, Any]:
    """A statement apart from its article, with what tells where it stands: `article`, `outlet`, `published_at`."""
    at = write_published(article.published_at)
    return {"article": article.id, "outlet": article.outlet, "published_at": at, **_plain(statement, article.text)}


def write_imported(row: Imported) -> dict[str, Any]:
    """A row that others coded, by its fields."""
    found: dict[str, Any] = _plain(row, "")
    return found


def write_correction(correction: Correction) -> dict[str, Any]:
    """An entry of the log, with `before` and `after` as the values they are."""
    plain = {each.name: _plain(getattr(correction, each.name), "") for each in fields(correction) if each.name != "at"}
    values = {
        name: json.loads(plain[name]) if plain[name] and plain["act"] else plain[name] for name in ("before", "after")
    }
    return {**plain, **values, "at": correction.at.isoformat(timespec="seconds")}


def write_number(value: float) -> str:
    """A number as it was told, all of its digits: 1234567, not 1.23457e+06."""
    return f"{value:.15g}"


def write_published(published: Published | None) -> str | None:
    """The instant as ISO 8601, cut to its precision."""
    if published is None:
        return None
    if published.precision == "minute":
        return published.at.isoformat(timespec="minutes")
    return published.on.isoformat()[: _DAYS.get(published.precision, 10)]


def write_story(
    story: Story, articles: Sequence[tuple[Article, Origin]], utterances: Iterable[Utterance]
) -> dict[str, Any]:
    """A story with its articles, each with its origin, and what is said in it.

    Unlike a record's, its `articles` are objects, not ids.
    """
    heads = [
        {
            "id": a.id,
            "outlet": a.outlet,
            "title": a.title,
            "published_at": write_published(a.published_at),
            "url": a.url,
        }
        | {"origin": write_value(origin, a.text)}
        for a, origin in articles
    ]
    texts = {a.id: a.text for a, _ in articles}
    said = [{**write_value(u, texts[u.wordings[0].article]), "changed": u.changed} for u in utterances]
    return {**write_value(story, ""), "articles": heads, "utterances": said}


def find_corrected(row: Statement | Report | Entry) -> list[str]:
    """Fields of a row, or of an entry's article, that people corrected; "added", "rejected" of it as a whole."""
    return list(dict.fromkeys(step.method for step in row.trace if step.stage == CORRECTIONS))


def write_value(value: Any, text: str) -> Any:
    """A record, or a field of one, as a plain object; `text` is the article's."""
    return _plain(value, text)


def _plain(value: Any, text: str) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(v, text) for v in value]
        case Span():
            return {"start": value.start, "end": value.end, "text": value.of(text) if text else None}
        case Published():
            return write_published(value)
        case Article():
            plain = {f.name: _plain(getattr(value, f.name), text) for f in fields(value)}
            return {**plain, "text": value.text or None}
    return {f.name: _plain(getattr(value, f.name), text) for f in fields(value)}


# --- plain objects → records -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source:
    """What plain objects refer to: the article's text, and how to find an actor by an id. `find_actor` raises for none.

    `length`: the text's, where it is not kept; None: that of `text`.
    """

    text: str
    find_actor: Callable[[str], Actor]
    length: int | None = None


def read_record(kind: type[_Record], value: Any, source: Source) -> _Record:
    """The record that a plain object describes; fields left out have their defaults. Raises TextError."""
    return cast("_Record", _read(kind, value, kind.__name__.lower(), source))


def read_value(hint: Any, value: Any, at: str, source: Source) -> Any:
    """What a plain value is where this type is wanted (see `find_hint`); `at` names the place. Raises TextError."""
    return _read(hint, value, at, source)


def read_argument(hint: Any, argument: str) -> Any:
    """A plain value as typed on a command line: an object, list or number as JSON, else its characters. null: None."""
    inner = _present(hint)
    if argument == "null" and inner is not hint:
        return None
    number = inner in (int, float, bool)
    if inner is str or get_origin(inner) is Literal or not (number or argument.lstrip()[:1] in ("[", "{")):
        return argument
    try:
        return json.loads(argument)
    except ValueError:
        return argument


def find_hint(kind: Any, path: Sequence[str]) -> Any:
    """The type of a part of a record: find_hint(Statement, ("said_on", "from_on")) is date. Raises TextError."""
    if not path:
        return kind
    name, *rest = path
    inner = _present(kind)
    if get_origin(inner) is tuple and name.isdigit():
        return find_hint(get_args(inner)[0], rest)
    known = _hints(inner) if isinstance(inner, type) and is_dataclass(inner) and inner is not Published else {}
    if name not in known:
        allowed = ", ".join(known) or (
            "a number from 0 on" if get_origin(inner) is tuple else "nothing: it has no parts"
        )
        raise TextError(f"there is no field {name!r}; allowed are {allowed}")
    return find_hint(known[name], rest)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _present(hint: Any) -> Any:
    """A type without its None."""
    return next(each for each in get_args(hint) if each is not type(None)) if isinstance(hint, UnionType) else hint


def _read(hint: Any, value: Any, at: str, source: Source) -> Any:
    inner = _present(hint)
    if value is None and inner is not hint:
        return None
    if get_origin(inner) is tuple:
        items = value if isinstance(value, list) else [value]
        return tuple(_read(get_args(inner)[0], each, f"{at}.{n}", source) for n, each in enumerate(items))
    if get_origin(inner) is Literal:
        return _check(value in get_args(inner), value, at, value, " or ".join(get_args(inner)))
    if isinstance(value, str) and inner in _SHORT:
        return _SHORT[inner](value, at, source)
    if is_dataclass(inner) and isinstance(inner, type):
        return _read_object(inner, value, at, source)
    if inner is float and type(value) is int:
        value = float(value)
    return _check(type(value) is inner, value, at, value, _NAMES.get(inner, "another value"))


def _read_object(kind: type, value: Any, at: str, source: Source) -> Any:
    known = {each.name: each for each in fields(kind)}
    _check(isinstance(value, dict), value, at, value, f"an object with {', '.join(known)}")
    given = {name: part for name, part in value.items() if not (kind is Span and name == "text")}
    needed = [n for n, each in known.items() if each.default is MISSING and not _is_optional(_hints(kind)[n])]
    if wrong := sorted(given.keys() - known.keys()) or sorted(needed - given.keys()):
        raise TextError(
            f"{at}: {', '.join(wrong)} does not fit; allowed are {', '.join(known)}; needed {', '.join(needed)}"
        )
    parts = {name: _read(_hints(kind)[name], part, f"{at}.{name}", source) for name, part in given.items()}
    made = kind(**{name: None for name, each in known.items() if each.default is MISSING} | parts)
    if isinstance(made, Span):
        end = len(source.text) if source.length is None else source.length
        _check(
            0 <= made.start <= made.end <= end, made, at, f"{made.start} to {made.end}", f"a range within 0 to {end}"
        )
    if isinstance(made, Date):
        _check(
            made.from_on <= made.to_on, made, at, f"{made.from_on} to {made.to_on}", "a last day not before the first"
        )
    return made


def _is_optional(hint: Any) -> bool:
    return _present(hint) is not hint


def _check(good: bool, made: Any, at: str, value: Any, allowed: str) -> Any:
    if not good:
        raise TextError(f"{at} is {value!r}: {allowed} is needed")
    return made


def _read_span(words: str, at: str, source: Source) -> Span:
    number = source.text.count(words) if words else 0
    allowed = f"words that the text holds once (it holds these {number} times), or an object with start and end"
    start = source.text.find(words)
    return _check(number == 1, Span(start, start + len(words)), at, words, allowed)  # type: ignore[no-any-return]


def _read_day(value: str, at: str, source: Source) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise TextError(f"{at} is {value!r}: a day such as 2018-02-12 is needed") from None


def _read_date(value: str, at: str, source: Source) -> Date:
    first, _, last = value.partition("/")
    from_on, precision = _read_period(first, at)
    to_on, _ = _read_period(last, at, end=True) if last else _read_period(first, at, end=True)
    day = {"from_on": from_on.isoformat(), "to_on": to_on.isoformat(), "precision": precision, "span": None}
    return _read_object(Date, day, at, source)  # type: ignore[no-any-return]


def _read_period(value: str, at: str, *, end: bool = False) -> tuple[date, DatePrecision]:
    """The first or last day of a day, month or year."""
    try:
        year, month, day = (int(part) for part in [*value.split("-"), "0", "0"][:3])
        if day:
            return date.fromisoformat(value), "day"
        month_in = month or (12 if end else 1)
        last = monthrange(year, month_in)[1] if end else 1
        return date(year, month_in, last), "month" if month else "year"
    except (ValueError, IndexError):
        raise TextError(f"{at} is {value!r}: a day such as 2018-02-12, a month, a year, or DAY/DAY is needed") from None


def _read_published(value: str, at: str, source: Source) -> Published:
    """The inverse of `write_published`."""
    if "T" not in value:
        on, precision = _read_period(value, at)
        return Published(datetime(on.year, on.month, on.day, tzinfo=UTC), precision)
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        instant = datetime.min
    return Published(_check(instant.tzinfo is not None, instant, at, value, "2018-02-12T08:49+04:00"), "minute")


def _find_actor(value: str, at: str, source: Source) -> Actor:
    return source.find_actor(value)


_NAMES: dict[Any, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
_SHORT: dict[Any, Callable[[str, str, Source], Any]] = {
    Span: _read_span,
    date: _read_day,
    Date: _read_date,
    Published: _read_published,
    Actor: _find_actor,
}
"""What may be said in a text."""
