"""How many articles of the attribution corpus hold each word: src/dragoman/ledger/data/words.tsv, by which terms are weighed.

    python -m training.count_words --corpora ../shared/corpora

Counts only, of words that at least five articles hold: no text can be made of them.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from dragoman.ledger.sketches import find_stem, find_words

LEAST = 5
TARGET = Path(__file__).parents[1] / "src" / "dragoman" / "ledger" / "data" / "words.tsv"


def main() -> None:
    """Count and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    lines = (parser.parse_args().corpora / "attribution" / "train.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    counts = Counter(stem for text in texts for stem in {find_stem(word.casefold()) for word in find_words(text)})
    rows = [f"{word}\t{count}" for word, count in sorted(counts.items()) if count >= LEAST]
    head = f"# In how many of the articles (first line: of how many) a word stands, by training/count_words.py\n\t{len(texts)}"
    TARGET.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
