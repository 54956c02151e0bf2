"""Readings for tests: words by a pattern, sentences by full stops, and the source spans as the case gives them."""

import re

import numpy as np

from dragoman.records import Article, Labelled, Reading, Span

_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE = re.compile(
    r"(?<![A-Z]\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bGen\.)(?<!\bSt\.)(?<!\bSen\.)(?<!\bLt\.)(?<!\bCol\.)"
    r"(?:(?<=[.?!])|(?<=[.?!][”\"]))\s+(?=[\"“A-Z\[])"
)


Sources = list[str | list[int]]


def read(text: str, sources: Sources | None = None, *, furniture: tuple[Span, ...] = ()) -> tuple[Article, Reading]:
    """An article and its reading. A source is `[start, end]` or a text: where it next occurs after the one before."""
    sentences, paragraphs = [], []
    for index, block in enumerate(m for m in re.finditer(r"[^\n]+", text)):
        at = block.start()
        for gap in [*_SENTENCE.finditer(text, block.start(), block.end()), None]:
            end = gap.start() if gap else block.end()
            if text[at:end].strip() and not any(f.start < end and at < f.end for f in furniture):
                sentences.append(Span(at, end))
                paragraphs.append(index)
            at = gap.end() if gap else end
    words = [(m.start(), m.end(), i) for i, s in enumerate(sentences) for m in _WORD.finditer(text, s.start, s.end)]
    quotations = tuple(Span(m.start(), m.end()) for m in re.finditer(r"“[^”\n]*”|\"[^\"\n]*\"", text))
    numbers = np.array([w[2] for w in words], np.int32)
    reading = Reading(
        starts=np.array([w[0] for w in words], np.int32),
        ends=np.array([w[1] for w in words], np.int32),
        sentence=numbers,
        paragraph=np.array([paragraphs[n] for n in numbers], np.int32),
        vectors=np.zeros((len(words), 1), np.float32),
        inner=np.zeros((len(words), 2), np.float32),
        sentences=tuple(sentences),
        quotations=quotations,
        labelled=_label(text, sources or [], words),
        version="test",
    )
    return Article("test-article", text, furniture=furniture), reading


def _label(text: str, sources: Sources, words: list[tuple[int, int, int]]) -> tuple[Labelled, ...]:
    found, at = [], 0
    for source in sources:
        if isinstance(source, str):
            begin = text.index(source, at)
            span = Span(begin, begin + len(source))
            at = span.end
        else:
            span = Span(*source)
        inside = [i for i, w in enumerate(words) if span.start <= w[0] < span.end]
        if inside:
            found.append(Labelled("source", span, inside[0], inside[-1], 0.9))
    return tuple(found)
