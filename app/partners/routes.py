"""Pages of the network's partners: approved releases, nothing else."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_login import current_user

from app.database import writing
from app.extensions import db
from app.security import partner_required, user_id
from app.services import audit, publish, published

blueprint = Blueprint("partners", __name__, url_prefix="/partner", template_folder="templates")

FORMATS = f"any({', '.join(publish.WRITERS)})"


@blueprint.get("")
@partner_required
def releases() -> str:
    """What is or was approved for the network; before there is anything, why not."""
    return render_template(
        "partners/releases.html",
        releases=published.everything(db.session),
        formats=publish.FORMAT_WORDS,
        who=current_user,
        languages=(),
    )


@blueprint.get(f"/<release_id>/<any(de, en, fr):language>.<{FORMATS}:file_format>")
@partner_required
def download(release_id: str, language: str, file_format: str) -> Response:
    """A file of an approved release, as it was stored."""
    content = published.content(db.session, release_id, file_format, language)
    with writing(db.session):
        facts = {"format": file_format, "language": language}
        audit.record(db.session, user_id(), "release_read", f"release:{release_id}", **facts)
    name = f"bedarfsradar-{release_id[:8]}-{language}.{file_format}"
    return Response(
        content,
        mimetype=publish.MIME[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
