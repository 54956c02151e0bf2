"""Average two networks of one shape: `python -m training.mix --network DIR --with DIR --share N --out DIR`.

Weights that came from one another by training lie in one valley, and between them there are better ones than either
(Wortsman et al. 2022). What only the second network has is taken from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Mix, and save with the second network's options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="the folder of the first")
    parser.add_argument("--with", type=Path, required=True, dest="other", help="the folder of the second")
    parser.add_argument("--share", type=float, default=0.7, help="of the second")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    first, second = (torch.load(folder / "network.pt") for folder in (options.network, options.other))
    mixed = {
        name: (1 - options.share) * first[name] + options.share * number if name in first else number
        for name, number in second.items()
    }
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(mixed, options.out / "network.pt")
    (options.out / "options.json").write_text((options.other / "options.json").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
