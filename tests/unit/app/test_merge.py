"""Two people, one draft: what is brought together, what is a conflict, and how a save is undone."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.merge import delta, merge, undo
from surveys.problems import Document, Json

ROSTER: list[Json] = [{"id": "r1", "n": 1}, {"id": "r2", "n": 2}]

values = st.one_of(
    st.none(),
    st.integers(0, 3),
    st.sampled_from(["1", "2"]),
    st.just({"missing": "refused"}),
    st.dictionaries(st.sampled_from("xyz"), st.sampled_from(["1", "2"]), min_size=1),
    st.lists(st.sampled_from(["a", "b"]), min_size=1),
)
documents = st.dictionaries(st.sampled_from(["a", "b", "c"]), values.filter(lambda value: value is not None))


def test_changes_of_different_answers_both_count() -> None:
    merged = merge({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3})
    assert merged.document == {"a": 2, "b": 3}
    assert not merged.conflicts


def test_rows_of_a_matrix_and_of_a_roster_count_one_by_one() -> None:
    base: Document = {"m": {"x": "1", "y": "1"}, "r": ROSTER}
    mine: Document = {"m": {"x": "2", "y": "1"}, "r": [{"id": "r1", "n": 9}, {"id": "r2", "n": 2}]}
    theirs: Document = {"m": {"x": "1", "y": "2"}, "r": [*ROSTER, {"id": "r3", "n": 3}]}
    merged = merge(base, mine, theirs)
    assert merged.document["m"] == {"x": "2", "y": "2"}
    assert merged.document["r"] == [{"id": "r1", "n": 9}, {"id": "r2", "n": 2}, {"id": "r3", "n": 3}]
    assert not merged.conflicts


def test_a_confirmation_that_one_side_forgot_stays_forgotten() -> None:
    base: Document = {"confirmed": ["a", "b"], "seen": ["p"]}
    mine: Document = {"confirmed": ["a", "b", "c"], "seen": ["p", "q"]}
    theirs: Document = {"confirmed": ["b", "d"], "seen": ["p", "r"]}
    for one, other in ((mine, theirs), (theirs, mine)):
        document = merge(base, one, other).document
        assert (set(_list(document["confirmed"])), set(_list(document["seen"]))) == ({"b", "c", "d"}, {"p", "q", "r"})
    assert merge({"confirmed": ["a"]}, {}, {"confirmed": ["a"], "x": 1}).document == {"x": 1}


def _list(value: Json) -> list[str]:
    return [str(name) for name in value] if isinstance(value, list) else []


def test_the_same_answer_changed_twice_keeps_the_stored_one_and_says_so() -> None:
    merged = merge({"a": 1}, {"a": 2}, {"a": 3})
    assert merged.document == {"a": 3}
    assert merged.conflicts == ("a",)
    assert merge({"a": 1}, {"a": 2}, {"a": 3}, {"a"}).document == {"a": 2}


def test_a_row_removed_here_and_changed_there_is_a_conflict() -> None:
    merged = merge({"r": ROSTER}, {"r": ROSTER[:1]}, {"r": [ROSTER[0], {"id": "r2", "n": 7}]})
    assert merged.conflicts == ("r",)
    assert merged.document["r"] == [ROSTER[0], {"id": "r2", "n": 7}]


def test_texts_of_other_and_unreadable_texts_belong_to_their_item() -> None:
    assert merge({}, {"a_other": "x"}, {"a_other": "y"}).conflicts == ("a",)
    assert merge({}, {"raw": {"t.x.n": "ca."}}, {"raw": {"t.x.n": "etwa"}}).conflicts == ("t",)
    both = merge({}, {"raw": {"t": "ca."}}, {"raw": {"u": "etwa"}})
    assert (both.document, both.conflicts) == ({"raw": {"u": "etwa", "t": "ca."}}, ())


def test_confirmations_and_seen_pages_of_both_are_kept() -> None:
    merged = merge({}, {"seen": ["a"], "confirmed": ["x"]}, {"seen": ["b"]})
    assert merged.document == {"seen": ["b", "a"], "confirmed": ["x"]}


@given(documents, documents)
def test_a_save_can_be_undone(before: Document, after: Document) -> None:
    assert undo(after, delta(before, after)) == before


@given(documents, documents)
def test_one_sided_changes_are_taken_whole(base: Document, changed: Document) -> None:
    assert merge(base, changed, base).document == changed
    assert merge(base, base, changed).document == changed
    assert merge(base, changed, changed).document == changed


@given(documents, documents, documents)
def test_without_a_conflict_each_change_of_either_side_is_there(
    base: Document, mine: Document, theirs: Document
) -> None:
    merged = merge(base, mine, theirs)
    for key in "abc":
        ours, others, old = mine.get(key), theirs.get(key), base.get(key)
        if key in merged.conflicts or (isinstance(ours, dict) and isinstance(others, dict)):
            continue
        expected = others if ours == old else ours
        assert merged.document.get(key) == expected
