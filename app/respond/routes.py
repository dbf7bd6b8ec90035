"""All views of respondents, bound to the blueprint by importing them."""

from app.respond import closing, consents, entry, guards, pages, rows, search
from app.respond.door import blueprint

__all__ = ["blueprint", "closing", "consents", "entry", "guards", "pages", "rows", "search"]
