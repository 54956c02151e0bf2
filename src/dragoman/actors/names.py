"""Persons' names: runs of capitalised words that are no table's, and who shares one."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.actors.lexicon import Entry, Hit, Institution, Office, get_genders
from dragoman.actors.words import Word

HONORIFICS: dict[str, str | None] = {
    "mr": "m", "mrs": "f", "ms": "f", "miss": "f", "messrs": "m", "mister": "m", "madam": "f", "madame": "f", "mme": "f",
    "m": "m", "dr": None, "prof": None, "sir": "m", "dame": "f", "lord": "m", "lady": "f", "baroness": "f", "baron": "m",
    "hon": None, "señor": "m", "herr": "m", "frau": "f", "hajji": "m", "mullah": "m", "sayyed": "m", "sayyid": "m",
    "mawlawi": "m", "sheikh": "m", "sheikha": "f", "daw": "f", "u": "m",
}  # fmt: skip
_RANKS = {
    "gen": "general", "lt": "lieutenant", "col": "colonel", "maj": "major", "brig": "brigadier", "adm": "admiral",
    "sgt": "sergeant", "capt": "captain", "cmdr": "commander", "sen": "senator", "rep": "representative",
    "gov": "governor", "rev": "reverend", "pres": "president", "amb": "ambassador", "sens": "senator",
    "reps": "representative",
}  # fmt: skip
RANKS = _RANKS
_PARTICLES = frozenset("de del della der den da das do dos di du la le van von ter ten bin bint ibn ben abu al el ul ur ad as zu y e af av st".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Capitalised words that begin no name: closed classes, dates, and what commonly opens a sentence.
_COMMON = frozenset(
    """the a an this that these those he she it they we i you his her its their our my your who which what when where why
    how if as at by for from in into of off on onto out over per to up with within without about above across after against
    along amid among around before behind below beneath beside besides between beyond but despite down during except like
    near since than through throughout till toward towards under underneath unlike until upon via and or nor so yet not no
    none all any both each either every few many more most much neither one other others several some such two three four
    five six seven eight nine ten dozens hundreds thousands millions there here now then today tomorrow yesterday tonight
    also although because though unless whereas whether while once however meanwhile moreover nevertheless nonetheless
    otherwise therefore thus still just only even ever never always often sometimes soon later earlier recently already
    again instead indeed perhaps maybe according asked last next another first second third new old early late monday tuesday
    wednesday thursday friday saturday sunday january february march april may june july august september october november
    december jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun is are was were be been being am do
    does did done have has had will would can could should shall might must let yes please president-elect former acting
    interim deputy asia asian africa african europe european arab arabs west western east eastern north northern south
    southern islam islamic muslim muslims christian christians jewish jews sunni sunnis shia shiite shiites kurdish kurds
    kurd catholic orthodox hindu hindus buddhist god english internet pm am gmt utc mr-president covid christmas easter
    ramadan eid asked speaking talking responding referring writing citing adding noting quoting commenting addressing
    asian-pacific atlantic pacific mediterranean arctic balkan balkans caucasus sahel nobel soviet""".split()
)
_ORGANISATION = frozenset(
    """ministry party council committee university institute agency department bank group union army force forces front
    movement court center centre association foundation corp corporation inc ltd company co plc ag sa gmbh times post news
    tv television radio journal tribune herald commission office service services command parliament assembly senate congress
    house brigade brigades battalion militia authority board bureau club college academy school church federation
    confederation congregation league network organization organisation alliance coalition fund trust hospital police guard
    guards corps fleet airlines airways airline energy oil gas petroleum media press magazine newspaper daily chamber society
    initiative project watch international observatory monitor campaign administration cabinet embassy consulate
    secretariat tribunal regiment division squadron unit technologies systems industries holdings motors motor electric
    partners capital investments insurance pharmaceuticals laboratories republicans democrats conservatives greens labour
    likud organizations workers unions""".split()
)
_THING = frozenset(
    """sea ocean river lake gulf strait straits bay island islands peninsula mountain mountains mount valley desert canal
    street avenue road square bridge airport port province region county district city town village state territory heights
    strip plateau border basin delta coast cape peninsula day week year war wars battle treaty pact accord accords agreement
    act bill law plan deal declaration protocol convention resolution constitution summit games cup olympics open prize award
    conference forum talks dialogue process operation exercise stream pipeline route road belt spring revolution uprising
    holocaust genocide crisis station base camp palace castle tower hotel stadium park hall museum temple mosque cathedral
    programme program amendment article chapter line bank zone area theater theatre barracks prison highway railway line
    series league championship world century age era east west north south desk letter report paper papers book
    line-of-control highness majesty excellency""".split()
)
_SURNAME_FIRST = frozenset(
    """kim lee park moon xi wang li zhang chen yang hu wen zhao ri choe kang chung hua geng lu ban nguyen tran tsai ma lai han
    jang no suh cho yoon hong song liu wu zhou huang sun zhu he guo lin gao luo liang fu ying pak yi pham le vo phan bui ngo
    shi qin jiang deng mao bo cui pan tang xu ye yu yuan zeng jin jeong chang shin kwon seo hwang hwa mu""".split()
)


@dataclass(slots=True, eq=False)
class Run:
    """Capitalised words `[first, last]` that name somebody or something. `gender`: of an honorific before it."""

    first: int
    last: int
    kind: str  # person, body, thing
    gender: str | None = None
    titled: bool = False
    person: Person | None = None


@dataclass(slots=True, eq=False)
class Person:
    """A person of this article; what is known of them grows while it is read."""

    keys: tuple[str, ...]
    name: str
    gender: str | None = None
    role: str | None = None
    office: Office | None = None
    country: str | None = None
    sector: str | None = None
    runs: list[Run] = field(default_factory=list)


def find_runs(words: list[Word], cover: list[Hit | None]) -> list[Run]:
    """All runs of capitalised words that no table knows, in order."""
    lower = {w.text for w in words if w.is_word and not w.cap}
    runs, at = [], 0
    while at < len(words):
        if not _may_begin(words, cover, at, lower):
            at += 1
            continue
        last = _extend(words, cover, at)
        runs.append(Run(at, last, _classify(words, cover, at, last)))
        at = last + 1
    return runs


def _may_begin(words: list[Word], cover: list[Hit | None], at: int, lower: set[str]) -> bool:
    word = words[at]
    if not word.cap or cover[at] is not None or word.key in _COMMON or word.key in HONORIFICS or word.key in RANKS:
        return False
    if word.key in _SUFFIXES:
        return False
    if not word.first or word.key in get_genders():
        return True
    return word.text.lower() not in lower and not (word.key.endswith(("ing", "ly")) and word.key not in _SURNAME_FIRST and len(word.key) > 5)


def _extend(words: list[Word], cover: list[Hit | None], at: int) -> int:
    last = at
    while last + 1 < len(words) and last - at < 7:
        step = _step(words, cover, last)
        if not step:
            break
        last += step
    return last


def _step(words: list[Word], cover: list[Hit | None], last: int) -> int:
    """How many words the run goes on by: a name, particles with a name, or an ending such as Jr."""
    reach = last + 1
    while reach < len(words) and reach - last <= 3 and _is_particle(words, reach):
        reach += 1
    if reach >= len(words) or not _goes_on(words, cover, reach, words[last].sentence):
        comma = last + 2 < len(words) and words[last + 1].text == "," and words[last + 2].key in _SUFFIXES
        return 2 if comma else 0
    return reach - last


def _is_particle(words: list[Word], at: int) -> bool:
    word = words[at]
    return word.key in _PARTICLES and (not word.cap or at + 1 < len(words) and words[at + 1].cap) and word.is_word


def _goes_on(words: list[Word], cover: list[Hit | None], at: int, sentence: int) -> bool:
    word, hit = words[at], cover[at]
    if not word.cap or word.sentence != sentence or (word.key in _COMMON and not word.glued and word.key != "may"):
        return False
    if word.key in HONORIFICS and word.key not in {"sheikh", "u", "m"}:
        return False
    if hit is None:
        return True
    # "Stephen King", "Theresa May": an office or a month after a given name is a surname.
    name_before = words[at - 1].key in get_genders() and hit.first == hit.last
    alone = at + 1 >= len(words) or not words[at + 1].cap or words[at + 1].sentence != sentence
    return isinstance(hit.item, Office) and name_before and alone


def _classify(words: list[Word], cover: list[Hit | None], first: int, last: int) -> str:
    keys = [w.key for w in words[first : last + 1]]
    following = cover[last + 1] if last + 1 < len(words) and not words[last + 1].first else None
    if any(k in _ORGANISATION for k in keys) or (
        following is not None and isinstance(following.item, Institution) and words[following.first].cap
    ):
        return "body"
    if keys[-1] in _THING or keys[0] in {"mount", "lake", "cape", "fort", "port", "operation"}:
        return "thing"
    if all(words[i].upper or not words[i].is_word for i in range(first, last + 1)):
        return "body" if first == last and 2 < len(words[first].key) <= 6 else "thing"
    return "person"


def is_likely(words: list[Word], run: Run) -> bool:
    """Whether a run of several words reads like a person's name on its own."""
    length = run.last - run.first + 1
    if words[run.first].key in get_genders() or run.titled:
        return True
    determined = run.first > 0 and words[run.first - 1].key in {"the", "a", "an", "this"}
    return 2 <= length <= 5 and not determined and not words[run.first].glued


