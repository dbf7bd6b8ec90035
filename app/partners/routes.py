"""Routes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("partners", __name__, url_prefix="/partner" or None, template_folder="templates")
