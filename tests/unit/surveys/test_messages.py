"""The catalogues: every message that a respondent can meet exists in every language, with the same places."""

import re
from pathlib import Path
from string import Formatter

import pytest

from surveys.messages import Message, catalogue, say
from surveys.texts import Text

FOR_RESPONDENTS = ("check", "required", "answer", "number", "text", "date", "roster", "consent", "import", "missing")
ROOM = Path(__file__).parents[3] / "surveys"


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_respondents_find_every_message_in_their_language(language: str) -> None:
    german = {code: words for code, words in catalogue("de").items() if code.split(".")[0] in FOR_RESPONDENTS}
    other = catalogue(language)
    assert set(german) == set(other)
    assert {code: places(words) for code, words in german.items()} == {c: places(w) for c, w in other.items()}


def test_every_code_in_the_engine_has_words() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))
    used = set(re.findall(r'Message\(\s*"([a-z_]+\.[a-z_]+)"', source))
    used |= {f"rule.{code}" for code in re.findall(r'RuleError\(\s*"([a-z_]+)"', source)}
    assert len(used) > 40
    assert used <= set(catalogue("de"))


def test_numbers_and_labels_in_a_message_follow_the_language() -> None:
    message = Message("number.too_large", {"max": 50000})
    assert (say(message, "de"), say(message, "en")) == ("Geben Sie höchstens 50.000 ein.", "Enter at most 50,000.")
    row = Message("required.matrix_row", {"row": Text.of(de="Blau", en="Blue")})
    assert say(row, "en") == "Select an answer for “Blue”."


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        say(Message("no.such"), "de")


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize(
    ("code", "name", "one", "many"),
    [
        ("roster.both", "count", "1 (?:Einträge|entries|entrées)", ""),
        ("roster.too_many", "max", "1 (?:Einträge|entries|entrées)", ""),
        ("number.too_many_places", "places", "1 (?:Nachkommastellen|decimal places|décimales)", ""),
        ("required.roster", "min", "", "2 (?:Eintrag|entry|entrée)\\b"),
    ],
)
def test_a_count_of_one_is_no_plural_and_of_two_no_singular(
    code: str, name: str, one: str, many: str, language: str
) -> None:
    for number, wrong in ((1, one), (2, many)):
        said = say(Message(code, {name: number}), language)
        assert str(number) in said
        assert not (wrong and re.search(wrong, said)), said
