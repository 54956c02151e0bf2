"""Answers → how long they take: shares answered by a day, with what is still open censored, and outcomes that compete.

The estimators are statsmodels': Kaplan and Meier's for whether there is any answer, Aalen and Johansen's (`CumIncidenceRight`)
for each outcome, since what was refused can no more be accepted. Needs the extra `stats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.relations.engines import needing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.relations.answers import Answer

FEWEST = 10
"""Offers, below which nothing is estimated."""
DECIDED = ("accepted", "refused", "returned", "kept", "broken")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How long answers take. `median`: days by which half are answered, None where fewer than half are in the window.

    `by_day`: day → share answered by then, with its standard error. `by_outcome`: outcome → share so answered by the end of
    the window, the others competing. `n` offers, `answered` of them.
    """

    n: int
    answered: int
    median: float | None
    by_day: dict[int, tuple[float, float]]
    by_outcome: dict[str, float]


def find_waiting(answers: Sequence[Answer], *, days: Sequence[int] = (1, 7, 30)) -> Waiting | None:
    """The time to an answer; None for fewer than ten offers. An answer on the same day counts as half a day later.

    What is open or was not found is censored after the days for which it was watched, and so is what was only reported as
    unanswered. Raises ExtraError where statsmodels is missing.
    """
    if len(answers) < FEWEST:
        return None
    with needing("stats", "The time to an answer"):
        from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
    import numpy as np

    times = np.array([answer.days + 0.5 for answer in answers])
    outcomes = [name for name in DECIDED if any(answer.status == name for answer in answers)]
    status = np.array([outcomes.index(answer.status) + 1 if answer.status in outcomes else 0 for answer in answers])
    if not status.any():
        return Waiting(len(answers), 0, None, dict.fromkeys(days, (0.0, 0.0)), {})
    curve = SurvfuncRight(times, (status > 0).astype(int))
    median = float(curve.quantile(0.5))
    incidence = CumIncidenceRight(times, status)
    return Waiting(
        n=len(answers),
        answered=int((status > 0).sum()),
        median=median if np.isfinite(median) else None,
        by_day={day: _read(curve, day) for day in days if day < times.max()},
        by_outcome={name: float(row[-1]) for name, row in zip(outcomes, incidence.cinc, strict=True)},
    )


def _read(curve: object, day: int) -> tuple[float, float]:
    """Share answered by the end of a day, and its standard error."""
    import numpy as np

    at = int(np.searchsorted(curve.surv_times, day + 0.75)) - 1  # type: ignore[attr-defined]
    if at < 0:
        return 0.0, 0.0
    return 1 - float(curve.surv_prob[at]), float(curve.surv_prob_se[at])  # type: ignore[attr-defined]
