"""The made-up account: every record is a function of (seed, size, type, index), made when it is asked for.

    Account(seed=1, size=60).records("jobs")      every resource object of /jobs, all relationships linked
    encode(record)                                its bytes as the service sends them (module encoding)

`size` is the number of candidates. Changes (add, delete, update, move, restore) are kept separately from the functions, so that
an account of any size costs next to nothing; `version` grows with each. Values that Python's json cannot say (see
values.Number) and padding (encoding.Padding) stand in the records as objects; a test that wants plain data
parses encode(record).
"""

from array import array

import interviews
import jobs
import parts
import people
from encoding import Padding
from rules import RESOURCES
from values import ABSENT, DAY, START, Dice, prose, timestamp

POOL = 1 << 17
SPAN = 7 * 365 * DAY  # records are created in the seven years after START
CHANGED_AT = 1793491200  # time of changes where the account has no clock: 2026-11-01
JOBS_MIN, USERS_MIN, QUESTIONS_MIN = 8, 24, 16
PERSONAL = {"candidates": 50_000_000, "applications": 80_000_000}  # first ids of their custom attributes

FIRST_IDS = {
    "users": 95960,
    "jobs": 174770,
    "candidates": 6909495,
    "applications": 8863860,
    "interviews": 95,
    "stages": 99990,
    "questions": 901,
    "departments": 5,
    "divisions": 2,
    "locations": 3,
    "structure_custom_group_ones": 9,
    "companies": 1,
    "custom_fields": 1000119,
    "custom_attributes": 461,
    "interview_parts": 41,
}

BUILDERS = {
    "users": jobs.user,
    "jobs": jobs.job,
    "candidates": people.candidate,
    "applications": people.application,
    "interviews": interviews.interview,
    "stages": parts.stage,
    "questions": parts.question,
    "locations": parts.location,
    "structure_custom_group_ones": parts.group,
    "custom_fields": parts.custom_field,
    "interview_parts": interviews.interview_part,
    "departments": parts.named(("Software Development", "Finance", "Care", "Kitchen")),
    "divisions": parts.named(("EU", "UK", "APAC")),
    "companies": parts.named(("Acme",)),
}

MAIN_TEXT = {
    "users": "last_name",
    "jobs": "title",
    "candidates": "last_name",
    "applications": "summary",
    "interviews": "summary",
}
ODD_VISIBILITIES = ("alumni_only", None, ABSENT, "", "Confidential")


