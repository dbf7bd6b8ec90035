"""What time it is; one place, so that views need not know the models."""

from app.models import now

__all__ = ["now"]
