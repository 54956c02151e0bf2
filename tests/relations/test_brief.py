"""Briefs: what stands on the page, what the checker refuses, and that hostile words stay words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from dragoman.actors.countries import list_names
from dragoman.cli import main
from dragoman.errors import TextError
from dragoman.relations import series
from dragoman.relations.brief import Brief, make_brief
from dragoman.relations.lines import Evidence, Line, find_faults
from dragoman.relations.written import find_link, write_html, write_markdown
from tests.relations.worlds import START, Told, write

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.ledger import Ledger

ATTACK = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)> \u202eevil & \"quoted\" 'q'"
ACTS = [
    Told(0, "USA", "RUS", "REQUEST", "yield", "Washington demanded that Moscow free the trawler's crew.", outlet="Reuters"),
    Told(3, "RUS", "USA", "REJECT", "yield", "Moscow told the United States that the crew would stand trial.", outlet="TASS"),
    Told(5, "RUS", "USA", "MOBILIZE", "weapons", "Russia moved missiles towards the United States.", outlet="TASS"),
    Told(6, "RUS", "USA", "AGREE", None, "Russia offered Washington grain, but only for roubles.", condition="only for roubles"),
    Told(7, "RUS", "USA", "ACCUSE", None, f"Russia accused the United States of {ATTACK}.", outlet=f"Post {ATTACK}"),
    Told(8, "RUS", "USA", "ACCUSE", None, "He blamed them for the whole affair."),
    Told(9, "RUS", "USA", "ASSAULT", None, "Russia hit the United States, Moscow said.", by="RUS"),
]  # fmt: skip
SIDES = {"TASS": "RUS state", "Reuters": "GBR private"}


def make(ledger: Ledger, *acts: Told) -> Brief:
    write(ledger, acts or ACTS)
    found = series(ledger, "RUS", "USA", told=True, find_side=lambda outlet, _: SIDES.get(outlet or "", "unknown"))
    return make_brief(ledger, found, find_names=list_names, find_precision={"REJECT": (0.9, 20)}.get)


def list_lines(brief: Brief, title: str) -> list[Line]:
    return [line for section in brief.sections if section.title.startswith(title) for line in section.lines]


def list_plain(brief: Brief, title: str) -> list[str]:
    return [text for section in brief.sections if section.title.startswith(title) for text in section.plain]


def test_the_first_line_says_what_was_read_and_from_whose_state_media(ledger: Ledger) -> None:
    brief = make(ledger)
    assert brief.title == "Russia and United States, 1 January 2018 – 10 January 2018"
    assert brief.first.startswith("7 articles, 7 origins, 29% from RUS's state media, 0% from USA's state media")


def test_what_was_said_and_done_stands_with_its_sentence_and_day(ledger: Ledger) -> None:
    brief = make(ledger)
    said, done = list_lines(brief, "Said"), list_lines(brief, "Done")
    assert [line.says for line in done] == ["Russia moves forces against United States"]
    assert (done[0].on, done[0].quote) == (
        START + timedelta(days=5),
        "Russia moved missiles towards the United States.",
    )
    assert "Russia refuses United States" in [line.says for line in said]
    assert all(line.evidence for line in said)


def test_each_offer_has_its_condition_and_its_answer(ledger: Ledger) -> None:
    lines = list_lines(make(ledger), "Offers")
    demand = next(line for line in lines if line.types[0] == "REQUEST")
    assert demand.notes == ("demand: refused after 3 days",)
    assert [piece.text for piece in demand.evidence] == [ACTS[0].told, ACTS[1].told]
    offer = next(line for line in lines if line.types[0] == "AGREE")
    assert offer.notes[0] == "condition: only for roubles"
    assert "owed by Russia" in offer.notes[1]


def test_lines_whose_sentences_do_not_name_the_parties_are_refused_and_counted(ledger: Ledger) -> None:
    brief = make(ledger)
    assert brief.refused == 2  # "He blamed them", as said and as an accusation to answer
    assert any("2 lines were left out" in text for text in list_plain(brief, "What this corpus"))
    assert "He blamed them" not in write_html(brief)


def test_what_this_corpus_cannot_see_is_said(ledger: Ledger) -> None:
    told = list_plain(make(ledger), "What this corpus")
    assert "1 act is in no week: a deed on a party's own word." in told
    assert told[-1].endswith("none found is none in what was read.")


def test_precision_is_given_for_the_types_that_are_used_or_said_not_to_be_measured(ledger: Ledger) -> None:
    told = list_plain(make(ledger), "How often")
    assert "REJECT: 90% right, of 20 looked at." in told
    assert "MOBILIZE: not measured." in told


def test_a_change_that_is_more_than_chance_is_told_with_its_acts(ledger: Ledger) -> None:
    pytest.importorskip("arch")
    acts = [
        Told(7 * n, "RUS", "USA", "ACCUSE", None, f"Russia accused the United States again, case {n}.")
        for n in range(30)
    ]
    for week in range(20, 30):
        acts += [
            Told(7 * week + n % 7, "RUS", "USA", "ACCUSE", None, f"Russia accused America, case {week} {n}.")
            for n in range(8 + week % 3)
        ]
    (change,) = list_lines(make(ledger, *acts), "What changed")
    assert change.says.startswith("RUS → USA, verbal conflict: ")
    assert len(change.evidence) == 3


# --- the checker ------------------------------------------------------------------------------------------------------

PIECE = Evidence(
    "r1", "a1", "Moscow accused the Americans of spying.", "ACCUSE", date(2018, 1, 1), {"USA": ("the Americans",)}
)
LINE = Line("RUS accuses USA", ("RUS", "USA"), ("ACCUSE",), (PIECE,), date(2018, 1, 1), "accused the  Americans")


def test_a_line_that_its_evidence_bears_may_stand() -> None:
    assert find_faults(LINE, list_names) == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (replace(LINE, evidence=()), "no evidence"),
        (replace(LINE, parties=("RUS", "CHN")), "does not name CHN"),
        (replace(LINE, types=("REJECT",)), "tells ACCUSE"),
        (replace(LINE, on=date(2018, 1, 2)), "does not give 2018-01-02"),
        (replace(LINE, quote="accused the Britons"), "quotation"),
        (replace(LINE, evidence=(replace(PIECE, text="He accused them of spying."),), quote=None), "does not name RUS"),
    ],
)  # fmt: skip
def test_a_line_whose_evidence_does_not_name_what_it_says_is_refused(line: Line, fault: str) -> None:
    assert any(fault in each for each in find_faults(line, list_names))


def test_a_name_counts_only_as_a_whole_word() -> None:
    piece = replace(PIECE, text="A Russophile accused the Americans of spying in Usher.", named={})
    assert find_faults(
        replace(LINE, evidence=(piece,), quote=None), lambda code: {"RUS": ("Russo",), "USA": ("US",)}[code]
    )


# --- hostile words ----------------------------------------------------------------------------------------------------


def test_words_of_articles_become_no_markup_in_html(ledger: Ledger) -> None:
    page = write_html(make(ledger))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"<(?:script|img|iframe|object|link)\b", page)
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert "\u202e" not in page
    assert "default-src 'none'" in page


def test_a_number_at_the_beginning_is_no_list_and_stays_a_number(ledger: Ledger) -> None:
    brief = make(ledger)
    assert "\n\n7 articles, 7 origins" in write_markdown(brief)
    for first, written in (("1. Talks", "1\\. Talks"), ("12) Talks", "12\\) Talks"), ("1.5 m", "1\\.5 m")):
        assert f"\n\n{written}" in write_markdown(replace(brief, first=first))


def test_words_of_articles_become_no_markup_or_link_in_markdown(ledger: Ledger) -> None:
    page = write_markdown(make(ledger))
    assert "<script" not in page.replace("\\<", "")
    assert not re.search(r"(?<!\\)\]\(", page)
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x?y=1&z=2", "https://a.example/x?y=1&z=2"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("https://a.example/a(b)", "https://a.example/a%28b%29"),
        ("javascript:alert(1)", None),
        (" JavaScript:alert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, link: str | None) -> None:
    assert find_link(url) == link


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_writes_either_form(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(ledger, ACTS)
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(ledger.path))
    for name, begins in (("brief.html", "<!doctype html>"), ("brief.md", "# Russia and United States")):
        assert main(["brief", "RUS", "USA", "-o", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert "left out" in capsys.readouterr().err
    assert main(["brief", "RUS", "USA"]) == 0
    assert capsys.readouterr().out.startswith("# Russia and United States")
    assert main(["brief", "RUS", "CHN"]) == 1
    assert main(["brief", "RUS", "USA", "-o", "brief.pdf"]) == 2
    assert main(["brief", "RUS", "USA", "-o", str(tmp_path / "no" / "brief.md")]) == 2


def test_rows_of_others_have_no_sentences_to_brief_on(ledger: Ledger) -> None:
    write(ledger, ACTS)
    found = series(ledger, "RUS", "USA")
    with pytest.raises(TextError, match="sentences"):
        make_brief(ledger, replace(found, dyad=replace(found.dyad, source="icews")))
