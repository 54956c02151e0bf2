"""Writes the measured figures into the pages that show them: `python docs/make_figures.py`.

The tables between `<!-- figures -->` and `<!-- /figures -->` come from bench/figures.json, and so does what the page about
the data shows (src/dragoman/web/measured.json); what it lacks shows as "…".
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "bench" / "figures.json"
MEASURED = ROOT / "src" / "dragoman" / "web" / "measured.json"
NONE = "…"

_ATTRIBUTION = "python -m bench attribution ../shared/corpora/attribution/dev.jsonl"
_CASES = "python -m bench cases"
_EVENTS = "python -m bench events ../shared/corpora/events/plv-train.jsonl --fold 0"
_WHOLE = "python -m bench reports"
_DATES = "python -m bench dates"
_ACTS = "python -m bench acts"
_SPEAKERS = "python -m bench speakers"
_CHAINS = "python -m bench actors"
_OFFICES = "python -m bench offices"
_SURE = "python -m bench factuality"
_SPEED = "python -m bench speed"
_MANY = "python -m bench stories"
_START = "python -m bench start"
_PARTS = (
    *(
        (f"{label}, {how}: F1", f"attribution.{label}_{name}", "attributions", _ATTRIBUTION)
        for label in ("content", "source", "cue")
        for name, how in (("words", "words"), ("exact", "exact spans"))
    ),
    ("whole attributions: F1", "attribution.whole", "attributions", _ATTRIBUTION),
)
_OWN = (
    ("statements found", "cases.found", "statements", _CASES),
    ("nothing too many", "cases.extra", "texts", _CASES),
    *(
        (f"{what} right, of those found", f"cases.{name}", "statements", _CASES)
        for what, name in (
            ("source", "source"),
            ("speaker", "speaker"),
            ("manner", "manner"),
            ("stance", "stance"),
            ("day", "said_on"),
            ("occasion", "occasion"),
            ("chain", "chain"),
        )
    ),
)
_WHO = (
    ("speakers: the right one, of all labelled sources", "speakers.identity", "sources", _SPEAKERS),
    *(
        (f"the same, where the source is a {form}", f"speakers.identity_{form}", "sources", _SPEAKERS)
        for form in ("name", "pronoun", "title")
    ),
    ("speakers: the right country, or none where there is none", "speakers.country", "sources", _SPEAKERS),
    ("GUM's mentions of persons, organizations, places: F1", "actors.mentions", "mentions", _CHAINS),
    ("which are the same: CoNLL score", "actors.conll", "mentions", _CHAINS),
    ("the same, without sets of one mention", "actors.conll_no_singletons", "mentions", _CHAINS),
    *(
        (f"which are the same, {what}: CoNLL score", f"actors.{genre}_conll", "mentions of all four", _CHAINS)
        for genre, what in (("news", "news"), ("interview", "interviews"), ("speech", "speeches"), ("bio", "lives"))
    ),
    ("offices of the G20 on a day: the right holder", "offices.right", "truths", _OFFICES),
    ("the same: another than the right one", "offices.wrong", "truths", _OFFICES),
)
_RUNNING = (
    ("speed, as a ratio to a small spaCy pipeline", "speed.ratio", "words", _SPEED),
    ("words a second, two processes", "speed.words_per_s", "words", _SPEED),
    ("spaCy's words a second, same run", "speed.spacy_words_per_s", "words", _SPEED),
    ("peak memory of all processes, MB", "speed.peak_mb", "words", _SPEED),
    ("seconds to `dragoman --help`", "start.help_s", "median of 5", _START),
    ("seconds to read one article cold", "start.cold_s", "median of 3", _START),
)
_REPORTS = (
    ("PLOVER's type between a given pair: macro F1", "events.macro_f1", "pairs", _EVENTS),
    ("reports of whole articles: precision", "reports.precision", "reports a reader", _WHOLE),
    ("reports of whole articles: recall", "reports.recall", "reports a reader", _WHOLE),
    ("reports of whole articles: F1", "reports.f1", "reports a reader", _WHOLE),
    ("reports of 110 articles, one reader: precision", "acts.precision", "acts", _ACTS),
    ("reports of 110 articles, one reader: recall", "acts.recall", "acts", _ACTS),
    ("reports of short paragraphs of our own: precision", "reports.told_precision", "reports", _WHOLE),
    ("reports of short paragraphs of our own: recall", "reports.told_recall", "reports", _WHOLE),
    ("paragraphs without an act that stay without a report", "reports.traps_passed", "paragraphs", _WHOLE),
)
_TOLD = (
    ("days, months and years that TimeBank's texts name, right", "dates.accuracy", "dates", _DATES),
    ("the same, documents on which no rule was chosen", "dates.accuracy_kept", "dates", _DATES),
    *(
        (f"MEANTIME's events, a head trained on it, {what}: F1", f"factuality.{name}", "events", _SURE)
        for what, name in (("denied", "NEG"), ("not certain", "UNCERTAIN"), ("future", "FUTURE"))
    ),
    *(
        (f"own cases kept from choosing, {what}: right", f"factuality.cases_{name}", "cases", _SURE)
        for name, what in (
            ("certain", "certain or not"),
            ("polarity", "denied or not"),
            ("time", "past, present or future"),
        )
    ),
)
_STORIES = (
    ("ECB+ topics on which nothing was chosen, articles on one happening: B³ F1", "stories.b3_f1", "articles", _MANY),
    ("near-copies made of the news file: precision", "stories.copies_precision", "pairs", _MANY),
    ("near-copies made of the news file: recall", "stories.copies_recall", "pairs", _MANY),
)
PAGES = {
    "README.md": (*_PARTS, *_OWN, *_WHO, *_REPORTS, *_TOLD, *_STORIES, *_RUNNING),
    "docs/model-card.md": (*_PARTS, *_OWN, *_WHO, *_REPORTS, *_TOLD),
    "docs/events.md": (*_REPORTS, *_TOLD),
    "docs/origins.md": _STORIES,
}
"""Page → rows: what is said, the figure's name, what N counts (or how often it was taken), and the command."""

