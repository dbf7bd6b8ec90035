"""Pages of those who answer."""

from flask import Blueprint

blueprint = Blueprint("respond", __name__, url_prefix="/befragung")
