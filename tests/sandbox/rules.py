"""What the service allows, by version: resources.txt as tables."""

import os
import re

PAGE_SIZE = 100
PAGE_SIZE_MAX = 1000
OLD, NEW = "1.0.23", "1.0.27"
VERSIONS = (OLD, NEW)
DENIED_INCLUDES = ("refuse", "hide", "empty")
LOCALES = ("de", "en", "es", "fr", "pt", "pt-BR")  # of /jobs, in v1.0.23
DATES = "{0}created_at:time {0}updated_at:time"
TOKEN = re.compile(r"([+~]?)(\??)(\w+)(\*?)(?::(\w+))?(?:@([\w.]+))?(?:=(\w+))?(?:>([\w|]+))?\Z")


class Name:
    """An attribute, relationship, filter or sort: one word of resources.txt."""

    def __init__(self, word, usual):
        match = TOKEN.match(word)
        if not match:
            raise ValueError("resources.txt: %r" % word)
        self.since, extra, self.name, many, kind, place, values, targets = match.groups()
        self.extra, self.many, self.kind = bool(extra), bool(many), kind or usual
        self.place, self.values = place or self.name, VALUES[values] if values else ()
        self.targets = tuple(targets.split("|")) if targets else ()


class Type:
    """A type as the newest version knows it."""

    def __init__(self, name, words):
        self.name, self.category = name, words[-1]
        self.lists, self.single, self.new = "list" in words, "single" in words, "new" in words
        self.bare, self.unstated = "bare" in words, "unstated" in words
        self.attributes, self.links, self.filters, self.sorts, self.dotted = {}, {}, {}, {}, ()

    def read(self, sign, words):
        if sign == ".":
            self.dotted = tuple(words)
            return
        table, usual = {
            "=": (self.attributes, "text"),
            ">": (self.links, None),
            "?": (self.filters, "list"),
            "<": (self.sorts, None),
        }[sign]
        for word in words:
            plain = word.lstrip("+")
            for one in DATES.format(word[: -len(plain)]).split() if plain == "dates" else [word]:
                name = Name(one, usual)
                table[name.name] = name


VALUES, TYPES = {}, {}
LATE = {}  # a list of values -> those since the newest version


def load(path):
    """Fills VALUES, LATE and TYPES."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"\n {4}", " ", "".join(line for line in file if not line.startswith("#")))
    current = None
    for line in filter(None, text.split("\n")):
        if line.startswith("  "):
            current.read(line[2], line[4:].split())
        elif " = " in line:
            name, _, values = line.partition(" = ")
            VALUES[name] = tuple(value.lstrip("+") for value in values.split())
            LATE[VALUES[name]] = {value[1:] for value in values.split() if value.startswith("+")}
        else:
            name, _, words = line.partition(": ")
            TYPES[name] = current = Type(name, words.split())


load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "resources.txt"))

RESOURCES = tuple(name for name, known in TYPES.items() if known.lists)
ENDPOINTS = tuple(name for name, known in TYPES.items() if known.lists or known.single)
RELATIONSHIPS = {name: {link: one.targets for link, one in known.links.items()} for name, known in TYPES.items()}
EXTRA_FIELDS = {
    name: tuple(one for one, attribute in known.attributes.items() if attribute.extra)
    for name, known in TYPES.items()
    if any(attribute.extra for attribute in known.attributes.values())
}
VISIBILITIES, JOB_STATUSES, EMPLOYMENT_TYPES = (VALUES[name] for name in ("VISIBILITY", "JOB_STATUS", "EMPLOYMENT"))


class Service:
    """What one version has, and one key may read.

    `denied` are categories of resources.txt without permission: their endpoints are 403. An include of what they cover is
    403 too (`refuse`), or is passed over so that the link stays unknown (`hide`), or nothing seems to be linked (`empty`).
    """

    def __init__(self, version=NEW, denied=(), denied_includes="refuse"):
        categories = {known.category for known in TYPES.values()}
        for what, value, known in (("version", {version}, VERSIONS), ("category", set(denied), categories)):
            if not value <= set(known):
                raise ValueError("no such %s: %s; there are %s" % (what, ", ".join(value), ", ".join(sorted(known))))
        if denied_includes not in DENIED_INCLUDES:
            raise ValueError("denied_includes: %r is none of %s" % (denied_includes, ", ".join(DENIED_INCLUDES)))
        self.version, self.old = version, version == OLD
        self.denied, self.denied_includes = frozenset(denied), denied_includes
        self.identity = (version, tuple(sorted(denied)), denied_includes)

    def denies(self, kind):
        return TYPES[kind].category in self.denied

    def denies_link(self, kind, name):
        """Are all types that the relationship may lead to without permission?"""
        return bool(self.denied) and all(map(self.denies, RELATIONSHIPS[kind][name]))

    def refuses(self, resource, tree):
        """Does an include tree hold what makes the whole request a 403?"""
        if self.denied_includes != "refuse" or not self.denied:
            return False
        return any(
            self.denies_link(resource, name) or any(self.refuses(kind, branch) for kind in RELATIONSHIPS[resource][name])
            for name, branch in tree.items()
            if name in RELATIONSHIPS[resource]
        )

    def _has(self, name):
        return not (self.old and name.since == "+")

    def has_endpoint(self, name, one_record):
        known = TYPES.get(name)
        if known is None or (self.old and known.new):
            return False
        return known.single if one_record else known.lists

    def takes(self, resource, word):
        """Is the parameter permitted for lists of the resource?"""
        known = TYPES[resource]
        if not self.old:
            return word != "locale"
        return not known.bare and not (word == "stats" and known.unstated)

    def sorts(self, resource):
        return {name for name, one in TYPES[resource].sorts.items() if self._has(one)}

    def filter(self, resource, name):
        one = TYPES[resource].filters.get(name)
        return one if one and self._has(one) else None

    def values(self, one):
        """Values that a filter takes; any, if there are none."""
        return set(one.values) - (LATE[one.values] if self.old and one.values else set())

    def shows(self, kind, name):
        """Does the version know this attribute or relationship? What nobody documented, both do."""
        if not self.old:
            return True
        known = TYPES[kind]
        one = known.attributes.get(name) or known.links.get(name)
        return one is None or self._has(one)

    def extra_fields(self, kind):
        return {name for name in EXTRA_FIELDS.get(kind, ()) if self._has(TYPES[kind].attributes[name])}

    def fields(self, kind):
        known = TYPES[kind]
        return {name for name, one in list(known.attributes.items()) + list(known.links.items()) if self._has(one)}

    def targets(self, resource, path):
        """Types that an include path leads to; nothing if it is not permitted."""
        names = path.split(".")
        if self.old and (path not in TYPES[resource].dotted if len(names) > 1 else self._is_late(resource, path)):
            return ()
        kinds = (resource,)
        for name in names:
            kinds = tuple(target for kind in kinds for target in RELATIONSHIPS.get(kind, {}).get(name, ()))
        return kinds

    def _is_late(self, resource, name):
        link = TYPES[resource].links.get(name)
        return link is None or bool(link.since)
