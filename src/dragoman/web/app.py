"""Site → the application: every page with its JSON beside it, what changes the ledger, and the guard before all."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from dragoman import __version__
from dragoman.errors import DragomanError
from dragoman.web import about, actor, article, dyad, event, front, matrix, review, searching, story
from dragoman.web.answers import THEMES, Page, Refusal, find_static, make_error
from dragoman.web.guard import TOKEN_COOKIE, Guard
from dragoman.web.phrases import quote_part
from dragoman.web.site import Site
from dragoman.web.visits import answer_html, answer_json
from dragoman.web.writing import find_back, read_form

PAGES: tuple[tuple[str, str, Callable[..., Page]], ...] = (
    ("/", "/index.json", front.show_front),
    ("/articles/{article_id}", "/articles/{article_id}.json", article.show_article),
    ("/actors/{actor_id:path}", "/actors/{actor_id:path}.json", actor.show_actor),
    ("/search", "/search.json", searching.show_search),
    ("/relations/{one}/{other}", "/relations/{one}/{other}.json", dyad.show_dyad),
    ("/events", "/events.json", event.show_events),
    ("/events/{event_id}", "/events/{event_id}.json", event.show_event),
    ("/stories/{story_id}", "/stories/{story_id}.json", story.show_story),
    ("/matrix", "/matrix.json", matrix.show_matrix),
    ("/review", "/review.json", review.show_review),
    ("/about", "/about.json", about.show_about),
)
"""Path of a page, path of its JSON, and the function whose answer both are."""
Side = Annotated[str, Query(max_length=60, description="A state's code, alpha-3; several with +.")]
_YEAR = 365 * 24 * 3600
_ERROR = {"description": 'Any error: {"error": {"status", "title", "detail", "advice"}}'}


def create_app(site: Site) -> Guard:
    """The pages of a site as an ASGI application."""
    app = FastAPI(
        title="Dragoman",
        version=__version__,
        description="Who said what, and who did what to whom, from a ledger. Objects are those of the JSON contract.",
        docs_url=None,  # both pages of documentation load scripts from elsewhere
        redoc_url=None,
        responses={"default": _ERROR},
    )
    app.state.site = site
    for path, beside, show in PAGES:
        app.add_api_route(beside, answer_json(show), name=f"{show.__name__}_json", response_model=dict[str, Any])
        app.add_api_route(path, answer_html(show), include_in_schema=False, response_model=None)
    _add_rows(app)
    _add_desk(app)
    _add_terms(app, site)
    app.mount("/static", Shipped(directory=str(files("dragoman.web") / "static")), name="static")
    for kind in (400, 404, 405, DragomanError, Refusal, RequestValidationError, Exception):
        app.add_exception_handler(kind, _refuse)
    return Guard(app, site)


def _add_rows(app: FastAPI) -> None:
    """Addresses of single rows: JSON, and else the way to them in their article."""
    for kind, give, show in (
        ("statement", article.give_statement, article.show_statement),
        ("report", article.give_report, article.show_report),
    ):
        path = f"/{kind}s/{{{kind}_id}}"
        app.add_api_route(f"{path}.json", answer_json(give), response_model=dict[str, Any])
        app.add_api_route(path, show, include_in_schema=False, response_model=None)


def _add_desk(app: FastAPI) -> None:
    """What changes the ledger: its log says by whom, and how to take it back."""
    app.add_api_route("/rows/{row_id}", review.decide, methods=["POST"], response_model=None)
    app.add_api_route("/undo", review.undo, methods=["POST"], response_model=None)


def _add_terms(app: FastAPI, site: Site) -> None:
    """The address that takes the token, and the choice of a theme."""

    @app.get("/start", include_in_schema=False)
    def start(token: str = "") -> Response:
        if not site.is_token(token):
            raise Refusal(401, "That is not the token.", "Open the address that `dragoman serve` printed last.")
        answer = RedirectResponse("/", 303)
        answer.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict", path="/")
        return answer

    @app.get("/relations", include_in_schema=False)
    def find_relation(one: Side, other: Side) -> Response:
        sides = (side.strip().upper() for side in (one, other))
        return RedirectResponse("/relations/" + "/".join(quote_part(side) for side in sides), 303)

    @app.get("/favicon.ico", include_in_schema=False)
    def find_icon() -> Response:
        return RedirectResponse(find_static("icon.svg"), 303)

    @app.post("/theme", include_in_schema=False)
    async def choose_theme(request: Request) -> Response:
        given = await read_form(request)
        answer = RedirectResponse(find_back(given), 303)
        theme = given.get("theme") if given.get("theme") in THEMES else "auto"
        answer.set_cookie("theme", str(theme), max_age=_YEAR, httponly=True, samesite="strict", path="/")
        return answer


class Shipped(StaticFiles):
    """Files that ship with these pages; their addresses change when they do, so that they may be kept for long."""

    async def get_response(self, path: str, scope: Any) -> Response:
        """See StaticFiles."""
        answer = await super().get_response(path, scope)
        answer.headers["cache-control"] = f"public, max-age={_YEAR}, immutable"
        return answer


async def _refuse(request: Request, error: Exception) -> Response:
    if isinstance(error, RequestValidationError):
        error = Refusal(422, "; ".join(_describe(each) for each in error.errors()))
    elif (status := getattr(error, "status_code", None)) is not None:
        error = Refusal(status, _WHY.get(status, "This cannot be answered."))
    return make_error(request, error)


_WHY = {404: "There is no page at this address.", 405: "This address cannot be asked in that way."}


def _describe(wrong: Any) -> str:
    return f"{'.'.join(str(part) for part in wrong['loc'][1:])}: {wrong['msg']}"
