"""Every relative link of the README, the changelog and docs/ leads to a file, and to a heading where it names one.

`python docs/check_links.py` prints those that do not. Addresses on the web are not asked.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).parents[1]
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
_CODE = re.compile(r"^(```|~~~).*?^\1|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_WEB = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def find_pages(root: Path = ROOT) -> list[Path]:
    """All Markdown pages of the project."""
    below = [p for folder in ("docs", "examples", "tests") for p in (root / folder).rglob("*.md")]
    return sorted([*root.glob("*.md"), *below])


def find_dead_links(page: Path) -> Iterator[str]:
    """Links of one page that lead nowhere, with why."""
    text = page.read_text("utf-8")
    for match in _LINK.finditer(_CODE.sub("", text)):
        link = match[1] or match[2]
        if _WEB.match(link):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = page if not name else (page.parent / name).resolve()
        if not target.exists():
            yield f"{link}: no such file"
        elif anchor and target.suffix == ".md" and anchor not in find_anchors(target.read_text("utf-8")):
            yield f"{link}: no such heading"


def find_anchors(text: str) -> set[str]:
    """Anchors that GitHub gives a page's headings, numbered where they repeat."""
    anchors: set[str] = set()
    fenced = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
    for heading in _HEADING.findall(fenced.sub("", text)):
        plain = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        number, anchor = 0, plain
        while anchor in anchors:
            number += 1
            anchor = f"{plain}-{number}"
        anchors.add(anchor)
    return anchors


def main() -> int:
    """Print dead links; 1 where there are any."""
    pages = find_pages()
    dead = [f"{page.relative_to(ROOT)}: {why}" for page in pages for why in find_dead_links(page)]
    print("\n".join(dead) or f"links: all of {len(pages)} pages lead somewhere")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
