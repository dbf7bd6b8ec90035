"""Pages of the network's partners."""

from app.partners.routes import blueprint

__all__ = ["blueprint"]
