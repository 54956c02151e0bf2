"""Stance: whether a speaker asserts what is told, denies it, asks it, or declines to say."""

from __future__ import annotations

import re

from dragoman.records import Span, Stance
from dragoman.statements.framing import cut_framing

_NOT = r"(?:not|n['’]t|never|neither|nor|no\s+longer)"
_SAYING = (
    r"(?:say|comment|answer|respond|reply|discuss|elaborate|confirm|specify|disclose|reveal|give|provide|offer|explain|"
    r"speculate|identify|name|mention|address|speak|talk|tell|state|describe|detail|clarify|divulge|share|take\s+questions|"
    r"be\s+(?:drawn|named|identified|interviewed|quoted)|go\s+into|return|acknowledge|indicate|be\s+specific|make\s+any)"
)
_DECLINES = re.compile(
    r"\b(?:declin\w+|refus\w+|fail\w+|avoid\w+|unwilling(?:ness)?|unable|reluctan\w+|not\s+(?:want|wish|willing|prepared)|"
    r"n['’]t\s+(?:want|wish))\s+(?:\w+ly\s+)?(?:(?:to|from|either)\s+)?(?:\w+ly\s+)?"
    rf"(?:{_SAYING}|comment(?:ing|s)?|requests?\s+for\s+comment|(?:further\s+)?comment|interviews?|saying|answering)\b"
    r"|\brefrain\w*\s+from\s+(?:\w+ly\s+)?(?:saying|commenting|answering|discussing|giving)\b"
    rf"|\b(?:did|does|do|would|will|could|can|has|have|had|is|was|were|are)\s*(?:not|n['’]t)\s+"
    rf"(?:(?:\w+ly|yet|even|also|been\s+able\s+to|be|able\s+to|to)\s+){{0,3}}"
    r"(?:say|said|saying|comment(?:ed|ing)?|respond(?:ed|ing)?|repl(?:y|ied)|answer(?:ed)?|elaborate(?:d)?|specif(?:y|ied)|"
    r"disclose(?:d)?|reveal(?:ed)?|mention(?:ed)?|explain(?:ed)?|discuss(?:ed)?|return(?:ed)?\s+(?:\w+\s+){0,3}"
    r"(?:calls?|messages?|e-?mails?|requests?)|give(?:n)?\s+(?:any\s+|further\s+|more\s+)?(?:details?|reasons?|an?\s+\w+)|"
    r"provide(?:d)?\s+(?:any\s+|further\s+|more\s+)?(?:details?|evidence)|(?:immediately\s+)?available|reach(?:ed)?)\b"
    r"|\b(?:would|will|could|can)\s*(?:not|n['’]t)\s+(?:\w+ly\s+)?confirm\b|\bneither\s+confirm\w*\s+nor\s+den\w+"
    r"|\b(?:had|has|have|offered|made|gave|was|with)\s+no\s+(?:\w+\s+){0,2}(?:comments?|reply|answer|details|response)\b"
    r"|\b(?:made|makes)\s+no\s+mention\b|\b(?:said|says|saying)\s+nothing\b|\byet\s+to\s+(?:comment|respond|reply|say)\b"
    r"|\b(?:remain|stay|keep|kept)\w*\s+(?:silent|mum|tight-lipped|quiet)\b|\bwithheld\s+comment\b"
    rf"|\b(?:neither|nobody|none|no\s+one)\b(?:\s+\w+){{0,4}}?\s+(?:would|will|did|could|was\s+able\s+to)\s+{_SAYING}\b"
    r"|\b(?:unavailable|unreachable)\b|\bno\s+comment\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|refut(?:e|es|ed|ing|ation)|rebut(?:s|ted|ting|tal)?|reject(?:s|ed|ing|ion)?|"
    r"dismiss(?:es|ed|ing|al|ive)?|disput(?:e|es|ed|ing)|contest(?:s|ed|ing)|disavow(?:s|ed|ing)?|disown(?:s|ed|ing)?|"
    r"repudiat(?:e|es|ed|ing|ion)|disclaim(?:s|ed|ing)?|contradict(?:s|ed|ing)?|negat(?:e|es|ed|ing)|debunk(?:s|ed|ing)?|"
    r"gainsa(?:y|ys|id)|disagree(?:s|d|ing)?|brush(?:es|ed|ing)?\s+(?:aside|off)|wav(?:e|es|ed|ing)\s+(?:aside|away|off)|"
    r"shrug(?:s|ged|ging)?\s+off|scoff(?:s|ed|ing)?\s+at|pooh-pooh\w*|rul(?:e|es|ed|ing)\s+out|"
    r"pour(?:s|ed)?\s+(?:cold\s+water|scorn)\s+on|call(?:s|ed|ing)?\s+(?:it\s+|them\s+)?(?:false|untrue|baseless))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:ask(?:s|ed|ing)?|(?<!\ba\s)(?<!\bthe\s)(?<!\bno\s)question(?:s|ed|ing)?|wonder(?:s|ed|ing)?|inquir(?:e|es|ed|ing)|enquir(?:e|es|ed|ing)|"
    r"quer(?:y|ies|ied|ying)|quizz(?:es|ed|ing)|demand(?:s|ed|ing)?\s+to\s+know|(?:want|wants|wanted)\s+to\s+know)\b",
    re.IGNORECASE,
)
# Cheap to look for, and without one of them nobody declines.
_MAYBE = re.compile(
    r"n[o'’]t|\bno\b|nothing|neither|nobody|none|declin|refus|fail|avoid|unwill|unable|reluct|refrain|yet\s|silent|mum|tight|quiet|"
    r"withh|unavail|unreach",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    rf"(?:\b|(?<=[a-z])){_NOT}\s+(?:(?:\w+ly|also|even|yet|entirely|to|been|be)\s+){{0,2}}$", re.IGNORECASE
)
_NOT_SAID = re.compile(
    r"\s+(?:(?!that\b|to\b|whether\b|any\b|being\b|having\b)[\w'’.-]+\s+){0,4}?"
    r"(?:entry|access|visas?|permission|admission|asylum|bail|parole|boarding|transit|passage|treatment|citizenship|"
    r"licen[cs]es?|service|leave\s+to|a\s+chance|the\s+chance|the\s+right|the\s+opportunity|overflight)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\?[\"'”’»)\]]*$")
