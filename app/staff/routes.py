"""Routes."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("staff", __name__, url_prefix="/intern" or None, template_folder="templates")
