"""Reads a request's query as strictly as the service, and stricter where the service's habits are not known.

Everything that resources.txt does not name is a BadRequest: parameters, includes, filters and their values, sorts, extra
fields, a parameter given twice, a percent escape that is none, characters that may not stand in a URL.
"""

import re
from datetime import datetime, timezone

import rules

PARAMETER = re.compile(r"([a-z_]+)((?:\[[a-z_]*\])*)\Z")
ALLOWED = re.compile(r"[!$&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~%]*\Z")
TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})\Z")
OF_ONE_RECORD = ("include", "fields", "extra_fields", "filter", "locale")


class BadRequest(Exception):
    """What the service answers with status 400; the text is the error's detail."""


class Query:
    def __init__(self):
        self.include = {}  # a tree: {"stages": {}, "custom_attributes": {"custom_field": {}}}
        self.fields = {}  # type -> set of names
        self.extra = {}  # type -> set of names
        self.filters = {}  # name -> [values] or {"gt": seconds}
        self.sort = []  # [(name, descending)]
        self.number, self.size = 1, rules.PAGE_SIZE
        self.total = False
        self.given = {}  # every parameter as decoded, for the log and the faults


def unescape(text):
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadRequest("Malformed query params")
    try:
        raw = re.sub(rb"%(..)", lambda match: bytes([int(match[1], 16)]), text.replace("+", " ").encode("ascii"))
        decoded = raw.decode("utf-8")
    except UnicodeError:
        raise BadRequest("Malformed query params") from None
    if "\x00" in decoded:
        raise BadRequest("Malformed query params")
    return decoded


def decode(raw):
    """{parameter: value} of a raw query string."""
    given = {}
    if not ALLOWED.match(raw):
        raise BadRequest("Malformed query params")
    for part in raw.split("&") if raw else ():
        name, equals, value = part.partition("=")
        name = unescape(name)
        if not equals or not PARAMETER.match(name) or name in given:
            raise BadRequest("Malformed query params")
        given[name] = unescape(value)
    return given


def names_of(value):
    names = value.split(",")
    if "" in names or len(set(names)) != len(names):
        raise BadRequest("Malformed query params")
    return names


def parse(service, resource, raw, one_record=False):
    """`service` is a rules.Service: what its version knows."""
    query = Query()
    query.given = decode(raw)
    for name, value in query.given.items():
        word, brackets = PARAMETER.match(name).groups()
        keys = brackets[1:-1].split("][") if brackets else []
        known = word in OF_ONE_RECORD if one_record else word in READERS
        if not known or not service.takes(resource, word):
            raise BadRequest("%s is not a permitted parameter" % name)
        READERS[word](query, service, resource, keys, value)
    return query


def expect(condition, detail):
    if not condition:
        raise BadRequest(detail)


def read_page(query, service, resource, keys, value):
    expect(keys in (["number"], ["size"]), "page: only number and size are permitted")
    expect(re.match(r"\d{1,9}\Z", value, re.ASCII), "page[%s] must be an integer" % keys[0])
    if keys == ["number"]:
        expect(int(value) >= 1, "page[number] must be greater than 0")
        query.number = int(value)
    else:
        expect(int(value) <= rules.PAGE_SIZE_MAX, "page[size] must not be more than %d" % rules.PAGE_SIZE_MAX)
        query.size = int(value)


def read_sort(query, service, resource, keys, value):
    expect(not keys, "Malformed query params")
    for name in names_of(value):
        plain = name[1:] if name.startswith("-") else name
        expect(plain in service.sorts(resource), "%s cannot be sorted by %s" % (resource, plain))
        expect(plain not in (one for one, _ in query.sort), "%s is sorted by twice" % plain)
        query.sort.append((plain, name != plain))


def read_include(query, service, resource, keys, value):
    expect(not keys, "Malformed query params")
    for path in names_of(value):
        expect(service.targets(resource, path), "%s cannot include %s" % (resource, path))
        branch = query.include
        for name in path.split("."):
            branch = branch.setdefault(name, {})


def read_fields(query, service, resource, keys, value):
    expect(len(keys) == 1 and keys[0] in rules.TYPES, "fields must be scoped by a type")
    names = set(names_of(value))
    unknown = names - service.fields(keys[0])
    expect(not unknown, "fields[%s]: unknown %s" % (keys[0], ", ".join(sorted(unknown))))
    query.fields[keys[0]] = names


def read_extra_fields(query, service, resource, keys, value):
    known = service.extra_fields(keys[0]) if len(keys) == 1 else ()
    expect(known, "extra_fields must be scoped by a type that has some")
    names = set(names_of(value))
    expect(names <= known, "extra_fields[%s]: unknown name" % keys[0])
    query.extra[keys[0]] = names


def read_stats(query, service, resource, keys, value):
    expect(keys == ["total"] and value == "count", "stats: only stats[total]=count is permitted")
    query.total = True


def read_locale(query, service, resource, keys, value):
    expect(resource == "jobs" and not keys, "locale is not a permitted parameter")
    expect(value in rules.LOCALES, "%s is not a valid locale" % value)


def seconds_of(value):
    try:
        expect(TIME.match(value), "%s is not a date-time with offset" % value)
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds()
    except ValueError:
        raise BadRequest("%s is not a date-time" % value) from None


def read_filter(query, service, resource, keys, value):
    known = service.filter(resource, keys[0]) if keys else None
    expect(known, "%s has no filter %s" % (resource, keys[0] if keys else ""))
    if known.kind == "time":
        expect(len(keys) == 2 and keys[1] in ("gt", "lt"), "filter[%s] knows gt and lt" % known.name)
        query.filters.setdefault(known.name, {})[keys[1]] = seconds_of(value)
        return
    expect(len(keys) == 1, "filter[%s] knows no operator" % known.name)
    if known.kind in ("flag", "set"):
        expect(value in ("true", "false"), "filter[%s] must be true or false" % known.name)
    values = names_of(value) if known.kind in ("list", "visibility", "owner") else [value]
    permitted = not known.values or set(values) <= service.values(known)
    expect(value and permitted, "filter[%s]: %s is not a permitted value" % (known.name, value))
    query.filters[known.name] = values


READERS = {
    "page": read_page,
    "sort": read_sort,
    "include": read_include,
    "fields": read_fields,
    "extra_fields": read_extra_fields,
    "stats": read_stats,
    "locale": read_locale,
    "filter": read_filter,
}
