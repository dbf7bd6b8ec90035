"""Report plans: which there are, a file taken in, a copy made, and put together on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from wtforms import BooleanField
from wtforms.fields import SelectChoice

from analysis.plan import stands_for_all, words_of
from analysis.plan_writer import write_plan
from analysis.release import BlockKind, Plan
from app.database import writing
from app.extensions import db
from app.forms.plans import CopyForm, TextsForm, UploadForm, texts_form
from app.forms.staff import ConfirmForm
from app.security import ANALYST, MANAGER, accepts_body, staff_required, user_id
from app.services import plan_edit, plans
from app.services.named import unfilled
from app.services.plan_edit import Needed
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf
from app.staff.blueprint import Page, blueprint
from app.staff.plan_faults import refuse, refuse_empty
from app.staff.plan_words import BLOCK_WORDS, block_line, choices_of, choosable_words

STEPS: Final = ("up", "down", "remove")
UNDO: Final = "undo"
TOLD: Final = {
    "remove": "Entfernt: {what}. Mit „Letzte Änderung rückgängig machen“ holen Sie es zurück.",
    UNDO: "Die letzte Änderung ist rückgängig gemacht.",
}
"""What is said after a step that takes something away."""
EXPECTED: Final = (BlockKind.METHOD, BlockKind.IMPRINT)
"""Without these a report does not say how its figures came about, and who answers for it."""


@blueprint.get("/plaene")
@staff_required(MANAGER, ANALYST)
def plan_list() -> Page:
    """All plans, and the ways to a plan of one's own."""
    return _show_list(UploadForm(formdata=None), CopyForm(formdata=None))


@blueprint.post("/plaene")
@accepts_body(1)
@staff_required(MANAGER, ANALYST)
def upload_plan() -> Page:
    """Take in a plan from a file; with faults nothing is stored."""
    form = UploadForm()
    if form.validate():
        name, content = form.file.data.filename or "Datei", form.file.data.read()
        tables = known_tables()
        try:
            with writing(db.session):
                stored = plans.take(db.session, content, name, user_id(), tables).name
            flash("Der Plan ist gespeichert.")
            return redirect(url_for("staff.plan", plan=stored))
        except Refused as refused:
            for line in str(refused).splitlines():
                form.refuse(form.file, line)
    return _show_list(form, CopyForm(formdata=None))


@blueprint.post("/plaene/kopie")
@staff_required(MANAGER, ANALYST)
def copy_plan() -> Page:
    """Begin a plan of one's own with a copy of another."""
    form = CopyForm()
    if form.validate():
        try:
            with writing(db.session):
                plans.copy(db.session, form.source.data or "", form.name.data, form.title.data, user_id())
            flash("Die Kopie ist angelegt. Sie können sie jetzt ändern.")
            return redirect(url_for("staff.plan", plan=form.name.data))
        except Refused as refused:
            form.refuse(form.title if refused.about != "name" else form.name, str(refused))
    return _show_list(UploadForm(formdata=None), form)


@blueprint.get("/plaene/<plan>")
@staff_required(MANAGER, ANALYST)
def plan(plan: str) -> Page:
    """The chapters and blocks of a plan; of one's own with the ways to change them."""
    return show_plan(plan)


@blueprint.post("/plaene/<plan>")
@staff_required(MANAGER, ANALYST)
def change_plan(plan: str) -> Page:
    """Move or remove a chapter or block, add the sections, or take the last change back."""
    act, _, place = request.form.get("act", "").partition(" ")
    numbers = [int(part) for part in place.split(".") if part.isdecimal() and len(part) < 4]
    version = request.form.get("version", "")

    def changed(one: Plan) -> Plan:
        if act == "sections":
            return plan_edit.with_sections(one)
        if act not in STEPS or not numbers:
            raise Refused(plan_edit.GONE)
        return plan_edit.stepped(one, act, *numbers[:2])

    try:
        if act == UNDO:
            with writing(db.session):
                plans.undo(db.session, plan, user_id(), _seen(version))
        else:
            store(plan, changed, version)
    except Needed as needed:
        return show_plan(plan, [(f"#block-{number}-{at}", words) for (number, at), words in needed.places.items()])
    except Refused as refused:
        return show_plan(plan, [("#steps", line) for line in str(refused).splitlines()])
    if act in TOLD:
        flash(TOLD[act].format(what=words_of(tuple(numbers[:2]))))
    return redirect(url_for("staff.plan", plan=plan))


