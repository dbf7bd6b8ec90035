"""The rule language: three-valued logic, exact numbers, limits."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.messages import say
from surveys.rules.parse import RuleError, parse
from surveys.rules.values import Value
from tests.questionnaires_for_tests import scope

BESCH_60 = scope("numbers", {"besch": 60})
GRID = scope(
    "grid",
    {
        "farben": ["rot", "blau", "gelb"],
        "tab": {
            "rot": {"heute": "0", "morgen": "2", "n": 5},
            "blau": {"heute": "1", "morgen": "1"},
            "gelb": {"heute": {"missing": "dont_know"}, "morgen": "2", "n": 7},
        },
    },
)
MATRIX = scope("matrix", {"wandel": {"rot": "2", "blau": "0", "gelb": {"missing": "dont_know"}}})


def value(text: str, where: object = BESCH_60) -> Value:
    return parse(text).node.evaluate(where)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("azubis < 5", None),
        ("azubis = 0", None),
        ("not (azubis >= 5)", None),
        ("besch / 0 > 1", None),
        ("7 / 2 = 3.5", True),
        ("0.1 + 0.2 = 0.3", True),
        ('besch = "60"', None),
        ("azubis >= 5 or besch >= 50", True),
        ("azubis >= 5 and besch >= 50", None),
        ("azubis >= 5 and besch < 50", False),
        ("not (azubis >= 5 and besch < 50)", True),
        ("answered(azubis)", False),
        ("answered(besch)", True),
        ("coalesce(azubis, besch) = 60", True),
        ("coalesce(azubis <= 9, true)", True),
        ("if(besch < 250, 10, 20) = 10", True),
        ("if(azubis < 250, 10, 20)", None),
        ("share(15, besch) = 25", True),
        ("round(share(1, 3), 1) = 33.3", True),
        ("abs(0 - besch) = 60", True),
        ("besch in [59, 60]", True),
        ("besch not in [59, 60]", False),
        ("azubis in [1]", None),
        ("min(besch, azubis, 7) = 7", True),
        ("max(besch, azubis, 7) = 60", True),
        ('date("2026-03-01") < date("2026-03-02")', True),
        ('date("2026-13-01") < date("2026-03-02")', None),
        ("frame.employees = 64", True),
        ('class(besch, groessenklassen) = "S5"', True),
        ("abs(class(besch, groessenklassen) - frame.size_class) <= 1", True),
        ("wave.ZJ = 2030", True),
        ("said(besch, dont_know)", False),
        ("besch * 100000000000000 > 0", None),
        ("true", True),
        ("-besch = 0 - 60", True),
        ("abs(frame.wz) = 1", None),
        ('round("x", 1)', None),
        ("round(besch, 9)", None),
        ('within("29", "C")', None),
        ('class(azubis, groessenklassen) = "S5"', None),
        ("date(besch) = 1", None),
        ("besch[1].n = 1", None),
        ("true = true", True),
        ("true != 1", None),
        ('date("2026-03-01") = 1', None),
        ("wave.XX = 1", None),
        ("frame.umsatz = 1", None),
    ],
)
def test_rules_over_numbers(rule: str, expected: bool | None) -> None:
    assert value(rule) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("sum(tab.n) = 12", True),
        ("count(farben) = 3", True),
        ('anyof(farben, ["rot", "keine"])', True),
        ('allof(farben, ["rot", "keine"])', False),
        ('"rot" in farben', True),
        ('tab["rot"].morgen - tab["rot"].heute = 2', True),
        ('tab["gelb"].morgen - tab["gelb"].heute', None),
        ("tab.rot.n = 5", True),
        ("any(tab.morgen, >=, 2)", True),
        ("all(tab.morgen, >=, 1)", True),
        ("all(tab.morgen, >=, 2)", False),
        ("max(tab.n) = 7", True),
        ("unique(tab, n)", True),
        ("unique(tab, morgen)", False),
        ("said(tab, dont_know)", False),
        ("tab[besch].n = 1", None),
        ('tab["rot"].nichts = 1', None),
        ('tab["keine"].n = 1', None),
        ("any(top.n, >=, 1)", None),
    ],
)
def test_rules_over_grids(rule: str, expected: bool | None) -> None:
    assert value(rule, GRID) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("any(wandel, >=, 2)", True),
        ("all(wandel, >=, 1)", False),
        ("wandel.rot = 2", True),
        ("wandel.gelb = 2", None),
        ("said(wandel, dont_know)", False),
    ],
)
def test_rules_over_matrices(rule: str, expected: bool | None) -> None:
    assert value(rule, MATRIX) is expected


def test_a_dont_know_can_be_asked_for_and_makes_nothing_true() -> None:
    unknown = scope("numbers", {"besch": {"missing": "dont_know"}})
    assert value("said(besch, dont_know)", unknown) is True
    assert value("besch > 0", unknown) is None
    assert value("besch <= 0", unknown) is None


def test_a_code_has_ancestors() -> None:
    industry = scope("single", {"branche": "29"})
    assert value('within(branche, "C")', industry) is True
    assert value('within(branche, "A")', industry) is False
    assert value('branche in ["29", "30"]', industry) is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("foo(1)", "Unbekannte Funktion „foo“"),
        ("besch >", "unvollständig"),
        ("besch ?? 1", "Unerwartetes Zeichen an Stelle 7"),
        ("coun(besch)", "Meinten Sie: count?"),
        ("(besch", "„)“ erwartet"),
        ("share(1)", "„share“ braucht 2 Angaben"),
        ("said(besch, vielleicht)", "keine Art fehlender Angaben"),
        ("not " * 60 + "true", "zu tief"),
        ("(" * 200 + "1", "zu tief"),
        ("a[" * 200 + "1", "zu tief"),
        ("count(" * 80 + "1", "zu tief"),
        ("1 + " * 200 + "1", "zu lang"),
        ("9" * 30, "zu lang"),
        ("and", "Unerwartet"),
        ("besch not 3", "„in“ erwartet"),
        ("tab.+", "Unerwartet"),
        ("any(tab.n, 3, 1)", "erwartet"),
        ("said(3, dont_know)", "Unerwartet"),
    ],
)
def test_faults_say_what_and_where(text: str, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text)
    assert words in say(caught.value.message, "de")


EXPRESSIONS = st.recursive(
    st.sampled_from(["besch", "azubis", "1", "0.5", '"a"', "true", "false", "frame.employees"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "=", "<", ">=", "!="]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        inner.map(lambda part: f"(not {part})"),
        inner.map(lambda part: f"answered({part})"),
        st.tuples(inner, inner).map(lambda p: f"coalesce({p[0]}, {p[1]})"),
        st.tuples(inner, inner).map(lambda p: f"({p[0]} in [{p[1]}, 1])"),
    ),
    max_leaves=12,
)


@given(EXPRESSIONS)
def test_parse_and_print_are_inverse(text: str) -> None:
    node = parse(text).node if len(text) <= 500 else None
    if node is not None and len(str(node)) <= 500:
        assert parse(str(node)).node == node


@given(EXPRESSIONS, st.dictionaries(st.sampled_from(["besch", "azubis"]), st.integers(0, 10**6)))
def test_no_rule_can_raise_on_answers(text: str, answers: dict[str, int]) -> None:
    if len(text) <= 500:
        result = value(text, scope("numbers", dict(answers)))
        assert result is None or isinstance(result, bool | Decimal | str)


@given(st.text(max_size=80))
def test_any_text_is_a_rule_or_a_rule_error(text: str) -> None:
    faults: list[RuleError] = []
    try:
        parse(text)
    except RuleError as error:
        faults.append(error)
    assert all(say(fault.message, "de") for fault in faults)
