"""Records as a person sees them in a terminal. Text of others is shown without the characters that steer terminals."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.contract import find_corrected
from dragoman.records import (
    Article,
    Correction,
    Date,
    Entry,
    Imported,
    Origin,
    Party,
    Rejected,
    Report,
    Span,
    Statement,
    Story,
    Utterance,
)
from dragoman.wording import clean, describe_day, describe_speakers, hide_steering, name_party, name_speakers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, RenderableType

    from dragoman.ledger.editing import Standing

_MANNER = {"direct": "green", "mixed": "yellow", "indirect": "default"}
_STANCE = {"denies": "red", "asks": "cyan", "declines": "magenta"}
_BAR = " ▁▂▃▄▅▆▇█"


def show_entry(
    console: Console,
    entry: Entry,
    *,
    with_text: bool = False,
    least: float = 0.0,
    carried: str = "",
    became: Sequence[str] = (),
) -> None:
    """One article: head, chain, what was said, grouped by speaker, and what was done, as far as it is sure to `least`.

    `carried`: who prints its account. `became`: whether it was revised or taken back.
    """
    article = entry.article
    console.print(Text(clean(article.title or article.text[:90] or article.id), style="bold"))
    console.print(Text(describe_article(article), style="dim").append_text(mark_corrected(entry)))
    if carried:
        console.print(Text(carried, style="dim"))
    for line in became:
        console.print(Text(line, style="red"))
    console.print()
    if with_text:
        console.print(Padding(mark_text(entry), (0, 2)))
        console.print()
    if not entry.statements:
        console.print(Text("  No statement found.", style="dim"))
    for who, group in groupby(entry.statements, key=name_speakers):
        rows = list(group)
        console.print(Text.assemble(("● ", "blue"), (who, "bold"), ("  " + describe_speakers(rows[0]), "dim")))
        if chain := describe_chain(article, rows[0]):
            console.print(Text("  " + chain, style="dim italic"))
        console.print(_statement_table(article, rows))
    if done := [r for r in entry.reports if r.confidence >= least]:
        console.print(Text("who did what to whom", style="bold"))
        console.print(_report_table(entry, done))
        console.print(Padding(describe_precision(r.type for r in done), (0, 0, 1, 2)))


def describe_article(article: Article) -> str:
    """Outlet, section, time with offset, wire, id: what there is of it."""
    from dragoman.contract import write_published

    at = article.published_at
    when = f"{at.at:%a %-d %b %Y %H:%M %z}" if at and at.precision == "minute" else write_published(at)
    wire = f"wire: {article.wire}" if article.wire else None
    return " · ".join(clean(x) for x in (article.outlet, article.section, article.byline, when, wire, article.id) if x)


def describe_standing(article: Article, standing: Standing) -> list[str]:
    """Whether its outlet took an article back, and which text came before or after it."""
    told = []
    if standing.retracted is not None:
        by = standing.retracted
        told.append(f"retracted: {clean(by.why)} ({clean(by.who)}, {by.at:%-d %b %Y}, no. {by.id})")
    if standing.revised_by is not None:
        told.append(f"an earlier text: {clean(standing.revised_by)} is in its place")
    if article.revises is not None:
        told.append(f"a later text: it revises {clean(article.revises)}")
    return told


def describe_chain(article: Article, statement: Statement) -> str:
    """The hops from the article outwards, in a line; a mark on what is inferred."""
    if not statement.chain:
        return ""
    hops = [clean(hop.actor.name) + ("°" if hop.inferred else "") for hop in statement.chain]
    if not article.outlet and hops and statement.chain[0].actor.name != "this page":
        hops.insert(0, "this page")
    return " ← ".join([*hops, name_speakers(statement)])


def _statement_table(article: Article, rows: list[Statement]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=11, no_wrap=True, style="dim")
    table.add_column(max_width=16, style="cyan")
    table.add_column(ratio=1)
    table.add_column(width=1, no_wrap=True)
    for s in rows:
        cue = quote(article, s.cue) if article.text else ""
        table.add_row(describe_day(s.said_on), cue, quote_content(article, s), draw_confidence(s.confidence))
    return Padding(table, (0, 0, 1, 2))


def quote(article: Article, spans: Iterable[Span]) -> str:
    """What spans cover, in their order; of a text that is not kept, where they stand in it."""
    if not article.text:
        return "text not kept: " + ", ".join(f"{span.start}–{span.end}" for span in spans)
    return clean(" … ".join(span.of(article.text) for span in spans))


def quote_content(article: Article, statement: Statement) -> Text:
    """What was said, coloured by manner, with stance and occasion where they are news."""
    said = Text(quote(article, statement.content), style=_MANNER[statement.manner])
    notes = []
    if statement.stance != "asserts":
        notes.append((f"  [{statement.stance}]", _STANCE[statement.stance]))
    if statement.occasion:
        notes.append((f"  ({clean(statement.occasion)})", "dim"))
    if statement.addressees:
        notes.append(("  to " + ", ".join(clean(a.name) for a in statement.addressees), "dim"))
    return Text.assemble(said, *notes, mark_corrected(statement))


def describe_precision(types: Iterable[str]) -> Text:
    """How far reports of these types can be believed: the share right in labelled articles, of how many."""
    from dragoman.events.precision import read_precision

    found = read_precision()
    told = [
        f"{kind} {found[kind].share:.2f} (N={found[kind].n})" if kind in found else f"{clean(kind)} not measured"
        for kind in sorted(set(types))
    ]
    return Text(
        f"Right in labelled articles, of what is sure enough to be shown: {', '.join(told)}.", style="dim italic"
    )


def _report_table(entry: Entry, rows: list[Report]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=11, no_wrap=True, style="dim")
    table.add_column(max_width=44)
    table.add_column(ratio=1, style="dim")
    table.add_column(width=1, no_wrap=True)
    said = {s.id: name_speakers(s) for s in entry.statements}
    for r in rows:
        what = Text.assemble(*describe_act(r), *_describe_word(r, said), mark_corrected(r))
        table.add_row(describe_day(r.date), what, quote(entry.article, r.evidence), draw_confidence(r.confidence))
    return Padding(table, (0, 0, 1, 2))


def _describe_word(report: Report, said: dict[str, str]) -> list[tuple[str, str]]:
    """On whose word a report stands, where it isn't the author's."""
    return (
        [] if report.asserted_by == "author" else [(f"  on the word of {said.get(report.asserted_by, '?')}", "italic")]
    )


def describe_act(report: Report) -> list[tuple[str, str]]:
    """Actors → recipients, type, mode, and what of factuality, time and aspect is not plain."""
    actors, recipients = (", ".join(name_party(a) for a in part) for part in (report.actors, report.recipients))
    arrow = f" → {recipients}" if recipients else ""
    marks: list[str] = [report.factuality] if report.factuality != "CT+" else []
    marks += [m for m in (report.time, report.aspect) if m not in {"past", "once"}]
    kind = clean(f"{report.type} {report.mode or ''}")
    style = "red" if "conflict" in report.quad else "green"
    return [
        (f"{actors or '?'}{arrow}  ", "bold"),
        (kind, style),
        ("".join(f"  [{clean(m)}]" for m in marks), "magenta"),
    ]


def list_reports(rows: Iterable[tuple[Article, Report]], said: dict[str, str]) -> RenderableType:
    """Reports of many articles: a line of who did what to whom, and below it the sentences that tell it.

    `said` names the speakers of the statements on whose word they stand, by id.
    """
    return Group(*(part for article, r in rows for part in _list_report(article, r, said)))


def _list_report(article: Article, r: Report, said: dict[str, str]) -> Iterator[RenderableType]:
    where = clean(article.outlet or article.title or article.id)
    where += f", {article.published_at.on:%-d %b %Y}" if article.published_at else ""
    yield Text.assemble(
        draw_confidence(r.confidence), " ", *describe_act(r), (f"  {describe_day(r.date)}" if r.date else "", "dim"),
        *_describe_word(r, said), (f"  in {where}", "dim"), mark_corrected(r),
    )  # fmt: skip
    for condition in r.conditions:
        yield Padding(Text(f"{condition.kind}: {quote(article, [condition.span])}", style="yellow"), (0, 0, 0, 2))
    yield Padding(Text(quote(article, r.evidence)), (0, 0, 1, 2))


def list_imported(rows: Iterable[Imported]) -> RenderableType:
    """Rows that others coded: day, who did what to whom, and what the source calls it, a line each."""
    return Group(*(_list_imported(row) for row in rows))


def _list_imported(row: Imported) -> Text:
    kind = clean(f"{row.type} {row.mode or ''}") if row.type else "no act"
    style = "dim" if row.quad is None else "red" if "conflict" in row.quad else "green"
    where = clean(", ".join(x for x in (row.place_name, row.place_country) if x))
    return Text.assemble(
        (f"{row.acted_on:%-d %b %Y}  ", "dim"), (_name_imported(row), "bold"), "  ", (kind, style), "  ",
        (clean(f"{row.source} {row.code or ''} {row.text or ''}"), "dim"), (f"  in {where}" if where else "", "dim"),
    )  # fmt: skip


def _name_imported(row: Imported) -> str:
    actor, recipient = (_name_party(party) for party in (row.actor, row.recipient))
    return f"{actor or '?'}" + (f" → {recipient}" if recipient else "")


def _name_party(party: Party | None) -> str:
    if party is None:
        return ""
    name = clean(party.name or party.code or "?")
    return name + (f" ({party.country})" if party.country and party.country not in name else "")


def mark_corrected(row: Statement | Report | Entry) -> Text:
    """What of a row, or of an entry's article, people corrected; nothing where they did not."""
    fields = find_corrected(row)
    return (
        Text("  ✎ " + clean(", ".join(fields)), style="red" if "rejected" in fields else "blue") if fields else Text()
    )


