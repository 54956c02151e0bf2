"""About the data: what was read, from whom, what was not and why, by what, and how right it was measured to be."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dragoman.contract import write_value
from dragoman.relations.series import UNKNOWN
from dragoman.web import officers
from dragoman.web.answers import Page
from dragoman.web.visits import Here, Number, write_pages

_REJECTED, _OUTLETS, _RUNS = 50, 60, 10


def show_about(visit: Here, page: Number = 1) -> Page:
    """Counts of what the ledger holds, its outlets and runs, a page of what was rejected, and measured precision with N."""
    ledger = visit.ledger
    status = ledger.status()
    rejected = ledger.find_last_rejected(limit=_REJECTED + 1, offset=(page - 1) * _REJECTED)
    outlets = ledger.count_outlets(limit=_OUTLETS)
    runs = ledger.runs()
    data: dict[str, Any] = {
        "ledger": {name: write_value(getattr(status, name), "") for name in _COUNTED},
        "rejected_by_reason": dict(status.rejected),
        "imported_by_source": dict(status.imported),
        "outlets": [
            {
                "outlet": name,
                "articles": n,
                "first_on": write_value(a, ""),
                "last_on": write_value(b, ""),
                "side": officers.find_side(name, b) if b else UNKNOWN,
            }
            for name, n, a, b in outlets
        ],
        "runs": [
            {"id": run.id, "code": run.code, "weights": run.weights, "started_at": run.started_at.isoformat()}
            for run in runs[:_RUNS]
        ],
        "rejected": [{"run": run.id, **write_value(each, "")} for run, each in rejected[:_REJECTED]],
        "measured": read_measured(),
        **write_pages(page, len(rejected) > _REJECTED),
    }
    corrections = ledger.find_corrections()
    shown = {"status": status, "runs": runs[:_RUNS], "n_runs": len(runs), "corrections": corrections}
    data["corrections"] = len(corrections)
    return Page("about.html", "About the data", data, {**shown, "total": sum(status.rejected.values())})


_COUNTED = ("version", "articles", "revised", "statements", "reports", "speakers", "runs", "size_bytes")


@lru_cache(maxsize=1)
def read_measured() -> list[dict[str, Any]]:
    """What was measured of this version, as `docs/make_figures.py` wrote it: `what`, `value`, `n`, `of`."""
    found: list[dict[str, Any]] = json.loads((files("dragoman.web") / "measured.json").read_text("utf-8"))
    return found
