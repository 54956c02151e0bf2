"""Words as names are made of: hyphens part, initials and abbreviations keep their stop, "'s" stands alone."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from dragoman.records import Article, Reading

_ABBREVIATED = (
    "Mr|Mrs|Ms|Messrs|Mme|Dr|Prof|Gen|Lt|Col|Maj|Brig|Adm|Sgt|Capt|Cmdr|Sen|Sens|Rep|Reps|Gov|Govs|Rev|St|Jr|Sr|No|Pres"
    "|Amb|Hon"
)
_WORD = re.compile(
    rf"(?:[A-Z]\.)+[A-Z]\b\.?|(?:[A-Z]\.){{2,}}|(?:{_ABBREVIATED})\.|[A-Z]\.(?=\s?[A-Z])"
    r"|[^\W_]+(?:['’](?![sS]\b)[^\W_]+)*|['’][sS]\b|(?<=s)['’](?=\s[\w])|[^\w\s]"
)


@dataclass(slots=True, eq=False)
class Word:
    """A word or mark. `key`: lower case without stops and accents. `glued`: joined to the word before by a hyphen.

    `first`: the first word of its sentence, an opening mark aside. `quotation`: index of the one around it, -1: none.
    """

    text: str
    start: int
    end: int
    key: str
    cap: bool
    is_word: bool
    sentence: int
    paragraph: int
    first: bool
    glued: bool
    quotation: int

    @property
    def upper(self) -> bool:
        """Whether it is written in capitals (two letters or more)."""
        return len(self.key) > 1 and self.text.isupper()


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case, without stops and accents, apostrophes alike: what two spellings of a name share."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).replace("’", "'")
    text = text.lower()
    return "'s" if text == "’s" else text.replace(".", "") if len(text) > 1 else text


def split_phrase(text: str) -> list[str]:
    """The words of a table's entry, hyphens parted, as they are written."""
    return [m.group() for m in _WORD.finditer(text) if m.group() not in "-–," and not m.group().isspace()]


def split_words(article: Article, reading: Reading) -> list[Word]:
    """The words of the body in order; none touches the article's furniture."""
    paragraphs = dict(zip(reading.sentence.tolist(), reading.paragraph.tolist(), strict=True))
    quoted = [(q.start, q.end) for q in reading.quotations]
    starts = [q[0] for q in quoted]
    words: list[Word] = []
    for index, sentence in enumerate(reading.sentences):
        fresh, glue = True, False
        for match in _WORD.finditer(article.text, sentence.start, sentence.end):
            text, start, end = match.group(), match.start(), match.end()
            letter = text[0].isalnum()
            if text in "-‑" and _joins(article.text, start, end):
                glue = True
                continue
            at = bisect_right(starts, start) - 1
            within = at if at >= 0 and start < quoted[at][1] else -1
            # "Congress' aides": after s, a mark that no quotation is open for owns what follows.
            owns = (
                text in "'’"
                and end < sentence.end
                and within < 0
                and article.text[start - 1] == "s"
                and article.text[end] == " "
            )
            words.append(
                Word(text, start, end, "'s" if owns else fold(text), letter and text[0].isupper(), letter, index,
                     paragraphs.get(index, 0), fresh and letter, glue, within)
            )  # fmt: skip
            fresh, glue = fresh and not letter, False
    return [w for w in words if not _in_furniture(w, article)] if article.furniture else words


def _joins(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isalnum() and text[end].isalnum()


def _in_furniture(word: Word, article: Article) -> bool:
    return any(f.start < word.end and word.start < f.end for f in article.furniture)
