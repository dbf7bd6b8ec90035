"""One block of a plan on screen: its texts in three languages, and its values, each a table out of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import render_template, request
from wtforms.fields import SelectChoice

from analysis.plan import BREAKDOWNS, words_of
from analysis.plan_file import BLOCK_TEXTS, MOST_OF, MOST_VALUES, NEEDS_VALUES, VIEWS, WITH_CLAIM, WITH_VALUES
from analysis.release import Block, BlockKind, Claim, Plan, Query, Table
from app.forms.plans import TextsForm, block_fields, texts_form, values_field
from app.security import ANALYST, MANAGER, staff_required
from app.services import plan_edit, plans
from app.services.refusals import Refused, Unknown
from app.staff.blueprint import Page, blueprint
from app.staff.plan_words import BLOCK_WORDS
from app.staff.plans import edited, known_tables, own_plan
from surveys.texts import LANGUAGES

TEXT_WORDS: Final = {"title": "Titel", "text": "Text", "otherwise": "Sonst"}


@blueprint.route("/plaene/<plan>/kapitel/<int:chapter>/block/<int:block>", methods=["GET", "POST"])
@staff_required(MANAGER, ANALYST)
def plan_block(plan: str, chapter: int, block: int) -> Page:
    """A block; the number after the last one of its chapter is a new block, whose kind is chosen first."""
    found = own_plan(plan)
    chapters = found.outline.plan.chapters
    if not 0 < chapter <= len(chapters) or not 0 < block <= len(chapters[chapter - 1].blocks) + 1:
        raise Unknown(plan_edit.GONE)
    blocks = chapters[chapter - 1].blocks
    before = blocks[block - 1] if block <= len(blocks) else _new(request.args.get("kind", ""))
    if before is None:
        return render_template("staff/plan_kinds.html", found=found, chapter=chapter, block=block, kinds=BLOCK_WORDS)
    known = known_tables()
    form = _form(before, known)

    def changed(one: Plan) -> Plan:
        return plan_edit.with_block(one, chapter, block, _read(form, before.kind, one))

    title = f"{BLOCK_WORDS[before.kind][0]} in Kapitel {chapter}"
    tables = {table.id: table for table in known.tables} if known else {}
    shown = {"template": "staff/plan_block.html", "kind": before.kind, "tables": tables, "known": known}
    return edited(found, form, changed, title, place=words_of((chapter, block)), **shown)


def _new(kind: str) -> Block | None:
    return Block(BlockKind(kind)) if kind in tuple(BlockKind) else None


def _form(block: Block, known: plans.Known | None) -> TextsForm:
    """The form of a block as it is."""
    wanted = [key for key in TEXT_WORDS if key in BLOCK_TEXTS.get(block.kind, ())]
    texts: dict[str, tuple[str, Mapping[str, str]]] = {key: (TEXT_WORDS[key], getattr(block, key)) for key in wanted}
    sections = _sections(known, block.section) if block.kind is BlockKind.SECTION else ()

    def extra() -> dict[str, Any]:
        fields = block_fields(VIEWS.get(block.kind, ()), sections, has_claim=block.kind in WITH_CLAIM)
        given = [_given(query) for query in block.queries]
        most = MOST_OF.get(block.kind, MOST_VALUES)
        return fields | ({"values": values_field(given, most)} if block.kind in WITH_VALUES else {})

    said = {"view": block.view, "section": block.section}
    said["claim"] = f"{block.claim.greater} > {block.claim.than}" if block.claim else ""
    form = texts_form(texts, extra, {"text", "otherwise"} if block.kind is BlockKind.TEXT else ())(data=said)
    for row in form.values if "values" in form else ():
        row.form.table.choices = _tables(known, row.form.table.data)
        if block.kind is not BlockKind.KEY_FIGURES:
            for language in LANGUAGES:
                del row.form[f"label_{language}"]
    if block.kind in NEEDS_VALUES:
        form["values"][0].form.table.flags.required = True
    if block.kind is BlockKind.TEXT:
        form["text_de"].flags.required = True
    return form


def _sections(known: plans.Known | None, current: str) -> Sequence[tuple[str, str]]:
    codes = known.sections if known else ()
    return [(code, f"Abschnitt {code.upper()}") for code in dict.fromkeys((*codes, current)) if code] or [("a", "A")]


def _given(query: Query) -> dict[str, str]:
    said = {"name": query.name, "table": query.table, "key": " ".join(query.key), "group": query.group}
    said |= {f"label_{language}": text for language, text in query.label.items()}
    return {**said, "most": str(query.most or "")}


def _tables(known: plans.Known | None, current: str | None) -> list[SelectChoice]:
    """The tables to choose from, by side and section; what a plan names already is always among them."""
    tables = known.tables if known else ()
    chosen = [SelectChoice("", "– keine –")]
    if current and current not in {table.id for table in tables}:
        chosen.append(SelectChoice(current, current))
    return chosen + [SelectChoice(table.id, _words(table), optgroup=_place(table)) for table in tables]


def _place(table: Table) -> str:
    side = {"company": "Betriebe", "works_council": "Betriebsräte"}.get(table.role, "Beide Seiten")
    return f"{side}, Abschnitt {table.section.upper()}"


def _words(table: Table) -> str:
    """The question, what is counted, and what it is broken down by."""
    title = table.title["de"] if len(table.title["de"]) <= _LONGEST else table.title["de"][: _LONGEST - 1] + "…"
    by = [f"nach {axis.label['de']}" for axis in table.dimensions if axis.id in BREAKDOWNS]
    return f"{table.number} {title} – {', '.join([table.figure.get('de', 'Zahl'), *by])}".strip()


_LONGEST: Final = 80


# --- what was entered ---------------------------------------------------------------------------------


def _read(form: TextsForm, kind: BlockKind, plan: Plan) -> Block:
    """The block that a form says; raises Refused for what is none."""
    words = {key: form.words(key) for key in TEXT_WORDS if f"{key}_de" in form}
    taken = set(plan.queries)
    queries = [_query(row.form, taken) for row in (form.values if "values" in form else ()) if row.form.table.data]
    if kind in NEEDS_VALUES and not queries:
        raise Refused("Bitte wählen Sie eine Tabelle.", "values-0-table")
    return Block(
        kind,
        **words,
        claim=_claim(form.claim.data or "") if "claim" in form else None,
        queries=tuple(queries),
        view=(form.view.data or "") if "view" in form else "",
        section=(form.section.data or "") if "section" in form else "",
    )


def _claim(text: str) -> Claim | None:
    if not text:
        return None
    greater, sign, than = (part.strip() for part in text.partition(">"))
    if not (greater and sign and than):
        raise Refused("Bei „Aussage“ stehen zwei Namen von Werten mit „>“ dazwischen: erster > zweiter.", "claim")
    return Claim(greater, than)


def _query(form: Any, taken: set[str]) -> Query:
    """A value; one without a name gets one."""
    name, number = form.name.data or "", 1
    while not name or (not form.name.data and name in taken):
        name, number = f"wert_{number}", number + 1
    taken.add(name)
    most = form.most.data or "0"
    if not (most.isascii() and most.isdecimal() and len(most) < 4):
        raise Refused("Bei „Höchstens so viele Zeilen“ steht eine Zahl.", form.most.id)
    label = {language: form[f"label_{language}"].data for language in LANGUAGES if f"label_{language}" in form}
    return Query(
        name=name,
        table=form.table.data,
        key=tuple((form.key.data or "").split()),
        group=form.group.data or "",
        most=int(most),
        label={language: text for language, text in label.items() if text},
    )
