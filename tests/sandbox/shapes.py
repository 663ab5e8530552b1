"""Timestamps and relationships in all the shapes in which they are sent."""

from values import ABSENT, ODD_TIMES, TIME_FORMS, odd, spelled, timestamp

META_ONLY = {"meta": {"included": False}}
MADE_LATER = {"data": None}  # keeps the place of a relationship that links.py makes
# What a timestamp may look like: ("form", n) is the right instant in another spelling, the rest is sent as it is.
TIME_TABLE = tuple(("form", n) for n in range(len(TIME_FORMS))) + ODD_TIMES
SHAPES = ("link", "link", "null", "link", "meta", "missing", "link", "empty")


def when(seconds, slot, seed):
    """A timestamp attribute; in one of two slots spelled otherwise or odd, until every way was used."""
    if seconds is None:
        return None
    value = odd(TIME_TABLE, slot, seed, timestamp, 2)
    if value is timestamp:
        return timestamp(seconds)
    return spelled(seconds, value[1]) if isinstance(value, tuple) else value


def link(kind, identifier):
    return {"type": kind, "id": identifier}


def to_one(kind, identifier):
    return {"data": link(kind, identifier) if identifier is not None else None}


def to_many(kind, identifiers):
    return {"data": [link(kind, identifier) for identifier in identifiers]}


def shaped(shape, relationship):
    """A relationship in one of the shapes in which services send them."""
    return {"link": relationship, "null": {"data": None}, "meta": META_ONLY, "missing": ABSENT, "empty": {"data": []}}[
        shape
    ]


def shape_of(account, index, shift):
    if index < 2 * len(SHAPES):
        return SHAPES[(index + shift + account.seed) % len(SHAPES)]
    return "null" if account.dice("shape%d" % shift, index).one_in(6) else "link"
