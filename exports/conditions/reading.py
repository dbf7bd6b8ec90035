"""A rule read node by node into parts that can be said. What cannot be said becomes „ergibt sich aus …“."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from exports.conditions.parts import Clause, Joined, Manner, Part, Subject, Unless, Vocabulary, Whole
from exports.conditions.subjects import Subjects
from exports.messages import Phrase, listed
from surveys.codelists import Code, CodeList, Missing
from surveys.items.registry import DecimalItem, Integer, Item, Roster
from surveys.model import Computed
from surveys.rules.functions import Call
from surveys.rules.nodes import Arithmetic, Comparison, Constant, Junction, ListOf, Membership, Name, Node, Not, compare
from surveys.rules.parse import Rule
from surveys.rules.values import Coded, Value
from surveys.words import Words

INVERSE: Final = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
FLIPPED: Final = {"=": "=", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
NUMBERS: Final = {"=": "equal", "!=": "not_equal", ">=": "at_least", ">": "more", "<=": "at_most", "<": "less"}
OPPOSITE: Final = {"and": "or", "or": "and"}
DEEPEST: Final = 12
LONG: Final = 5
"""So many codes at one end of a scale are said as „x oder mehr“."""


@dataclass(frozen=True)
class Reading:
    """One rule being read, and the table it stands in. ``depth`` bounds values computed from one another."""

    vocabulary: Vocabulary
    owner: Item | None = None
    depth: int = 0

    @cached_property
    def subjects(self) -> Subjects:
        """What the names of this rule stand for."""
        return Subjects(self.vocabulary, self.owner)

    def part(self, node: Node, *, is_true: bool) -> Part:
        """What it means that ``node`` is true (false)."""
        read = READERS.get(type(node))
        found = read(self, node, is_true) if read is not None and self.depth < DEEPEST else None
        return found if found is not None else self._depends(node)

    # -- one method a kind of node; None when it cannot be said ------------------------------------------------

    def negation(self, node: Not, is_true: bool) -> Part:
        """``not x``."""
        return self.part(node.part, is_true=not is_true)

    def junction(self, node: Junction, is_true: bool) -> Part:
        """``x and y``; negated by De Morgan."""
        word = node.word if is_true else OPPOSITE[node.word]
        parts: list[Part] = []
        for each in node.parts:
            part = self.part(each, is_true=is_true)
            parts += part.parts if isinstance(part, Joined) and part.word == word else [part]
        return Joined(word, tuple(parts))

    def comparison(self, node: Comparison, is_true: bool) -> Part | None:
        """``x >= 3`` of a number, a code or a count."""
        left, operator, right = node.left, node.operator, node.right
        if isinstance(left, Constant):
            left, operator, right = right, FLIPPED[operator], left
        if not isinstance(right, Constant):
            return None
        operator = operator if is_true else INVERSE[operator]
        counted = _counted(left)
        if counted is not None:
            return self._count(counted, operator, right.value)
        return self._compared(left, operator, right.value)

    def membership(self, node: Membership, is_true: bool) -> Part | None:
        """``x in ["1", "2"]``."""
        return self._listed((node.part, node.choices), "one_of" if is_true else "other_than")

    def name(self, node: Name, is_true: bool) -> Part | None:
        """A computed value that is true or false: by its label, else by what it is computed from."""
        computed = self.vocabulary.scope.questionnaire.computed.get(str(node))
        if computed is None:
            return None
        if computed.label:
            return self._labelled(computed, is_true)
        return Reading(self.vocabulary, None, self.depth + 1).part(computed.rule.node, is_true=is_true)

    def call(self, node: Call, is_true: bool) -> Part | None:
        """A function that is true or false."""
        read = CALLS.get(node.function.name)
        return read(self, node.arguments, is_true) if read is not None else None

    # -- functions ---------------------------------------------------------------------------------------------

    def answered(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``answered(x)``."""
        subject = self.subjects.of(arguments[0])
        return None if subject is None else _answered(subject, is_true)

    def any_of(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``anyof(x, [..])``."""
        return self._listed(arguments, "one_of" if is_true else "none_of")

    def all_of(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``allof(x, [..])``."""
        return self._listed(arguments, "all_of" if is_true else "not_all_of", "and")

    def any_row(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``any(matrix, >=, 1)``."""
        return self._rows(arguments, "any_row" if is_true else "no_row")

    def every_row(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``all(matrix, >=, 1)``."""
        return self._rows(arguments, "every_row" if is_true else "not_every_row")

    def within(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``within(code, "C")``."""
        subject, ancestor = self.subjects.of(arguments[0]), arguments[1]
        if subject is None or subject.codes is None or not isinstance(ancestor, Constant):
            return None
        code = subject.codes.by_code.get(str(ancestor.value))
        if code is None:
            return None
        manner = Manner("within" if is_true else "not_within", self.vocabulary.quoted(code.label))
        return Clause(subject.words, (manner,))

    def said(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``said(item, dont_know)``."""
        subject, kind = self.subjects.named(tuple(str(arguments[0]).split("."))), str(arguments[1])
        words = subject.item.missing if subject is not None and subject.item is not None else {}
        label = words.get(Missing(kind)) if kind in list(Missing) else None
        if subject is None or label is None:
            return None
        return Clause(subject.words, (Manner("one_of" if is_true else "none_of", self.vocabulary.quoted(label)),))

    def coalesce(self, arguments: Sequence[Node], is_true: bool) -> Part | None:
        """``coalesce(x, false)``: x is known to be true; its opposite is „unless x“."""
        last = arguments[-1]
        if len(arguments) != 2 or not isinstance(last, Constant) or last.value is not False:
            return None
        part = self.part(arguments[0], is_true=True)
        return part if is_true else Unless(part)

    # -- comparisons -------------------------------------------------------------------------------------------

    def _compared(self, node: Node, operator: str, value: Value) -> Part | None:
        subject = self.subjects.of(node)
        if subject is None:
            return None
        if subject.codes is not None:
            is_other = operator == "!="
            codes = _matching(subject.codes, "=" if is_other else operator, [value])
            return self._chosen(subject, codes, "other_than" if is_other else "one_of")
        if not isinstance(value, Decimal):
            return None
        return Clause(subject.words, (Manner(NUMBERS[operator], number=self.vocabulary.number(value)),))

    def _count(self, names: Sequence[Node], operator: str, value: Value) -> Part | None:
        """``count(x) >= 1``, also of several counts added."""
        found = [subject for subject in map(self.subjects.of, names) if subject is not None]
        if not isinstance(value, Decimal) or len(found) != len(names):
            return None
        if (operator, int(value)) in ((">=", 1), (">", 0), ("<", 1), ("<=", 0), ("=", 0), ("!=", 0)):
            is_true = operator in (">=", ">", "!=")
            parts = tuple(_answered(subject, is_true) for subject in found)
            return Joined("or" if is_true else "and", parts) if len(parts) > 1 else parts[0]
        manner = {">=": "answers", "<": "fewer_answers"}.get(operator)
        if manner is None or len(found) != 1:
            return None
        return Clause(found[0].words, (Manner(manner, number=self.vocabulary.number(value)),))

    def _listed(self, arguments: Sequence[Node], manner: str, word: str = "or") -> Part | None:
        subject, wanted = self.subjects.of(arguments[0]), _constants(arguments[1])
        if subject is None or subject.codes is None or wanted is None:
            return None
        return self._chosen(subject, _matching(subject.codes, "=", wanted), manner, word)

    def _rows(self, arguments: Sequence[Node], manner: str) -> Part | None:
        subject, value = self.subjects.of(arguments[0]), arguments[2]
        if subject is None or subject.codes is None or not isinstance(value, Constant):
            return None
        return self._chosen(subject, _matching(subject.codes, str(arguments[1]), [value.value]), manner)

    def _chosen(self, subject: Subject, codes: Sequence[Code], manner: str, word: str = "or") -> Part | None:
        if not codes or subject.codes is None:
            return None
        if manner == "other_than" and subject.codes.is_scored:
            rest = [code for code in subject.codes.codes if code not in codes]
            if _is_top(rest, subject.codes):
                codes, manner = rest, "one_of"
        return Clause(subject.words, (Manner(manner, self._options(subject.codes, codes, word)),))

    def _options(self, source: CodeList, codes: Sequence[Code], word: str) -> Phrase:
        name, language = self.vocabulary.lists.get(source.id), self.vocabulary.language
        if name is not None and all(any(map(str.isdigit, code.code)) for code in codes):
            numbers = listed([(Words(code.code, language),) for code in codes], word, language)
            return self.vocabulary.say("from_list", codes=numbers, list=name)
        if _is_top(codes, source):
            return self.vocabulary.say("or_more", option=self.vocabulary.quoted(codes[0].label))
        return listed([self.vocabulary.quoted(code.label) for code in codes], word, language)

    # -- what cannot be said part by part ----------------------------------------------------------------------

    def _labelled(self, computed: Computed, is_true: bool) -> Part:
        label, asked = self.vocabulary.quoted(computed.label), self._asked_in(computed.rule)
        code = "holds" if is_true else "holds_not"
        if not asked:
            return Whole(self.vocabulary.say(f"{code}_by_frame", label=label))
        return Whole(self.vocabulary.say(code, label=label, questions=self._questions(asked)))

    def _depends(self, node: Node) -> Part:
        asked = self._asked_in(Rule(str(node), node))
        if not asked:
            return Whole(self.vocabulary.say("depends_on_frame"))
        return Whole(self.vocabulary.say("depends", questions=self._questions(asked)))

    def _questions(self, asked: Sequence[Phrase]) -> Phrase:
        if len(asked) == 1:
            return self.vocabulary.say("one_question", number=asked[0])
        return self.vocabulary.say("questions", numbers=listed(asked, "and", self.vocabulary.language))

    def _asked_in(self, rule: Rule) -> list[Phrase]:
        """The questions a rule reads by number, in order, through computed values too."""
        questionnaire = self.vocabulary.scope.questionnaire
        found: set[str] = set()
        waiting = {
            *rule.names,
            *((self.owner.id,) if self.owner is not None and self.owner.columns and rule.uses_row else ()),
        }
        while waiting:
            name = waiting.pop()
            if name not in found and name in questionnaire.computed:
                waiting |= questionnaire.computed[name].rule.names - found
            found.add(name)
        asked = (item for item in questionnaire.items.values() if item.id in found)
        return list(dict.fromkeys(map(self._number_of, asked)))

    def _number_of(self, item: Item) -> Phrase:
        return (Words(item.number, self.vocabulary.language),) if item.number else self.vocabulary.quoted(item.label)


def _answered(subject: Subject, is_true: bool) -> Part:
    kind = "answer"
    if isinstance(subject.item, Integer | DecimalItem):
        kind = "number"
    elif isinstance(subject.item, Roster):
        kind = "entry"
    return Clause(subject.words, (Manner(f"an_{kind}" if is_true else f"no_{kind}"),))


def _counted(node: Node) -> list[Node] | None:
    """What is counted in ``count(a)`` or ``count(a) + count(b)``."""
    if isinstance(node, Call) and node.function.name == "count":
        return [node.arguments[0]]
    if isinstance(node, Arithmetic) and node.operator == "+":
        left, right = _counted(node.left), _counted(node.right)
        return [*left, *right] if left is not None and right is not None else None
    return None


def _constants(node: Node) -> list[Value] | None:
    parts = node.parts if isinstance(node, ListOf) else (node,)
    values = [part.value for part in parts if isinstance(part, Constant)]
    return values if len(values) == len(parts) else None


def _matching(codes: CodeList, operator: str, wanted: Sequence[Value]) -> list[Code]:
    """The codes of a list for which the comparison with one of the values holds."""

    def holds(code: Code) -> bool:
        coded = Coded(code.code, codes)
        return any(compare(operator, coded, value) is True for value in wanted)

    return [code for code in codes.codes if holds(code)]


def _is_top(codes: Sequence[Code], source: CodeList) -> bool:
    """Whether these are the upper end of a scale, and too many to name."""
    return len(codes) >= LONG and source.is_scored and list(codes) == list(source.codes[-len(codes) :])


READERS: Mapping[type[Any], Callable[[Reading, Any, bool], Part | None]] = {
    Not: Reading.negation,
    Junction: Reading.junction,
    Comparison: Reading.comparison,
    Membership: Reading.membership,
    Name: Reading.name,
    Call: Reading.call,
}
CALLS: Mapping[str, Callable[[Reading, Sequence[Node], bool], Part | None]] = {
    "answered": Reading.answered,
    "anyof": Reading.any_of,
    "allof": Reading.all_of,
    "any": Reading.any_row,
    "all": Reading.every_row,
    "within": Reading.within,
    "said": Reading.said,
    "coalesce": Reading.coalesce,
}
