"""Ledger → pages.

`create_app` makes the pages of a ledger, `serve` answers for them until it is stopped. Rendered here, by templates; FastAPI,
uvicorn and Jinja2 are imported in this folder only (`pip install 'dragoman[web]'`).
"""

from dragoman.web.app import create_app
from dragoman.web.serving import open_door, serve
from dragoman.web.site import LOOPBACK, Site

__all__ = ["LOOPBACK", "Site", "create_app", "open_door", "serve"]
