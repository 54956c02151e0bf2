"""Real news pages as served, with the title, date and text that their collection expects: what intake makes of them.

    python -m bench pages [FOLDER]

FOLDER holds NAME.html, and NAME.json with `language`, `title`, `publish_date` and `text`. A page that differs is a line on
standard error.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from statistics import fmean

from dragoman.intake import load
from dragoman.records import Article

_WORD = re.compile(r"\w+")
WORTH_A_LOOK = 0.97
"""F1 of words below which a page's text is told."""
_MARKS = str.maketrans("‘’“”", "''\"\"")


def measure(folder: Path) -> dict[str, float]:
    """Shares of titles and days that are the gold's, and the mean F1 of words, over the `n` English pages with a gold;
    of the `n_other` pages in other languages the share that is rejected.
    """
    titles, days, texts, refused = [], [], [], []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text("utf-8"))
        (found,) = load([path.with_suffix(".html")])
        if gold["language"] != "en":
            refused.append(not isinstance(found, Article))
            continue
        article = found if isinstance(found, Article) else Article("", "")
        titles.append(_plain(article.title) == _plain(gold["title"]))
        days.append(_find_day(article) == _read_day(gold["publish_date"]))
        texts.append(score_text(article, gold["text"]))
        if not (titles[-1] and days[-1] and texts[-1] > WORTH_A_LOOK):
            said = (
                f"{article.title!r} {_find_day(article)} {texts[-1]:.3f}, gold {gold['title']!r} {gold['publish_date']}"
            )
            print(f"{path.stem}: {said}" if isinstance(found, Article) else f"{path.stem}: {found}", file=sys.stderr)
    shares = {"title": fmean(titles), "day": fmean(days), "text_words": fmean(texts)}
    return {**shares, "other_rejected": fmean(refused), "n_other": len(refused), "n": len(titles)}


def score_text(article: Article, gold: str) -> float:
    """F1 of the words of a page's text, furniture and title left out, against those of the gold."""
    mine, theirs = Counter(_WORD.findall(find_body(article))), Counter(_WORD.findall(gold))
    shared = (mine & theirs).total()
    return 2 * shared / (mine.total() + theirs.total()) if shared else 0.0


def find_body(article: Article) -> str:
    """A page's text without its title, which intake puts first, and without furniture."""
    kept, at = [], 0
    for span in article.furniture:
        kept.append(article.text[at : span.start])
        at = span.end
    body = "".join([*kept, article.text[at:]]).strip()
    return body.removeprefix(article.title or "")


def _plain(title: str | None) -> str:
    return " ".join((title or "").translate(_MARKS).split())


def _find_day(article: Article) -> date | None:
    return article.published_at.at.date() if article.published_at else None


def _read_day(written: str | None) -> date | None:
    return datetime.fromisoformat(written).date() if written else None
