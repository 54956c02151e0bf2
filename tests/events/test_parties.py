"""Parties: who may take part, and who does, by scores made by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dragoman.events.candidates import Candidate, describe, find_candidates
from dragoman.events.parties import Part, Parties, settle_parties
from dragoman.events.triggers import find_triggers
from dragoman.events.whom import KINDS, OTHERS, SOMEBODY, choose, find_whom, list_choices
from dragoman.records import Actor, Choices, Reading, Span, Statement
from tests.actors.readings import read
from tests.events.made import (
    CHAD,
    KENYA,
    MORU,
    OTIENO,
    UMOJA,
    Odds,
    Told,
    find_span,
    make_assess,
    make_cast,
    make_judge,
    weigh_by_overlap,
)
from tests.events.made import make_statement as say


def candidates(text: str, *statements: Statement) -> tuple[Candidate, ...]:
    article, reading = read(text)
    return find_candidates(article, reading, make_cast(text), statements)


def words(text: str, *statements: Statement) -> list[str]:
    return [c.span.of(text) for c in candidates(text, *statements) if c.actor.name]


def settle(text: str, told: Told, odds: Odds, trigger: str = "acted") -> Parties:
    """Who takes part in what the word "acted" tells."""
    article, reading = read(text)
    judged = make_judge(text, {trigger: told}, odds)(reading)
    triggers = find_triggers(article, reading, judged, make_assess(text, {trigger: told}), least=0.25)
    found = find_candidates(article, reading, make_cast(text), ())
    (parties,) = settle_parties(article, reading, judged, triggers, found, weigh_by_overlap)
    return parties


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


def take(text: str, asked: Sequence[str], antecedents: dict[str, str]) -> list[str]:
    """Whom some words mean, where each takes up whom it is given to take up, and nobody else."""
    article, reading = read(text)
    words = [text[a:b] for a, b in zip(reading.starts.tolist(), reading.ends.tolist(), strict=True)]

    def weigh(reading: Reading, choices: Choices) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        def name(mention: int) -> str:
            return " ".join(words[choices.spans[mention, 0] : choices.spans[mention, 1] + 1])

        pairs = zip(choices.asked.tolist(), choices.other.tolist(), strict=True)
        return np.array(
            [0 if o < 0 else 9 if antecedents.get(name(a)) == name(o) else -9 for a, o in pairs], np.float32
        )

    spans = [Part(words.index(one), words.index(one), 0, 1.0) for one in asked]
    found = find_whom(article, reading, spans, find_candidates(article, reading, make_cast(text), ()), weigh)
    return [actor.name for one in found for actor in one.actors]


def test_who_is_not_named_is_somebody_else_of_the_article() -> None:
    text = "Kenya struck. Rebels fled, and it let them go. The regime was glad."
    assert take(text, ["it", "them", "regime"], {"it": "Kenya", "them": "Rebels", "regime": "Kenya"}) == [
        "Kenya", "rebels", "Kenya",
    ]  # fmt: skip


def test_whom_a_nameless_one_means_is_meant_by_those_who_mean_it() -> None:
    text = "Kenya struck. Troops fled, and they hid."
    assert take(text, ["Troops", "they"], {"Troops": "Kenya", "they": "Troops"}) == ["Kenya", "Kenya"]


def test_who_means_nobody_else_is_told_by_the_words() -> None:
    assert take("Kenya struck. Rebels fled, and bakers hid.", ["Rebels", "bakers"], {}) == ["rebels", "bakers"]


def test_a_person_of_unknown_country_who_means_a_state_is_of_it() -> None:
    article, reading = read("Kenya struck, Wanjiru said.")
    cast = make_cast("Kenya struck, Wanjiru said.", {"Kenya": KENYA, "Wanjiru": Actor("p", "Wanjiru", "person")})
    found = find_candidates(article, reading, cast, ())
    asked = [Part(3, 3, 0, 1.0)]
    (who,) = find_whom(
        article,
        reading,
        asked,
        found,
        lambda _, choices: np.where((choices.kinds < 2) & (choices.other >= 0), 1.0, -1.0).astype(np.float32),
    )
    assert [(a.name, a.country, a.sector) for a in who.actors] == [("Wanjiru", "KEN", "GOV")]


def test_all_mentions_of_a_side_speak_for_it() -> None:
    side, chance = choose(np.array([1.0, 0.9, 0.9], np.float32), ["", "KEN", "KEN"])
    assert side == "KEN" and chance == pytest.approx(2 / (2 + np.exp(0.1)), abs=1e-3)


def test_choices_are_those_before_and_names_shortly_after() -> None:
    text = "Kenya struck. They fled. Rebels hid. " + "So it went. " * 30 + "Chad slept."
    article, reading = read(text)
    found = find_candidates(article, reading, make_cast(text), ())
    choices = list_choices(text, reading, [Part(3, 3, 0, 1.0)], found)
    assert [int(o) for o in choices.other if o >= 0] == [1]  # Kenya: the rebels have no name, Chad is too far
    choices = list_choices(text, reading, [Part(9, 9, 0, 1.0)], found)
    assert [int(o) for o in choices.other if o >= 0] == [1, 2]
    assert choices.kinds[choices.other < 0].tolist() == list(range(SOMEBODY, KINDS))


def test_those_who_are_nobody_else_may_be_of_a_group() -> None:
    article, reading = read("Some of the 40 marched.")

    def weigh(reading: Reading, choices: Choices) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.where(choices.kinds == SOMEBODY + OTHERS.index("protesters"), 1, 0).astype(np.float32)

    (who,) = find_whom(article, reading, [Part(0, 0, 0, 1.0)], (), weigh)
    assert [(a.name, a.sector, a.named, a.mention) for a in who.actors] == [("protesters", "OPP", False, Span(0, 4))]


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
    assert found.score == pytest.approx(0.9 * 0.7 * 0.99, rel=1e-3)


def test_the_likelier_role_is_taken() -> None:
    found = settle("Kenya acted on Chad.", Told("AID"), {"Kenya": (0.8, 0.6), "Chad": (0.6, 0.8)})
    assert (ids(found.actors), ids(found.recipients)) == (["KEN"], ["TCD"])


@pytest.mark.parametrize("kind", ["CONSULT", "COOPERATE"])
def test_in_joint_types_all_act_in_the_order_of_the_text(kind: str) -> None:
    found = settle("Kenya acted with Chad.", Told(kind), {"Kenya": (0.6, 0.7), "Chad": (0.1, 0.9)})
    assert (ids(found.actors), found.recipients) == (["KEN", "TCD"], ())


def test_nobody_meets_alone_if_anybody_else_may_be_meant() -> None:
    alone = settle("Kenya acted with Chad.", Told("CONSULT"), {"Kenya": (0.9, 0.1), "Chad": (0.15, 0.01)})
    assert ids(alone.actors) == ["KEN", "TCD"] and not alone.recipients
    unlikely = settle("Kenya acted with Chad.", Told("CONSULT"), {"Kenya": (0.9, 0.1), "Chad": (0.05, 0.01)})
    assert ids(unlikely.actors) == ["KEN"]
    three = {"Kenya": (0.9, 0.1), "Niger": (0.8, 0.1), "Chad": (0.15, 0.01)}
    assert ids(settle("Kenya and Niger acted near Chad.", Told("CONSULT"), three).actors) == ["KEN", "NER"]


def test_nobody_acts_on_themselves() -> None:
    found = settle("Kenya acted in Nairobi.", Told("COERCE"), {"Kenya": (0.9, 0.1), "Nairobi": (0.1, 0.9)})
    assert (ids(found.actors), found.recipients) == (["KEN"], ())
    assert found.score == pytest.approx(0.9, rel=1e-3)


def test_who_is_named_twice_takes_part_once() -> None:
    found = settle("Kenya, from Nairobi, acted.", Told("COERCE"), {"Kenya": (0.9, 0.1), "Nairobi": (0.9, 0.1)})
    assert ids(found.actors) == ["KEN"]


def test_of_those_who_are_not_sure_the_likeliest_plays_each_part() -> None:
    found = settle(
        "Kenya and Niger acted on Chad.", Told("AID"), {"Kenya": (0.3, 0.1), "Niger": (0.4, 0.1), "Chad": (0.1, 0.2)}
    )
    assert (ids(found.actors), ids(found.recipients)) == (["NER"], ["TCD"])
    found = settle("Kenya and Niger acted on Chad.", Told("AID"), {"Kenya": (0.6, 0.1), "Niger": (0.4, 0.1)})
    assert (ids(found.actors), ids(found.recipients)) == (["KEN"], [])


def test_nobody_sure_enough_takes_no_part() -> None:
    odds: Odds = {"Kenya": (0.19, 0.1), "Chad": (0.1, 0.19)}
    assert settle("Kenya acted on Chad.", Told("AID"), odds) == Parties((), (), 0, 0)
    assert settle("It acted.", Told("AID"), {}) == Parties((), (), 0, 0)


def test_an_act_is_whole_with_both_sides_or_with_two_who_act_together() -> None:
    both = settle("Kenya acted on Chad.", Told("AID"), {"Kenya": (0.9, 0.1), "Chad": (0.1, 0.9)})
    one = settle("Kenya acted.", Told("AID"), {"Kenya": (0.9, 0.1)})
    assert (both.is_whole("AID"), one.is_whole("AID"), one.is_whole("CONSULT")) == (True, False, False)
    assert settle("Kenya acted with Chad.", Told("CONSULT"), {"Kenya": (0.9, 0.1), "Chad": (0.9, 0.1)}).is_whole(
        "CONSULT"
    )


def test_other_sentences_take_no_part() -> None:
    found = settle("Kenya slept. Chad acted.", Told("AID"), {"Kenya": (0.9, 0.1), "Chad": (0.9, 0.1)})
    assert ids(found.actors) == [CHAD.id]


def test_words_that_play_a_part_are_a_party_of_their_own_or_belong_to_the_name_beside_them() -> None:
    odds: Odds = dict.fromkeys(("Kenyan", "dockers", "angry", "bakers"), (0.9, 0.1))
    found = settle("Kenyan dockers and angry bakers acted.", Told("PROTEST"), odds)
    assert [a.name for a in found.actors] == ["Kenya", "angry bakers"]


def test_words_over_a_bridge_are_one_party_and_two_joined_states_are_two() -> None:
    odds: Odds = {"members": (0.9, 0.1), "union": (0.9, 0.1), "Kenya": (0.9, 0.1), "Chad": (0.9, 0.1)}
    assert [a.name for a in settle("Two members of the union acted.", Told("AID"), odds).actors] == [
        "members of the union"
    ]
    assert ids(settle("A Kenya-Chad alliance acted.", Told("AID"), odds).actors) == ["KEN", "TCD"]


def test_both_sides_are_the_last_two_states_before() -> None:
    text = "Niger slept. Kenya met Chad, and both sides agreed. Rain fell. Wind blew. The two countries parted."
    assert [c.actor.id for c in candidates(text)] == ["NER", "KEN", "TCD", "KEN", "TCD", "KEN", "TCD"]


def test_the_mention_that_holds_the_trigger_takes_no_part() -> None:
    assert settle("Rebels fired.", Told("ASSAULT"), {"Rebels": (0.9, 0.1)}, "Rebels") == Parties((), (), 0, 0)


@pytest.mark.parametrize(
    ("text", "words", "name", "named"),
    [
        ("Bakers struck.", "Bakers", "bakers", False),
        ("The bakers struck.", "bakers", "bakers", False),
        ("NATO struck.", "NATO", "NATO", True),
        ("Then Umoja struck.", "Umoja", "Umoja", True),
        ("They fled. Troops struck.", "Troops", "troops", False),
        ("Angry Kurdish troops", "Kurdish", "Kurds", True),
    ],
)
def test_words_that_mean_nobody_else_are_told_as_printed(text: str, words: str, name: str, named: bool) -> None:
    article, _ = read(text)
    actor = describe(article, find_span(text, words))
    assert (actor.name, actor.named, actor.country) == (name, named, None)
