"""A rule in plain words: ``train_any = "1"`` → „Nur wenn Frage K-E1 mit „Ja“ beantwortet ist.“

A rule becomes parts (who is answered how), and parts become a sentence of one language. Nothing here raises: what
cannot be said part by part is said as a whole, „Nur wenn es sich aus Ihren Angaben zu den Fragen … ergibt“.
"""

from __future__ import annotations

from dataclasses import dataclass

from exports.conditions.parts import Part, Unless, Vocabulary
from exports.conditions.reading import Reading
from exports.messages import Phrase
from surveys.items.registry import Item
from surveys.rules.parse import Rule


@dataclass(frozen=True)
class Conditions:
    """Puts the rules of a questionnaire into words of one language."""

    vocabulary: Vocabulary

    def sentence(self, rule: Rule, owner: Item | None = None) -> Phrase:
        """„Nur wenn …“ or „Entfällt, wenn …“; ``owner`` is the table whose ``row`` the rule speaks of."""
        part = self._part(rule, owner)
        if isinstance(part, Unless):
            return self.vocabulary.say("unless", clause=self.vocabulary.clause(part.part))
        return self.vocabulary.say("only_if", clause=self.vocabulary.clause(part))

    def offered(self, rule: Rule, owner: Item | None = None) -> Phrase:
        """Which options of a choice are meant: „Zur Wahl steht nur, wofür …“."""
        return self.vocabulary.say("offered", clause=self.vocabulary.clause(self._part(rule, owner)))

    def _part(self, rule: Rule, owner: Item | None) -> Part:
        return Reading(self.vocabulary, owner).part(rule.node, is_true=True)
