"""The story of examples/panmunjom, as the network reads it: what docs/story.md promises of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman import intake, pipeline
from dragoman.actors.countries import list_names
from dragoman.ledger import EventQuery, Ledger, open_ledger
from dragoman.reading.network import Network
from dragoman.records import Act, Article
from dragoman.relations.owing import find_owed

pytestmark = pytest.mark.model
FOLDER = Path(__file__).parents[1] / "examples" / "panmunjom"
LEAST = 0.25


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    network = Network()
    articles = [article for article in intake.load(intake.find_files([FOLDER])) if isinstance(article, Article)]
    with open_ledger(tmp_path_factory.mktemp("story") / "story.ledger") as opened:
        run = opened.begin_run(code="test", weights=network.version)
        opened.write_many((pipeline.read_article(article, network) for article in articles), run=run)
        list(opened.place())
        opened.merge()
        yield opened


def get_told(ledger: Ledger, act: Act) -> str:
    """The words of an act's article to which it opens."""
    article, report = ledger.get_report(act.id)
    return " ".join(span.of(article.text) for span in report.evidence)


def test_five_outlets_tell_one_story_of_four_origins(ledger: Ledger) -> None:
    (story,) = ledger.find_stories()
    assert (len(story.articles), story.origins) == (5, 4)
    carriers = {article.outlet for article in ledger.find_carriers_of(story.articles[0])}
    assert {str(outlet).casefold() for outlet in carriers} == {"han river post", "the port standard"}


def test_a_quotation_has_changed(ledger: Ledger) -> None:
    _, _, utterances = ledger.get_story(ledger.find_stories()[0].id)
    (weapons,) = [u for u in utterances if any("hydrogen bomb" in wording.text for wording in u.wordings)]
    assert "changed" in {wording.kind for wording in weapons.wordings}


def test_one_answer_is_owed_and_one_promise_kept_each_with_its_sentence(ledger: Ledger) -> None:
    found = find_owed(ledger, "PRK", "KOR", least=LEAST, find_names=list_names)
    owed = [answer for answer in found if answer.status == "open" and answer.owed_by == "PRK"]
    assert any("reunions of separated families" in get_told(ledger, answer.offer) for answer in owed)
    (kept,) = [answer for answer in found if answer.status == "kept"]
    assert kept.match is not None and kept.days == 1
    assert "promised South Korea" in get_told(ledger, kept.offer)
    assert "restore the military telephone line" in get_told(ledger, kept.match.act)


def test_one_number_is_disputed_and_each_version_has_its_sentence(ledger: Ledger) -> None:
    disputed = ledger.find_events(EventQuery(disputed=True, least=LEAST))
    ((accounts, dispute),) = [
        (accounts, each) for event, accounts in disputed for each in event.disputes if each.field == "number"
    ]
    told = {report.id: " ".join(span.of(article.text) for span in report.evidence) for article, report in accounts}
    for version in dispute.versions:
        assert all(f"{version.value} people" in told[report] for report in version.reports)
