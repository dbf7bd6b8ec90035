"""The few words that charts need of their own, in the languages of the product."""

from typing import Final

from exports.numbers import Language

WORDS: Final[dict[str, dict[Language, str]]] = {
    "hidden": {"de": "nicht ausgewiesen", "en": "not published", "fr": "non publié"},
    "label": {"de": "Merkmal", "en": "Item", "fr": "Élément"},
    "value": {"de": "Wert", "en": "Value", "fr": "Valeur"},
    "count": {"de": "Anzahl", "en": "Number", "fr": "Nombre"},
    "low": {"de": "von", "en": "from", "fr": "de"},
    "difference": {"de": "Differenz", "en": "Difference", "fr": "Écart"},
    "short_difference": {"de": "Diff.", "en": "Diff.", "fr": "Écart"},
    "high": {"de": "bis", "en": "to", "fr": "à"},
    "rate": {"de": "Rücklauf", "en": "Response", "fr": "Réponse"},
    "answered": {"de": "geantwortet", "en": "answered", "fr": "réponses"},
    "invited": {"de": "eingeladen", "en": "invited", "fr": "invités"},
    "of": {"de": "von", "en": "of", "fr": "sur"},
    "total": {"de": "Alle", "en": "All", "fr": "Tous"},
    "bars": {"de": "Balkendiagramm", "en": "Bar chart", "fr": "Diagramme en barres"},
    "stacked": {"de": "Gestapelte Balken", "en": "Stacked bars", "fr": "Barres empilées"},
    "dots": {"de": "Punktdiagramm", "en": "Dot plot", "fr": "Diagramme à points"},
    "slopes": {"de": "Liniendiagramm zweier Seiten", "en": "Slope chart", "fr": "Graphique de pentes"},
    "columns": {"de": "Säulendiagramm", "en": "Column chart", "fr": "Histogramme"},
    "matrix": {"de": "Farbmatrix", "en": "Heat map", "fr": "Matrice de couleurs"},
    "none_shown": {
        "de": "ausgewiesene Werte: 0 von {count}",
        "en": "published values: 0 of {count}",
        "fr": "valeurs publiées : 0 sur {count}",
    },
    "extremes": {
        "de": "Höchster Wert: {high}; niedrigster Wert: {low}",
        "en": "Highest value: {high}; lowest value: {low}",
        "fr": "Valeur la plus élevée : {high} ; valeur la plus basse : {low}",
    },
    "some_hidden": {
        "de": "{count} nicht ausgewiesen",
        "en": "{count} not published",
        "fr": "{count} sans valeur publiée",
    },
}


def word(key: str, language: Language, **parts: object) -> str:
    """A word or phrase in a language."""
    return WORDS[key][language].format(**parts)