def describe_correction(correction: Correction) -> Text:
    """An entry of the log in a line: number, when, who, which row and field, before and after, why, and what became of it."""
    before, after = (
        clean(x) if len(x) < 80 else clean(x[:80]) + "…" for x in (correction.before or "", correction.after or "")
    )
    state = "" if correction.state == "stands" else f"  [{correction.state}]"
    undoes = f"undoes {correction.undoes}: " if correction.undoes else ""
    return Text.assemble(
        (f"{correction.id}", "bold"), (f"  {correction.at:%Y-%m-%d %H:%M}  {clean(correction.who)}  ", "dim"),
        f"{undoes}{correction.row} {clean(correction.field)}: {before} → ", (after, "blue"),
        (f"  ({clean(correction.why)})", "dim"), (state, "yellow"),
    )  # fmt: skip


def describe_carriers(carriers: list[Article], origin: Origin, story: Story | None) -> str:
    """Who prints an article's account, in a line, and in which story it stands."""
    outlets = len({carrier.outlet or carrier.id for carrier in carriers})
    name = f" ({clean(origin.name)})" if origin.name else ""
    parts = [f"printed by {count(outlets, 'outlet')}, 1 origin{name}"] if len(carriers) > 1 or origin.name else []
    if story is not None and len(story.articles) > 1:
        held = f"{count(len(story.articles), 'article')}, {count(story.origins, 'origin')}"
        parts.append(f"story {story.id}: {held}")
    return " · ".join(parts)


