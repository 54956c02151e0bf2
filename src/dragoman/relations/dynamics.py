"""Series a period → a vector autoregression, where the data bear one: who follows whom, with what was read in the model.

Estimates and tests are statsmodels': orders by AIC, raised until what is left over looks like noise; Granger's tests; the
CUSUM test for breaks. Intervals of responses come from drawing blocks of what is left over (arch) and fitting again. Needs
the extra `stats`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dragoman.relations.engines import needing
from dragoman.relations.intervals import draw_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FEWEST = 150
"""Periods, below which no model is fitted."""
ZEROS = 0.60
"""Share of periods without an act, above which none is."""
MOST_LAGS = 8
HORIZON = 8
DRAWS = 200
SEED = 20180212
_SHARE = 0.90
_ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Cause:
    """Granger's test: whether what went before in `cause` helps to foretell `effect`."""

    cause: tuple[str, ...]
    effect: str
    statistic: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Dynamics:
    """What the model says, or, in `unfit`, why there is none.

    `white`: p of a test that nothing is left in what the model does not explain; `breaks`: series → p of a test that it
    stayed the same throughout. `responses`: (cause, effect) → (n_periods + 1, 3), what follows one more in `cause`, with its 90 %
    interval.
    """

    names: tuple[str, ...]
    n: int
    unfit: str | None = None
    lags: int = 0
    stable: bool = False
    white: float = 0.0
    breaks: dict[str, float] = field(default_factory=dict)
    causes: tuple[Cause, ...] = ()
    responses: dict[tuple[str, str], Numbers] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What speaks against believing it."""
        found = [] if self.stable else ["it does not settle"]
        found += ["something is left in what it does not explain"] if self.white < _ALPHA else []
        found += [f"{name} does not stay the same throughout" for name, p in self.breaks.items() if p < _ALPHA]
        return tuple(found)


def find_unfit(series: Mapping[str, Numbers]) -> str | None:
    """Why these series bear no model; None where they do."""
    import numpy as np

    n = len(next(iter(series.values())))
    if n < FEWEST:
        return f"{n} periods, {FEWEST} are needed"
    for name, values in series.items():
        empty = float(np.mean(values == 0))
        if empty > ZEROS:
            return f"{name} is empty in {empty:.0%} of the periods, {ZEROS:.0%} are allowed"
    return None


def find_dynamics(
    series: Mapping[str, Numbers],
    read: Numbers | None = None,
    *,
    lags: int | None = None,
    draws: int = DRAWS,
    horizon: int = HORIZON,
    seed: int = SEED,
    groups: Mapping[str, tuple[str, ...]] | None = None,
) -> Dynamics:
    """A model of these series, (n_periods,) each, on each other's past and on how much was read.

    `read`: articles a period, None for data that count whatever happened. `lags`: None to choose. `groups`: effect → series
    to test together as its cause, beside each by itself. Raises ExtraError where statsmodels or arch is missing.
    """
    import numpy as np

    names = tuple(series)
    values = np.column_stack([series[name] for name in names])
    unfit = find_unfit(series)
    if unfit is not None:
        return Dynamics(names, len(values), unfit)
    model = _make_model(values, read)
    fitted = model.fit(lags) if lags else _choose(model)
    tests: list[tuple[tuple[str, ...], str]] = [
        ((cause,), effect) for effect in names for cause in names if cause != effect
    ]
    tests += [(causes, effect) for effect, causes in (groups or {}).items()]
    return Dynamics(
        names=names,
        n=len(values),
        lags=fitted.k_ar,
        stable=bool(fitted.is_stable()),
        white=_test_white(fitted),
        breaks=_find_breaks(fitted, names),
        causes=tuple(_test(fitted, names, cause, effect) for cause, effect in tests),
        responses=_find_responses(model, fitted, names, horizon, draws, seed) if draws else {},
    )


def _make_model(values: Numbers, read: Numbers | None) -> Any:
    with needing("stats", "A model of who follows whom"):
        from statsmodels.tsa.api import VAR
    import numpy as np

    return VAR(values, exog=None if read is None else np.log1p(read)[:, None])


def _choose(model: Any) -> Any:
    """The order that AIC finds best, raised until what is left over looks like noise, if it does."""
    best = max(1, int(model.select_order(MOST_LAGS).aic))
    first = model.fit(best)
    fitted = first
    for lags in range(best, MOST_LAGS + 1):
        fitted = model.fit(lags) if lags != best else first
        if _test_white(fitted) >= _ALPHA:
            return fitted
    return first


def _test_white(fitted: Any) -> float:
    return float(fitted.test_whiteness(nlags=fitted.k_ar + 8, adjusted=True).pvalue)


def _find_breaks(fitted: Any, names: tuple[str, ...]) -> dict[str, float]:
    from statsmodels.stats.diagnostic import breaks_cusumolsresid

    residuals = fitted.resid
    return {name: float(breaks_cusumolsresid(residuals[:, at])[1]) for at, name in enumerate(names)}


def _test(fitted: Any, names: tuple[str, ...], causes: tuple[str, ...], effect: str) -> Cause:
    found = fitted.test_causality(names.index(effect), [names.index(cause) for cause in causes], kind="f")
    return Cause(causes, effect, float(found.test_statistic), float(found.pvalue))


def _find_responses(
    model: Any, fitted: Any, names: tuple[str, ...], horizon: int, draws: int, seed: int
) -> dict[tuple[str, str], Numbers]:
    """The responses to one more, with intervals: blocks of what is left over make new series, each fitted again."""
    import numpy as np
    from statsmodels.tsa.vector_ar.var_model import ma_rep

    center = ma_rep(fitted.coefs, horizon)
    residuals = fitted.resid - fitted.resid.mean(axis=0)
    blocks = draw_blocks(len(residuals), len(residuals) ** (1 / 3), draws=draws, seed=seed)
    made = _simulate(model, fitted, residuals[blocks])
    again = np.stack([ma_rep(_refit(model, values, fitted.k_ar), horizon) for values in made])
    low, high = np.quantile(again, [(1 - _SHARE) / 2, (1 + _SHARE) / 2], axis=0)
    return {
        (cause, effect): np.stack([center[:, e, c], low[:, e, c], high[:, e, c]], axis=1)
        for c, cause in enumerate(names)
        for e, effect in enumerate(names)
    }


def _simulate(model: Any, fitted: Any, residuals: Numbers) -> Numbers:
    """(draws, n_periods, n_series): series as the model makes them from these residuals, (draws, n_periods - lags, n_series)."""
    import numpy as np

    lags, start = fitted.k_ar, np.asarray(model.endog)[: fitted.k_ar]
    made = np.empty((len(residuals), lags + residuals.shape[1], residuals.shape[2]))
    made[:, :lags] = start
    steady = np.asarray(fitted.intercept)
    outside = 0.0 if model.exog is None else np.asarray(model.exog) @ np.asarray(fitted.coefs_exog)[:, -1:].T
    for at in range(lags, made.shape[1]):
        step = steady + residuals[:, at - lags] + (outside[at] if model.exog is not None else 0.0)  # type: ignore[index]
        for lag in range(lags):
            step = step + made[:, at - 1 - lag] @ fitted.coefs[lag].T
        made[:, at] = step
    return made


def _refit(model: Any, values: Numbers, lags: int) -> Numbers:
    """(lags, n_series, n_series): coefficients by least squares, as `VAR.fit` has them, without all that it adds to them."""
    import numpy as np

    n, k = values.shape
    past = [values[lags - 1 - lag : n - 1 - lag] for lag in range(lags)]
    outside = [] if model.exog is None else [np.asarray(model.exog)[lags:]]
    design = np.column_stack([*past, *outside, np.ones(n - lags)])
    found = np.linalg.solve(design.T @ design, design.T @ values[lags:])
    return found[: lags * k].reshape(lags, k, k).transpose(0, 2, 1)
