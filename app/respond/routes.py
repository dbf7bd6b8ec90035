"""All views of respondents, bound to the blueprint by importing them."""

from app.respond import closing, compare, consents, entry, guards, need_sheet, pages, rows, search
from app.respond.door import blueprint

__all__ = ["blueprint", "closing", "compare", "consents", "entry", "guards", "need_sheet", "pages", "rows", "search"]
