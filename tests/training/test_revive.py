"""Reading shipped weights back: the network that comes out gives what the shipped one gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")

ARTICLE = Path(__file__).parents[2] / "examples" / "14-cairo-ankara.txt"


@pytest.mark.model
def test_the_revived_network_tags_as_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.reading.network import Network
    from dragoman.reading.words import split_words
    from training import revive
    from training.train import CLS, SEP, open_network

    monkeypatch.setattr("sys.argv", ["revive", "--out", str(tmp_path)])
    revive.main()
    revived, shipped = open_network(tmp_path / "network.pt").eval(), Network()
    words = split_words(ARTICLE.read_text("utf-8"), shipped.tokenizer)
    first = words.first_piece.astype(np.int64)
    pieces = torch.tensor([[CLS, *words.pieces[: first[150]].tolist(), SEP]])
    forms = torch.tensor([[0, *np.repeat(words.forms[:150], np.diff(first[:151])).tolist(), 0]])
    with torch.no_grad():
        vectors = revived.vectors(pieces, forms, torch.ones_like(pieces))[0, first[:150] + 1]
        mine = revived.tags(vectors).numpy().argmax(2)
    inputs = {"pieces": pieces.numpy(), "forms": forms.numpy()}
    theirs = shipped.tag(shipped._run("encoder", inputs)[0][0, first[:150] + 1])[0].argmax(2)
    assert (mine == theirs).mean() > 0.95, "int8 products round, and little else differs"
