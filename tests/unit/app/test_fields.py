"""Every item type has a field, every field a macro, and no page has the address of a view."""

from pathlib import Path

import pytest

from app import create_app
from app.config import Settings
from app.forms.build import FIELDS
from surveys.items.registry import ITEM_TYPES, Choice
from tests.questionnaires_for_tests import NAMES, real, small

TEMPLATES = Path(__file__).parents[3] / "app" / "templates" / "components"


def test_every_item_type_has_a_field() -> None:
    assert set(FIELDS) == set(ITEM_TYPES.values())


@pytest.mark.parametrize("name", ["company", "works-council", *NAMES])
def test_no_page_has_the_address_of_a_view(name: str, tmp_path: Path) -> None:
    app = create_app(Settings(database_url="sqlite://", testing=True, data_dir=tmp_path))
    taken = {rule.rule.removeprefix("/befragung/") for rule in app.url_map.iter_rules() if "<" not in rule.rule}
    questionnaire = real(name) if name in ("company", "works-council") else small(name)
    assert not taken & {page.id for page in questionnaire.pages}


def test_a_component_file_holds_the_macro_of_its_name() -> None:
    for path in TEMPLATES.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert text.count("{% macro ") == 1, path.name
        assert f"{{% macro {path.stem}(" in text, path.name


@pytest.mark.parametrize("name", ["company", "works-council"])
def test_no_option_asks_for_a_text_that_cannot_be_typed_there(name: str) -> None:
    items = [part for item in real(name).items.values() for part in (item, *item.columns)]
    offered = [
        words
        for item in items
        if isinstance(item, Choice)
        for code in item.candidates
        if code.code not in item.other
        for words in code.label.values()
    ]
    assert offered
    assert not [words for words in offered if "nennen)" in words or "specify)" in words]
