"""Pages of the network: approved releases and nothing else."""

from app.partners.routes import blueprint

__all__ = ["blueprint"]
