"""Before a wave opens: questionnaires, frame, invitations with codes that are shown once, a trial run."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from app.extensions import db
from app.models import (
    Assignment,
    AuditEntry,
    Establishment,
    FrameEntry,
    FrameTotal,
    QuestionnaireVersion,
    Role,
    Wave,
    WaveState,
    now,
)
from app.services import codes, frame, invite, questionnaires, waves
from app.services.refusals import Refused
from tests.accounts import visitor
from tests.questionnaires_for_tests import FOLDER
from tests.respondents import Respondent

HEAD = "establishment;name;wz;kreis;employees;enterprise;has_works_council;sampled\n"
GOOD = """B-1;Gießerei Muster GmbH;24.5;10041;320;U-1;ja;ja
B-2;Bäckerei Beispiel;10.71;10044;12;;nein;ja
B-3;Stahlbau Nord;25;10043;64;U-1;;ja
B-4;Hotel See;55;10042;8;;nein;nein
B-5;Praxis am Markt;86;10041;4;;;ja
"""
BAD = {
    "B-1;Doppelt;25;10041;64;;;ja": "schon in Zeile 2",
    "B-6;Zahl;25;10041;viele;;;ja": "keine Zahl",
    "B-6;Zahl;25;10041;-3;;;ja": "keine Zahl",
    "B-6;Zahl;25;10041;99999999999999999999;;;ja": "keine Zahl",
    "B-6;Kreis;25;99999;64;;;ja": "steht nicht in der Liste",
    "B-6;Zweig;00;10041;64;;;ja": "steht nicht in der Liste",
    "B-6;Zweig;C;10041;64;;;ja": "Wirtschaftszweige",
    "B-6;;25;10041;64;;;ja": "name ist leer",
    ";Ohne Nummer;25;10041;64;;;ja": "establishment ist leer",
    "B-6;Vielleicht;25;10041;64;;vielleicht;ja": "weder ja noch nein",
    "B-6;Spalte;25;10041;64": "Spalten",
    "B-6;Spalte;25;10041;64;;;ja;noch;mehr": "Spalten",
    "B-6;" + "x" * 201 + ";25;10041;64;;;ja": "länger",
    "B-6;Haushalt;97;10041;64;;;ja": "Grundgesamtheit",
}


def _make_wave(app: Flask) -> None:
    with app.app_context():
        waves.create(db.session, waves.NewWave("welle", {"de": "Erste Welle"}, 2025, 2030))
        db.session.commit()


def _import(text: str) -> frame.Taken:
    wave = waves.find(db.session, "welle")
    taken = frame.take(db.session, wave, text, source="Erfunden", reference_date=date(2026, 6, 30))
    db.session.commit()
    return taken


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_good_rows_become_the_frame_with_its_totals(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        taken = _import(HEAD + GOOD)
        assert (taken.added, taken.changed, taken.refused) == (5, 0, [])
        row = db.session.execute(
            select(FrameEntry, Establishment).join(Establishment).where(Establishment.reference == "B-1")
        ).one()
        entry, unit = row
        assert (entry.wz, entry.wz_version, entry.size_class, entry.employees) == ("24", "2008", "S7", 320)
        assert (entry.stratum, entry.sector_group) == ("B-E/250+", "B-E")
        assert (unit.name, unit.enterprise_id) == ("Gießerei Muster GmbH", "U-1")
        totals = {
            total.stratum: (total.establishments, total.employees) for total in db.session.scalars(select(FrameTotal))
        }
        assert totals["B-E/250+"] == (1, 320)
        assert sum(establishments for establishments, _ in totals.values()) == 5


def _workbook(text: str) -> bytes:
    """The same rows as a spreadsheet program would save them, numbers as numbers, an empty row at the end."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in text.splitlines():
        sheet.append([float(value) if re.fullmatch(r"[\d.]+", value) else value for value in line.split(";")])
    sheet.cell(row=sheet.max_row + 2, column=1).value = ""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_spreadsheet_is_read_like_a_csv() -> None:
    bad = "B-6;Zahl;25;10041;viele;;;ja\n"

    from_csv = frame.read(frame.decode((HEAD + GOOD + bad).encode()))
    from_sheet = frame.read(frame.decode(_workbook(HEAD + GOOD + bad)))

    assert from_sheet == from_csv
    assert len(from_sheet[0]) == 5
    assert [each.number for each in from_sheet[1]] == [7]


