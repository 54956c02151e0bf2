"""One core beside two: what runs inside is kept to as many as are asked for, and no longer."""

from __future__ import annotations

import os

import pytest

from bench.cores import _keep_to


def test_a_process_is_kept_to_some_cores_and_has_all_of_them_again() -> None:
    before = os.sched_getaffinity(0)
    with _keep_to(1):
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_a_measure_on_more_cores_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="give this process more"), _keep_to(len(os.sched_getaffinity(0)) + 1):
        pass
