"""What is offered is documented, and what is documented is offered."""

from __future__ import annotations

import dataclasses
import doctest
import re
import runpy
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from dragoman import records

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def _read(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


# --- commands ---------------------------------------------------------------------------------------------------------


@cache
def _commands() -> dict[str, Any]:
    """The words that call a command → the command, from the program itself."""
    script = runpy.run_path(str(DOCS / "make_commands.py"))
    return dict(script["find_commands"](script["open_program"]()))


def test_the_page_of_commands_is_what_the_program_says() -> None:
    script = runpy.run_path(str(DOCS / "make_commands.py"))
    assert _read("docs/commands.md") == script["write_page"](), "run `make docs`"


@pytest.mark.model
def test_the_page_of_the_story_is_what_the_program_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DOCS))
    script = runpy.run_path(str(DOCS / "make_story.py"))
    assert script["blur"](_read("docs/story.md")) == script["blur"](script["write_page"]()), "run `make docs`"


def test_every_command_and_option_is_on_the_page_of_commands() -> None:
    sections = _sections(_read("docs/commands.md"))
    missing = []
    for path, command in _commands().items():
        text = sections.get(path, "")
        missing += [path] if not text else []
        options = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
        missing += [f"{path} {p.opts[-1]}" for p in options if p.opts[-1] not in text]
    assert missing == []


def test_every_command_says_what_it_does_and_gives_an_example() -> None:
    commands = {path: c for path, c in _commands().items() if not getattr(c, "commands", None) and not c.hidden}
    assert [path for path, c in commands.items() if not (c.help or "").strip()] == []
    assert [p for p, c in commands.items() if f"`{p}" not in f"{c.help}{c.epilog}" and f"{p} " not in f"{c.help}"] == []


def test_every_option_says_what_it_means() -> None:
    options = [(path, p) for path, c in _commands().items() for p in c.params]
    assert [f"{path} {p.name}" for path, p in options if not getattr(p, "help", None)] == []


def _sections(text: str) -> dict[str, str]:
    """Level-two headings → what stands under them."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip((h.strip() for h in parts[1::2]), parts[2::2], strict=True))


# --- records ----------------------------------------------------------------------------------------------------------


def _record_classes() -> dict[str, type]:
    return {
        name: value
        for name, value in vars(records).items()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == records.__name__
    }


def _literals() -> dict[str, tuple[str, ...]]:
    return {name: get_args(value) for name, value in vars(records).items() if str(value).startswith("typing.Literal[")}


def _documented(name: str) -> str | None:
    """A record's row of a table, or its section, in docs/records.md or docs/contract.md."""
    for page in ("docs/records.md", "docs/contract.md"):
        text = _read(page)
        if row := re.search(rf"^\| *`?{name}`? *\|.*$", text, re.MULTILINE):
            return row[0]
        if section := re.search(rf"^(#+) `?{name}`?\s*$(.*?)(?=^#{{1,3}} |\Z)", text, re.MULTILINE | re.DOTALL):
            return section[2]
    return None


@pytest.mark.parametrize("name", sorted(_record_classes()))
def test_every_record_and_field_is_documented(name: str) -> None:
    text = _documented(name)
    assert text is not None, f"{name} has neither a row nor a section in docs/records.md or docs/contract.md"
    fields = [f.name for f in dataclasses.fields(_record_classes()[name])]
    missing = [field for field in fields if not re.search(rf"`[^`]*\b{field}\b[^`]*`", text)]
    assert missing == [], f"{name}: these fields are not in its row or section"


@pytest.mark.parametrize("name", sorted(_literals()))
def test_every_value_that_a_field_can_take_is_documented(name: str) -> None:
    text = _read("docs/records.md") + _read("docs/contract.md")
    missing = [value for value in _literals()[name] if not re.search(rf"`\"?{re.escape(value)}\"?`", text)]
    assert missing == [], f"{name}: these values stand in no page"


# --- pages ------------------------------------------------------------------------------------------------------------


def test_every_link_of_the_pages_leads_somewhere() -> None:
    script = runpy.run_path(str(DOCS / "check_links.py"))
    dead = {str(p.relative_to(ROOT)): list(script["find_dead_links"](p)) for p in script["find_pages"]()}
    assert {page: links for page, links in dead.items() if links} == {}


def test_every_package_of_the_locks_is_named_with_its_licence() -> None:
    named = set(re.findall(r"^\| ([\w.-]+) \| [^|?]+ \|", _read("THIRD_PARTY.md"), re.MULTILINE))
    locked = {
        re.split(r"[=\s]", line)[0]
        for lock in ROOT.glob("requirements*.lock")
        for line in lock.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert sorted(locked - named) == []


def _blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```(?:{language})[^\n]*\n(.*?)^```", _read(page), re.MULTILINE | re.DOTALL)


@pytest.mark.model
def test_the_readmes_python_runs(tmp_path: Path) -> None:
    blocks = _blocks("README.md", "python|pycon")
    assert blocks, "the README shows no Python"
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    script = "\n".join(block for block in blocks if ">>>" not in block)
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{script}\n{ran.stderr}"


@pytest.mark.model
def test_the_readmes_dialogues_come_out_as_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    parser = doctest.DocTestParser()
    tests = [parser.get_doctest(b, {}, "README", None, 0) for b in _blocks("README.md", "python|pycon")]
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert sum(runner.run(test).failed for test in tests if test.examples) == 0


def test_what_the_readme_tells_to_type_is_there() -> None:
    blocks = _blocks("README.md", "console|sh|bash|text|")
    lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
    targets = set(re.findall(r"^([a-z][a-z-]*):", _read("Makefile"), re.MULTILINE))
    makes = {word for line in lines if (found := re.match(r"make ([a-z-]+)", line)) for word in found.groups()}
    calls = {f"dragoman {found[1]}" for line in lines if (found := re.search(r"(?:^|[\s/])dragoman ([a-z]+)\b", line))}
    started = [line for line in lines if re.match(r"(\S*/)?dragoman |make |curl |cat ", line)]
    assert started, "the README shows no command"
    assert sorted(makes - targets) == []
    assert sorted(c for c in calls if any(c in line for line in started) and c not in _commands()) == []