Figures = Mapping[str, Mapping[str, Any]]


def read_figures(path: Path = FIGURES) -> Figures:
    """The figures by name; none where nothing was measured yet."""
    found: Figures = json.loads(path.read_text("utf-8"))["figures"] if path.is_file() else {}
    return found


def write_table(rows: tuple[tuple[str, str, str, str], ...], figures: Figures) -> str:
    """A Markdown table; where a standard error was taken it stands behind its figure."""
    lines = ["| what | figure | N | command |", "| --- | --- | --- | --- |"]
    for what, name, counted, command in rows:
        lines.append(f"| {what} | {_value(name, figures)} | {_count(name, counted, figures)} | `{command}` |")
    return "\n".join(lines)


def _value(name: str, figures: Figures) -> str:
    if name not in figures:
        return NONE
    value, error = float(figures[name]["value"]), figures[name]["se"]
    shown = f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return shown + (f" ± {error:.3f}" if error is not None else "")


def _count(name: str, counted: str, figures: Figures) -> str:
    if counted.startswith("median"):
        return counted
    group, _, key = name.partition(".")
    own = figures.get(f"{group}.n_{key}")  # cases count each attribute by itself
    number = own["value"] if own else figures[name]["n"] if name in figures else None
    return f"{int(number):,} {counted}" if number is not None else NONE


def fill(text: str, name: str, body: str) -> str:
    """`text` with `body` between `<!-- name -->` and `<!-- /name -->`. Raises ValueError where these marks are missing."""
    marks = re.compile(rf"(<!-- {name}\b[^>]*-->\n).*?(<!-- /{name} -->)", re.DOTALL)
    filled, found = marks.subn(lambda m: f"{m[1]}{body}\n{m[2]}", text)
    if found != 1:
        raise ValueError(f"{found} places between <!-- {name} --> and <!-- /{name} -->: one is needed")
    return filled


def write_page(page: str) -> str:
    """The page with its table as the figures have it."""
    return fill((ROOT / page).read_text("utf-8"), "figures", write_table(PAGES[page], read_figures()))


def write_measured() -> str:
    """What the page about the data shows, as JSON: it ships with the package, since bench/ does not."""
    figures = read_figures()
    rows = [
        {"what": what, "value": _value(name, figures), "n": _count(name, counted, figures)}
        for what, name, counted, _ in (*_PARTS, *_OWN, *_WHO, *_REPORTS)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    """Write all pages."""
    MEASURED.write_text(write_measured(), encoding="utf-8")
    for page in PAGES:
        (ROOT / page).write_text(write_page(page), encoding="utf-8")
    print(f"figures: {len(read_figures())} measured, shown in {', '.join(PAGES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
