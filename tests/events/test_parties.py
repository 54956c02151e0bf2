"""Parties: who may take part, and who does, by scores made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dragoman.events.candidates import Candidate, add_others, find_candidates, take_up
from dragoman.events.parties import Parties, choose_parties, weigh_roles
from dragoman.events.triggers import find_triggers
from dragoman.records import Actor, InWords, LinkKind, Reading, Statement
from tests.actors.readings import read
from tests.events.made import (
    CHAD,
    KENYA,
    MORU,
    OTIENO,
    UMOJA,
    Odds,
    Told,
    make_assess,
    make_cast,
    make_judge,
)
from tests.events.made import make_statement as say


def candidates(text: str, *statements: Statement) -> tuple[Candidate, ...]:
    article, reading = read(text)
    return find_candidates(article, reading, make_cast(text), statements)


def words(text: str, *statements: Statement) -> list[str]:
    return [c.span.of(text) for c in candidates(text, *statements) if c.actor.name]


def settle(text: str, told: Told, odds: Odds) -> Parties:
    """Who takes part in what the word "acted" tells."""
    article, reading = read(text)
    judged = make_judge(text, {"acted": told}, odds)(reading)
    (trigger,) = find_triggers(article, reading, judged, make_assess(text, {"acted": told}), least=0.25)
    found = find_candidates(article, reading, make_cast(text), ())
    return choose_parties(trigger, weigh_roles(reading, judged, trigger.word), found, frozenset())


def ids(actors: tuple[Actor, ...]) -> list[str]:
    return [a.id for a in actors]


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kenya attacked Chad.", ["Kenya", "Chad"]),
        ("Protesters marched against Kenya.", ["Protesters", "Kenya"]),
        ("Kenyan troops attacked rebels.", ["Kenyan", "rebels"]),
        ("Kenya's troops attacked rebels.", ["Kenya", "rebels"]),
        ("Kenya’s troops attacked rebels.", ["Kenya", "rebels"]),
        ("Kenyan-backed rebels attacked.", ["Kenyan", "rebels"]),
        ("Two soldiers died in Chad.", ["soldiers", "Chad"]),
        ("Kenya sent the security forces.", ["Kenya", "security forces"]),
        ("Troops moved on.\n\nIn Chad, police stood by.", ["Troops", "Chad", "police"]),
        ("The Kenyan-led coalition attacked; Kurdish forces fled.", ["Kenyan-led coalition", "Kurdish"]),
        ("Rain fell.", []),
    ],
)
def test_names_and_groups_of_nobody_are_candidates_in_the_order_of_the_text(text: str, found: list[str]) -> None:
    assert words(text) == found
    assert [c.sentence for c in candidates(text)] == sorted(c.sentence for c in candidates(text))


def test_a_group_has_a_sector_and_one_id_in_an_article() -> None:
    first, second = candidates("Rebels fired. The rebels fled.")
    assert first.actor.id == second.actor.id
    assert (first.actor.name, first.actor.sector, first.actor.named, first.actor.country) == (
        "rebels", "REB", False, None,
    )  # fmt: skip


def take(text: str, antecedents: dict[str, str]) -> dict[str, str]:
    """By the words of each candidate whom it means, where those before it are taken up as given."""
    article, reading = read(text)

    def score(
        kind: LinkKind, reading: Reading, pairs: Sequence[tuple[InWords, InWords | None]]
    ) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        assert kind == "mention_antecedent"
        named = [[text[reading.starts[c.first] : reading.ends[c.last]] if c else "" for c in pair] for pair in pairs]
        return np.array([3.0 if antecedents.get(a, "") == b else -3.0 for a, b in named], np.float32)

    found = take_up(reading, find_candidates(article, reading, make_cast(text), ()), score, range(99))
    return {c.span.of(text): c.actor.name for c in found}


def test_who_is_not_named_takes_up_who_was() -> None:
    text = "Kenya struck. Rebels fled, and it let them go. The regime was glad."
    found = take(text, {"it": "Kenya", "them": "Rebels", "regime": "it"})
    assert found == {"Kenya": "Kenya", "Rebels": "rebels", "it": "Kenya", "them": "rebels", "regime": "Kenya"}


def test_a_group_stands_for_itself_and_a_pronoun_for_nobody_where_none_is_taken_up() -> None:
    assert take("Kenya struck. Rebels fled, and it was over.", {}) == {"Kenya": "Kenya", "Rebels": "rebels"}


def test_a_coalition_is_neither_its_leader_nor_its_members() -> None:
    (found,) = candidates("The Kenyan-led coalition attacked.")
    assert (found.actor.name, found.actor.kind, found.actor.country) == ("Kenyan-led coalition", "organisation", None)


QUOTED = "“We will close our border,” {} said in Kenya."


@pytest.mark.parametrize(
    ("name", "speaker", "side"),
    [
        ("Otieno", OTIENO, KENYA),
        ("Moru", MORU, MORU),
        ("Umoja", UMOJA, UMOJA),
        ("Kenya", KENYA, KENYA),
    ],
)
def test_we_in_a_quotation_is_the_speaker_s_side(name: str, speaker: Actor, side: Actor) -> None:
    text = QUOTED.format(name)
    found = candidates(text, say("s", text, "We will close our border,", speaker))
    assert (found[0].span.of(text), found[0].actor.id) == ("We", side.id)


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("Otieno said we would close the border of Kenya.", "we would close the border of Kenya", OTIENO),
        ("“We will close it,” somebody said in Kenya.", "We will close it,", None),
        ("“The US will close it,” Otieno said in Kenya.", "The US will close it,", OTIENO),
    ],
)
def test_other_words_name_no_side(text: str, content: str, speaker: Actor | None) -> None:
    assert not {"we", "We", "US"} & set(words(text, say("s", text, content, speaker)))


# --- who does ---------------------------------------------------------------------------------------------------------


def test_who_acts_and_who_undergoes_is_scored() -> None:
    found = settle("Kenya and Niger acted on Chad.", Told("ASSAULT"), {"Kenya": (0.9, 0.1), "Chad": (0.2, 0.7)})
    assert (ids(found.actors), ids(found.recipients)) == (["KEN"], ["TCD"])
    assert found.score == pytest.approx(0.9 * 0.7 * 0.99)


def test_the_likelier_role_is_taken() -> None:
    found = settle("Kenya acted on Chad.", Told("AID"), {"Kenya": (0.8, 0.6), "Chad": (0.6, 0.8)})
    assert (ids(found.actors), ids(found.recipients)) == (["KEN"], ["TCD"])


@pytest.mark.parametrize("kind", ["CONSULT", "COOPERATE"])
def test_in_joint_types_all_act_in_the_order_of_the_text(kind: str) -> None:
    found = settle("Kenya acted with Chad.", Told(kind), {"Kenya": (0.6, 0.7), "Chad": (0.1, 0.9)})
    assert (ids(found.actors), found.recipients) == (["KEN", "TCD"], ())


def test_nobody_acts_on_themselves() -> None:
    found = settle("Kenya acted in Nairobi.", Told("COERCE"), {"Kenya": (0.9, 0.1), "Nairobi": (0.1, 0.9)})
    assert (ids(found.actors), found.recipients) == (["KEN"], ())
    assert found.score == pytest.approx(0.9)


def test_who_is_named_twice_takes_part_once() -> None:
    found = settle("Kenya, from Nairobi, acted.", Told("COERCE"), {"Kenya": (0.9, 0.1), "Nairobi": (0.9, 0.1)})
    assert ids(found.actors) == ["KEN"]


def test_nobody_sure_enough_takes_no_part() -> None:
    assert settle("Kenya acted on Chad.", Told("AID"), {"Kenya": (0.49, 0.1), "Chad": (0.1, 0.49)}) == Parties(
        (), (), 0
    )
    assert settle("It acted.", Told("AID"), {}) == Parties((), (), 0)


def test_other_sentences_take_no_part() -> None:
    found = settle("Kenya slept. Chad acted.", Told("AID"), {"Kenya": (0.9, 0.1), "Chad": (0.9, 0.1)})
    assert ids(found.actors) == [CHAD.id]


def test_words_that_play_a_part_are_a_party_of_their_own_or_belong_to_the_name_before_them() -> None:
    text = "Kenyan dockers and angry bakers acted."
    article, reading = read(text)
    found = add_others(article, reading, find_candidates(article, reading, make_cast(text), ()), {1, 3, 4})
    assert [(text[reading.starts[c.first] : reading.ends[c.last]], c.actor.name) for c in found] == [
        ("Kenyan dockers", "Kenya"), ("angry bakers", "angry bakers"),
    ]  # fmt: skip


def test_both_sides_are_the_last_two_states_before() -> None:
    text = "Niger slept. Kenya met Chad, and both sides agreed. Rain fell. Wind blew. The two countries parted."
    assert [c.actor.id for c in candidates(text)] == ["NER", "KEN", "TCD", "KEN", "TCD", "KEN", "TCD"]


def test_the_mention_that_holds_the_trigger_takes_no_part() -> None:
    text = "Rebels fired."
    article, reading = read(text)
    told = {"Rebels": Told("ASSAULT")}
    judged = make_judge(text, told, {"Rebels": (0.9, 0.1)})(reading)
    (trigger,) = find_triggers(article, reading, judged, make_assess(text, told), least=0.25)
    found = find_candidates(article, reading, make_cast(text), ())
    assert choose_parties(trigger, weigh_roles(reading, judged, trigger.word), found, frozenset()) == Parties((), (), 0)
