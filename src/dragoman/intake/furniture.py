"""Which blocks of a page are the page's and not the article's: Blocks → kinds of furniture.

A block is judged by where it stands (head, body, tail), how it is built (a label, a link line, a list of headlines, a
sentence) and whether it repeats another. The label tables only name what such blocks usually say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from dragoman.intake import labels
from dragoman.intake.agencies import find_credited_agency
from dragoman.intake.blocks import SENTENCE_WORDS, Block, fold
from dragoman.intake.headers import find_header

LEDE_WORDS = 6
LEDE_REACH = 12
"""How many blocks on the body's own copy of a lede may stand."""
LEDE_LIKENESS = 0.9
"""Share of words in common from which two copies of a lede are one: editors touch up a word, not a sentence."""
LABEL_WORDS = 8
MOST_BLOCKS = 2000
"""Of more blocks than this, which no article has, only as many at either end together are judged."""
PULL_WORDS = 8
TAG_WORDS = 5
LIST_SHARE = 0.4
"""Share of headline-like blocks from which what follows a list label is taken for other pages' teasers."""
_REPORTING = re.compile(r"[\"“”„«]|\b(?:said|says|told|added|according)\b")


def is_label(block: Block) -> bool:
    """Whether a whole block is a known label, button, or has no letters at all ("...", "* * *")."""
    if block.n_words > LABEL_WORDS:
        return False
    folded = fold(block.text)
    return not folded or is_list_label(block) or folded in labels.TAG_LABELS or folded in labels.BUTTONS


def is_list_label(block: Block) -> bool:
    """Whether a block heads a list of other pages: "Latest", "More from Europe"."""
    if block.n_words > LABEL_WORDS or block.is_long:
        return False
    return bool(labels.LIST_HEAD.match(block.text)) or fold(block.text) in labels.LIST_LABELS


def is_tag_label(block: Block) -> bool:
    return block.n_words <= LABEL_WORDS and fold(block.text) in labels.TAG_LABELS


def is_link_line(block: Block) -> bool:
    """ "Read more: …", "ALSO READ | …": a few words that lead to another page."""
    return block.n_words <= labels.LINK_WORDS and bool(labels.LINK_LINE.match(block.text))


def is_notice(block: Block) -> bool:
    """What the page asks of its reader, its rights, its counters. What someone is quoted as saying is none."""
    if block.n_words > labels.NOTICE_WORDS:
        return False
    text = block.text.lstrip("[(*-–—•►▶> ")
    return not (_REPORTING.search(text) and block.n_words > 6) and any(p.match(text) for p in labels.NOTICES)


def is_caption(block: Block) -> bool:
    """A picture's caption or credit."""
    if block.n_words > labels.CAPTION_WORDS:
        return False
    if any(p.match(block.text) for p in labels.CAPTIONS):
        return True
    signed = labels.CAPTION_TAIL.search(block.text)
    # An agency alone in brackets signs a paragraph as often as a picture: "…, he said. (Reuters)".
    return bool(signed and (block.n_words <= SENTENCE_WORDS or labels.PICTURE_MARK.search(signed[0])))


def is_tag_line(block: Block) -> bool:
    match = None if block.is_long else labels.TAG_LINE.match(block.text)
    return bool(match and block.n_words <= 60 and not block.ends_sentence)


def is_page_line(block: Block) -> bool:
    """Whether the block alone, wherever it stands, shows that it is the page's."""
    if block.is_long:
        return False
    return is_label(block) or is_link_line(block) or is_notice(block) or is_caption(block) or is_tag_line(block)


def is_navigation(block: Block) -> bool:
    """A row of links: "Home | World | Politics | Sport"."""
    if block.is_long:
        return False
    parts = [part for part in re.split(r"\s*[|•·]\s*|\s{3,}|\t", block.text) if part]
    return len(parts) >= 3 and all(len(part.split()) <= 4 for part in parts) and not block.ends_sentence


