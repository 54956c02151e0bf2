"""Figures belong to the weights that they were measured with: `python -m bench.stamp` fails where they do not.

bench/figures.json, written by `python -m bench all`:

    {"weights": sha256, "figures": {name: {"value": number, "n": int, "se": number | null,
                                           "data": {"path in the corpora": sha256}, "command": str}}}

`weights` is `find_digest()` of the weights that were measured, `se` one bootstrap standard error (null: none taken).
Needs no corpora; where they are there, the data's hashes are compared too.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dragoman.reading.network import find_digest

FIGURES = Path(__file__).parent / "figures.json"
CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
KEYS = {"value", "n", "se", "data", "command"}
_AGAIN = "run `make bench` and commit bench/figures.json"

Figures = Mapping[str, Mapping[str, Any]]


class FiguresError(ValueError):
    """The file of figures is missing or not of the form above."""


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex; of a folder, over the names and hashes of its files."""
    if path.is_dir():
        listed = "".join(f"{hash_file(f)}  {f.name}\n" for f in sorted(path.iterdir()) if f.is_file())
        return hashlib.sha256(listed.encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_figures(figures: Figures, *, path: Path = FIGURES, weights: str | None = None) -> None:
    """Write all figures of one measuring, stamped with the digest of `weights` (None: the shipped ones).

    Figures that were there and are not among these are dropped: a file never mixes two measurings. Raises FiguresError.
    """
    _check_rows(figures, path)
    stamped = {"weights": weights or find_digest(), "figures": dict(sorted(figures.items()))}
    path.write_text(json.dumps(stamped, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read_figures(path: Path = FIGURES) -> tuple[str, Figures]:
    """The digest of the weights that were measured, and the figures. Raises FiguresError."""
    try:
        stamped = json.loads(path.read_text("utf-8"))
        weights, figures = str(stamped["weights"]), dict(stamped["figures"])
    except FileNotFoundError:
        raise FiguresError(f"no figures in {path}: {_AGAIN}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise FiguresError(f"{path} cannot be read ({error!r}): {_AGAIN}") from None
    _check_rows(figures, path)
    return weights, figures


def find_faults(path: Path = FIGURES, *, weights: str | None = None, corpora: Path = CORPORA) -> list[str]:
    """What is wrong with the stamp, a sentence each; none where all is well. `weights`: digest of the shipped ones."""
    try:
        measured, figures = read_figures(path)
    except FiguresError as error:
        return [str(error)]
    faults = []
    shipped = weights or find_digest()
    if measured != shipped:
        faults.append(f"{path} was measured with weights {measured[:12]}, shipped are {shipped[:12]}: {_AGAIN}")
    return faults + _compare_data(figures, corpora)


def _compare_data(figures: Figures, corpora: Path) -> list[str]:
    stamped = {(name, digest) for row in figures.values() for name, digest in row["data"].items()}
    return [
        f"{name} is not the file that was measured ({digest[:12]}): {_AGAIN}"
        for name, digest in sorted(stamped)
        if (corpora / name).exists() and hash_file(corpora / name) != digest
    ]


def _check_rows(figures: Figures, path: Path) -> None:
    for name, row in figures.items():
        if not isinstance(row, Mapping) or set(row) != KEYS:
            raise FiguresError(f"{path}: figure {name!r} is {row!r}: needed are the keys {', '.join(sorted(KEYS))}")
        if not isinstance(row["value"], int | float):
            raise FiguresError(f"{path}: the value of figure {name!r} is {row['value']!r}: a number is needed")


def main(arguments: list[str] | None = None) -> int:
    """Print what is wrong, or that nothing is; 1 where something is."""
    parser = argparse.ArgumentParser(prog="python -m bench.stamp", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--figures", type=Path, default=FIGURES)
    parser.add_argument("--corpora", type=Path, default=CORPORA)
    options = parser.parse_args(arguments)
    faults = find_faults(options.figures, corpora=options.corpora)
    if options.figures == FIGURES and FIGURES.is_file():
        from bench.precision import find_stale  # which reads figures from here

        faults += find_stale()
    print("\n".join(faults) or "figures: measured with the shipped weights")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
