"""Pages of the network's partners: approved releases, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template
from flask_login import current_user

from app.database import writing
from app.extensions import db
from app.security import partner_required, user_id
from app.services import audit, publish, published
from app.services.named import file_name
from exports.dates import long_date

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
def download(release_id: str, language: str, file_format: str) -> Response | tuple[str, int]:
    """A file of an approved release, as it was stored; in place of a withdrawn one, in its language, that it is."""
    try:
        content = published.content(db.session, release_id, file_format, language)
    except published.Withdrawn as problem:
        return _withdrawn(problem.row, language), 410
    with writing(db.session):
        facts = {"format": file_format, "language": language}
        audit.record(db.session, user_id(), "release_read", f"release:{release_id}", **facts)
    name = file_name(publish.find(db.session, release_id), language, file_format)
    return Response(
        content,
        mimetype=publish.MIME[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _withdrawn(row: Any, language: str) -> str:
    newest = published.newest(db.session, row.wave_id)
    return render_template(
        "partners/withdrawn.html",
        row=row,
        code=language,
        since=_day(row.withdrawn_at, language),
        newest=newest,
        approved=_day(newest.approved_at, language) if newest else "",
        who=current_user,
        languages=(),
    )


def _day(at: datetime | None, language: str) -> str:
    return long_date(at, language) if at else ""