@blueprint.route("/plaene/<plan>/loeschen", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def remove_plan(plan: str) -> Page:
    """Ask whether it is meant, then forget a plan of one's own."""
    found, form = own_plan(plan), ConfirmForm()
    problem = plans.why_not_remove(db.session, plan)
    if not problem and form.validate_on_submit():
        try:
            with writing(db.session):
                plans.remove(db.session, plan, user_id())
            flash(f"Der Plan „{unfilled(found.outline.plan.title['de'])}“ ist gelöscht.")
            return redirect(url_for("staff.plan_list"))
        except Refused as refused:
            problem = str(refused)
    return render_template("staff/plan_remove.html", found=found, form=form, problem=problem), 409 if problem else 200


@blueprint.get("/plaene/<plan>/datei")
@staff_required(MANAGER, ANALYST)
def plan_file(plan: str) -> Response:
    """A plan as the file that can be taken in again."""
    found = plans.find(db.session, plan)
    content = found.row.content if found.row else write_plan(found.outline)
    headers = {"Content-Disposition": f'attachment; filename="{found.name}.yaml"'}
    return Response(content, mimetype="application/yaml", headers=headers)


@blueprint.route("/plaene/<plan>/titel", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def plan_title(plan: str) -> Page:
    """The title of a plan, and whether it has contents."""
    found = own_plan(plan)
    one = found.outline.plan
    texts = {"title": ("Titel", one.title), "subtitle": ("Untertitel", one.subtitle)}
    form = texts_form(texts, lambda: {"contents": BooleanField("Mit Inhaltsverzeichnis", default=one.has_contents)})()

    def changed(before: Plan) -> Plan:
        words = {key: form.words(key) for key in texts}
        return plan_edit.with_head(before, words["title"], words["subtitle"], has_contents=bool(form.contents.data))

    form["title_de"].flags.required = True
    return edited(found, form, changed, "Titel des Plans")


@blueprint.route("/plaene/<plan>/kapitel/<int:chapter>", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def plan_chapter(plan: str, chapter: int) -> Page:
    """The title of a chapter; the number after the last one is a new chapter."""
    found = own_plan(plan)
    chapters = found.outline.plan.chapters
    is_new = chapter == len(chapters) + 1
    if not (is_new or 0 < chapter <= len(chapters)):
        raise Unknown(plan_edit.GONE)
    texts = {"title": ("Titel", {} if is_new else chapters[chapter - 1].title)}
    texts |= {"text": ("Erster Text", {})} if is_new else {}
    is_numbered = is_new or chapters[chapter - 1].is_numbered
    form = texts_form(texts, lambda: {"numbered": BooleanField("Mit Nummer", default=is_numbered)}, {"text"})()

    def changed(before: Plan) -> Plan:
        title, is_numbered = form.words("title"), bool(form.numbered.data)
        if is_new:
            return plan_edit.with_chapter(before, title, form.words("text"), is_numbered=is_numbered)
        return plan_edit.with_title(before, chapter, title, is_numbered=is_numbered)

    for key in {"title_de", "text_de"} & set(form.data):
        form[key].flags.required = True
    title = "Neues Kapitel" if is_new else f"Kapitel {chapter}"
    return edited(found, form, changed, title, place=words_of((chapter,)))


# --- what the pages share -----------------------------------------------------------------------------


def own_plan(name: str) -> plans.Listed:
    """A plan of staff; raises Unknown for a shipped one too, which nobody changes."""
    found = plans.find(db.session, name)
    if found.row is None:
        raise Unknown("Ein mitgelieferter Plan wird nicht geändert. Bitte legen Sie zuerst eine Kopie an.")
    return found


def edited(
    found: plans.Listed, form: TextsForm, changed: Callable[[Plan], Plan], title: str, *, place: str = "", **values: Any
) -> Page:
    """The page of a form that changes a plan: stored and back to the plan, or what stands against it.

    ``place`` is the chapter or block that it changes, in words; the plan itself has none.
    """
    if found.row is not None and not form.is_submitted():
        form.version.data = str(found.row.version)
    problems = []
    if form.is_submitted():
        problems = refuse_empty(form) if form.validate() else form.problems
    if form.is_submitted() and not problems:
        try:
            store(found.name, changed, form.version.data or "", values.get("known"))
            flash("Gespeichert.")
            return redirect(url_for("staff.plan", plan=found.name))
        except Refused as refused:
            problems = refuse(form, refused, place)
    template = values.pop("template", "staff/plan_texts.html")
    page = render_template(template, found=found, form=form, page_title=title, problems=problems, **values)
    return page, 400 if problems else 200


def store(name: str, changed: Callable[[Plan], Plan], version: str, known: plans.Known | None = None) -> None:
    """Store a change as the next version of a plan; raises Refused. Tables are checked where they are ``known``."""
    with writing(db.session):
        plans.change(db.session, name, changed, user_id(), _seen(version), known)


def _seen(version: str) -> int:
    return int(version) if version.isdecimal() and len(version) < 9 else -1


def show_plan(name: str, problems: list[tuple[str, str]] | None = None) -> Page:
    """The page of a plan; ``problems`` are places on it with what stands against a change."""
    found = plans.find(db.session, name)
    kinds = {block.kind for chapter in found.outline.plan.chapters for block in chapter.blocks}
    page = render_template(
        "staff/plan.html",
        found=found,
        problems=problems or [],
        kinds=BLOCK_WORDS,
        line=block_line,
        stands_for_all=stands_for_all,
        missing=[BLOCK_WORDS[kind][0] for kind in EXPECTED if kind not in kinds] if found.row else [],
        waves=plans.waves_with_data(db.session),
        choices=choices_of(found.outline),
    )
    return page, 400 if problems else 200


def known_tables() -> plans.Known | None:
    """The tables of the newest snapshot, from the shelf."""
    return plans.known(db.session, Shelf(current_app.extensions["settings"].data_dir / "files"))


def _show_list(upload: UploadForm, copy: CopyForm) -> Page:
    found = plans.listed(db.session)
    copy.source.choices = [SelectChoice(one.name, unfilled(one.outline.plan.title["de"])) for one in found]
    problems = [*upload.problems, *copy.problems]
    page = render_template(
        "staff/plans.html", plans=found, upload=upload, copy=copy, problems=problems, choosable=choosable_words
    )
    return page, 400 if problems else 200
