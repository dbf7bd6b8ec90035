"""Texts that mean harm, each in its own way: to a spreadsheet, a page, a template, a file format, or a reader."""

from dataclasses import replace

from surveys.model import Questionnaire

HOSTILE = {
    "formula": "=cmd|' /C calc'!A0",
    "formula sign": '@SUM(1+1)*HYPERLINK("http://invalid")',
    "tab": "\t=1+1",
    "full width": "＝1+1",
    "script": "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "style": '</style></svg></title>"><svg onload=alert(1)>',
    "cdata": "]]><!-- --> ]]> <![CDATA[x",
    "entities": "&lt;&amp;&#0;&#x110000;&unbekannt;",
    "markup": "</para><b>fett</b> <onDraw name='x'/>",
    "braces": "{emp_total} {0} {{ 7*7 }} {% raw %} %(x)s %s ${x}",
    "direction": "abc \u202egnp.exe\u202c \u2067def\u2069 \u200f",
    "controls": "a\x00b\x07c\x0bd\x1f\x7f\x85 \ufffe\uffff",
    "surrogates": "\ud800 lone \udfff",
    "emoji": "🚀 👩‍👩‍👧 e\u0301 ﬁ \u2011",
    "lines": "eins\r\nzwei\rdrei\n\n\nvier\u2028fünf",
    "separators": 'a;b,c\t"d"\';""e',
    "escapes": "_x0041_ _x000D_ \\u0000 \\n %00",
    "paths": "../../../etc/passwd\\C:\\con [1]'Blatt'!A1",
    "pdf": "%PDF-1.7 endstream endobj (((\\\\",
    "long": "Wort " * 2_000,
    "one word": "Donaudampfschifffahrt" * 480,
}
"""By what they aim at; the last two have 10,000 characters."""

COMPOUND = "Weiterbildungsbeteiligungsförderungsvoraussetzungsprüfungsverfahrensordnungsänderungsbeschlussvorlage" * 2
SENTENCE = (
    "Wir haben in den vergangenen zwölf Monaten mit allen Beschäftigten über ihren Bedarf an Weiterbildung, über "
    "passende Zeiten und Orte, über Kosten und Freistellung und über die Vertretung im Betrieb gesprochen"
)


def with_labels(questionnaire: Questionnaire, text: str) -> Questionnaire:
    """The same questionnaire with another title, intro, section titles, questions and hints."""
    label = type(questionnaire.title).of(de=text)
    sections = tuple(
        replace(
            section,
            title=label,
            pages=tuple(
                replace(page, items=tuple(replace(item, label=label, hint=label) for item in page.items))
                for page in section.pages
            ),
        )
        for section in questionnaire.sections
    )
    return replace(questionnaire, title=label, intro=label, have_ready=label, sections=sections)
