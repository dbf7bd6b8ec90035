"""Pages for everyone: start, data protection, imprint, accessibility."""

from app.public.routes import blueprint

__all__ = ["blueprint"]