class Account:
    def __init__(self, seed=1, size=60, heavy=0, clock=None):
        self.seed, self.size, self.heavy = seed, size, heavy
        self.clock = clock or (lambda: CHANGED_AT)
        self.first = FIRST_IDS
        job_count = max(JOBS_MIN, size // 10)
        self.count = {
            "users": max(USERS_MIN, size // 20),
            "jobs": job_count,
            "candidates": size,
            "applications": people.application_count(size),
            "interviews": size // 2,
            "questions": max(QUESTIONS_MIN, job_count // 2),
            "departments": 4,
            "divisions": 3,
            "locations": 7,
            "structure_custom_group_ones": 3,
            "companies": 1,
            "custom_fields": len(parts.CUSTOM_FIELDS),
        }
        self.pool = prose(seed, POOL)
        self.version = 0
        self.history = 0  # a hash of all changes
        self._by_job = (-1, {})
        self._listing = {}
        self._forget_changes()

    def _forget_changes(self):
        self.added = dict.fromkeys(RESOURCES, 0)
        self.times, self.owners, self.patches = {}, {}, {}
        self.deleted = set()
        self.moved = []

    def identity(self):
        """Equal for accounts whose records are equal."""
        return (self.seed, self.size, self.heavy, self.history)

    # --- small things the builders ask for

    def dice(self, kind, index):
        return Dice(self.seed, kind, index)

    def uuid(self, kind, index):
        dice = self.dice("uuid" + kind, index)
        text = "%032x" % (dice.below(1 << 64) << 64 | dice.below(1 << 64))
        return "-".join((text[:8], text[8:12], "4" + text[13:16], "8" + text[17:20], text[20:]))

    def id_of(self, kind, index):
        return str(self.first[kind] + index)

    def prose(self, dice, length):
        start = dice.below(POOL - 4096)
        return (
            (self.pool[start:] + self.pool * (length // POOL + 1))[:length]
            if length > 4096
            else self.pool[start : start + length]
        )

    def html(self, dice, length):
        inner = self.prose(dice, length).replace(". ", ".<br><br>").replace(" and ", " &amp; ")
        return '<div class="trix" data-trix-attributes="{&quot;width&quot;:9}">%s</div>\r\n' % inner

    def padding(self, index, text):
        return Padding(self.heavy, index) if self.heavy else text

    def job_visibility(self, index):
        place = index % 8
        if place == 6:
            return ODD_VISIBILITIES[(index // 8) % len(ODD_VISIBILITIES)]
        return {2: "internal", 3: "confidential", 5: "private_job"}.get(place, "external")

    def is_blind(self, index):
        return index % 8 == 4

    def job_of(self, application):
        return self.dice("job", application).below(self.count["jobs"])

    def candidate_of(self, application):
        return self.owners[application] if application in self.owners else people.owner(application)

    def applications_of(self, candidate):
        mine = [one for one in people.owned(candidate) if one < self.count["applications"]]
        mine += [one for one, who in list(self.owners.items()) if who == candidate]
        return [self.id_of("applications", one) for one in mine if ("applications", one) not in self.deleted]

    def applications_of_job(self, job):
        if self._by_job[0] != self.version:
            table = {}
            for one in self.listing("applications"):
                table.setdefault(self.job_of(one), array("L")).append(one)
            self._by_job = (self.version, table)
        return [self.id_of("applications", one) for one in self._by_job[1].get(job, ())]

    def personal_attribute_id(self, kind, index):
        return str(PERSONAL[kind] + index)

    def created(self, kind, index):
        if (kind, index) in self.times:
            return self.times[kind, index][0]
        step = max(1, SPAN // max(1, self.count[kind]))
        return START + index * step + self.dice("created" + kind, index).below(step)

    def updated(self, kind, index):
        if (kind, index) in self.times:
            return self.times[kind, index][1]
        return self.created(kind, index) + self.dice("updated" + kind, index).below(200 * DAY)

    def interview_start(self, index):
        return self.created("interviews", index) // 900 * 900 + 7 * DAY

    # --- records

    def exists(self, kind, index):
        return 0 <= index < self.count[kind] + self.added.get(kind, 0) and (kind, index) not in self.deleted

    def record(self, kind, index):
        """One resource object; None if there is no such record."""
        return self.by_id(kind, self.id_of(kind, index))

    def by_id(self, kind, identifier):
        number = int(identifier)
        index = number - self.first.get(kind, 0)
        if kind == "custom_attributes":
            record = self._custom_attribute(number)
        elif kind in ("stages", "interview_parts"):
            record = BUILDERS[kind](self, index) if index >= 0 else None
        else:
            record = BUILDERS[kind](self, index) if kind in BUILDERS and self.exists(kind, index) else None
        if record is None:
            return None
        attributes = {name: value for name, value in record["attributes"].items() if value is not ABSENT}
        attributes.update(self.patches.get((kind, index), ()))
        result = {"id": str(identifier), "type": kind, "attributes": attributes}
        if "relationships" in record:
            result["relationships"] = {
                name: value for name, value in record["relationships"].items() if value is not ABSENT
            }
        return result

    def _custom_attribute(self, number):
        for kind in ("applications", "candidates"):
            if number >= PERSONAL[kind]:
                return people.personal_attribute(self, kind, number - PERSONAL[kind])
        index = number - self.first["custom_attributes"]
        return parts.job_attribute(self, index) if index >= 0 else None

    def listing(self, resource):
        """Indexes of all records of a resource in the order of a list: by id, but for what was moved."""
        version, listing = self._listing.get(resource, (-1, None))
        if version == self.version:
            return listing
        listing = range(self.count[resource] + self.added[resource])
        gone = {index for kind, index in self.deleted if kind == resource}
        moved = [(index, to) for kind, index, to in self.moved if kind == resource]
        if gone or moved:
            listing = array("L", (index for index in listing if index not in gone))
        for index, to in moved:
            if index in listing:
                listing.remove(index)
                listing.insert(to, index)
        self._listing[resource] = (self.version, listing)
        return listing

    def records(self, resource):
        for index in self.listing(resource):
            record = self.record(resource, index)
            for value in record.get("relationships", {}).values():
                if callable(value.get("data")):
                    value["data"] = value["data"]()
            yield record

    def attribute_names(self, kind):
        """Names that fields[kind] may hold, gathered from some records."""
        names = set()
        for index in range(min(40, self.count.get(kind, 0))):
            record = self.record(kind, index)
            names.update(record["attributes"] if record else ())
        return names

    # --- changes. `identifier` is an id as sent; where none is given, one is taken that exists.

    def _index(self, resource, identifier):
        if identifier is None:
            listing = self.listing(resource)
            if not listing:
                raise ValueError("no %s left" % resource)
            return listing[len(listing) // 2]
        index = int(identifier) - self.first[resource]
        if not 0 <= index < self.count[resource] + self.added[resource]:
            raise ValueError("no such record: %s %s" % (resource, identifier))
        return index

    def _note(self, *change):
        self.version += 1
        self.history = hash((self.history, change))

    def add(self, resource, of=None):
        """A new record with the greatest id; an application belongs to candidate `of`. Returns its id."""
        index = self.count[resource] + self.added[resource]
        if resource == "applications":
            self.owners[index] = index % self.count["candidates"] if of is None else self._index("candidates", of)
        now = int(self.clock())
        self.added[resource] += 1
        self.times[resource, index] = (now, now)
        self.patches[resource, index] = {"created_at": timestamp(now), "updated_at": timestamp(now)}
        self._note("add", resource, self.owners.get(index) if resource == "applications" else None, now)
        return self.id_of(resource, index)

    def delete(self, resource, identifier=None):
        index = self._index(resource, identifier)
        self.deleted.add((resource, index))
        self._note("delete", resource, index)
        return self.id_of(resource, index)

    def restore(self, resource, identifier):
        self.deleted.discard((resource, self._index(resource, identifier)))
        self._note("restore", resource, identifier)
        return identifier

    def update(self, resource, identifier=None, attribute=None, value=None):
        """Changes updated_at and one attribute (default: the main text gets other words)."""
        index = self._index(resource, identifier)
        now = int(self.clock())
        self._note("update", resource, index, attribute, repr(value), now)
        self.times[resource, index] = (self.created(resource, index), now)
        patch = self.patches.setdefault((resource, index), {})
        patch["updated_at"] = timestamp(now)
        patch[attribute or MAIN_TEXT[resource]] = value if attribute else "Changed text %d" % self.version
        return self.id_of(resource, index)

    def move(self, resource, identifier=None, to=0):
        """Puts a record at another place of every list, so that it slips between pages."""
        index = self._index(resource, identifier)
        self.moved.append((resource, index, to))
        self._note("move", resource, index, to)
        return self.id_of(resource, index)

    def undo(self):
        """Back to the account as it was made."""
        self._forget_changes()
        self._note("undo")
