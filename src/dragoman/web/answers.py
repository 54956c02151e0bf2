"""Page → bytes: HTML by a template, or JSON; and one shape for what goes wrong, in both."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from dragoman.errors import DragomanError, LedgerBusyError, LedgerNotFoundError, LedgerSlowError, TextError
from dragoman.web import phrases

THEMES = ("auto", "light", "dark")
HTML, JSON = "text/html; charset=utf-8", "application/json"
_TITLES = {
    400: "Not understood",
    401: "Closed",
    403: "Refused",
    404: "Not found",
    405: "Not offered",
    413: "Too large",
    421: "Not served here",
    422: "Does not fit",
    500: "A fault",
    503: "Not now",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to show: `data` is its JSON, `shown` what the template takes beside it.

    `more`: makes what is in its JSON too, but not in its HTML, which need not wait for it. `whole`: False where something is
    still being made: the page says so, and there is no JSON of it yet.
    """

    template: str
    title: str
    data: dict[str, Any]
    shown: dict[str, Any] = field(default_factory=dict)
    more: Callable[[], dict[str, Any]] = dict
    whole: bool = True

    def write(self) -> dict[str, Any]:
        """All of its JSON."""
        return {**self.more(), **self.data}


class Refusal(Exception):
    """A request that gets an error: its status, what is wrong, and what to do; `retry_s`: when to ask again."""

    def __init__(self, status: int, detail: str, advice: str = "", *, retry_s: int | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.advice = advice
        self.retry_s = retry_s


def explain(error: Exception) -> Refusal:
    """The refusal that an error of ours amounts to."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, LedgerNotFoundError):
        return Refusal(404, str(error), "Search finds by words, and ids may be given by their beginning.")
    if isinstance(error, TextError):
        return Refusal(422, str(error))
    if isinstance(error, LedgerSlowError):
        return Refusal(503, "This took too long and was given up.", "Ask for less: fewer days, or rarer words.")
    if isinstance(error, LedgerBusyError):
        return Refusal(503, str(error), "Nothing has changed: send it again.")
    if isinstance(error, DragomanError):
        return Refusal(500, str(error))
    return Refusal(500, "This page has a fault.", "The terminal in which `dragoman serve` runs says more.")


def render_page(page: Page, request: Request) -> bytes:
    """A page as HTML."""
    return _render(page, request.scope)


def _render(page: Page, scope: MutableMapping[str, Any]) -> bytes:
    query = scope.get("query_string", b"").decode("latin-1")
    path = scope["path"]
    shown = {
        "title": page.title,
        "page": page.data,
        "theme": get_theme(scope),
        "themes": THEMES,
        "writer": scope.get("writer", False),
        "here": phrases.quote_path(path) + (f"?{query}" if query else ""),
        "beside": phrases.quote_path(path if path != "/" else "/index") + ".json" + (f"?{query}" if query else ""),
        "part": path.split("/")[1],
    }
    return get_templates().get_template(page.template).render(shown | page.shown).encode("utf-8", "replace")


def write_json(data: Any) -> bytes:
    """An object as JSON."""
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def wants_json(scope: MutableMapping[str, Any]) -> bool:
    """Whether an answer should be JSON: by the path's ending, or by what the request accepts."""
    accepts: bytes = dict(scope["headers"]).get(b"accept", b"")
    path: str = scope["path"]
    return path.endswith(".json") or accepts.startswith(b"application/json")


def write_error(refusal: Refusal) -> dict[str, Any]:
    """The one shape of errors: `{"error": {"status", "title", "detail", "advice"}}`."""
    title = _TITLES.get(refusal.status, "Refused")
    return {
        "error": {"status": refusal.status, "title": title, "detail": refusal.detail, "advice": refusal.advice or None}
    }


def render_error(scope: MutableMapping[str, Any], refusal: Refusal) -> tuple[bytes, str]:
    """An error as bytes, and their media type."""
    data = write_error(refusal)
    if wants_json(scope):
        return write_json(data), JSON
    page = Page("error.html", data["error"]["title"], data)
    return _render(page, scope), HTML


def make_error(request: Request, error: Exception) -> Response:
    """An error as an answer."""
    refusal = explain(error)
    body, media = render_error(request.scope, refusal)
    headers = {"cache-control": "no-store"} | ({"retry-after": str(refusal.retry_s)} if refusal.retry_s else {})
    return Response(body, refusal.status, headers, media_type=media)


async def answer_refusal(
    scope: MutableMapping[str, Any], send: Callable[[MutableMapping[str, Any]], Awaitable[None]], refusal: Refusal
) -> None:
    """Sends an error, before or beside the application."""
    body, media = render_error(scope, refusal)
    headers = [
        *((b"content-type", media.encode()), (b"content-length", str(len(body)).encode())),
        *((b"cache-control", b"no-store"), (b"connection", b"close")),
    ]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})


def get_theme(scope: MutableMapping[str, Any]) -> str:
    """The theme that a reader chose, "auto" where none was."""
    cookies = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    return next((theme for theme in THEMES if f"theme={theme}" in cookies.split("; ")), "auto")


@lru_cache(maxsize=1)
def get_templates() -> Environment:
    """The templates: everything they are given is escaped, and a name that they do not know is an error."""
    made = Environment(
        loader=PackageLoader("dragoman.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(phrases.FILTERS)
    made.globals["static"] = find_static
    return made


@lru_cache
def find_static(name: str) -> str:
    """Address of a file that ships with these pages; another one when the file is another."""
    data = (files("dragoman.web") / "static" / name).read_bytes()
    return f"/static/{name}?{sha256(data).hexdigest()[:12]}"
