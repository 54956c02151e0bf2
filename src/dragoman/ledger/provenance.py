"""Entries → W3C PROV-JSON (https://www.w3.org/submissions/prov-json/): how the words came here, and what made each row.

A document has a bundle an article, which stands by itself. In it the article is an entity of its outlet; each hop of a chain
an account, from the article outwards derived from the next, the last from what was said, whose agents are the speakers.
Statements and reports are entities that the steps of their traces generated, at a score, from the article; the steps belong
to the run, and the run to this program with its weights. What people corrected is a step of theirs, not of the run's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dragoman.contract import CORRECTIONS, write_published

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from dragoman.records import Actor, Correction, Entry, Report, Run, Statement, Trace

PREFIX = {"dragoman": "urn:dragoman:", "prov": "http://www.w3.org/ns/prov#"}
_Part = dict[str, dict[str, Any]]


def write_document(entries: Iterable[tuple[Entry, Run]], log: Mapping[int, Correction]) -> Iterator[str]:
    """One document in pieces of text, a bundle each, and the end. `log`: corrections by their numbers."""
    before = f'{{"prefix": {json.dumps(PREFIX)}, "bundle": {{\n'
    for entry, run in entries:
        name = json.dumps(f"dragoman:bundle/{entry.article.id}")
        yield f"{before}{name}: {json.dumps(write_bundle(entry, run, log), ensure_ascii=False)}"
        before = ",\n"
    yield ("" if before == ",\n" else before) + "\n}}\n"


def write_bundle(entry: Entry, run: Run, log: Mapping[int, Correction]) -> dict[str, Any]:
    """What is known of where the rows of one article come from. Empty parts are left out."""
    bundle = _Bundle(entry, run, log)
    for statement in entry.statements:
        bundle.add_statement(statement)
    for report in entry.reports:
        bundle.add_report(report)
    return {name: part for name, part in bundle.parts.items() if part}


class _Bundle:
    def __init__(self, entry: Entry, run: Run, log: Mapping[int, Correction]) -> None:
        names = ("entity", "activity", "agent", "wasGeneratedBy", "used", "wasAttributedTo", "wasDerivedFrom")
        self.parts: dict[str, _Part] = {name: {} for name in (*names, "wasAssociatedWith", "wasInformedBy")}
        self._article, self._log = entry.article, log
        self._source = self._add_article(entry, run)

    def _add_article(self, entry: Entry, run: Run) -> str:
        article, weights, program = entry.article, _name("weights", run.weights), _name("code", run.code)
        source, activity = f"dragoman:article/{article.id}", f"dragoman:run/{run.id}"
        at = write_published(article.published_at)
        self._entity(source, title=article.title, url=article.url, published_at=at, revises=article.revises)
        self._entity(weights, "prov:Plan")
        self._agent(program, "Dragoman", "prov:SoftwareAgent")
        times = {"startTime": run.started_at, "endTime": run.finished_at}
        self.parts["activity"][activity] = {f"prov:{name}": at.isoformat() for name, at in times.items() if at}
        self._relate("used", activity=activity, entity=source)
        self._relate("wasAssociatedWith", activity=activity, agent=program, plan=weights)
        if article.outlet:
            outlet = _name("outlet", article.outlet)
            self._agent(outlet, article.outlet, "prov:Organization")
            self._relate("wasAttributedTo", entity=source, agent=outlet)
        if article.revises:
            earlier = f"dragoman:article/{article.revises}"
            self._entity(earlier)
            self._relate("wasDerivedFrom", generatedEntity=source, usedEntity=earlier, kind="prov:Revision")
        self._run = activity
        for step in entry.trace:
            self._relate("wasGeneratedBy", entity=source, activity=self._add_correction(step))
        return source

    def add_statement(self, s: Statement) -> None:
        """The row, the accounts of its chain, and what was said."""
        row, said = f"dragoman:statement/{s.id}", f"dragoman:said/{s.id}"
        self._entity(row, manner=s.manner, stance=s.stance, confidence=s.confidence)
        self._add_steps(row, s.trace)
        self._relate("wasDerivedFrom", generatedEntity=row, usedEntity=self._source, kind=_QUOTED.get(s.manner))
        self._entity(said, occasion=s.occasion, said_on=s.said_on.from_on.isoformat() if s.said_on else None)
        account = self._source
        for n, hop in enumerate(s.chain):
            further = f"dragoman:account/{s.id}/{n}"
            words = (hop.span.of(self._article.text) or None) if hop.span else None
            self._entity(further, how=hop.how, inferred=hop.inferred, words=words)
            self._attribute(further, hop.actor)
            self._relate("wasDerivedFrom", generatedEntity=account, usedEntity=further)
            account = further
        self._relate("wasDerivedFrom", generatedEntity=account, usedEntity=said)
        for speaker in s.speakers:
            self._attribute(said, speaker)

    def add_report(self, r: Report) -> None:
        """The row, and the statement on whose word it stands."""
        row = f"dragoman:report/{r.id}"
        self._entity(row, act=r.type, mode=r.mode, factuality=r.factuality, confidence=r.confidence)
        self._add_steps(row, r.trace)
        self._relate("wasDerivedFrom", generatedEntity=row, usedEntity=self._source)
        for statement in dict.fromkeys((r.asserted_by, r.performed_in)):
            if statement not in (None, "author"):
                self._relate("wasDerivedFrom", generatedEntity=row, usedEntity=f"dragoman:statement/{statement}")

    def _add_steps(self, row: str, trace: Iterable[Trace]) -> None:
        for step in trace:
            if step.stage == CORRECTIONS:
                self._relate("wasGeneratedBy", entity=row, activity=self._add_correction(step))
                continue
            activity = (
                f"{self._run}/{'/'.join(quote(part, safe='') for part in (step.stage, step.method, step.version))}"
            )
            if activity not in self.parts["activity"]:
                self.parts["activity"][activity] = {
                    "dragoman:stage": step.stage, "dragoman:method": step.method, "dragoman:version": step.version,
                }  # fmt: skip
                self._relate("wasInformedBy", informed=activity, informant=self._run)
                self._relate("used", activity=activity, entity=self._source)
            self._relate("wasGeneratedBy", entity=row, activity=activity, score=step.score)

    def _add_correction(self, step: Trace) -> str:
        """What a person did, by its number in the log and the field."""
        activity = f"dragoman:correction/{step.version}/{step.method}"
        if activity not in self.parts["activity"]:
            made = self._log.get(int(step.version))
            said = {"prov:startTime": made.at.isoformat(), "dragoman:why": made.why} if made else {}
            self.parts["activity"][activity] = {"dragoman:stage": step.stage, "dragoman:method": step.method, **said}
            if made:
                person = _name("person", made.who)
                self._agent(person, made.who, "prov:Person")
                self._relate("wasAssociatedWith", activity=activity, agent=person)
        return activity

    def _entity(self, name: str, kind: str | None = None, **said: object) -> None:
        fields = {f"dragoman:{key}": value for key, value in said.items() if value is not None}
        self.parts["entity"][name] = {**_type(kind), **fields}

    def _agent(self, name: str, label: str, kind: str) -> None:
        self.parts["agent"][name] = {**_type(kind), "prov:label": label}

    def _attribute(self, entity: str, actor: Actor) -> None:
        agent = _name("actor", actor.id)
        self._agent(agent, actor.name, "prov:Person" if actor.kind == "person" else "prov:Organization")
        self._relate("wasAttributedTo", entity=entity, agent=agent)

    def _relate(self, relation: str, *, kind: str | None = None, score: float | None = None, **ends: str) -> None:
        part = self.parts[relation]
        scored = {} if score is None else {"dragoman:score": score}
        part[f"_:{relation}{len(part) + 1}"] = {**{f"prov:{e}": v for e, v in ends.items()}, **_type(kind), **scored}


def _name(kind: str, told: str) -> str:
    """A name as PROV has them, of what may hold any character."""
    return f"dragoman:{kind}/{quote(told, safe='')}"


_QUOTED = {"direct": "prov:Quotation", "mixed": "prov:Quotation"}


def _type(kind: str | None) -> dict[str, Any]:
    return {} if kind is None else {"prov:type": {"$": kind, "type": "prov:QUALIFIED_NAME"}}
