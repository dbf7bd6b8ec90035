"""Pages of those who answer."""

from app.respond.routes import blueprint

__all__ = ["blueprint"]
