"""What takes longer than an answer may: made once, beside the answers; shown as old until it is made anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dragoman.web.site import Shelf, Unfinished
from dragoman.web.workshop import Made, Workshop


def test_what_is_not_made_in_time_is_made_all_the_same() -> None:
    shop, go = Workshop(1000), Event()

    def make(before: str | None) -> str:
        assert before is None and go.wait(900)
        return "made"

    assert shop.get(1, "a", make, wait_s=0.0) is None
    go.set()
    assert shop.get(1, "a", make, wait_s=None) == Made("made", True)
    assert shop.get(1, "a", lambda _: "never made", wait_s=0.0) == Made("made", True)


def test_what_was_made_before_is_shown_as_old_and_given_to_who_makes_it_anew() -> None:
    shop, go = Workshop(1000), Event()
    shop.get(1, "a", lambda _: "one", wait_s=None)

    def make(before: str | None) -> str:
        assert go.wait(900)
        return f"{before}, two"

    assert shop.get(2, "a", make, wait_s=0.0) == Made("one", False)
    go.set()
    assert shop.get(2, "a", make, wait_s=None) == Made("one, two", True)


def test_a_thing_is_made_once_at_a_time_whatever_is_written_meanwhile() -> None:
    shop, go, made = Workshop(1000), Event(), []

    def make(_: str | None) -> str:
        made.append(1)
        assert go.wait(900)
        return "one"

    assert [shop.get(state, "a", make, wait_s=0.0) for state in range(5)] == [None] * 5
    go.set()
    assert shop.get(9, "a", make, wait_s=None) == Made("one", False)
    assert len(made) == 1


def test_what_goes_wrong_is_raised_and_not_kept() -> None:
    shop = Workshop(1000)

    def fail(_: str | None) -> str:
        raise ValueError("no relation")

    with pytest.raises(ValueError, match="no relation"):
        shop.get(1, "a", fail, wait_s=None)
    assert shop.get(1, "a", lambda _: "made", wait_s=None) == Made("made", True)


def test_the_least_asked_for_goes_where_room_is_short() -> None:
    shop = Workshop(250)
    for key in "abc":
        shop.get(1, key, lambda _: "x", wait_s=None)
    assert [shop.find(1, key) is None for key in "abc"] == [True, False, False]


def test_who_asks_for_a_page_that_another_makes_gets_the_same_even_if_it_is_not_kept() -> None:
    shelf, go, made = Shelf[bytes](1000, len), Event(), []

    def make() -> bytes:
        made.append(1)
        assert go.wait(900)
        return Unfinished(b"soon")

    with ThreadPoolExecutor(4) as asking:
        asked = [asking.submit(shelf.get, 1, "a", make) for _ in range(4)]
        go.set()
        assert [each.result() for each in asked] == [b"soon"] * 4
    assert len(made) < 4 and shelf.get(1, "a", lambda: b"whole") == b"whole"
    assert shelf.get(1, "a", lambda: b"again") == b"whole"