def test_a_broken_spreadsheet_is_refused() -> None:
    with pytest.raises(Refused, match="keine lesbare Tabelle"):
        frame.decode(_workbook(HEAD + GOOD)[:900])


@pytest.mark.parametrize(("row", "words"), BAD.items(), ids=[*BAD.values()])
def test_a_bad_row_is_refused_by_number_and_reason(row: str, words: str) -> None:
    _, refused = frame.read(HEAD + GOOD + row + "\n")
    assert [each.number for each in refused] == [7]
    assert words in refused[0].reason


def test_the_good_rows_around_bad_ones_are_taken(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        taken = _import(HEAD + GOOD + "\n".join(BAD) + "\n")
        assert taken.added == 5
        assert [row.number for row in taken.refused] == list(range(7, 7 + len(BAD)))
        assert _count(FrameEntry) == 5


def test_a_later_file_changes_and_adds(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        _import(HEAD + GOOD)
        taken = _import(HEAD + "B-1;Neuer Name;24;10041;90;;nein;nein\nB-9;Neu;25;10041;10;;;ja\n")
        assert (taken.added, taken.changed) == (1, 1)
        assert _count(Establishment) == 6
        names = set(db.session.scalars(select(Establishment.name)))
        assert "Neuer Name" in names
        assert "Gießerei Muster GmbH" not in names
        assert db.session.scalar(select(func.sum(FrameTotal.establishments))) == 6


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "\x00\x01", '"offen\n', "name;wz\n"])
def test_what_is_no_frame_is_refused_as_a_whole(app: Flask, text: str) -> None:
    with pytest.raises(Refused):
        frame.read(text)


def test_comma_semicolon_and_tab_all_work() -> None:
    for mark in ",;\t":
        entries, refused = frame.read((HEAD + GOOD).replace(";", mark))
        assert (len(entries), refused) == (5, [])


