"""Sign in and out, for staff and partners."""

from app.account.routes import blueprint

__all__ = ["blueprint"]
