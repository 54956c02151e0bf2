"""Floors that figures hold: `python -m bench.gate` fails where a figure is under its floor.

bench/floors.json has a row for each name: a number (the figure is at least that) or `{"at_most": number}` (seconds,
MB). Floors rise by `--raise NAME`, to the figure. One falls only by `--lower NAME --because PAGE`: to the figure, by
one bootstrap standard error at most, and with a page in docs/decisions that names it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.stamp import FIGURES, Figures, FiguresError, read_figures

FLOORS = Path(__file__).parent / "floors.json"
DECISIONS = Path(__file__).parents[1] / "docs" / "decisions"


class FloorError(ValueError):
    """A floor that is not there, cannot be read, or may not be moved so."""


@dataclass(frozen=True, slots=True)
class Floor:
    """What a figure has to hold; `at_most` where less is better."""

    limit: float
    at_most: bool = False

    def distance(self, value: float) -> float:
        """How far a value is on the wrong side; negative where it is on the right one."""
        return value - self.limit if self.at_most else self.limit - value

    def moved(self, value: float) -> Floor:
        """The same floor at a value."""
        return Floor(value, self.at_most)

    def __str__(self) -> str:
        return f"{'at most' if self.at_most else 'at least'} {self.limit:g}"


Floors = dict[str, Floor]


def read_floors(path: Path = FLOORS) -> Floors:
    """Floors by the name of their figure. Raises FloorError."""
    try:
        rows = json.loads(path.read_text("utf-8"))
        return {str(name): _read_floor(name, row) for name, row in rows.items()}
    except FileNotFoundError:
        raise FloorError(f"no floors in {path}: it has a number or {{'at_most': number}} for each figure") from None
    except (AttributeError, json.JSONDecodeError) as error:
        raise FloorError(f"{path} cannot be read ({error!r}): an object of names and floors is needed") from None


def write_floors(floors: Floors, path: Path = FLOORS) -> None:
    """Write all floors, in the order of their names."""
    rows = {name: {"at_most": f.limit} if f.at_most else f.limit for name, f in sorted(floors.items())}
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def find_falls(figures: Figures, floors: Floors) -> list[str]:
    """Figures under their floors and floors without a figure, a sentence each. No floor at all is a fault too."""
    if not floors:
        return ["there is no floor: nothing would be held"]
    falls = []
    for name, floor in sorted(floors.items()):
        if name not in figures:
            falls.append(f"{name}: no figure, {floor} is wanted: run `make bench`")
        elif not floor.distance(value := float(figures[name]["value"])) <= 0:  # so that NaN falls too
            falls.append(f"{name}: {value:g}, {floor} is wanted")
    return falls


def raise_floor(name: str, figures: Figures, floors: Floors) -> Floors:
    """The floors with one moved up to its figure. Raises FloorError where that would lower it."""
    floor, value = _get_floor(name, floors), _get_value(name, figures)
    if not floor.distance(value) <= 0:
        raise FloorError(f"{name} is {value:g}, its floor {floor}: to lower a floor use --lower {name} --because PAGE")
    return {**floors, name: floor.moved(value)}


def lower_floor(
    name: str, figures: Figures, floors: Floors, because: Path | None, *, decisions: Path = DECISIONS
) -> Floors:
    """The floors with one moved down to its figure, within one standard error and for a page that names it.

    `because`: that page, in `decisions`. Raises FloorError.
    """
    floor, value = _get_floor(name, floors), _get_value(name, figures)
    _check_page(name, because, decisions)
    error = figures[name]["se"]
    if error is None:
        raise FloorError(f"{name} has no bootstrap standard error: its floor cannot be lowered")
    if not 0 < floor.distance(value) <= error:
        raise FloorError(
            f"{name} is {value:g}, its floor {floor}, the standard error {error:g}: a floor moves down to its figure, "
            f"where that is under it, and by one standard error at most"
        )
    return {**floors, name: floor.moved(value)}


def _check_page(name: str, because: Path | None, decisions: Path) -> None:
    if because is None:
        raise FloorError(f"--lower {name} needs --because and a page in docs/decisions that says why")
    if not because.is_file() or because.resolve().parent != decisions.resolve():
        raise FloorError(f"{because} is no page in {decisions}: write there why {name} may fall")
    if name not in because.read_text("utf-8"):
        raise FloorError(f"{because} does not name {name}: write there why it may fall")


def _read_floor(name: str, row: object) -> Floor:
    at_most = isinstance(row, Mapping) and set(row) == {"at_most"}
    limit = row["at_most"] if isinstance(row, Mapping) and at_most else row
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise FloorError(f"the floor of {name!r} is {row!r}: a number or {{'at_most': number}} is needed")
    return Floor(float(limit), at_most)


def _get_floor(name: str, floors: Floors) -> Floor:
    if name not in floors:
        raise FloorError(f"no floor {name!r}: there are {', '.join(sorted(floors)) or 'none'}")
    return floors[name]


def _get_value(name: str, figures: Figures) -> float:
    if name not in figures:
        raise FloorError(f"no figure {name!r}: run `make bench`")
    return float(figures[name]["value"])


def main(arguments: list[str] | None = None) -> int:
    """Hold the figures to their floors, or move a floor; 1 where a figure falls, 2 where a floor may not move so."""
    parser = argparse.ArgumentParser(prog="python -m bench.gate", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--raise", dest="up", nargs="+", metavar="NAME", default=[], help="move up to the figure")
    parser.add_argument("--lower", dest="down", metavar="NAME", help="move one down, by one standard error at most")
    parser.add_argument("--because", metavar="PAGE", type=Path, help="the page in docs/decisions that says why")
    options = parser.parse_args(arguments)
    try:
        _, figures = read_figures(options.figures)
        floors = read_floors(options.floors)
        moved = floors
        for name in options.up:
            moved = raise_floor(name, figures, moved)
        if options.down:
            moved = lower_floor(options.down, figures, moved, options.because)
    except (FiguresError, FloorError) as error:
        print(f"gate: {error}", file=sys.stderr)
        return 2
    if moved != floors:
        write_floors(moved, options.floors)
    falls = find_falls(figures, moved)
    print("\n".join(falls) or f"floors: {len(moved)} held")
    return 1 if falls else 0


if __name__ == "__main__":
    sys.exit(main())
