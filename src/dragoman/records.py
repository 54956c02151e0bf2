"""Every noun that crosses a folder: frozen, slotted, and importing nothing of ours.

Spans are half-open ranges of Unicode code points into `Article.text`. Dates end in `_on`, instants in `_at`.
`None` always means "the text does not say" or "not known", an empty tuple "none". The JSON contract
(docs/contract.md, docs/schema.json) uses these field names unchanged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Protocol, get_args

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

ActorKind = Literal["person", "state", "organ", "organisation", "armed_group", "outlet"]
Aspect = Literal["once", "repeated", "ongoing", "attempted"]
ConditionKind = Literal["condition", "no_condition", "deadline"]
CorrectionState = Literal["stands", "moved", "lost", "unfit", "undone", "noted"]
DatePrecision = Literal["minute", "day", "week", "month", "year"]
DisputeField = Literal["date", "place", "number", "type", "who_began", "factuality"]
Entity = Literal["person", "organization", "place"]
Factuality = Literal["CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"]
HopKind = Literal["carried_by", "reported_by", "told_to", "published_by", "cited_by"]
Label = Literal["source", "cue", "content"]
LinkKind = Literal["content_cue", "cue_source", "content_source"]
Manner = Literal["direct", "indirect", "mixed"]
MentionKind = Literal["name", "nominal", "pronoun"]
OriginKind = Literal["own", "copy", "credit", "citation"]
RejectReason = Literal[
    "empty", "binary", "too_large", "language", "no_text", "broken", "encoding", "unsupported", "refused", "unreachable"
]  # fmt: skip
Stance = Literal["asserts", "denies", "asks", "declines"]
Time = Literal["past", "present", "future"]
WordingKind = Literal["same", "cut", "reworded", "changed", "translated"]

ENTITIES: tuple[Entity, ...] = get_args(Entity)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range `[start, end)` of code points into `Article.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters this span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Trace:
    """What made a derived record: the stage, the method in it, that method's version, and its score in [0, 1] if it has one."""

    stage: str
    method: str
    version: str
    score: float | None = None


# --- the article -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Published:
    """When an article says that it appeared: an aware instant with the offset as printed, and how precise it is."""

    at: datetime
    precision: DatePrecision

    @property
    def on(self) -> date:
        """The day in the article's own offset: weekdays in the text are counted from it."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Tag:
    """A subject of the article; `by` is "page" where the page printed it, else the stage that gave it."""

    name: str
    code: str | None
    by: str


@dataclass(frozen=True, slots=True)
class Article:
    """One published text. `text` never changes, and every Span points into it; "" where a ledger does not keep it."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    section: str | None = None
    byline: str | None = None
    published_at: Published | None = None
    language: str | None = None
    tags: tuple[Tag, ...] = ()
    furniture: tuple[Span, ...] = ()
    wire: str | None = None
    revises: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """An input that could not be read. `input` is the file or address, `item` the part of it (None: the whole)."""

    input: str
    item: str | None
    reason: RejectReason
    detail: str


# --- what the network sees -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Labelled:
    """A span that the network marked, as words `[first, last]` (inclusive) and as characters, with its probability."""

    label: Label
    span: Span
    first: int
    last: int
    score: float


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention that the network marked, of whatever kind: words `[first, last]` (inclusive), `head` the word that says what
    it is; as characters; and the probability that somebody or some place is mentioned by just these words."""

    entity: Entity
    span: Span
    first: int
    last: int
    head: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One encoder pass over an article's body (furniture left out).

    `starts`, `ends`: int32 (n_words,), code points. `vectors`: float32 (n_words, width), the encoder's last layer;
    `inner`: float32 (n_words, 2 * width), two layers beneath it, which know more of syntax. `sentence` and `paragraph`:
    int32 (n_words,), the index of the sentence and paragraph each word stands in.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentence: NDArray[np.int32]
    paragraph: NDArray[np.int32]
    vectors: NDArray[np.float32]
    inner: NDArray[np.float32]
    sentences: tuple[Span, ...]
    quotations: tuple[Span, ...]
    labelled: tuple[Labelled, ...]
    version: str
    marked: tuple[Marked, ...] = ()

    def cut_endless(self, longest: int = 300, piece: int = 50) -> Reading:
        """The same, sentences of more than `longest` words cut into pieces of at most `piece`.

        For each act and statement its whole sentence is searched: cut, one without end costs no more than many. The longest in
        the corpora has 275 words.
        """
        edges = [0, *(n for n, (a, b) in enumerate(pairwise(self.sentence.tolist()), 1) if a != b), len(self.sentence)]
        if all(last - first <= longest for first, last in pairwise(edges)):
            return self
        sentence, sentences = self.sentence.copy(), list[Span]()
        for first, last in pairwise(edges):
            whole = self.sentences[int(self.sentence[first])]
            starts = [*range(first, last, piece if last - first > longest else last - first), last]
            for a, b in pairwise(starts):
                sentence[a:b] = len(sentences)
                start = whole.start if a == first else int(self.starts[a])
                sentences.append(Span(start, whole.end if b == last else int(self.ends[b - 1])))
        return replace(self, sentence=sentence, sentences=tuple(sentences))


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Marked mentions, each with those before it that it may take up.

    `ends`: int64 (n, 3), first, last and head word of each; `own`: int64 (n, 3), its traits; `later`, `earlier`: int64
    (n_pairs,), numbers of mentions, the later ones rising; `shared`: int64 (n_pairs, 9), traits of each pair
    (dragoman.actors.traits says which).
    """

    ends: NDArray[np.int64]
    own: NDArray[np.int64]
    later: NDArray[np.int64]
    earlier: NDArray[np.int64]
    shared: NDArray[np.int64]


