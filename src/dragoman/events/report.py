"""Report: one article's account of one act, put together from its trigger, its parties and what stands around them."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod
from typing import TYPE_CHECKING

from dragoman.events.candidates import find_candidates
from dragoman.events.codebook import VERBAL, read_codes
from dragoman.events.conditions import FindDates, find_conditions
from dragoman.events.confidence import Calibrate, list_signs
from dragoman.events.contexts import find_contexts
from dragoman.events.numbers import find_numbers
from dragoman.events.parties import Parties, settle_parties
from dragoman.events.places import find_place
from dragoman.events.sides import acts_for_state, find_side
from dragoman.events.triggers import Trigger, find_triggers
from dragoman.records import Report, Span, Trace

if TYPE_CHECKING:
    from dragoman.records import (
        Actor,
        Article,
        Assess,
        Cast,
        Classify,
        Date,
        Judge,
        Reading,
        Statement,
        Time,
        WeighChoices,
    )

_UNTIL = re.compile(r"\b(?:by|until|till|before|no later than|within)\s+(?:the\s+)?$", re.IGNORECASE)

LEAST = 0.35
"""Probability of an act below which a word is not asked further."""


def extract(
    article: Article,
    reading: Reading,
    cast: Cast,
    statements: Sequence[Statement],
    *,
    judge: Judge,
    assess: Assess,
    classify: Classify,
    weigh: WeighChoices,
    find_dates: FindDates,
    calibrate: Calibrate = lambda scores, _: prod(scores[:3]),
) -> tuple[Report, ...]:
    """The acts that an article tells, in the order of its text; an act told twice is one report with both as evidence."""
    judged = judge(reading)
    triggers = find_triggers(article, reading, judged, assess, least=LEAST)
    candidates = find_candidates(article, reading, cast, statements)
    parties = settle_parties(article, reading, judged, triggers, candidates, weigh)
    acts = [(t, p) for t, p in zip(triggers, parties, strict=True) if p.actors or p.recipients]
    contexts = find_contexts(article.text, reading, [t.word for t, _ in acts], classify)
    beside = _find_beside(reading, statements)
    told = [
        replace(_make_report(article, reading, cast, beside, t, p, find_dates, calibrate), contexts=about)
        for (t, p), about in zip(acts, contexts, strict=True)
    ]
    return _merge(told, {s.id: frozenset(a.id for a in s.speakers) for s in statements})


def _find_beside(reading: Reading, statements: Sequence[Statement]) -> dict[int, list[Statement]]:
    """By the number of a sentence the statements whose cue or contents have words in it, in their order."""
    starts = [sentence.start for sentence in reading.sentences]
    beside: dict[int, list[Statement]] = {}
    for statement in statements:
        spans = (*statement.cue, *statement.content)
        for number in sorted(
            {n for s in spans for n in range(bisect_right(starts, s.start) - 1, bisect_left(starts, s.end))}
        ):
            beside.setdefault(number, []).append(statement)
    return beside


def _make_report(
    article: Article,
    reading: Reading,
    cast: Cast,
    beside: Mapping[int, Sequence[Statement]],
    trigger: Trigger,
    parties: Parties,
    find_dates: FindDates,
    calibrate: Calibrate,
) -> Report:
    statements = beside.get(int(reading.sentence[trigger.word]), ())
    sentence = reading.sentences[int(reading.sentence[trigger.word])]
    code = read_codes()[trigger.type, trigger.mode]
    holder = _find_holder(statements, trigger.span)
    performed = _find_performed(statements, sentence, trigger, parties, holder)
    asserted = _find_outer(statements, performed) if performed else holder
    scores = (trigger.score, parties.score, parties.meant, float(parties.is_whole(trigger.type)))
    draft = Report(
        id=_make_id(article, trigger),
        actors=parties.actors,
        recipients=parties.recipients,
        type=trigger.type,
        mode=trigger.mode,
        quad=code.quad,
        score=code.score,
        aspect=trigger.aspect,
        factuality=trigger.factuality,
        time=trigger.time,
        confidence=0.0,
        evidence=(sentence,),
        date=performed.said_on if performed else _find_date(article, sentence, trigger, find_dates),
        place=find_place(article, sentence, cast, (*parties.actors, *parties.recipients)),
        numbers=find_numbers(article, sentence),
        conditions=find_conditions(article, _find_clause(holder, sentence, trigger), trigger.type, find_dates),
        asserted_by=asserted.id if asserted else "author",
        performed_in=performed.id if performed else None,
        trace=tuple(
            Trace("events", method, reading.version, round(score, 4))
            for method, score in zip(("trigger", "parties", "whom", "whole"), scores, strict=True)
        ),
    )
    return replace(draft, confidence=calibrate(scores, list_signs(draft, len(article.text))))


def _find_holder(statements: Sequence[Statement], span: Span) -> Statement | None:
    """The narrowest statement whose content holds a span."""
    holding = [(c.end - c.start, n) for n, s in enumerate(statements) for c in s.content if c.contains(span)]
    return statements[min(holding)[1]] if holding else None


def _find_clause(holder: Statement | None, sentence: Span, trigger: Trigger) -> Span:
    """The part of a sentence that may limit the act: what is said there, without who says so."""
    said = [c for c in holder.content if c.contains(trigger.span)] if holder else []
    if not said:
        return sentence
    return Span(max(said[0].start, sentence.start), min(said[0].end, sentence.end))


def _find_outer(statements: Sequence[Statement], performed: Statement) -> Statement | None:
    """The statement in which another is reported, if any."""
    return next((s for s in statements if s.id == performed.within), None)


def _find_performed(
    statements: Sequence[Statement], sentence: Span, trigger: Trigger, parties: Parties, holder: Statement | None
) -> Statement | None:
    """The statement that is the act: its cue tells it, or its speaker does it there and then in so many words."""
    if trigger.type not in VERBAL:
        return None
    for statement in statements:
        if any(c.overlaps(trigger.span) for c in statement.cue):
            return statement
    if holder is not None:
        acts_now = trigger.factuality in {"CT+", "PR+"} and trigger.time != "past"
        return holder if acts_now and _is_side(parties.actors, holder.speakers) else None
    # "X accused Y of ...": no cue that was found, and yet the content follows in the same sentence.
    near = [s for s in statements if s.content and sentence.contains(s.content[0]) and not s.cue]
    return next((s for s in near if _is_side(parties.actors, s.speakers)), None)


def _is_side(actors: Sequence[Actor], speakers: Sequence[Actor]) -> bool:
    """Whether someone who acts is a speaker, or the state for which one speaks."""
    ids, states = {s.id for s in speakers}, {s.country for s in speakers if acts_for_state(s)}
    return any(a.id in ids or (a.country in states and a.kind in {"state", "organ"}) for a in actors)


def _find_date(article: Article, sentence: Span, trigger: Trigger, find_dates: FindDates) -> Date | None:
    """The day that the sentence names nearest to the trigger; no deadline, and none that the act's time rules out."""
    text = article.text
    days = [
        d
        for d in find_dates(text, sentence.start, sentence.end)
        if d.span is not None
        and not _UNTIL.search(text[max(sentence.start, d.span.start - 20) : d.span.start])
        and _fits(article, d, trigger.time)
    ]
    return min(days, key=lambda d: abs(d.span.start - trigger.span.start) if d.span else 0) if days else None


