"""Who held which office on a day: half-open periods, dates known to the month, acting holders, nobody where two fit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.actors.countries import find_country
from dragoman.actors.directory import Directory, open_directory, spell
from dragoman.actors.offices import Holding, check_line, find_title, name_office, read_line, write_line
from dragoman.actors.periods import get_days, is_certain, is_possible
from dragoman.actors.tables import CARRIED, WRITTEN, Table, make_table, name_key, open_table
from dragoman.errors import TextError


def _row(name: str, from_on: str, to_on: str | None = None, **changed: object) -> Holding:
    fields = {"other_names": (), "country": "FRA", "office": "foreign minister", "acting": False, "source": "test"}
    return Holding(name=name, from_on=from_on, to_on=to_on, sector="GOV", **{**fields, **changed})  # type: ignore[arg-type]


def _directory(*rows: Holding, added: tuple[Holding, ...] = (), carried: tuple[Holding, ...] = ()) -> Directory:
    return Directory([make_table(layer) for layer in (added, rows, carried)])


def _ask(directory: Directory, on: str, title: str = "foreign minister", country: str = "FRA") -> str | None:
    holder = directory.find_office(title, country, date.fromisoformat(on))
    return holder.name if holder else None


# --- periods ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partial", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018-02-12", date(2018, 2, 12), date(2018, 2, 12)),
    ],
)
def test_a_partial_date_spans_its_days(partial: str, first: date, last: date) -> None:
    assert get_days(partial) == (first, last)


@pytest.mark.parametrize("wrong", ["", "18", "2018-13", "2018-2-1", "2018-02-30", "2018-02-12T00:00"])
def test_what_is_no_date_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        get_days(wrong)


_DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(_DAYS, _DAYS, _DAYS, st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_what_is_certain_is_possible(start: date, end: date, on: date, a: int, b: int) -> None:
    from_on, to_on = str(start)[:a], str(end)[:b]
    assert not is_certain(from_on, to_on, on) or is_possible(from_on, to_on, on)


# --- offices ----------------------------------------------------------------------------------------------------------


def test_the_day_of_a_change_is_the_successors() -> None:
    directory = _directory(_row("One", "2012-05-16", "2014-03-31"), _row("Two", "2014-03-31", "2016-01-01"))
    assert [_ask(directory, on) for on in ("2014-03-30", "2014-03-31", "2012-05-15")] == ["One", "Two", None]


def test_the_last_day_counts_where_nobody_came_on_it() -> None:
    directory = _directory(_row("One", "2012-05-16", "2014-03-31"), _row("Two", "2014-04-02"))
    assert [_ask(directory, on) for on in ("2014-03-31", "2014-04-01", "2014-04-02")] == ["One", None, "Two"]


def test_a_change_within_a_month_leaves_the_month_open() -> None:
    directory = _directory(_row("One", "2012", "2014-03"), _row("Two", "2014-03", "2015"))
    assert [_ask(directory, on) for on in ("2014-02-28", "2014-03-10", "2014-04-01")] == ["One", None, "Two"]


def test_who_certainly_held_it_wins_over_who_may_have() -> None:
    directory = _directory(_row("One", "2012", "2014-03"), _row("Two", "2014-03-20"))
    assert [_ask(directory, on) for on in ("2014-03-10", "2014-03-20")] == ["One", "Two"]


def test_two_who_certainly_held_it_are_nobody() -> None:
    assert _ask(_directory(_row("One", "2012", "2016"), _row("Two", "2013", "2017")), "2015-01-01") is None


def test_a_row_without_an_end_ends_with_the_next_holder() -> None:
    directory = _directory(_row("One", "2012-05-16"), _row("Two", "2014-03-31"))
    assert [_ask(directory, on) for on in ("2014-01-01", "2020-01-01")] == ["One", "Two"]


def test_what_is_open_is_not_believed_for_ever() -> None:
    assert _ask(_directory(_row("One", "2012-05-16")), "2040-01-01") is None


def test_what_is_open_is_believed_until_the_day_that_its_table_names() -> None:
    lines = [
        "# 2025-12-31: known to hold",
        write_line(_row("One", "2012-05-16")),
        write_line(_row("Two", "2010", "2012")),
    ]
    directory = Directory([Table([]), Table(lines), Table([])])
    assert [_ask(directory, on) for on in ("2025-12-31", "2026-01-01", "2011-05-05")] == ["One", None, "Two"]
    last = directory.find_last("foreign minister", "FRA", date(2026, 3, 1))
    assert last is not None and (last.name, last.known_to) == ("One", "2025-12-31")
    assert directory.find_last("foreign minister", "FRA", date(2025, 3, 1)) is None
    assert [p.name for p in directory.find_person("One", date(2026, 3, 1))] == ["One"]


@pytest.mark.parametrize("table", WRITTEN)
def test_each_table_says_until_when_it_holds(table: str) -> None:
    assert {row.known_to for row in open_table(table) if row.to_on is None} == {"2025-12-31"}


def test_an_acting_holder_answers_only_where_nobody_holds_it_in_full() -> None:
    acting = _row("Two", "2014-01-01", "2014-06-01", acting=True)
    directory = _directory(_row("One", "2012", "2014-03-01"), acting)
    holder = directory.find_office("foreign minister", "FRA", date(2014, 4, 1))
    assert _ask(directory, "2014-02-01") == "One"
    assert holder is not None and holder.name == "Two" and holder.acting


def test_additions_stand_above_the_tables_and_end_what_is_open_there() -> None:
    directory = _directory(
        _row("One", "2012-01-01"), added=(_row("Two", "2020-01-10"), _row("Wun", "2012-01-01", "2013-01-01"))
    )
    assert [_ask(directory, on) for on in ("2012-06-01", "2019-01-01", "2021-01-01")] == ["Wun", "One", "Two"]


def test_a_vague_addition_does_not_outdo_a_certain_row() -> None:
    directory = _directory(_row("One", "2012-01-01", "2014-03-20"), added=(_row("Two", "2014-03", "2016"),))
    assert [_ask(directory, on) for on in ("2014-03-10", "2014-05-01")] == ["One", "Two"]


def test_what_is_carried_over_answers_only_before_the_tables_begin() -> None:
    carried = (_row("Old", "2000", "2012-06"), _row("Other", "2012-06", "2021"))
    directory = _directory(_row("One", "2012-05-16", "2014-03-31"), carried=carried)
    assert [_ask(directory, on) for on in ("2010-01-01", "2013-01-01", "2015-01-01")] == ["Old", "One", None]


def test_a_row_says_its_names_once_for_two_spellings() -> None:
    rows = (
        _row("Sergei Lavrov", "2004", "2012", other_names=("Sergey Lavrov",)),
        _row("Sergey Lavrov", "2008", "2016"),
    )
    assert _ask(_directory(*rows), "2010-01-01") == "Sergey Lavrov"


# --- titles and countries ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "country", "office"),
    [
        ("president", "FRA", "head of state"),
        ("the President", "IRN", "head of government"),
        ("president", "GBR", None),
        ("FM", "FRA", "foreign minister"),
        ("Minister for Europe and Foreign Affairs", "FRA", "foreign minister"),
        ("Minister of Foreign Affairs and Trade", "HUN", "foreign minister"),
        ("French foreign minister", "FRA", "foreign minister"),
        ("President of the French Republic", "FRA", "head of state"),
        ("Federal Chancellor", "DEU", "head of government"),
        ("Union Minister of Defence", "IND", "defence minister"),
        ("minister of national defence", "CAN", "defence minister"),
        ("PM", "KOR", "prime minister"),
        ("head of government", "CHL", "head of state"),
        ("prime minister", "CHL", None),
        ("prime minister", "MMR", "-"),
        ("high representative", "EU", "foreign minister"),
        ("president of the European Commission", "EU", "head"),
        ("President of the European Council", "EU", "head:European Council"),
        ("prosecutor", "ICC", "head:prosecutor"),
        ("prime minister", "USA", None),
        ("secretary of state", "USA", "foreign minister"),
        ("Foreign Secretary", "GBR", "foreign minister"),
        ("foreign secretary", "IND", None),
        ("minister of foreign affairs", "JPN", "foreign minister"),
        ("secretary of defense", "USA", "defence minister"),
        ("defense minister", "RUS", "defence minister"),
        ("chancellor", "DEU", "head of government"),
        ("premier", "CHN", "head of government"),
        ("supreme leader", "IRN", "head of state"),
        ("queen", "GBR", "head of state"),
        ("king", "GBR", None),
        ("secretary-general", "UN", "head"),
        ("White House press secretary", "USA", "spokesperson:White House"),
        ("presidential spokesman", "RUS", "spokesperson:Kremlin"),
        ("Kremlin spokesman", "RUS", "spokesperson:kremlin"),
        ("spokeswoman for the Ministry of Foreign Affairs", "RUS", "spokesperson:foreign ministry"),
    ],
)
def test_a_title_names_an_office_by_country(title: str, country: str, office: str | None) -> None:
    assert name_office(title, country, date(2018, 2, 12)) == office


@pytest.mark.parametrize(
    ("office", "country", "title"),
    [
        ("head of state", "FRA", "President"),
        ("head of state", "GBR", "Queen"),
        ("head of government", "DEU", "Chancellor"),
        ("head of government", "IRN", "President"),
        ("foreign minister", "USA", "Secretary of State"),
        ("foreign minister", "FRA", "Foreign Minister"),
        ("UN ambassador", "FRA", "UN Ambassador"),
        ("head of state", "PRK", "Supreme Leader"),
    ],
)
def test_an_office_is_called_as_its_country_calls_it(office: str, country: str, title: str) -> None:
    assert find_title(office, country, date(2018, 2, 12)) == title


def test_the_king_follows_the_queen() -> None:
    assert name_office("king", "GBR", date(2023, 1, 1)) == "head of state"
    assert name_office("queen", "GBR", date(2023, 1, 1)) is None


def test_an_unknown_title_says_what_is_known() -> None:
    with pytest.raises(TextError, match=r"'dogcatcher'.*foreign minister"):
        name_office("dogcatcher", "FRA", date(2018, 2, 12))


@pytest.mark.parametrize(
    ("text", "code"), [("fra", "FRA"), ("France", "FRA"), ("french", "FRA"), ("the United States", "USA"), ("x", None)]
)
def test_a_country_is_known_by_code_name_and_adjective(text: str, code: str | None) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FR", "FRA"),
        ("uk", "GBR"),
        ("Korea, South", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Iran (Islamic Republic of)", "IRN"),
        ("Türkiye", "TUR"),
        ("Palestinian Authority", "PSE"),
        ("Soviet Union", "SUN"),
        ("Yugoslavia", "YUG"),
        ("East German", "DDR"),
    ],
)
def test_a_country_is_known_as_lists_write_it_and_when_it_is_no_more(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize(
    "title", ["deputy foreign minister", "Minister of State for Foreign Affairs", "shadow foreign secretary"]
)
def test_a_lower_office_is_not_the_ministers(title: str) -> None:
    with pytest.raises(TextError):
        name_office(title, "ARE", date(2018, 2, 12))


@pytest.mark.parametrize("text", ["UN", "United Nations", "the United Nations", "U.N."])
def test_an_organisation_is_known_by_any_of_its_names(text: str) -> None:
    directory = _directory(_row("One", "2012", "2020", country="UN", office="head"))
    assert directory.find_country(text) == "UN"
    assert directory.find_country("NATO") is None


def test_a_spokesperson_is_known_by_whom_they_speak_for() -> None:
    rows = [
        _row(n, "2012", "2020", country="RUS", office=f"spokesperson:{o}")
        for n, o in (("P", "Kremlin"), ("Z", "foreign ministry"))
    ]
    directory = _directory(*rows)
    assert _ask(directory, "2018-02-12", "Kremlin spokesman", "RUS") == "P"
    assert _ask(directory, "2018-02-12", "spokesman", "RUS") is None


# --- people -----------------------------------------------------------------------------------------------------------

_PEOPLE = _directory(
    _row("Sergey Lavrov", "2004-03-09", country="RUS"),
    _row("Ban Ki-moon", "2004-01", "2006-11", country="KOR"),
    _row("Ban Ki-moon", "2007-01-01", "2017-01-01", country="UN", office="head"),
    _row("George W. Bush", "2001-01-20", "2009-01-20", country="USA", office="head of state"),
    _row("George H. W. Bush", "1989-01-20", "1993-01-20", country="USA", office="head of state"),
    _row("Bashar al-Assad", "2000-07-17", "2024-12-08", country="SYR", office="head of state"),
    _row("Ursula von der Leyen", "2013-12-17", "2019-07-17", country="DEU", office="defence minister"),
)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Sergey Lavrov", ["Sergey Lavrov"]),
        ("SERGEI LAVROV", ["Sergey Lavrov"]),
        ("Lavrov", ["Sergey Lavrov"]),
        ("Ban Ki Moon", ["Ban Ki-moon"]),
        ("Ban", ["Ban Ki-moon"]),
        ("Assad", ["Bashar al-Assad"]),
        ("von der Leyen", ["Ursula von der Leyen"]),
        ("Bush", ["George W. Bush", "George H. W. Bush"]),
        ("Nobody", []),
        ("", []),
    ],
)
def test_people_are_found_by_name_spelling_and_surname(name: str, found: list[str]) -> None:
    assert [person.name for person in _PEOPLE.find_person(name)] == found


def test_a_person_of_an_organisation_is_the_one_of_a_state() -> None:
    (ban,) = _PEOPLE.find_person("Ban Ki-moon")
    assert [(row.country, row.office) for row in ban.offices] == [("KOR", "foreign minister"), ("UN", "head")]


def test_with_a_day_only_who_was_in_office_then() -> None:
    (bush,) = _PEOPLE.find_person("Bush", date(2003, 3, 20))
    assert bush.name == "George W. Bush"
    assert _PEOPLE.find_person("Bush", date(1999, 1, 1)) == []


@given(st.text(max_size=30))
def test_any_text_can_be_asked_for(text: str) -> None:
    assert isinstance(_PEOPLE.find_person(text), list)
    assert name_key(name_key(text)) == name_key(text) and isinstance(spell(name_key(text)), str)


# --- the tables that ship ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [*WRITTEN, *CARRIED])
def test_every_row_of_a_table_is_a_holding(table: str) -> None:
    path = files("dragoman.actors") / "data" / f"{table}.tsv"
    if not path.is_file():
        pytest.skip(f"{table} is not there yet")
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert [f"{line}: {why}" for line in lines if (why := check_line(line))] == []
    assert len(list(Table(lines))) == len(lines)


def test_the_base_is_small() -> None:
    folder = files("dragoman.actors") / "data"
    assert sum(len(path.read_bytes()) for path in folder.iterdir()) < 6_000_000


def test_a_row_is_written_as_it_is_read() -> None:
    for row in open_table(*WRITTEN, *CARRIED):
        assert read_line(write_line(row)) == replace(row, known_to=None)


@pytest.mark.parametrize(
    ("title", "country", "on", "surname"),
    [
        ("head of government", "GBR", "2010-01-01", "Brown"),
        ("chancellor", "DEU", "2018-02-12", "Merkel"),
        ("president", "FRA", "2018-02-12", "Macron"),
        ("prime minister", "CAN", "2018-02-12", "Trudeau"),
        ("president", "USA", "2013-01-01", "Obama"),
        ("head of government", "USA", "2018-02-12", "Trump"),
        ("prime minister", "KOR", "2018-02-12", "Nak-yon"),
        ("head of government", "PER", "2018-02-12", "Kuczynski"),
        ("prime minister", "PER", "2018-02-12", "Aráoz"),
        ("president", "BIH", "2018-02-12", "Covic"),
        ("president", "BIH", "2018-03-17", "Izetbegovic"),
        ("president", "YUG", "2001-02-12", "Kostunica"),
        ("president", "SCG", "2005-02-12", "Marovic"),
        ("president", "SRB", "2005-02-12", "Tadic"),
        ("president of the European Council", "EU", "2018-02-12", "Tusk"),
        ("head", "EU", "2018-02-12", "Juncker"),
        ("foreign minister", "EU", "2018-02-12", "Mogherini"),
        ("prime minister", "PSE", "2006-05-12", "Haniyeh"),
        ("foreign minister", "PSE", "2013-05-12", "al-Maliki"),
        ("head of government", "KEN", "2018-02-12", "Kenyatta"),
    ],
)
def test_well_known_holders(title: str, country: str, on: str, surname: str) -> None:
    holder = open_directory().find_office(title, country, date.fromisoformat(on))
    assert holder is not None and holder.name.split()[-1] == surname


def test_lines_that_are_no_holding_are_left_out() -> None:
    lines = ["# a comment", "", "half\ta\trow", write_line(_row("One", "2012", "2014"))]
    assert [row.name for row in Table(lines)] == ["One"]