class Weigh(Protocol):
    """Weighs a reading's pairs: log-odds that the later takes up the earlier, float32 (n_pairs,), and none, (n,)."""

    def __call__(self, reading: Reading, pairs: Pairs) -> tuple[NDArray[np.float32], NDArray[np.float32]]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """Whom mentions may mean. A row a choice; the first row of each mention asked about is nobody else, its `other` -1.

    `spans` (n_mentions, 2): first and last words of those asked about, in the order of the text, then of who may be meant.
    `asked`, `other` (n,): their numbers. `kinds`, `salience` (n,): classes of what the other is, and of how much of the
    article's naming is theirs.
    """

    spans: NDArray[np.int64]
    asked: NDArray[np.int64]
    other: NDArray[np.int64]
    kinds: NDArray[np.int64]
    salience: NDArray[np.int64]


class WeighChoices(Protocol):
    """Weighs a reading's choices: log-odds, float32 (n,), to be compared with those of the same mention."""

    def __call__(self, reading: Reading, choices: Choices) -> NDArray[np.float32]: ...


class InWords(Protocol):
    """What stands in a reading's words `first` to `last`, inclusive."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


class Score(Protocol):
    """Scores pairs of places in one reading: log-odds, float32 (n_pairs,); None is "none of these"."""

    def __call__(
        self, kind: LinkKind, reading: Reading, pairs: Sequence[tuple[InWords, InWords | None]]
    ) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """What the network makes of each word as the one that tells an act: probabilities, float32 (n_words, n_classes).

    The classes and their order are the code book's (dragoman.events.codebook): `types` with "no act" last, `modes` with
    "no mode" last. Who takes part comes of three more: the log-odds that word w acts (0) or is acted upon (1) in what word t
    tells are `asks[t] @ answers[w] + near[w - t + len(near) // 2]`, the distance held to the ends of `near`; shapes
    (n_words, 2, k), (n_words, k), (n_distances, 2). It is asked of words of one sentence only.
    """

    types: NDArray[np.float32]
    modes: NDArray[np.float32]
    asks: NDArray[np.float32]
    answers: NDArray[np.float32]
    near: NDArray[np.float32]


class Judge(Protocol):
    """Judges every word of a reading."""

    def __call__(self, reading: Reading) -> Judged: ...


@dataclass(frozen=True, slots=True, eq=False)
class Assessed:
    """How the acts of some words are told: probabilities, float32 (n, n_classes), in the code book's order of classes."""

    certainty: NDArray[np.float32]
    polarity: NDArray[np.float32]
    time: NDArray[np.float32]
    aspect: NDArray[np.float32]


class Assess(Protocol):
    """Assesses words (n,) of a reading by what stands beside their vectors, float32 (n, n_types + n_signs)."""

    def __call__(self, reading: Reading, words: Sequence[int], beside: NDArray[np.float32]) -> Assessed: ...


class Classify(Protocol):
    """How likely paragraphs are about each context, float32 (n, n_contexts), by which words point to which, of that shape."""

    def __call__(self, pointed: NDArray[np.float32]) -> NDArray[np.float32]: ...


# --- who -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Actor:
    """Who someone is, as one row of an article has it.

    `country` is ISO 3166 alpha-3 (PLOVER's additions for what has none), `sector` PLOVER's (GOV, MIL, JUD, OPP, MED…),
    `role` the office as printed or as held that day. `named` is False for "two officials". `mention` is where this row
    names them.
    """

    id: str
    name: str
    kind: ActorKind
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    named: bool = True
    mention: Span | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """An office held: by whom, for which country, from when to when (both inclusive; None: open or unknown)."""

    actor_id: str
    office: str
    country: str | None
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names someone, and whom: the actor's `mention` is this span."""

    span: Span
    kind: MentionKind
    actor: Actor
    trace: Trace


