"""The metadata packet: title, language, time, and the claims PDF/A-2a and PDF/UA-1."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

NAMESPACES: Final = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
# PDF/A allows only known schemas; the one of PDF/UA has to be declared in the file itself.
UA_SCHEMA: Final = """\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself. Texts are clean single lines; `created` has a time zone."""

    title: str
    language: str
    created: datetime
    author: str
    subject: str
    keywords: tuple[str, ...]
    identifier: str
    producer: str


def packet(metadata: Metadata) -> bytes:
    """The XMP packet in UTF-8, to be stored uncompressed."""
    time = metadata.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
    declared = " ".join(f"xmlns:{name}={quoteattr(uri)}" for name, uri in NAMESPACES.items())
    body = "\n".join(
        [
            _in_language("dc:title", metadata.title),
            _list("dc:creator", "Seq", (metadata.author,)),
            _in_language("dc:description", metadata.subject),
            _list("dc:subject", "Bag", metadata.keywords),
            _list("dc:language", "Bag", (metadata.language,)),
            _value("dc:identifier", metadata.identifier),
            _value("xmp:CreateDate", time),
            _value("xmp:ModifyDate", time),
            _value("xmp:CreatorTool", metadata.producer),
            _value("pdf:Producer", metadata.producer),
            _value("pdf:Keywords", ", ".join(metadata.keywords)),
            _value("pdfaid:part", "2"),
            _value("pdfaid:conformance", "A"),
            _value("pdfuaid:part", "1"),
            UA_SCHEMA,
        ]
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about="" {declared}>\n{body}\n</rdf:Description>\n'
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>\n'
    ).encode()


def _value(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _in_language(name: str, text: str) -> str:
    item = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f"<{name}><rdf:Alt>{item}</rdf:Alt></{name}>" if text else ""


def _list(name: str, kind: str, texts: tuple[str, ...]) -> str:
    items = "".join(f"<rdf:li>{escape(text)}</rdf:li>" for text in texts if text)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""
