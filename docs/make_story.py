"""Writes docs/story.md's blocks: what the commands say of the story of examples/panmunjom. `python docs/make_story.py`.

Each block stands between `<!-- name -->` and `<!-- /name -->`. `--check` only compares, without the bars that tell how sure
a row is: these differ a little between processors.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from make_figures import fill

from dragoman.ledger import EventQuery, open_ledger

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "story.md"
FOLDER = "examples/panmunjom"
WIDTH = "110"
BLOCKS: dict[str, tuple[str, ...]] = {
    "stories": ("stories",),
    "story": ("story", "{story}"),
    "disputed": ("events", "--disputed"),
    "event": ("event", "{event}"),
    "positions": ("positions", "Ri Son-gwon"),
    "owed": ("owed", "PRK", "KOR"),
}
"""Block → the command that it shows; {story} and {event} stand for the beginnings of the ids of those of the story."""
_BARS = re.compile("[▁▂▃▄▅▆▇█]")


def write_page() -> str:
    """The page with all blocks as the program writes them now."""
    text = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "story.ledger"
        _run(ledger, "read", FOLDER)
        with open_ledger(ledger) as opened:
            (event, _), *_ = opened.find_events(EventQuery(disputed=True, least=0.2))
            ids = {"story": opened.find_stories()[0].id[:6], "event": event.id[:6]}
        for name, command in BLOCKS.items():
            words = [word.format(**ids) for word in command]
            shown = " ".join(f'"{word}"' if " " in word else word for word in words)
            text = fill(text, name, f"```text\n$ dragoman {shown}\n{_run(ledger, *words)}\n```")
    return text


def blur(page: str) -> str:
    """A page without what differs between processors."""
    return _BARS.sub("▄", page)


def _run(ledger: Path, *words: str) -> str:
    settings = {**os.environ, "DRAGOMAN_LEDGER": str(ledger), "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "dragoman", *words]
    ran = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, encoding="utf-8", check=True)
    return "\n".join(line.rstrip() for line in ran.stdout.rstrip().splitlines())


def main() -> int:
    """Write the page, or with `--check` say whether it is what would be written."""
    page = write_page()
    if "--check" in sys.argv[1:]:
        same = blur(PAGE.read_text("utf-8")) == blur(page)
        print(f"docs/story.md: {'as the program has it' if same else 'not as the program has it: run `make docs`'}")
        return 0 if same else 1
    PAGE.write_text(page, encoding="utf-8")
    print(f"docs/story.md: {len(BLOCKS)} commands")
    return 0


if __name__ == "__main__":
    sys.exit(main())
