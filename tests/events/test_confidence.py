"""What a report's confidence is made from, beside the scores of its words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dragoman.events.confidence import SIGNS, list_signs
from dragoman.reading.network import Network
from dragoman.records import Actor, Report
from tests.events.made import CHAD, KENYA, OTIENO
from tests.ledger.acts import make_article, make_report
from training.choose_reports import fit_plane

STRANGER = Actor("p-doe", "Jo Doe", "person", None, None)
ARTICLE = make_article("a", ["It rained and rained.", "Kenya attacked Chad."])


def find_signs(report: Report) -> set[str]:
    signs = dict(zip(SIGNS, list_signs(report, len(ARTICLE.text)), strict=True))
    assert 0 < signs.pop("late") < 1
    assert set(signs.values()) <= {0.0, 1.0}
    return {name for name, value in signs.items() if value}


def test_signs_say_what_a_report_tells_of_whom_and_how() -> None:
    told = make_report(ARTICLE, "Kenya attacked Chad.", KENYA, CHAD)
    assert find_signs(told) == {"certain", "states", "ASSAULT"}
    assert find_signs(replace(told, actors=(OTIENO,), type="ACCUSE", factuality="PR+")) == {"states", "ACCUSE"}
    assert find_signs(replace(told, recipients=(STRANGER,))) == {"certain", "unknown", "ASSAULT"}


def test_what_speaks_for_being_right_weighs_more_and_rare_signs_little() -> None:
    dice = np.random.default_rng(1)
    x = np.zeros((400, 4 + len(SIGNS) + 1))
    x[:, 0], x[:, -1] = dice.normal(size=400), 1.0
    x[:2, 4] = 1.0  # a sign that two reports have, both right
    right = dice.random(400) < 1 / (1 + np.exp(-2 * x[:, 0]))
    right[:2] = True
    plane = fit_plane(x, right)
    assert 1.5 < plane[0] < 2.5 and 0 < plane[4] < 0.5


def test_a_sure_report_of_states_is_surer_than_a_doubtful_one_of_strangers() -> None:
    network = Network()
    told = make_report(ARTICLE, "Kenya attacked Chad.", KENYA, CHAD)
    doubted = replace(told, recipients=(STRANGER,), factuality="Uu")
    sure, doubtful = (
        network.calibrate_report(scores, list_signs(report, len(ARTICLE.text)))
        for report, scores in ((told, (0.95, 0.9, 0.9, 1.0)), (doubted, (0.4, 0.3, 0.5, 1.0)))
    )
    assert 0 < doubtful < sure < 1
