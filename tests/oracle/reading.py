"""A JSON:API document as it was sent: numbers as they are spelled, and the exact text of each resource."""

import functools
import json
import re

REPLACED = "\\ufffd"
ESCAPE = re.compile(
    r"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?P<refused>\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))"
    r"|\\\\"
)
STRING_OR_REST = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^" \t\r\n]+', re.DOTALL)
DOCUMENTS_KEPT = 256


class Number(str):
    """A JSON number as it is spelled. Check for it before checking for text, since it is a str."""


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number)


def replace_refused(text):
    """Replaces U+0000 and lone surrogates, which JSON can only spell as escapes. Returns the text and their number."""
    count = 0

    def choose(match):
        nonlocal count
        if match["refused"] is None:
            return match[0]
        count += 1
        return REPLACED

    return ESCAPE.sub(choose, text), count


def compact(text):
    """Without the white space outside strings."""
    return "".join(STRING_OR_REST.findall(text))


def members(text):
    """(key, text of the value) of each member of a compact object."""
    at = 1
    while text[at] != "}":
        key, at = DECODER.raw_decode(text, at)
        _, end = DECODER.raw_decode(text, at + 1)
        yield key, text[at + 1 : end]
        at = end + (text[end] == ",")


def elements(text):
    """The text of each element of a compact array."""
    at = 1
    while text[at] != "]":
        _, end = DECODER.raw_decode(text, at)
        yield text[at:end]
        at = end + (text[end] == ",")


class Resource:
    def __init__(self, text):
        self.text = text
        whole = DECODER.decode(text)
        self.type = whole["type"]
        self.id = str(whole["id"])
        self.attributes = whole.get("attributes") or {}
        self.relationships = whole.get("relationships") or {}

    def __getitem__(self, name):
        """An attribute; None also if it is absent."""
        return self.attributes.get(name)

    def linked(self, *names):
        """(type, id), each once, of the first of these relationships that has linkage."""
        for name in names:
            relationship = self.relationships.get(name)
            linkage = relationship.get("data") if isinstance(relationship, dict) else None
            if linkage:
                links = linkage if isinstance(linkage, list) else [linkage]
                return list(dict.fromkeys((link["type"], str(link["id"])) for link in links))
        return []


class Document:
    """`data` in order, `included` by (type, id)."""

    def __init__(self, body):
        text, self.replaced = replace_refused(body.decode("utf-8"))
        top = dict(members(compact(text)))
        data = top["data"]
        self.data = [Resource(part) for part in (elements(data) if data.startswith("[") else [data])]
        self.included = {}
        for part in elements(top.get("included", "[]")):
            resource = Resource(part)
            self.included.setdefault((resource.type, resource.id), resource)

    def follow(self, resource, *names):
        """The linked resources that are included."""
        return [self.included[link] for link in resource.linked(*names) if link in self.included]


@functools.lru_cache(DOCUMENTS_KEPT)
def document(body):
    """The document of a body. Tests read the same ones again and again; nobody changes them."""
    return Document(body)