def count(number: int, noun: str) -> str:
    """ "1 article", "2 articles"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def list_stories(found: Iterable[Story]) -> RenderableType:
    """Stories, a line each."""
    return Group(*(_list_story(story) for story in found))


def _list_story(story: Story) -> Text:
    held = f"{count(len(story.articles), 'article')}, {count(story.origins, 'origin')}"
    return Text.assemble(
        (f"{_describe_days(story)}  ", "dim"), (clean(story.title or "no title"), "bold"), f"  {held}", (f"  {story.id}", "dim")
    )  # fmt: skip


def _describe_days(story: Story) -> str:
    if story.first_on is None or story.last_on is None:
        return "no day"
    return describe_day(Date(story.first_on, story.last_on, "day", None))


def show_story(
    console: Console, story: Story, articles: list[tuple[Article, Origin]], utterances: list[Utterance]
) -> None:
    """A story: its articles by origin, and what several of them say that someone said."""
    console.print(_list_story(story))
    console.print()
    for first in dict.fromkeys(origin.id for _, origin in articles):
        carriers = [(article, origin) for article, origin in articles if origin.id == first]
        name = next((origin.name for _, origin in carriers if origin.name), None) or carriers[0][0].outlet
        carried = count(len(carriers), "article")
        console.print(Text.assemble(("● ", "blue"), (clean(name or "no outlet"), "bold"), (f"  {carried}", "dim")))
        for article, origin in carriers:
            score = f" {origin.score:.0%}" if origin.score is not None and origin.how in ("copy", "citation") else ""
            told = f"{origin.how}{score}".ljust(14)
            console.print(Text.assemble((f"  {told}", "cyan"), (describe_article(article), "dim")))
            console.print(Padding(Text(clean(article.title or article.text[:90])), (0, 0, 0, 16)))
    if shared := [utterance for utterance in utterances if len(utterance.wordings) > 1]:
        console.print()
        console.print(Text("said in several", style="bold"))
        for utterance in shared:
            console.print(_show_utterance(utterance))


def _show_utterance(utterance: Utterance) -> RenderableType:
    """An utterance's oldest wording, and each that differs."""
    day = f"  {describe_day(utterance.said_on)}" if utterance.said_on else ""
    carried = f"  {count(len(utterance.wordings), 'article')}, {count(utterance.origins, 'origin')}"
    lines = [Text.assemble((clean(utterance.speaker or "no source named"), "bold"), (day + carried, "dim"))]
    for n, wording in enumerate(utterance.wordings):
        if n == 0 or wording.kind != "same":
            mark = ("≠ ", "red") if wording.kind == "changed" else "  "
            where = clean(wording.outlet or wording.article)
            told = f"  {where}" + (f", {wording.kind}" if n else "")
            lines.append(Text.assemble(mark, (clean(wording.text), _MANNER[wording.manner]), (told, "dim")))
    return Padding(Group(*lines), (0, 0, 1, 0))


