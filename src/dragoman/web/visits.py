"""A request → what a page needs to know of it; and a page's function → its two answers, HTML and JSON."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sized
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request
from fastapi.responses import Response

from dragoman.errors import TextError
from dragoman.ledger import Ledger
from dragoman.web.answers import HTML, JSON, Page, Refusal, get_theme, render_page, write_json
from dragoman.web.site import Site, Unfinished

PAGE_ROWS = 30
_Kept = TypeVar("_Kept", bound=Sized)
Number = Annotated[int, Query(ge=1, le=200, description="Which page of rows, from 1 on.")]
Words = Annotated[str | None, Query(max_length=200)]
Code = Annotated[str | None, Query(max_length=60)]
Day = Annotated[str | None, Query(max_length=10, description="A day such as 2018-02-12.")]


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one site."""

    site: Site
    request: Request

    @property
    def ledger(self) -> Ledger:
        """The ledger that is shown."""
        return self.site.ledger

    def keep(self, key: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """What several pages need, made once for each state of the ledger. Its length says how much room it takes."""
        kept: _Kept = self.site.kept.get(self.ledger.count_changes(), key, make)
        return kept

    @property
    def writer(self) -> bool:
        """Whether this reader may correct."""
        return bool(self.request.scope.get("writer"))


def find_visit(request: Request) -> Visit:
    """The visit that a request is."""
    return Visit(request.app.state.site, request)


Here = Annotated[Visit, Depends(find_visit)]


def read_day(given: str | None, name: str) -> date | None:
    """A day as given; None for none. Raises TextError."""
    if not given:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise TextError(f"{name} is {given!r}: a day such as 2018-02-12 is needed") from None


def answer_html(show: Callable[..., Page]) -> Callable[..., Response]:
    """The function of a page as an endpoint that answers with HTML."""

    @wraps(show)
    def answer(**given: Any) -> Response:
        visit = _find(given)
        key = ("html", get_theme(visit.request.scope), str(visit.writer))

        def make() -> bytes:
            page = show(**given)
            body = render_page(page, visit.request)
            return body if page.whole else Unfinished(body)

        body = _keep(visit, key, make)
        return Response(body, headers={"cache-control": "private, no-cache"}, media_type=HTML)

    return answer


def answer_json(show: Callable[..., Page]) -> Callable[..., Response]:
    """The function of a page as an endpoint that answers with its data."""

    @wraps(show)
    def answer(**given: Any) -> Response:
        def make() -> bytes:
            page = show(**given)
            if not page.whole:
                raise Refusal(503, "This is still being prepared.", "Ask again in a few seconds.", retry_s=2)
            return write_json(page.write())

        body = _keep(_find(given), ("json",), make)
        return Response(body, headers={"cache-control": "private, no-cache"}, media_type=JSON)

    return answer


def _find(given: dict[str, Any]) -> Visit:
    return next(value for value in given.values() if isinstance(value, Visit))


def _keep(visit: Visit, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
    """What is kept for this address and this state of the ledger. The state is read first, so that nothing older is kept."""
    visit.site.workshop.note()
    url = visit.request.url
    return visit.site.shelf.get(visit.ledger.count_changes(), (*key, url.path, url.query), make)


def write_pages(number: int, more: bool) -> dict[str, Any]:
    """Where a page of rows stands among its neighbours."""
    return {"page": number, "previous": number - 1 if number > 1 else None, "next": number + 1 if more else None}
