"""The life of a wave: what may follow what, and what staff see of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.forms.staff import end_of
from app.models import AuditEntry, Wave, WaveState, now
from app.services import questionnaires, waves
from app.services.refusals import Refused
from app.services.waves import NewWave, Phase
from tests.accounts import visitor
from tests.questionnaires_for_tests import REAL

SOON = now() + timedelta(days=10)
NEW = NewWave("herbst-2026", {"de": "Herbst 2026"}, 2025, 2030)


@pytest.fixture
def in_house(app: Flask) -> Any:
    """Inside the application, for asking services."""
    with app.app_context():
        yield app


def _with_questionnaires(wave: Wave) -> Wave:
    for name in ("company", "works-council"):
        questionnaires.attach(db.session, wave, questionnaires.take_file(db.session, REAL / f"{name}.yaml"))
    return wave


def _fields(**values: Any) -> dict[str, Any]:
    names = NewWave.__dataclass_fields__
    return {name: getattr(NEW, name) for name in names} | values


def _new(**values: Any) -> Wave:
    made = waves.create(db.session, NewWave(**_fields(**values)))
    db.session.commit()
    return made


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"slug": "Herbst 2026"}, "Kürzel"),
        ({"slug": "../etc"}, "Kürzel"),
        ({"slug": "a" * 61}, "Kürzel"),
        ({"title": {"en": "Autumn"}}, "Titel"),
        ({"target_year": 2024}, "Zieljahr"),
        ({"reference_year": 25}, "2000"),
        ({"min_contributors": 2}, "strenger"),
        ({"min_pairs": 4}, "strenger"),
        ({"p_percent": 9}, "strenger"),
        ({"slug": "neu"}, "vergeben"),
        ({"contact_mail": "keine-mail"}, "E-Mail-Adresse"),
        ({"contact_mail": "a@example.org\r\nBcc: b@example.org"}, "E-Mail-Adresse"),
        ({"contact_phone": "0681\r\nX: 1"}, "Zeile"),
        ({"closes_at": datetime(2020, 1, 1, tzinfo=UTC)}, "Vergangenheit"),
        ({"opens_on": date(2026, 12, 1), "closes_at": datetime(2026, 11, 30, tzinfo=UTC)}, "Frist"),
    ],
)
def test_a_wave_that_cannot_be_is_refused(in_house: Flask, values: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        _new(**values)
    assert waves.all_waves(db.session) == []


def test_no_wave_stands_where_another_page_does(in_house: Flask) -> None:
    places = [
        str(rule).split("/")[3] for rule in in_house.url_map.iter_rules() if str(rule).startswith("/intern/wellen/")
    ]
    words = {place for place in places if "<" not in place}
    assert words
    assert words == waves.RESERVED


def test_a_draft_is_not_dated_into_the_past(in_house: Flask) -> None:
    wave = _new(closes_at=SOON)
    with pytest.raises(Refused, match="Vergangenheit"):
        waves.set_dates(db.session, wave, None, now() - timedelta(days=1))
    assert wave.closes_at == SOON


def test_a_wave_ends_when_somebody_closes_it_on_the_last_day_of_its_deadline(in_house: Flask) -> None:
    wave = Wave(closes_at=datetime(2026, 12, 20, 23, 0, tzinfo=UTC), state=WaveState.OPEN)
    assert waves.ended_on(wave) is None
    wave.closed_at = datetime(2026, 12, 22, 9, 0, tzinfo=UTC)
    assert waves.ended_on(wave) == date(2026, 12, 20)
    wave.closed_at = datetime(2026, 12, 18, 9, 0, tzinfo=UTC)
    assert waves.ended_on(wave) == date(2026, 12, 18)


def test_a_short_name_is_taken_once(in_house: Flask) -> None:
    _new()
    with pytest.raises(Refused, match="gibt es schon"):
        _new()


def test_a_wave_goes_from_draft_to_archive_and_never_back(in_house: Flask) -> None:
    wave = _with_questionnaires(_new(closes_at=SOON))
    steps: list[tuple[Callable[..., None], WaveState]] = [
        (waves.open_wave, WaveState.OPEN),
        (waves.close, WaveState.CLOSED),
        (waves.archive, WaveState.ARCHIVED),
    ]
    for position, (step, state) in enumerate(steps):
        for other, _ in steps[:position] + steps[position + 1 :]:
            with pytest.raises(Refused, match="lässt sich deshalb nicht"):
                other(db.session, wave)
        step(db.session, wave)
        assert wave.state is state
    for step, _ in steps:
        with pytest.raises(Refused, match="archiviert"):
            step(db.session, wave)


def test_opening_needs_both_questionnaires_and_a_deadline_ahead(in_house: Flask) -> None:
    wave = _new()
    with pytest.raises(Refused, match="Fragebogen"):
        waves.open_wave(db.session, wave)
    _with_questionnaires(wave)
    with pytest.raises(Refused, match="Frist"):
        waves.open_wave(db.session, wave)
    wave.closes_at = now() - timedelta(hours=1)
    with pytest.raises(Refused, match="Vergangenheit"):
        waves.open_wave(db.session, wave)
    assert wave.state is WaveState.DRAFT


def test_a_deadline_only_moves_forward(in_house: Flask) -> None:
    wave = _with_questionnaires(_new(closes_at=SOON))
    with pytest.raises(Refused, match="geöffnete"):
        waves.extend(db.session, wave, SOON + timedelta(days=1))
    waves.open_wave(db.session, wave)
    for day in (SOON, SOON - timedelta(days=1), now() - timedelta(days=1)):
        with pytest.raises(Refused):
            waves.extend(db.session, wave, day)
    with pytest.raises(Refused, match="nur im Entwurf"):
        waves.set_dates(db.session, wave, None, SOON + timedelta(days=3))
    waves.extend(db.session, wave, SOON + timedelta(days=3))
    assert wave.closes_at == SOON + timedelta(days=3)


def test_who_is_writing_has_ten_minutes(in_house: Flask) -> None:
    wave = _with_questionnaires(_new(closes_at=SOON))
    assert waves.phase(wave, now()) is Phase.NOT_YET
    waves.open_wave(db.session, wave)
    for offset, phase in [(-1, Phase.OPEN), (0, Phase.GRACE), (9, Phase.GRACE), (10, Phase.OVER)]:
        assert waves.phase(wave, SOON + timedelta(minutes=offset)) is phase
    closed = SOON - timedelta(days=2)
    waves.close(db.session, wave, closed)
    assert waves.ends_at(wave) == closed
    assert waves.accepts_answers(wave, closed + timedelta(minutes=9))
    assert not waves.accepts_answers(wave, closed + timedelta(minutes=10))
    waves.archive(db.session, wave)
    assert not waves.accepts_answers(wave, closed + timedelta(minutes=1))


def test_a_trial_run_works_before_the_opening_and_ends_with_the_wave(in_house: Flask) -> None:
    wave = _with_questionnaires(_new(closes_at=SOON))
    assert waves.phase(wave, now(), is_trial=True) is Phase.OPEN
    waves.open_wave(db.session, wave)
    assert waves.phase(wave, SOON + timedelta(days=1), is_trial=True) is Phase.OPEN
    waves.close(db.session, wave)
    assert waves.phase(wave, now(), is_trial=True) is Phase.OVER


def test_the_last_day_counts_in_summer_and_winter_time(in_house: Flask) -> None:
    for closes_at, last in [
        (datetime(2026, 7, 15, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2026, 12, 15, 23, 0, tzinfo=UTC), date(2026, 12, 15)),
    ]:
        assert waves.last_day(Wave(closes_at=closes_at)) == last


def test_a_manager_takes_a_wave_from_the_first_page_to_the_last(house: Flask) -> None:
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/neu")
    someone.answer({"title_de": "Herbst", "slug": "herbst", "reference_year": "2025", "target_year": "2030"}, "Anlegen")
    assert someone.path == "/intern/wellen/herbst"
    assert "im Entwurf" in someone.response.get_data(as_text=True)
    someone.open("/intern/wellen/herbst/oeffnen")
    someone.press("Jetzt öffnen")
    assert someone.status == 409
    assert "Es fehlt noch ein Fragebogen" in someone.text
    someone.open("/intern/wellen/herbst/fragebogen")
    someone.press("Unternehmensbefragung")
    someone.press("Betriebsrätebefragung")
    someone.open("/intern/wellen/herbst/termine")
    someone.answer({"opens_on": "2026-01-01", "last_day": f"{now().year + 1}-06-30"}, "Speichern")
    assert f"30. Juni {now().year + 1}" in someone.text
    someone.open("/intern/wellen/herbst/oeffnen")
    someone.press("Jetzt öffnen")
    assert "geöffnet" in someone.response.get_data(as_text=True)
    someone.open("/intern/wellen/herbst/termine")
    someone.answer({"last_day": f"{now().year + 1}-06-29"}, "Speichern")
    assert someone.status == 400
    assert "später" in someone.text
    someone.open("/intern/wellen/herbst/schliessen")
    someone.press("Endgültig schließen")
    someone.open("/intern/wellen/herbst/archivieren")
    someone.press("Archivieren")
    assert "Öffnen" not in someone.text
    with house.app_context():
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [*actions] == [
        "wave_created",
        "questionnaire_attached",
        "questionnaire_attached",
        "wave_dated",
        "wave_opened",
        "wave_closed",
        "wave_archived",
    ]


def test_a_form_with_gaps_says_so_beside_each_field(house: Flask) -> None:
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/neu")
    someone.answer({"reference_year": "zweitausend", "target_year": "99"}, "Anlegen")
    assert someone.status == 400
    assert someone.title.startswith("Fehler:")
    links = [str(a["href"]) for a in someone.soup.select("#summary a")]
    assert links == ["#title_de", "#slug", "#reference_year", "#target_year"]
    assert all(someone.soup.select_one(link) for link in links)
    assert "Keine gültige, ganze Zahl." in someone.text


def test_what_a_service_refuses_stands_beside_its_field(house: Flask) -> None:
    someone = visitor(house, "manager")
    good = {"title_de": "Herbst", "slug": "herbst", "reference_year": "2025", "target_year": "2030"}
    for wrong, field in [
        ({"target_year": "2024"}, "target_year"),
        ({"contact_mail": "keine-mail"}, "contact_mail"),
        ({"last_day": "2020-01-01"}, "last_day"),
        ({"slug": "neu"}, "slug"),
    ]:
        someone.open("/intern/wellen/neu")
        someone.answer(good | wrong, "Anlegen")
        assert someone.status == 400, field
        assert [str(a["href"]) for a in someone.soup.select("#summary a")] == [f"#{field}"]


def test_before_the_opening_one_sees_what_will_happen(house: Flask) -> None:
    with house.app_context(), writing(db.session):
        _with_questionnaires(
            waves.create(db.session, NewWave(**_fields(closes_at=end_of(date(now().year + 1, 6, 30)))))
        )
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/herbst-2026/oeffnen")
    assert f"30. Juni {now().year + 1}" in someone.text
    assert "Betriebe: 0, Betriebsräte: 0" in someone.text
    assert "noch keinen Probelauf" in someone.text
    someone.open("/intern/wellen/herbst-2026/einladungen")
    someone.press("Probelauf beginnen")
    someone.open("/intern/wellen/herbst-2026/oeffnen")
    assert "noch keinen Probelauf" not in someone.text
    someone.open("/intern/wellen/herbst-2026")
    assert "Einladungen" in someone.links


def test_what_cannot_be_done_any_more_has_no_button(house: Flask) -> None:
    with house.app_context(), writing(db.session):
        wave = _with_questionnaires(waves.create(db.session, NewWave(**_fields(closes_at=SOON))))
        waves.open_wave(db.session, wave)
        waves.close(db.session, wave)
    someone = visitor(house, "manager")
    for page in ("oeffnen", "schliessen", "termine"):
        someone.open(f"/intern/wellen/herbst-2026/{page}")
        assert "geschlossen" in someone.text
        assert not someone.soup.select("main button"), page
    someone.open("/intern/wellen/herbst-2026/archivieren")
    assert someone.soup.select("main button")


def test_an_unknown_wave_is_not_found(house: Flask) -> None:
    someone = visitor(house, "manager")
    for slug in ("nie", "%00", "..%2f", "x" * 300, "ä"):
        someone.open(f"/intern/wellen/{slug}")
        assert someone.status == 404, slug


def test_nothing_is_stored_by_a_write_outside_a_transaction(house: Flask) -> None:
    with house.test_request_context("/impressum"):
        house.preprocess_request()
        with pytest.raises(Exception, match="Wave"):
            waves.create(db.session, NEW)
        db.session.rollback()
        with writing(db.session):
            waves.create(db.session, NEW)
    with house.app_context():
        assert len(waves.all_waves(db.session)) == 1