def _fits(article: Article, day: Date, time: Time) -> bool:
    """Whether what was done, or is yet to be done, can be of that day, as the day of publication has it."""
    if article.published_at is None:
        return True
    published = article.published_at.on
    return day.to_on >= published if time == "future" else time != "past" or day.from_on <= published


def _merge(told: Sequence[Report], speakers: Mapping[str, frozenset[str]]) -> tuple[Report, ...]:
    """Reports of one act, told again in the article, as one: the surest telling, with the evidence of all."""
    merged: list[Report] = []
    for report in told:
        same = next((n for n, m in enumerate(merged) if _is_same(m, report, speakers)), None)
        if same is None:
            merged.append(report)
            continue
        first, second = merged[same], report
        best = first if first.confidence >= second.confidence else second
        mode = best.mode or first.mode or second.mode
        merged[same] = replace(
            best,
            id=first.id,
            evidence=tuple(dict.fromkeys((*first.evidence, *second.evidence))),
            date=best.date or first.date or second.date,
            place=best.place or first.place or second.place,
            performed_in=best.performed_in or first.performed_in or second.performed_in,
            mode=mode,
            score=read_codes()[best.type, mode].score,
            contexts=tuple(dict.fromkeys((*best.contexts, *first.contexts, *second.contexts))),
            conditions=tuple({c.span: c for c in (*first.conditions, *second.conditions)}.values()),
            numbers=tuple({n.span: n for n in (*first.numbers, *second.numbers)}.values()),
        )
    return tuple(merged)


def _is_same(one: Report, other: Report, speakers: Mapping[str, frozenset[str]]) -> bool:
    """Same type, parties, polarity and asserter, and no two days or modes that exclude each other."""
    return (
        one.type == other.type
        and _ids(one.actors) == _ids(other.actors)
        and _ids(one.recipients) == _ids(other.recipients)
        and one.factuality[-1]
        == other.factuality[-1]  # "+", "-", or of unknown: "will meet" and "are due to meet" are one
        and (one.time == "future") == (other.time == "future")
        and speakers.get(one.asserted_by) == speakers.get(other.asserted_by)
        and (one.mode is None or other.mode is None or one.mode == other.mode)
        and (one.date is None or other.date is None or _meet(one.date, other.date))
    )


def _ids(actors: Sequence[Actor]) -> frozenset[str]:
    return frozenset(map(find_side, actors))


def _meet(one: Date, other: Date) -> bool:
    return one.from_on <= other.to_on and other.from_on <= one.to_on


def _make_id(article: Article, trigger: Trigger) -> str:
    return "r" + hashlib.sha256(f"{article.id} {trigger.span.start} {trigger.type}".encode()).hexdigest()[:16]
