"""Records to JSON text, the way a Rails service writes it: < > & and line separators escaped, other text as UTF-8.

Every tenth record (id ending in 3) escapes all that is not ASCII instead, so that both ways occur. A surrogate without
its partner, which UTF-8 cannot say, is always escaped.
"""

import functools
import json
import re

from values import WORDS, Number

PADDINGS = 16
PADDING_BYTES_MAX = 32 << 20  # of all precomputed paddings together
ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
NUMBER = re.compile('"@@number:([^"@]*)@@"')
PADDING = re.compile(rb"@@padding:(\d+):(\d+)@@")
SURROGATE = re.compile("[\ud800-\udfff]")
WILD = (" ,\r\n\t", "\t:\n ")


class Padding:
    """A text of about `length` bytes, one of a few made once, so that pages of heavy records cost no time."""

    def __init__(self, length, index):
        self.length, self.which = length, index % PADDINGS

    def bytes(self):
        return paddings(self.length)[self.which % len(paddings(self.length))]

    def __str__(self):
        return json.loads(b'"' + self.bytes() + b'"')


@functools.lru_cache(maxsize=4)
def paddings(length):
    """Ready JSON string contents: words, with an escape now and then."""
    result = []
    for number in range(max(1, min(PADDINGS, PADDING_BYTES_MAX // max(1, length)))):
        turn = number * 7 % len(WORDS)
        line = " ".join(WORDS[turn:] + WORDS[:turn]) + '\\r\\n\\u003cbr\\u003e \\"caf\u00e9\\" '
        block = line.encode()
        whole, rest = divmod(length, len(block))
        result.append(block * whole + b"x" * rest)
    return tuple(result)


def stand_in(value):
    if isinstance(value, Number):
        return "@@number:%s@@" % value.text
    if isinstance(value, Padding):
        return "@@padding:%d:%d@@" % (value.length, value.which)
    if callable(value):
        return value()
    raise TypeError("not JSON: %r" % (value,))


def text_of(value, style=None, ascii_only=False):
    """JSON text, paddings still as marks. Styles: None (compact), `indent`, `wild` (odd white space, `\\/`)."""
    separators = {"indent": None, "wild": WILD}.get(style, (",", ":"))
    text = json.dumps(
        value, ensure_ascii=ascii_only, separators=separators, indent=2 if style == "indent" else None, default=stand_in
    )
    for plain, escaped in ESCAPES:
        text = text.replace(plain, escaped)
    if "@@number:" in text:
        text = NUMBER.sub(r"\1", text)
    return text.replace("/", "\\/") if style == "wild" else text


def utf8(text):
    try:
        return text.encode()
    except UnicodeEncodeError:
        return SURROGATE.sub(lambda match: "\\u%04x" % ord(match[0]), text).encode()


def pieces(body):
    """The bytes of a text with its paddings put in, without joining them."""
    if b"@@padding:" not in body:
        return (body,)
    result, at = [], 0
    for match in PADDING.finditer(body):
        result += [body[at : match.start()], Padding(int(match[1]), int(match[2])).bytes()]
        at = match.end()
    return result + [body[at:]]


def is_ascii_record(record):
    return str(record.get("id", ""))[-1:] in ("3",)


def encode(record, style=None):
    """A resource object's bytes as they stand in a document."""
    return b"".join(pieces(utf8(text_of(record, style, is_ascii_record(record)))))


def parse(text):
    """JSON text to a value whose fractions and exponents keep their spelling."""
    return json.loads(text, parse_float=Number)
