"""Writes docs/commands.md from the program's own help: `python docs/make_commands.py`, with `--check` only compares.

Works on what Typer builds from `dragoman.cli.app:app`, so that a page and its command cannot differ.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent / "commands.md"
HEAD = """# Commands

<!-- Written by `make docs` from the program's help: change the help, not this page. -->
"""


def open_program() -> Any:
    """The program as a tree of commands, as Typer's own click has it."""
    from typer.main import get_command

    from dragoman.cli.app import app

    return get_command(app)


def find_commands(command: Any, path: str = "dragoman") -> list[tuple[str, Any]]:
    """The command and all below it, with the words that call them, in the order of the help."""
    below = getattr(command, "commands", {})
    return [(path, command), *(row for name, sub in below.items() for row in find_commands(sub, f"{path} {name}"))]


def write_page() -> str:
    """The whole page, in Markdown."""
    program = open_program()
    parts = [HEAD]
    parts += [_write_command(path, command) for path, command in find_commands(program) if not command.hidden]
    epilog = " ".join((program.epilog or "").split())
    return "\n".join([*parts, *([f"## Exit codes\n\n{epilog}\n"] if epilog else [])])


def _write_command(path: str, command: Any) -> str:
    context = command.make_context(path, [], resilient_parsing=True)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    rows = [_write_parameter(p, context) for p in command.get_params(context) if not getattr(p, "hidden", False)]
    below = [f"- [`{path} {name}`](#{path.replace(' ', '-')}-{name})" for name in getattr(command, "commands", {})]
    text = _unfold(command.help or "")
    parts = [f"## {path}", f"```\n{usage}\n```", text, "\n".join(below), "\n".join(["| | |", "| --- | --- |", *rows])]
    return "\n\n".join(part for part in parts if part) + "\n"


def _write_parameter(parameter: Any, context: Any) -> str:
    """A row of the table: how it is written, and what it means, with its default where the help shows one."""
    shown, text = parameter.get_help_record(context) or (", ".join(parameter.opts), "")
    return f"| `{_cell(shown)}` | {_cell(text)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _unfold(text: str) -> str:
    """Paragraphs of a docstring, each on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.replace("\b", "").split("\n\n"))


def main() -> int:
    """Write the page, or with `--check` say whether it is what would be written."""
    page = write_page()
    if "--check" in sys.argv[1:]:
        same = PAGE.is_file() and PAGE.read_text("utf-8") == page
        print(f"docs/commands.md: {'as the program has it' if same else 'not as the program has it: run `make docs`'}")
        return 0 if same else 1
    PAGE.write_text(page, encoding="utf-8")
    print(f"docs/commands.md: {page.count(chr(10))} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