@dataclass(frozen=True, slots=True)
class Taken:
    """A marked mention and the one before it that it takes up (None: nobody), each with the probability that the choice had.

    `runner_up`: the choice that came second (None: nobody, or nothing else to choose).
    """

    mention: Marked
    takes_up: Span | None
    score: float
    runner_up: Span | None
    runner_up_score: float


@dataclass(frozen=True, slots=True)
class Cast:
    """An article's mentions resolved to actors, in the order of the text.

    `chains`: the mentions that the network marked, those together that mean the same; each in the order of the text.
    """

    mentions: tuple[Mention, ...] = ()
    chains: tuple[tuple[Taken, ...], ...] = ()

    def within(self, span: Span) -> list[Mention]:
        """The mentions that lie wholly inside `span`, in order."""
        first = bisect_left(self.mentions, span.start, key=lambda m: m.span.start)
        last = bisect_right(self.mentions, span.end, lo=first, key=lambda m: m.span.start)
        return [m for m in self.mentions[first:last] if m.span.end <= span.end]

    def touching(self, span: Span) -> list[Mention]:
        """The mentions that share a character with `span`, in order; none of more than 1,000 is looked for."""
        first = bisect_left(self.mentions, span.start - 1000, key=lambda m: m.span.start)
        last = bisect_left(self.mentions, span.end, lo=first, key=lambda m: m.span.start)
        return [m for m in self.mentions[first:last] if m.span.overlaps(span)]


# --- what was said ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Date:
    """The days a text names, both inclusive, with the span that says so (None: inferred)."""

    from_on: date
    to_on: date
    precision: DatePrecision
    span: Span | None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of the chain by which the words came here; `span` is what says so, `inferred` that nothing quite does."""

    actor: Actor
    how: HopKind
    span: Span | None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says what, and how the words came here. `content` may be several spans around one cue; chain runs outwards in."""

    id: str
    speakers: tuple[Actor, ...]
    source: Span | None
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    manner: Manner
    stance: Stance
    confidence: float
    addressees: tuple[Actor, ...] = ()
    said_on: Date | None = None
    occasion: str | None = None
    within: str | None = None
    language: str | None = None
    chain: tuple[Hop, ...] = ()
    trace: tuple[Trace, ...] = ()