def guess_gender(words: list[Word], run: Run) -> str | None:
    """From an honorific, else from the given name, where it is known and more than a surname stands there."""
    if run.gender or run.first == run.last:
        return run.gender
    return get_genders().get(words[run.first].key)


def find_person(keys: tuple[str, ...], gender: str | None, persons: list[Person]) -> Person | None:
    """The person whose name these words are, or are part of: best fit first, then the one named last."""
    best: tuple[int, int, Person] | None = None
    for order, person in enumerate(persons):
        if gender and person.gender and gender != person.gender:
            continue
        fit = _fit(keys, person.keys)
        if fit and (best is None or (fit, order) > best[:2]):
            best = (fit, order, person)
    return best[2] if best else None


def _fit(keys: tuple[str, ...], known: tuple[str, ...]) -> int:
    if keys == known:
        return 5
    if len(keys) == 1 and len(known) > 1:
        return 4 if known[-1] == keys[0] else 3 if known[0] == keys[0] and keys[0] in _SURNAME_FIRST else 0
    if len(keys) <= len(known) and known[-len(keys) :] == keys:
        return 4
    if len(known) == 1:
        return 3 if keys[-1] == known[0] or (keys[0] == known[0] and keys[0] in _SURNAME_FIRST) else 0
    if _sound(keys[-1]) == _sound(known[-1]):
        return 2 if _sound(keys[0])[:4] == _sound(known[0])[:4] or (len(keys[0]) == 1 and known[0].startswith(keys[0])) else 0
    return 2 if keys[0] == known[0] and keys[0] in _SURNAME_FIRST and set(keys) <= set(known) else 0


def _sound(key: str) -> str:
    """What spellings of a name from another script share: Sergei, Sergey; Yevgeny, Yevgeni."""
    out = key.replace("ey", "i").replace("ei", "i").replace("yi", "i").replace("y", "i").replace("ou", "u").replace("'", "")
    return "".join(c for i, c in enumerate(out) if i == 0 or c != out[i - 1])


def is_state(hit: Hit | None) -> bool:
    """Whether a hit names a state in any form."""
    return hit is not None and isinstance(hit.item, Entry) and hit.item.kind == "state"
