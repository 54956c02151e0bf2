"""Commands: thin, over plain functions; engines are imported by the command that needs them."""

from __future__ import annotations

__all__ = ["main"]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code (see `dragoman --help`)."""
    from dragoman.cli.app import run

    return run(arguments)
