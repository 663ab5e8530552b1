"""The made-up account: every record is a function of (seed, size, type, index), made when it is asked for.

    Account(seed=1, size=60).records("jobs")      every resource object of /jobs, all relationships linked
    encode(record)                                its bytes as the service sends them (module encoding)

`size` is the number of candidates. Changes (add, delete, update, move, restore) are kept separately from the functions, so that
an account of any size costs next to nothing; `version` grows with each. Values that Python's json cannot say (see
values.Number) and padding (encoding.Padding) stand in the records as objects; a test that wants plain data
parses encode(record).
"""

import functools
from array import array

import interviews
import jobs
import links
import making
import owned
import parts
import people
from encoding import Padding
from rules import TYPES
from shapes import META_ONLY
from values import ABSENT, DAY, START, Dice, Oddity, prose, timestamp

POOL = 1 << 17
SPAN = 7 * 365 * DAY  # records are created in the seven years after START
RECORDS_KEPT = 16384  # a page is made from each record more than once
ODD_LINKS = 29  # every so many records, a relationship is without linkage, and of the next one null
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
    "job_seekers": interviews.FIRST_JOB_SEEKER,
    "offers": 501,
    "answers": 2001,
    "comments": 310,
    "onboarding_applications": 77,
}  # all others begin with 1

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
    "departments": parts.named("departments", ("Software Development", "Finance", "Care", "Kitchen")),
    "divisions": parts.named("divisions", ("EU", "UK", "APAC")),
}
# How many there are whatever the size, and how many more with the size: one for every so many candidates, at least so many.
FIXED = {
    "departments": parts.PLACES["departments"] + 1,
    "divisions": parts.PLACES["divisions"] + 1,
    "locations": parts.PLACES["locations"] + 1,
    "structure_custom_group_ones": parts.PLACES["structure_custom_group_ones"] + 1,
    "companies": 1,
    "custom_fields": len(parts.all_fields()),
    "access_groups": 4,
    "roles": 9,
    "structure_links": 12,
    "equality_monitoring_templates": 2,
    "equality_monitoring_categories": 5,
    "requisition_templates": 3,
    "job_templates": 4,
    "hiring_workflows": 3,
    "structured_sections": 3,
    "skills": 12,
    "scorecards": 3,
}
GROWING = {
    "requisitions": (20, 6),
    "positions": (20, 6),
    "job_seekers": (2, 8),
    "one_way_video_interviews": (6, 6),
    "candidate_assessments": (4, 8),
    "background_checks": (8, 6),
    "reference_checks": (8, 6),
    "candidate_surveys": (5, 6),
}
# Whose custom fields they are; job templates use those of jobs.
FIELD_OWNERS = {"offers": "offer", "positions": "position", "job_seekers": "job_seeker", "job_templates": "job"}


def job_or_personal_attribute(account, index):
    kind, of, _ = account.holder(index)
    if kind == "jobs":
        return parts.job_attribute(account, index)
    return people.personal_attribute(account, kind, of)


BUILDERS["custom_attributes"] = job_or_personal_attribute
MAIN_TEXT = {
    "users": "last_name",
    "jobs": "title",
    "candidates": "last_name",
    "applications": "summary",
    "interviews": "summary",
}
ODD_VISIBILITIES = ("alumni_only", None, ABSENT, "", "Confidential")


def main_text(kind):
    """What an update without an attribute changes."""
    texts = (name for name, one in TYPES[kind].attributes.items() if one.kind == "text" and not one.extra)
    return MAIN_TEXT.get(kind) or next(texts)


@functools.lru_cache(maxsize=None)
def made_links(kind):
    """(name, to many?, what shifts the odd ones: None where there are none) of the relationships that links.py makes."""
    known = TYPES[kind]
    return [
        (name, known.links[name].many, making.salt_of(kind, name) if known.lists else None) for name in links.MADE[kind]
    ]


