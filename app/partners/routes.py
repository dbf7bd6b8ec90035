"""Pages of the network's partners: approved releases, nothing else."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask_login import current_user

from app.database import writing
from app.extensions import db
from app.security import partner_required, user_id
from app.services import audit, publish

blueprint = Blueprint("partners", __name__, url_prefix="/partner", template_folder="templates")


@blueprint.get("")
@partner_required
def releases() -> str:
    """What is approved for the network; before there is anything, why not."""
    return render_template(
        "partners/releases.html", releases=publish.approved(db.session), who=current_user, languages=()
    )


@blueprint.get("/<release_id>/bericht-<any(de, en, fr):language>.pdf")
@partner_required
def report(release_id: str, language: str) -> Response:
    """The report of an approved release, as it was stored."""
    file = publish.approved_file(db.session, release_id, "pdf", language)
    content = file.content
    with writing(db.session):
        audit.record(db.session, user_id(), "release_read", f"release:{release_id[:64]}", language=language)
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="bedarfsradar-{release_id[:8]}-{language}.pdf"'},
    )