# --- what was done ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where; `country` is ISO 3166 alpha-3."""

    name: str
    country: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Number:
    """How many of what: killed, wounded, arrested, troops, amounts."""

    what: str
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class Condition:
    """A span that limits a commitment; `due_on` where it is a deadline."""

    kind: ConditionKind
    span: Span
    due_on: Date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One article's account of one act, by the PLOVER code book.

    `asserted_by` is "author" or a Statement's id; `performed_in` is the Statement that is the act.
    """

    id: str
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    type: str
    mode: str | None
    quad: str
    score: float
    aspect: Aspect
    factuality: Factuality
    time: Time
    confidence: float
    evidence: tuple[Span, ...]
    contexts: tuple[str, ...] = ()
    date: Date | None = None
    place: Place | None = None
    numbers: tuple[Number, ...] = ()
    conditions: tuple[Condition, ...] = ()
    asserted_by: str = "author"
    performed_in: str | None = None
    trace: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A type of the code book, or a mode of it. `score`: PLOVER's, -10 to 10; `goldstein`: of the CAMEO root; `imputed`: score
    not as printed."""

    type: str
    mode: str | None
    quad: str
    score: float
    imputed: bool
    cameo: str
    goldstein: float
    means: str
    is_not: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one article gives the ledger. `trace`: what people corrected of the article itself."""

    article: Article
    statements: tuple[Statement, ...] = ()
    reports: tuple[Report, ...] = ()
    trace: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """What some reports of an event say of a disputed field; counted as the event is."""

    value: str
    reports: tuple[str, ...]
    origins: int
    articles: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """A field in which reports of an event contradict one another. `what`: of a number, what is counted."""

    field: DisputeField
    what: str | None
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Why a report is in its event.

    `origin` numbers the accounts within the event. `leader`: the report that it was joined to; None: others were joined to it.
    `score`: how like the two are, a probability; `agreed`: what each thing that agrees or not added to its log-odds; `words`:
    those that both use. `runner_up`: the leader that came next, with its score. `by`: "merging", or "person" where one decided.
    """

    report: str
    origin: int
    by: str
    leader: str | None = None
    score: float | None = None
    agreed: tuple[tuple[str, float], ...] = ()
    words: tuple[str, ...] = ()
    runner_up: str | None = None
    runner_up_score: float | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Reports of the same act merged; `origins` counts accounts that entered the world apart, `articles` their carriers.

    `first_on`, `last_on`: of the act, where a report dates it, else of publication. `joined` says of each report why.
    """

    id: str
    reports: tuple[str, ...]
    origins: int
    articles: int
    first_on: date | None = None
    last_on: date | None = None
    disputes: tuple[Dispute, ...] = ()
    joined: tuple[Joined, ...] = ()


# --- many articles ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article's account entered the world, as far as it is known: articles with the same origin's `id` carry one.

    `id` is that of the first article that has it; `name` the agency or outlet by which it came, None: that article's own.
    `how` the article was found to carry it: it is its own, a copy, credits an agency, or mostly cites somebody. `score`: the
    share of the shorter text that is copied, or of statements that are cited.
    """

    id: str
    name: str | None
    how: OriginKind
    score: float | None
    trace: tuple[Trace, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """One article's wording of an utterance, beside the oldest: `article` and `statement` are ids."""

    article: str
    outlet: str | None
    statement: str
    text: str
    kind: WordingKind
    manner: Manner


@dataclass(frozen=True, slots=True)
class Utterance:
    """What someone said once, and who carries it: `wordings`, oldest first. `origins`: how many accounts those are."""

    speaker: str | None
    said_on: Date | None
    wordings: tuple[Wording, ...]
    origins: int

    @property
    def changed(self) -> bool:
        """Whether what is quoted differs between carriers."""
        return any(wording.kind == "changed" for wording in self.wordings)


@dataclass(frozen=True, slots=True)
class Story:
    """Articles on one happening: their ids, oldest first, and how many accounts they carry."""

    id: str
    title: str | None
    first_on: date | None
    last_on: date | None
    origins: int
    articles: tuple[str, ...]


# --- what others coded -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts or is acted upon in a row of others: as they name it, its country (alpha-3), sector, and their code for it."""

    name: str | None
    country: str | None = None
    sector: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A row of event data that others coded: it stands beside Dragoman's own reports, and no text stands behind it here.

    `source` is whose it is, `id` theirs (or made from the row). `code`, `text` and `source_score` are as they have them;
    `type`, `mode`, `quad` and `score` are PLOVER's, None where it knows no such act. `articles`: how many carried it.
    """

    source: str
    id: str
    acted_on: date
    actor: Party | None = None
    recipient: Party | None = None
    code: str | None = None
    text: str | None = None
    type: str | None = None
    mode: str | None = None
    quad: str | None = None
    score: float | None = None
    source_score: float | None = None
    contexts: tuple[str, ...] = ()
    place_name: str | None = None
    place_country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    outlet: str | None = None
    url: str | None = None
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that, by a source's word, carries one of its events (a row of GDELT's mentions)."""

    source: str
    event_id: str
    seen_at: datetime
    outlet: str | None = None
    url: str | None = None
    sentence: int | None = None
    confidence: float | None = None
    tone: float | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One account of an act between two states, as a dyad has it: a report, or a row that others coded, taken apart.

    `source` is "dragoman" or whose row it is; `event` the act that reports share, `origin` where its article's account
    entered the world. `actor`, `recipient`: alpha-3; of a `joint` act both act. `first_on`, `last_on`: its days, None where
    they are not told. `word_of`: the countries of those on whose word it stands, "" for whoever has none, empty where the
    author tells it. What others do not say (`aspect`, `factuality`, `time`, `confidence`) is None. `told`: the words of its
    evidence, and `conditions` those that limit it, where asked for.
    """

    source: str
    id: str
    event: str
    actor: str
    recipient: str
    actor_sector: str | None
    recipient_sector: str | None
    joint: bool
    type: str
    mode: str | None
    quad: str
    score: float
    first_on: date | None
    last_on: date | None
    published_on: date | None
    aspect: Aspect | None = None
    factuality: Factuality | None = None
    time: Time | None = None
    confidence: float | None = None
    word_of: tuple[str, ...] = ()
    code: str | None = None
    article: str | None = None
    origin: str | None = None
    outlet: str | None = None
    articles: int = 1
    told: str | None = None
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """How much was read of a day from one outlet (None: not named): articles, and origins that first appeared there then."""

    on: date
    outlet: str | None
    articles: int
    origins: int


# --- what the ledger notes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the program over some inputs: what read them, with which weights, from when to when."""

    id: str
    started_at: datetime
    code: str
    weights: str
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person changed above what was derived: never a change to the derived row itself.

    `row`: an id. `field`: its field, or a part of it ("said_on.from_on", "speakers.0"); "added" or "rejected" of the row as a
    whole. `before`, `after`: JSON by the contract. `undoes`: the correction that this one takes back. `act`: the first of
    those made in one go with it, which are undone in one go. `article`: whose row it is, None where it is an actor's.
    """

    id: int
    row: str
    field: str
    before: str | None
    after: str | None
    who: str
    why: str
    at: datetime
    undoes: int | None = None
    act: int | None = None
    article: str | None = None
    state: CorrectionState = "stands"