class Account:
    def __init__(self, seed=1, size=60, heavy=0, clock=None):
        self.seed, self.size, self.heavy = seed, size, heavy
        self.clock = clock or (lambda: CHANGED_AT)
        self.first = dict(dict.fromkeys(TYPES, 1), **FIRST_IDS)
        job_count = max(JOBS_MIN, size // 10)
        self.count = {
            "users": max(USERS_MIN, size // 20),
            "jobs": job_count,
            "candidates": size,
            "applications": people.application_count(size),
            "interviews": size // 2,
            "questions": max(QUESTIONS_MIN, job_count // 2),
            "job_postings": job_count + (job_count + 1) // 2,
        }
        self.count.update(FIXED)
        self.count.update((kind, max(least, size // share)) for kind, (share, least) in GROWING.items())
        applications = self.count["applications"]
        self.count["comments"] = links.COMMENT_TURNS * (applications // links.COMMENTED_TURNS + 1)
        self.count["onboarding_applications"] = -(-applications // links.ONBOARDED)
        self.pool = prose(seed, POOL)
        self.version = 0
        self.history = 0  # a hash of all changes
        self._by_job = (-1, {})
        self._listing = {}
        self.made = (0, {})
        self._forget_changes()

    def _forget_changes(self):
        self.added = dict.fromkeys(TYPES, 0)
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
        if kind not in self.count:
            of, number, slot = owned.owner(kind, index) if owned.is_owned(kind, index) else self.holder(index)
            return self.created(of, number) + slot * 3607
        step = max(1, SPAN // max(1, self.count[kind]))
        return START + index * step + self.dice("created" + kind, index).below(step)

    def updated(self, kind, index):
        if (kind, index) in self.times:
            return self.times[kind, index][1]
        if kind == "custom_attributes" and not owned.is_owned(kind, index):
            return self.created(kind, index)
        return self.created(kind, index) + self.dice("updated" + kind, index).below(200 * DAY)

    def interview_start(self, index):
        return self.created("interviews", index) // 900 * 900 + 7 * DAY

    # --- records

    def exists(self, kind, index):
        if index < 0 or (kind, index) in self.deleted:
            return False
        if owned.is_owned(kind, index):
            owner = owned.owner(kind, index)
            return owner is not None and self.exists(owner[0], owner[1])
        if kind in self.count:
            return index < self.count[kind] + self.added[kind]
        return kind in BUILDERS and BUILDERS[kind](self, index) is not None

    def owner(self, kind, index):
        """(type, index, slot) of the owner of an owned record."""
        return owned.owner(kind, index)

    def any_of(self, kind, dice):
        """(type, index) of one of a type, None if there is none."""
        if kind not in owned.OWNERS:
            return (kind, dice.below(self.count[kind])) if self.count[kind] else None
        owner, name, _ = owned.OWNERS[kind][0]
        found = self.any_of(owner, dice)
        numbers = owned.numbers(owner, name, found[1]) if found else ()
        return (kind, dice.pick(numbers)) if numbers else None

    def every(self, kind):
        """Indexes of all records of a type, in no order."""
        if kind in self.count:
            yield from self.listing(kind)
            return
        if kind == "custom_attributes":
            for index in self.listing("jobs"):
                yield from (index * parts.ATTRIBUTES_MAX + slot for slot in parts.job_attribute_slots(self, index))
            for of, first in PERSONAL.items():
                yield from (first - self.first[kind] + index for index in self.listing(of))
        if kind == "stages":
            for index in self.listing("jobs"):
                yield from (index * parts.STAGES_MAX + slot for slot in parts.stage_slots(self, index))
        if kind == "interview_parts":
            numbers = (2 * index + slot for index in self.listing("interviews") for slot in (0, 1))
            yield from (one for one in numbers if self.exists(kind, one))
        for owner, name, _ in owned.OWNERS.get(kind, ()):
            yield from self.owned_by_all(kind, owner, name)

    def owned_by_all(self, kind, owner, name):
        for index in self.every(owner):
            yield from (one for one in owned.numbers(owner, name, index) if (kind, one) not in self.deleted)

    def fields_for(self, kind):
        wanted = FIELD_OWNERS[kind]
        return [index for index, field in enumerate(parts.all_fields()) if field[3] == wanted]

    def field_name(self, index):
        return parts.all_fields()[index][0]

    def postings_of(self, job):
        """Ids of the advertisements of a job."""
        return [self.id_of(*one) for one in links.postings_of_job(self, "jobs", job)]

    def person_of(self, candidate):
        return people.person(self, candidate)

    def stage_of(self, application):
        return "stages", people.at_stage(self, application)

    def application_of(self, kind, index):
        found = links.one(self, kind, index, "application")
        return found and found[1]

    def owner_type(self, kind, index):
        """The type that a custom attribute belongs to."""
        return (self.owner(kind, index) if owned.is_owned(kind, index) else self.holder(index))[0]

    def holder(self, index):
        """(type, index, 0) of the owner of one of the older custom attributes."""
        number = index + self.first["custom_attributes"]
        for of in ("applications", "candidates"):
            if number >= PERSONAL[of]:
                return of, number - PERSONAL[of], 0
        return "jobs", index // parts.ATTRIBUTES_MAX, 0

    def record(self, kind, index):
        """One resource object, not to be changed; None if there is no such record."""
        version, known = self.made
        if version != self.version or len(known) >= RECORDS_KEPT:
            version, known = self.made = (self.version, {})  # other threads keep the one they have
        if (kind, index) not in known:
            known[kind, index] = self.make(kind, index)
        return known[kind, index]

    def make(self, kind, index):
        if not self.exists(kind, index):
            return None
        is_owned = owned.is_owned(kind, index)
        made = making.record(self, kind, index) if is_owned or kind not in BUILDERS else BUILDERS[kind](self, index)
        attributes = {name: value for name, value in made["attributes"].items() if value is not ABSENT}
        attributes.update(self.patches.get((kind, index), ()))
        result = {"id": self.id_of(kind, index), "type": kind, "attributes": attributes}
        if "relationships" in made:
            linked = made["relationships"]
            if is_owned or kind not in owned.BASE:
                for name, is_many, salt in made_links(kind):
                    linked[name] = self.linked(kind, index, name, is_many, salt)
            result["relationships"] = {name: value for name, value in linked.items() if value is not ABSENT}
        return result

    def linked(self, kind, index, name, is_many, salt):
        """A relationship of links.py; what it links to is worked out when it is shown. Some are odd."""
        turn = (index + salt) % ODD_LINKS if salt is not None and Oddity.on else None
        if turn == 0:
            return META_ONLY  # although it was to be included
        if turn == 1 and is_many:
            return {"data": None}
        return {"data": functools.partial(self.links_to if is_many else self.link_to, kind, index, name)}

    def links_to(self, kind, index, name):
        return [self.link(*one) for one in links.many(self, kind, index, name)]

    def link_to(self, kind, index, name):
        found = links.one(self, kind, index, name)
        return found and self.link(*found)

    def link(self, kind, index):
        return {"type": kind, "id": self.id_of(kind, index)}

    def by_id(self, kind, identifier):
        return self.record(kind, int(identifier) - self.first[kind])

    def listing(self, resource):
        """Indexes of all records of a resource in the order of a list: by id, but for what was moved."""
        version, listing = self._listing.get(resource, (-1, None))
        if version == self.version:
            return listing
        if resource in self.count:
            listing = range(self.count[resource] + self.added[resource])
        else:
            listing = array("L", sorted(self.every(resource)))
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
            record = self.make(resource, index)
            for value in record.get("relationships", {}).values():
                if callable(value.get("data")):
                    value["data"] = value["data"]()
            yield record

    # --- changes. `identifier` is an id as sent; where none is given, one is taken that exists.

    def _index(self, resource, identifier):
        if identifier is None:
            listing = self.listing(resource)
            if not listing:
                raise ValueError("no %s left" % resource)
            return listing[len(listing) // 2]
        index = int(identifier) - self.first[resource]
        if not ((resource, index) in self.deleted or self.exists(resource, index)):
            raise ValueError("no such record: %s %s" % (resource, identifier))
        return index

    def _note(self, *change):
        self.version += 1
        self.history = hash((self.history, change))

    def add(self, resource, of=None):
        """A new record with the greatest id; an application belongs to candidate `of`. Returns its id."""
        if resource not in self.count:
            raise ValueError("%s are not added: they belong to others" % resource)
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
        patch[attribute or main_text(resource)] = value if attribute else "Changed text %d" % self.version
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
