"""Framing: the words of a sentence that tell of the saying, with what is said blotted out."""

from __future__ import annotations

from dragoman.records import Span

BLOT = "\x1f"
"""Stands for each character of a content: neither a letter nor white space, so that no pattern reads across it."""


def cut_framing(text: str, sentence: Span, content: tuple[Span, ...]) -> str:
    """The sentence with the characters of `content` blotted out; offsets are the sentence's own, length unchanged."""
    framing = sentence.of(text)
    for span in content:
        start, end = max(span.start, sentence.start) - sentence.start, min(span.end, sentence.end) - sentence.start
        if start < end:
            framing = framing[:start] + BLOT * (end - start) + framing[end:]
    return framing
