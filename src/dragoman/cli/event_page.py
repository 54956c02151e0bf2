"""Events as a person sees them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from dragoman.cli.page import describe_act, draw_confidence, mark_corrected, quote
from dragoman.records import Date
from dragoman.wording import clean, describe_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from dragoman.records import Article, Dispute, Event, Joined, Report

_FIELDS = {"who_began": "who began"}


def list_events(rows: Iterable[tuple[Event, Sequence[tuple[Article, Report]]]]) -> RenderableType:
    """Events: a line of who did what to whom, when, by how many accounts; what is disputed; and one sentence that tells it."""
    return Group(*(part for event, accounts in rows for part in _list_event(event, accounts)))


def _list_event(event: Event, accounts: Sequence[tuple[Article, Report]]) -> Iterator[RenderableType]:
    article, best = max(accounts, key=lambda account: account[1].confidence)
    yield Text.assemble(
        draw_confidence(best.confidence), " ", *describe_act(best), (f"  {_describe_days(event)}", "dim"),
        (f"  {count_accounts(event.origins, event.articles)}", "cyan"), (f"  {event.id}", "dim"), mark_corrected(best),
    )  # fmt: skip
    for dispute in event.disputes:
        yield Padding(_name_dispute(dispute), (0, 0, 0, 2))
    yield Padding(Text(quote(article, best.evidence)), (0, 0, 1, 2))


def show_event(event: Event, accounts: Sequence[tuple[Article, Report]], said: Mapping[str, str]) -> RenderableType:
    """One event: each report with its sentence, outlet and origin; who has which version; and why they are one event.

    `said` names the speakers of the statements on whose word reports stand, by id.
    """
    parts: list[RenderableType] = [
        Text.assemble(
            ("● ", "blue"),
            (event.id, "bold"),
            (f"  {_describe_days(event)}", "dim"),
            (f"  {count_accounts(event.origins, event.articles)}", "cyan"),
        )
    ]
    where = {report.id: _name_place(article) for article, report in accounts}
    why = {each.report: each for each in event.joined}
    for article, report in accounts:
        parts += _show_account(article, report, why[report.id], said)
    for dispute in event.disputes:
        parts += _show_dispute(dispute, where)
    if len(accounts) > 1:
        parts.append(Text("why they are one event", style="bold"))
        parts += [Padding(_explain(why[report.id]), (0, 0, 0, 2)) for _, report in accounts]
    return Group(*parts)


def _show_account(
    article: Article, report: Report, joined: Joined, said: Mapping[str, str]
) -> Iterator[RenderableType]:
    word = "" if report.asserted_by == "author" else f"  on the word of {said.get(report.asserted_by, '?')}"
    yield Padding(
        Text.assemble(
            draw_confidence(report.confidence), f" origin {joined.origin}  ", (_name_place(article), "bold"), "  ",
            *describe_act(report), (f"  {describe_day(report.date)}", "dim"), (word, "italic"),
            (f"  {report.id}", "dim"), mark_corrected(report),
        ),
        (0, 0, 0, 2),
    )  # fmt: skip
    yield Padding(Text(quote(article, report.evidence)), (0, 0, 1, 4))


def _show_dispute(dispute: Dispute, where: Mapping[str, str]) -> Iterator[RenderableType]:
    yield Text.assemble(("≠ ", "red"), (_name_field(dispute), "bold red"))
    for version in dispute.versions:
        carried = ", ".join(dict.fromkeys(where[report] for report in version.reports))
        counted = count_accounts(version.origins, version.articles)
        yield Padding(Text.assemble((clean(version.value), "bold"), f"  {counted}: ", (carried, "dim")), (0, 0, 0, 2))


def _explain(joined: Joined) -> Text:
    if joined.by == "person":
        return Text.assemble(joined.report, ("  put here by a person (dragoman log)", "blue"))
    after = f"  next: {joined.runner_up} {joined.runner_up_score:.2f}" if joined.runner_up_score is not None else ""
    if joined.leader is None:
        return Text.assemble(joined.report, ("  others were compared with it" + after, "dim"))
    agreed = ", ".join(f"{name} {weight:+.1f}" for name, weight in joined.agreed)
    words = f" ({clean(', '.join(joined.words[:8]))})" if joined.words else ""
    return Text.assemble(
        joined.report,
        "  with ",
        joined.leader,
        (f"  {joined.score or 0:.2f}", "bold"),
        (f"  {agreed}{words}{after}", "dim"),
    )


def _name_dispute(dispute: Dispute) -> Text:
    versions = " | ".join(f"{clean(each.value)} ({each.origins})" for each in dispute.versions)
    return Text.assemble(("≠ ", "red"), (f"{_name_field(dispute)}: ", "red"), versions)


def _name_field(dispute: Dispute) -> str:
    name = _FIELDS.get(dispute.field, dispute.field)
    return f"{name} of {clean(dispute.what)}" if dispute.what else name


def count_accounts(origins: int, articles: int) -> str:
    """How many origins, and how many articles carry them."""
    return f"{origins} origin{'s'[: origins != 1]}, {articles} article{'s'[: articles != 1]}"


def _describe_days(event: Event) -> str:
    return describe_day(Date(event.first_on, event.last_on, "day", None)) if event.first_on and event.last_on else ""


def _name_place(article: Article) -> str:
    where = clean(article.outlet or article.title or article.id)
    return where + (f", {article.published_at.on:%-d %b %Y}" if article.published_at else "")