def draw_confidence(confidence: float) -> Text:
    """A bar of one character, from none to full."""
    style = "green" if confidence >= 0.7 else "yellow" if confidence >= 0.4 else "red"
    return Text(_BAR[round(confidence * 8)], style=style)


def mark_text(entry: Entry) -> Text:
    """The article's text with sources underlined, cues bold, contents coloured and furniture dimmed."""
    text = entry.article.text
    if not text:
        return Text("The text is not kept: give the article with --article FILE to see it.", style="dim")
    marks: list[tuple[Span, str]] = [(f, "dim strike") for f in entry.article.furniture]
    for s in entry.statements:
        marks += [(c, "yellow" if s.manner == "mixed" else "green") for c in s.content]
        marks += [(c, "bold cyan") for c in s.cue]
        marks += [(s.source, "underline")] if s.source else []
    shown = Text(hide_steering(text.replace("\r", " ")))
    for span, style in marks:
        shown.stylize(style, span.start, span.end)
    return shown


def list_statements(rows: Iterable[tuple[Article, Statement]]) -> RenderableType:
    """Statements of many articles: a line of who, when, where and how sure, and below it what was said."""
    return Group(*(part for article, s in rows for part in _list_statement(article, s)))


def _list_statement(article: Article, s: Statement) -> Iterator[RenderableType]:
    countries = " ".join(dict.fromkeys(clean(x.country) for x in s.speakers if x.country))
    where = clean(article.outlet or article.title or article.id)
    where += f", {article.published_at.on:%-d %b %Y}" if article.published_at else ""
    day = describe_day(s.said_on)
    yield Text.assemble(
        draw_confidence(s.confidence), " ", (name_speakers(s), "bold"), f" {countries}" if countries else "",
        (f"  {day}" if day else "", "dim"), (f"  in {where}", "dim"),
    )  # fmt: skip
    yield Padding(quote_content(article, s), (0, 0, 1, 2))


def show_positions(
    ends: Sequence[tuple[Article, Statement]], rows: Iterable[tuple[Article, Statement]]
) -> RenderableType:
    """The oldest and the newest side by side, and all by day."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for title in ("oldest", "newest"):
        table.add_column(title, ratio=1, header_style="bold blue")
    table.add_row(*(Group(*_list_statement(article, statement)) for article, statement in ends))
    return Group(table, list_statements(rows))


def describe_rejected(rejected: Rejected) -> str:
    """Input, reason and detail in a line."""
    item = f" ({rejected.item})" if rejected.item else ""
    return f"{clean(rejected.input)}{clean(item)}: {rejected.reason}: {clean(rejected.detail)}"