def read_tags(blocks: Sequence[Block]) -> list[str]:
    """The tags that the page lists after "Tags:", on the line or on those below it."""
    tags: list[str] = []
    for index, block in enumerate(blocks):
        if (match := labels.TAG_LINE.match(block.text)) and is_tag_line(block):
            tags += _split_tags(match["list"])
        if is_tag_label(block):
            for listed in _find_tag_list(blocks, index):
                tags += _split_tags(blocks[listed].text)
    return list(dict.fromkeys(tags))


def find_furniture(blocks: Sequence[Block], *, title: int | None, body: int) -> set[int]:
    """Indices of the blocks that are the page's. `title`: the headline's block; `body`: the first of the article's own."""
    judged = [i for i in range(len(blocks)) if i < MOST_BLOCKS // 2 or i >= len(blocks) - MOST_BLOCKS // 2]
    found = {index for index in judged if is_page_line(blocks[index])}
    found |= set(find_repeated_titles(blocks, title))
    found |= set(find_repeated_ledes(blocks, title, body))
    found |= _find_head(blocks, title, body)
    found |= set(_find_pulled(blocks, body)) if len(blocks) <= MOST_BLOCKS else set()
    governed: set[int] = set()
    for index in sorted(found):
        if index not in governed:
            governed |= _find_governed(blocks, index, body)
    found |= governed
    found |= _find_tail(blocks, found, body)
    return found - {title}


def find_repeated_titles(blocks: Sequence[Block], title: int | None) -> Iterator[int]:
    """Blocks that say the headline once more, with or without the outlet's name after it."""
    if title is None or not (headline := fold(blocks[title].text)):
        return
    for index, block in enumerate(blocks):
        if index == title or block.n_words > 60:
            continue
        folded = fold(block.text)
        # A sentence that begins with the headline's words and goes on is the article's own.
        if folded == headline or (not block.ends_sentence and is_same_headline(folded, headline)):
            yield index


def is_same_headline(one: str, other: str) -> bool:
    """Whether two folded headlines are the same, but for a site's name at the end of one of them."""
    short, long = sorted((one, other), key=len)
    return bool(short) and (
        short == long or (len(short.split()) >= 4 and long.startswith(short + " ") and len(long) - len(short) <= 30)
    )


def find_repeated_ledes(blocks: Sequence[Block], title: int | None, body: int) -> Iterator[int]:
    """Sentences at the head of the page that the article's own paragraphs say again: the earlier copy of each."""
    yield from (i for i in range(min(body + 2, len(blocks), MOST_BLOCKS)) if i != title and is_repeated_lede(blocks, i))


def is_repeated_lede(blocks: Sequence[Block], index: int) -> bool:
    """Whether one of the next blocks begins with the words of this one, which may be cut off with an ellipsis."""
    block = blocks[index]
    if block.n_words < LEDE_WORDS or block.is_long:
        return False
    words = fold(block.text).split()
    if block.text.endswith(("...", "…")) and not block.text.endswith((" ...", " …")):
        words.pop()  # it may be half a word
    later = blocks[index + 1 : index + 1 + LEDE_REACH]
    return any(_says_again(words, fold(other.text[: 2 * len(block.text) + 80]).split()) for other in later)


def _says_again(words: list[str], other: list[str]) -> bool:
    if len(other) < len(words):
        return False
    if other[: len(words)] == words:
        return True
    if len(words) < 2 * LEDE_WORDS or other[0] != words[0]:
        return False
    return SequenceMatcher(None, words, other[: len(words)], autojunk=False).ratio() >= LEDE_LIKENESS


def _find_head(blocks: Sequence[Block], title: int | None, body: int) -> set[int]:
    """Before the headline everything short is the page's; between it and the body, headers and scraps of a few words."""
    found = set()
    for index, block in enumerate(blocks[: min(body, MOST_BLOCKS)]):
        before = title is not None and index < title
        if block.is_paragraph:
            continue
        if (
            find_header(block.text)
            or is_navigation(block)
            or (before and not block.ends_sentence)
            or (title is not None and block.n_words <= 4 and not block.ends_sentence)
        ):
            found.add(index)
    return found


def _find_pulled(blocks: Sequence[Block], body: int) -> Iterator[int]:
    """Pull quotes: a block that a longer neighbour holds word for word."""
    for index in range(body, len(blocks)):
        block = blocks[index]
        if not PULL_WORDS <= block.n_words <= 60:
            continue
        folded = f" {fold(block.text)} "
        near = [*blocks[max(body, index - 3) : index], *blocks[index + 1 : index + 4]]
        if any(other.n_words > 1.2 * block.n_words and folded in f" {fold(other.text)} " for other in near):
            yield index


def _find_governed(blocks: Sequence[Block], label: int, body: int) -> set[int]:
    """The list that a label heads: tags, or the headlines of other pages."""
    if is_tag_label(blocks[label]):
        return set(_find_tag_list(blocks, label))
    if label < body or not is_list_label(blocks[label]):
        return set()
    rest = range(label + 1, len(blocks))
    if _are_teasers([blocks[i] for i in rest], blocks[body:label]):
        return set(rest)
    run = set()
    for index in rest:
        if blocks[index].ends_sentence or blocks[index].is_paragraph or blocks[index].text.endswith(":"):
            break
        run.add(index)
    # A run that the article goes on after may hold its next subheading: the last line of it is left alone.
    goes_on = run and max(run) + 1 < len(blocks)
    return run - {max(run)} if goes_on and len(run) > 1 else run


def _are_teasers(rest: Sequence[Block], before: Sequence[Block]) -> bool:
    short = sum(not (block.ends_sentence or block.is_paragraph) for block in rest)
    words = sum(block.n_words for block in rest)
    return bool(rest) and short >= LIST_SHARE * len(rest) and words <= 0.5 * sum(b.n_words for b in before)


def _find_tag_list(blocks: Sequence[Block], label: int) -> Iterator[int]:
    for index in range(label + 1, min(label + 30, len(blocks))):
        block = blocks[index]
        items = re.split(r"[,;|•#]", block.text)
        if block.ends_sentence or is_page_line(block) or any(len(item.split()) > TAG_WORDS for item in items):
            return
        if (header := find_header(block.text)) and header.dates:
            return
        yield index


def _split_tags(line: str) -> list[str]:
    parts = re.split(r"\s*[,;|•·]\s*|\s*#", line)
    return [part.strip(" .#\t") for part in parts if re.search(r"\w", part)]


def _find_tail(blocks: Sequence[Block], found: set[int], body: int) -> set[int]:
    """After the last sentence: header and credit lines, and scraps unless a colon before them makes them the article's."""
    last = next(
        (i for i in range(len(blocks) - 1, body - 1, -1) if i not in found and _is_prose(blocks[i])), len(blocks)
    )
    tail = [index for index in range(max(last + 1, len(blocks) - MOST_BLOCKS), len(blocks)) if index not in found]
    tail += [last] if last < len(blocks) and last > body and is_credit(blocks[last]) else []
    listed = last < len(blocks) and blocks[last].text.endswith(":")
    kept = set()
    for index in tail:
        block = blocks[index]
        if is_credit(block) or find_header(block.text) or (not listed and _is_scrap(block, len(tail))):
            kept.add(index)
    return kept


def is_credit(block: Block) -> bool:
    """Whose work the text was: "(Reporting by …; editing by …)", "Source: AFP"."""
    short = block.n_words <= labels.NOTICE_WORDS and not block.text.startswith(("“", '"'))
    return short and bool(labels.STAFF_CREDIT.match(block.text) or find_credited_agency(block.text))


def _is_prose(block: Block) -> bool:
    return (block.ends_sentence and block.n_words >= 4) or block.is_paragraph or block.text.endswith(":")


def _is_scrap(block: Block, n_tail: int) -> bool:
    """One line of up to four words, or one of several up to eight: names of sections, of tags, of authors."""
    return not block.ends_sentence and block.n_words <= (8 if n_tail > 1 else 4)
