"""Pages of the Arbeitskammer's staff."""

from app.staff.routes import blueprint

__all__ = ["blueprint"]