def test_staff_upload_a_frame_and_see_what_was_refused(house: Flask) -> None:
    _make_wave(house)
    someone = visitor(house, "contacts")
    someone.open("/intern/wellen/welle/auswahlgrundlage")
    content = (HEAD + GOOD + "B-6;Zahl;25;10041;viele;;;ja\n").encode("cp1252")
    fields = someone.fields_of(someone.soup.select_one("main form"))
    answer = someone.client.post(
        someone.path,
        data={
            "csrf_token": fields["csrf_token"],
            "source": "Erfunden",
            "reference_date": "2026-06-30",
            "file": (io.BytesIO(content), "frame.csv"),
        },
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "5 Betriebe sind neu" in page
    assert "Zeile 7: employees „viele“" in page
    assert "Gießerei" not in page
    with house.app_context():
        assert "Gießerei Muster GmbH" in set(db.session.scalars(select(Establishment.name)))


def test_a_file_that_is_too_large_is_refused(house: Flask) -> None:
    _make_wave(house)
    someone = visitor(house, "contacts")
    someone.open("/intern/wellen/welle/auswahlgrundlage")
    form = "multipart/form-data; boundary=x"
    answer = someone.client.post(someone.path, data=b"x" * 21_000_000, content_type=form)
    assert answer.status_code == 413
    assert "größer als erlaubt" in answer.get_data(as_text=True)


def test_a_broken_questionnaire_is_told_by_line_and_not_stored(house: Flask) -> None:
    _make_wave(house)
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/welle/fragebogen")
    token = someone.soup.select_one("main input[name=csrf_token]")
    assert token is not None
    broken = (FOLDER / "single.yaml").read_text(encoding="utf-8").replace("type: single", "type: singel", 1)
    for content, words in [
        (broken.encode(), "kaputt.yaml:"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"&a [*a]", "kaputt.yaml:1"),
    ]:
        answer = someone.client.post(
            someone.path, data={"csrf_token": token["value"], "file": (io.BytesIO(content), "kaputt.yaml")}
        )
        assert answer.status_code == 400
        assert words in answer.get_data(as_text=True)
    with house.app_context():
        assert _count(QuestionnaireVersion) == 0


def test_the_same_questionnaire_is_stored_once(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        wave = waves.find(db.session, "welle")
        path: Path = FOLDER / "single.yaml"
        first = questionnaires.take_file(db.session, path)
        assert questionnaires.attach(db.session, wave, first)
        assert not questionnaires.attach(db.session, wave, questionnaires.take_text(db.session, "x", path.read_bytes()))
        db.session.commit()
        assert _count(QuestionnaireVersion) == 1
        assert questionnaires.current(db.session, wave.id, first.role) == first.hash


def _texts(someone: Respondent, selector: str) -> list[str]:
    return [found.get_text() for found in someone.soup.select(selector)]


def test_codes_are_listed_once_and_open_the_survey(house: Flask) -> None:
    _make_wave(house)
    with house.app_context():
        _import(HEAD + GOOD)
    someone = visitor(house, "contacts")
    someone.open("/intern/wellen/welle/einladungen")
    assert "Noch nicht eingeladen: 4" in someone.text
    someone.press("Codes erzeugen und zeigen für Betriebe")
    listed = dict(zip(_texts(someone, "tbody th"), _texts(someone, "tbody code"), strict=True))
    assert set(listed) == {"B-1", "B-2", "B-3", "B-5"}
    with house.app_context():
        stored = set(db.session.scalars(select(Assignment.code_hash)))
        pepper = house.extensions["settings"].code_pepper
        assert stored == {codes.code_hash(pepper, code) for code in listed.values()}
    someone.open("/intern/wellen/welle/einladungen")
    assert not any(code in someone.response.get_data(as_text=True) for code in listed.values())
    someone.press("Codes erzeugen und zeigen für Betriebsräte")
    councils = _texts(someone, "tbody th")
    assert councils == ["B-1", "B-3"], "no council is asked where there is none or fewer than five people work"


def test_a_lost_letter_gets_a_new_code_and_the_old_one_dies(house: Flask) -> None:
    _make_wave(house)
    with house.app_context():
        _import(HEAD + GOOD)
        pepper = house.extensions["settings"].code_pepper
        old = invite.invite(db.session, waves.find(db.session, "welle"), "company", pepper)[0]
        db.session.commit()
    someone = visitor(house, "contacts")
    someone.open("/intern/wellen/welle/einladungen")
    someone.answer({"reference": old.reference, "role": "company"}, "Neuen Code erzeugen")
    shown = someone.soup.select_one("tbody code")
    assert shown is not None
    with house.app_context():
        assert invite.by_code(db.session, pepper, old.code) is None
        assert invite.by_code(db.session, pepper, shown.get_text().lower().replace("-", " ")) is not None
    someone.open("/intern/wellen/welle/einladungen")
    someone.answer({"reference": "B-99", "role": "company"}, "Neuen Code erzeugen")
    assert someone.status == 400


def test_a_lost_list_is_replaced_but_not_the_codes_of_those_who_came_in(house: Flask) -> None:
    _make_wave(house)
    pepper = house.extensions["settings"].code_pepper
    with house.app_context():
        _import(HEAD + GOOD)
        first, *others = invite.invite(db.session, waves.find(db.session, "welle"), "company", pepper)
        number = invite.by_code(db.session, pepper, first.code)
        db.session.get_one(Assignment, number).opened_at = now()
        db.session.commit()
    someone = visitor(house, "contacts")
    someone.open("/intern/wellen/welle/einladungen")
    someone.open(someone.links["Codes ersetzen … für Betriebe"])
    assert "3 Codes" in someone.text
    with house.app_context():
        assert all(invite.by_code(db.session, pepper, each.code) for each in others), "only asked so far"
    someone.press("Ersetzen und zeigen")
    assert _texts(someone, "tbody th") == [each.reference for each in others]
    with house.app_context():
        assert invite.by_code(db.session, pepper, first.code) == number
        assert all(invite.by_code(db.session, pepper, each.code) is None for each in others)
        assert all(invite.by_code(db.session, pepper, code) for code in _texts(someone, "tbody code"))


def test_a_trial_run_can_be_answered_before_the_opening_and_never_counts(house: Flask) -> None:
    _make_wave(house)
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/welle/fragebogen")
    someone.press("Unternehmensbefragung")
    someone.press("Betriebsrätebefragung")
    someone.open("/intern/wellen/welle/einladungen")
    someone.press("Probelauf beginnen")
    found = [code.get_text() for code in someone.soup.select("tbody code")]
    assert len(found) == len(Role)
    for code in found:
        respondent = Respondent(house.test_client())
        respondent.enter(code)
        assert respondent.path == "/befragung/start"
    someone.open("/intern/wellen/welle/auf-einen-blick")
    assert all(figure.get_text() in {"0", "–"} for figure in someone.soup.select(".figure-card__value"))


def test_a_closed_wave_takes_nothing_new(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        wave = db.session.scalars(select(Wave)).one()
        wave.state = WaveState.CLOSED
        for act in (
            lambda: frame.take(db.session, wave, HEAD, source="", reference_date=date(2026, 1, 1)),
            lambda: invite.invite(db.session, wave, "company", "pepper"),
            lambda: invite.start_trial(db.session, wave, "pepper"),
            lambda: invite.reissue(db.session, wave, "B-1", "company", "pepper", may_see_answers=True),
        ):
            with pytest.raises(Refused):
                act()


def test_only_a_frame_with_drawn_establishments_makes_a_random_sample(app: Flask) -> None:
    _make_wave(app)
    with app.app_context():
        wave, day = db.session.scalars(select(Wave)).one(), date(2026, 6, 30)
        with pytest.raises(Refused, match="als gezogen gekennzeichnet"):
            frame.take(
                db.session,
                wave,
                HEAD + GOOD.replace("ja", "nein"),
                source="",
                reference_date=day,
                is_random_sample=True,
            )
        frame.take(db.session, wave, HEAD + GOOD, source="", reference_date=day, is_random_sample=True)
        assert wave.is_random_sample

        frame.take(db.session, wave, HEAD + GOOD, source="", reference_date=day)
        assert not wave.is_random_sample  # who adds others without saying so has no random sample any more


def test_staff_say_with_the_frame_that_it_was_drawn_at_random(house: Flask) -> None:
    someone = visitor(house, "contacts")
    _make_wave(house)
    someone.open("/intern/wellen/welle/auswahlgrundlage")
    fields = someone.fields_of(someone.soup.select_one("main form"))
    answer = someone.client.post(
        someone.path,
        data={
            "csrf_token": fields["csrf_token"],
            "source": "Erfunden",
            "reference_date": "2026-06-30",
            "is_random_sample": "y",
            "file": (io.BytesIO((HEAD + GOOD).encode()), "frame.csv"),
        },
    )

    assert "Die Stichprobe ist zufällig gezogen: Zahlen" in answer.get_data(as_text=True)
    with house.app_context():
        assert db.session.scalars(select(Wave)).one().is_random_sample
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "frame_imported")).one()
        assert entry.detail["is_random_sample"] is True
