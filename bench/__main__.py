"""`python -m bench COMMAND` prints one line of `name=value`.

COMMAND is attribution FILE, reliability FILE, actors FILE, events FILE, reports, acts, speakers, offices, answers, cases, dates,
factuality, contexts, speed, cores, start, length, ledger, million, import [FILE], merging [FILE], arrival, stories [FILE], pages,
resume, web, hostile, or all.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one measure and print its line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    attribution = commands.add_parser("attribution", help="source, cue and content against an annotated file")
    attribution.add_argument("file", type=Path)
    reliability = commands.add_parser("reliability", help="confidence beside the share of statements that is right")
    reliability.add_argument("file", type=Path)
    who = commands.add_parser("actors", help="mentions and coreference (CoNLL score) against GUM's entities")
    who.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/syntax/gum-dev.conllu"))
    speed = commands.add_parser("speed", help="the whole pipeline beside a spaCy pipeline, in one run")
    speed.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/news/guardian-syria.jsonl"))
    speed.add_argument("--rounds", type=int, default=3)
    cores = commands.add_parser("cores", help="words a second on one core beside half of those on two")
    cores.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/news/guardian-syria.jsonl"))
    cores.add_argument("--rounds", type=int, default=3)
    commands.add_parser("start", help="time to --help, and to one article read cold")
    acts = commands.add_parser("events", help="types of acts between two marked phrases (PLV's format, or AW's)")
    acts.add_argument("file", type=Path)
    acts.add_argument(
        "--fold", type=int, help="only the sentences of this fold; 0: those that the weights did not learn on"
    )
    whole = commands.add_parser("reports", help="reports of whole articles against two readers' labels, and traps")
    whole.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    for name, what in (
        ("acts", "reports of many articles against one reader's labels"),
        ("speakers", "who speaks, against one reader's labels"),
    ):
        commands.add_parser(name, help=what).add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    commands.add_parser("offices", help="who held an office of the G20 on a day, against truths with outside sources")
    days = commands.add_parser("dates", help="dates of the text against TimeBank's values, extents given")
    days.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/time/timebank"))
    sure = commands.add_parser("factuality", help="certain, denied, future: a head's answers on MEANTIME, five folds")
    sure.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/factuality/meantime"))
    commands.add_parser("contexts", help="what paragraphs are about, against the project's own cases")
    matched = commands.add_parser("answers", help="answers matched to offers, on pairs that two readers labelled")
    matched.add_argument("--ship", action="store_true", help="write the figures into the package, for `dragoman owed`")
    commands.add_parser("cases", help="statements and their attributes against the project's own cases")
    kept = commands.add_parser("ledger", help="statements written a second, and how soon one speaker's are found")
    large = commands.add_parser("million", help="a million statements and reports, and how soon questions are answered")
    large.add_argument("--n", type=int, default=1_000_000, help="how many of each")
    length = commands.add_parser("length", help="what a character costs in long texts")
    length.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/news/guardian-syria.jsonl"))
    pages = commands.add_parser("pages", help="titles, dates and texts of real pages against their gold")
    pages.add_argument("folder", type=Path, nargs="?", default=Path("../shared/corpora/pages"))
    resume = commands.add_parser("resume", help="many articles read at a terminal, interrupted and gone on with")
    resume.add_argument("--articles", type=int, default=2000, help="how many")
    brought = commands.add_parser("import", help="rows of ICEWS imported a second, and how soon one dyad's are found")
    brought.add_argument("file", type=Path, nargs="?", help="a file of ICEWS; else made up")
    merged = commands.add_parser("merging", help="events across articles on ECB+: merging alone, and with reading")
    merged.add_argument("file", type=Path, nargs="?", default=Path("../shared/corpora/stories/ecbplus-1-35.jsonl"))
    merged.add_argument(
        "--chosen", action="store_true", help="the topics that choices were made on, not those kept apart"
    )
    arrival = commands.add_parser("arrival", help="how soon an arriving article is merged in a ledger of many reports")
    arrival.add_argument("--reports", type=int, default=100_000, help="how many the ledger holds")
    for each in (kept, large, arrival):
        each.add_argument("--address", help="an empty database of PostgreSQL; else a new file")
    web = commands.add_parser("web", help="pages of a ledger asked for by twenty at once: milliseconds, memory")
    web.add_argument("--n", type=int, default=20_000, help="how many reports the ledger has")
    told = commands.add_parser("stories", help="articles on one happening, and near-copies, against a file's gold")
    told.add_argument("file", type=Path, nargs="?", help="JSON lines with event and origin; else made of the corpora")
    told.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    hostile = commands.add_parser(
        "hostile", help="inputs that nobody should write: each is read, or rejected with a reason"
    )
    hostile.add_argument("--inputs", type=int, default=20_000, help="how many")
    hostile.add_argument(
        "--whole", type=int, default=37, help="every how many-th goes through the whole pipeline; 0: none"
    )
    hostile.add_argument("--first", type=int, default=0, help="the number of the first")
    everything = commands.add_parser("all", help="every measure, written to bench/figures.json and held to the floors")
    everything.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    options = parser.parse_args(arguments)
    if (file := getattr(options, "file", None)) and not file.is_file():
        parser.error(f"no file {file}: name a file of the corpora")
    if (folder := getattr(options, "folder", None)) and not folder.is_dir():
        parser.error(f"no folder {folder}: name a folder of the corpora")
    from bench import measures

    found = measures.run(options)
    print(" ".join(f"{name}={value}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
