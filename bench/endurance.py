"""Hostile inputs through intake, and a share of them through the whole pipeline: what became of each, and how fast.

    python -m bench hostile --inputs 20000 --whole 37

Times are CPU seconds of this process, so that a busy machine does not make a culprit of an innocent.
"""

from __future__ import annotations

import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

import dragoman
from bench.hostile import Hostile, make_input
from dragoman import intake, pipeline
from dragoman.contract import as_json
from dragoman.errors import TextError
from dragoman.ledger.writing import check_entry
from dragoman.reading.network import Network
from dragoman.records import Article, Entry, Rejected

MOST_S = 5.0
"""What one input may take; of the whole pipeline, whose time goes by words, what each CHARS_EACH may take."""
CHARS_EACH = 40_000
PATIENCE_S = 60.0
"""Then it is given up, so that the rest is seen."""


class TooLongError(BaseException):
    """An input that takes so long that it is given up; no Exception, so that nothing takes it for a broken page."""


@dataclass(slots=True)
class Findings:
    """What became of the inputs. `faults`: a line for each that was neither read nor rejected, or took too long."""

    outcomes: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    faults: list[str] = field(default_factory=list)

    def note(self, hostile: Hostile, outcome: str, took_s: float, *, chars: int = 0) -> None:
        """Counts one, of `chars` characters."""
        self.outcomes[outcome] += 1
        self.slowest_s = max(self.slowest_s, took_s)
        if took_s > MOST_S * max(1.0, chars / CHARS_EACH):
            self.faults.append(f"{hostile.number} {hostile.kind} {hostile.name}: {outcome} took {took_s:.1f} s")

    def blame(self, hostile: Hostile, error: BaseException) -> None:
        """Notes one that went wrong."""
        self.faults.append(f"{hostile.number} {hostile.kind} {hostile.name}: {type(error).__name__}: {error}"[:300])


def measure(inputs: int, whole: int, first: int = 0) -> dict[str, float]:
    """Outcomes by name, the slowest input in CPU seconds, peak memory in MB. Faults go to standard error."""
    found = read_all(range(first, first + inputs), whole=whole)
    for fault in found.faults:
        print(fault, file=sys.stderr)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures = {"faults": len(found.faults), "slowest_s": found.slowest_s, "peak_mb": peak_mb, "n": inputs}
    return {**figures, **dict(sorted(found.outcomes.items()))}


def read_all(numbers: range, *, whole: int) -> Findings:
    """Each input through intake; every `whole`-th (0: none) also through the rest."""
    found = Findings()
    network = Network() if whole else None
    with TemporaryDirectory() as folder:
        for number in numbers:
            hostile = make_input(number)
            result = _take_in(Path(folder), hostile, found)
            if network and number % whole == 0:
                _read_whole(hostile, result, network, found)
    return found


def _take_in(folder: Path, hostile: Hostile, found: Findings) -> Article | Rejected | None:
    path = folder / hostile.name
    path.write_bytes(hostile.data)
    begun = time.process_time()
    try:
        with _patience():
            (result,) = intake.load([path])
            _check(result)
    except (Exception, TooLongError) as error:
        found.blame(hostile, error)
        return None
    finally:
        path.unlink()
    outcome = f"rejected_{result.reason}" if isinstance(result, Rejected) else "read"
    found.note(hostile, outcome, time.process_time() - begun)
    return result


def _check(result: Article | Rejected) -> None:
    if isinstance(result, Rejected):
        if not (result.detail and result.input):
            raise ValueError(f"rejected without saying why: {result}")
        if result.reason == "broken":
            raise ValueError(f"an engine broke: {result.detail}")
        return
    check_entry(Entry(result))
    result.text.encode()


def _read_whole(hostile: Hostile, result: Article | Rejected | None, network: Network, found: Findings) -> None:
    """What intake refused is read as a text in memory, which refuses less."""
    begun = time.process_time()
    try:
        with _patience():
            if isinstance(result, Article):
                entry = pipeline.read_article(result, network)
            else:
                entry = dragoman.read(hostile.data.decode("utf-8", "replace").replace("\0", "\ufffd"))
            check_entry(entry)
            as_json(entry)
    except TextError:
        found.note(hostile, "whole_refused", time.process_time() - begun)
    except (Exception, TooLongError) as error:
        found.blame(hostile, error)
    else:
        found.note(hostile, "whole_read", time.process_time() - begun, chars=len(entry.article.text))


@contextmanager
def _patience() -> Iterator[None]:
    """Raises TooLongError inside after PATIENCE_S of CPU time."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError(f"given up after {PATIENCE_S:.0f} s")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, PATIENCE_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
