"""Average two networks of one shape: `python -m training.mix --network DIR --with DIR --share N --out DIR`.

Weights that came from one another by training lie in one valley, and between them there are better ones than either
(Wortsman et al. 2022). Act readers in both folders are averaged too.
"""

from __future__ import annotations

import argparse
import shutil
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
    options.out.mkdir(parents=True, exist_ok=True)
    for name in ("network.pt", "act_reader.pt"):
        first, second = (torch.load(folder / name) for folder in (options.network, options.other))
        mixed = {key: (1 - options.share) * first[key] + options.share * number for key, number in second.items()}
        torch.save(mixed, options.out / name)
    shutil.copy(options.other / "options.json", options.out / "options.json")


if __name__ == "__main__":
    main()
