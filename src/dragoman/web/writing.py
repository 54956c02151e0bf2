"""What a form sends, and where it leads back to."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

from fastapi import Request

from dragoman.web.answers import Refusal

_FIELDS = 40


async def read_form(request: Request) -> dict[str, str]:
    """What a form, or a JSON object of texts, says. Raises Refusal."""
    body = await request.body()
    media = request.headers.get("content-type", "").partition(";")[0].strip()
    try:
        if media == "application/json":
            given = json.loads(body)
        elif media == "application/x-www-form-urlencoded":
            given = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_FIELDS, errors="strict"))
        else:
            raise Refusal(415, f"{media or 'nothing'} is no form.", "Send application/json, or what a form sends.")
    except ValueError as error:
        raise Refusal(400, f"What was sent cannot be read: {error}.") from error
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise Refusal(400, "An object whose values are texts is needed.")
    return given


def find_back(given: dict[str, str]) -> str:
    """The page of this site that a form was on, the front page where it does not say, or says another place."""
    back = given.get("back", "/")
    return back if re.fullmatch(r"/(?![/\\])[!-~]*", back) and "\\" not in back else "/"
