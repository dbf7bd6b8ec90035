"""Two questionnaires that belong together must fit before one wave uses both."""

import pytest
from flask import Flask

from app.extensions import db
from app.services import questionnaires, waves
from app.services.refusals import Refused
from tests.questionnaires_for_tests import FOLDER, REAL


def test_a_counterpart_that_cannot_be_compared_is_refused(app: Flask) -> None:
    with app.app_context():
        wave = waves.create(db.session, waves.NewWave("welle", {"de": "Erste Welle"}, 2025, 2030))
        company = (REAL / "company.yaml").read_text(encoding="utf-8")
        other = company.replace("list: representation\n", "list: cba\n", 1)
        unlike = other.replace('["1", "2", "3"]', '["1", "2"]').replace('["2", "3"]', '["2"]')
        questionnaires.attach(db.session, wave, questionnaires.take_own(db.session, "works-council"))
        with pytest.raises(Refused, match="„representation“ hat die Liste cba"):
            questionnaires.attach(db.session, wave, questionnaires.take_text(db.session, "x", unlike.encode()))
        assert questionnaires.attach(db.session, wave, questionnaires.take_own(db.session, "company"))


def test_questionnaires_that_do_not_name_each_other_are_left_alone(app: Flask) -> None:
    with app.app_context():
        wave = waves.create(db.session, waves.NewWave("welle", {"de": "Erste Welle"}, 2025, 2030))
        alone = (REAL / "works-council.yaml").read_text(encoding="utf-8").replace("pair: company\n", "")
        questionnaires.attach(db.session, wave, questionnaires.take_text(db.session, "x", alone.encode()))
        assert questionnaires.attach(db.session, wave, questionnaires.take_file(db.session, FOLDER / "single.yaml"))