_QUOTE = frozenset("\"'“”‘’«»„")
_BEFORE, _AFTER = 28, 48


def find_stance(text: str, sentence: Span, cue: tuple[Span, ...], content: tuple[Span, ...]) -> Stance:
    """What the cue, its negation and its complement make of the content; a quoted question asks.

    Words before the cue count only outside the content; words after it may be the content's own ("declined" |
    "to comment").
    """
    framing = cut_framing(text, sentence, content)
    for span in cue:
        stance = _read_cue(text, sentence, span, framing)
        if stance != "asserts":
            return stance
    return "asks" if content and _is_quoted_question(text, content[-1]) else "asserts"


def _read_cue(text: str, sentence: Span, cue: Span, framing: str) -> Stance:
    low = max(sentence.start, cue.start - _BEFORE)
    before = framing[low - sentence.start : max(0, cue.start - sentence.start)]
    words = cue.of(text)
    around = before + words + text[cue.end : min(sentence.end, cue.end + _AFTER)]
    declined = _DECLINES.search(around) if _MAYBE.search(around) else None
    if declined and declined.start() < len(before) + len(words) and declined.end() > len(before):
        return "declines"
    if (denial := _DENIES.search(words)) and not _NEGATED.search(before + words[: denial.start()]):
        return "asserts" if _NOT_SAID.match(text, cue.end, sentence.end) else "denies"
    if (question := _ASKS.search(words)) and not _NEGATED.search(before + words[: question.start()]):
        return "asks"
    return "asserts"


def _is_quoted_question(text: str, content: Span) -> bool:
    inside = content.of(text).rstrip()
    if not _QUESTION.search(inside):
        return False
    return inside[-1] in _QUOTE or text[content.end : content.end + 1] in _QUOTE
