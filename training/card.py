"""card.json of the weights, when a head is added or trained anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dragoman.reading.network import find_digest

if TYPE_CHECKING:
    from pathlib import Path


def renew_card(folder: Path, corpora: str, **fields: Any) -> str:
    """Say what a head learned on, set what decoding it needs, and name the version after the files. Returns the version."""
    path = folder / "card.json"
    card = json.loads(path.read_text("utf-8"))
    card |= fields
    if corpora not in card["corpora"]:
        card["corpora"].append(corpora)
    card["version"] = "w" + find_digest(folder)[:10]
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return str(card["version"])
