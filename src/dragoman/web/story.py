"""Stories: articles on one happening by where their accounts come from, and what is said in several of them."""

from __future__ import annotations

from dragoman.contract import write_story
from dragoman.web.answers import Page
from dragoman.web.visits import Here

HOW = {"copy": "prints its words", "credit": "credits it", "citation": "mostly cites it"}
"""How an article was found to carry another's account, in words; one with its own says nothing."""


def show_story(visit: Here, story_id: str) -> Page:
    """One story: its articles by origin, oldest first, and what is said in it, with how the wording differs."""
    story, articles, utterances = visit.ledger.get_story(story_id)
    origins: dict[str, list[object]] = {}
    for article, origin in articles:
        origins.setdefault(origin.id, []).append((article, origin))
    said = [u for u in utterances if len(u.wordings) > 1]
    shown = {"story": story, "origins": list(origins.values()), "said": said, "how": HOW}
    return Page("story.html", story.title or "A story", write_story(story, articles, utterances), shown)
