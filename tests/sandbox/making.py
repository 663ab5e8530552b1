"""Attributes of the types that have no builder of their own: by name, else by kind. Odd values take turns, as everywhere."""

import functools
import zlib

import links
from owned import place
from rules import TYPES, VALUES
from shapes import META_ONLY, when
from values import (
    ABSENT,
    CHANNEL_SOURCES,
    CHANNELS,
    DAY,
    ODD_FILES,
    ODD_NUMBERS,
    ODD_TEXTS,
    Number,
    day,
    odd,
    timestamp,
)

ODD_WORDS = ("", None, ABSENT, "not documented", "  ", Number("7"), True)
ODD_DATES = (
    None,
    "",
    "2024-02-30",
    "2023-02-29",
    "2024-05-06T23:30:00-05:00",
    "2024-05-06T10:00:00Z",
    ABSENT,
    "soon",
    "2024-1-1",
    "0001-01-01",
    20240101,
    " 2024-01-01",
    "10000-01-01",
)
ODD_INTEGERS = (
    None,
    "3",
    Number("3.0"),
    Number("3.5"),
    Number("1e2"),
    ABSENT,
    "x",
    Number("123456789012345678"),
    Number("1234567890123456789"),
    Number("-0"),
    "",
    True,
    [1],
)
ODD_FLAGS = (None, "true", "false", ABSENT, "yes", "", 1, "TRUE", {"on": True})
ODD_LISTS = (None, ABSENT, [], "only one, as a string", {"a": 1}, [None, 7, ["nested"], {"a": "b"}], "")
ODD_OBJECTS = (None, ABSENT, {}, "text", [], {"deep": {"er": [1, {"a": None}]}}, 7)
ODD_FILE = (
    None,
    ABSENT,
    {},
    "text",
    [],
    {"context": "document", "name": "second choice.pdf", "url": "https://files.example.com/x"},
)
ODD_IDS = (None, ABSENT, "", "0017")
FILES_MOST = 3


class Making:
    """A record that is being made."""

    def __init__(self, account, kind, number):
        self.account, self.kind, self.number = account, kind, number
        self.dice = account.dice(kind, number)
        self.place = place(kind, number)  # grows by one, also for owned records, so that odd values take turns
        self.created = account.created(kind, number)

    def text(self, length):
        return self.account.prose(self.dice, length).strip()


def word_list(*words):
    return lambda one: one.dice.pick(words)


def phrase(length):
    return lambda one: odd(ODD_TEXTS, one.place, one.account.seed + length, one.text(length), 5)


def nullable(make, one_in=2):
    return lambda one: None if one.dice.one_in(one_in) else make(one)


def address(one):
    return "https://acme.pinpointhq.com/%s/%x" % (one.kind, one.dice.below(1 << 48))


def reference(one):
    return "%s-%d" % (one.kind[:3].upper(), one.number)


def uid(one):
    return one.account.uuid(one.kind, one.number)


def mail(one):
    return "referee%d@example.org" % one.dice.below(1000)


def amount(one):
    return odd(ODD_NUMBERS, one.place, one.account.seed, Number("%d.50" % (20000 + one.dice.below(60000))), 3)


def external(one):
    return "HR-%d" % one.number if one.dice.one_in(2) else None


SHORT, LONG = phrase(30), phrase(120)
# By type and attribute, else by attribute of any type.
NAMED = {
    "name": SHORT,
    "title": SHORT,
    "label": SHORT,
    "description": LONG,
    "summary": LONG,
    "comment": LONG,
    "body": LONG,
    "body_text": LONG,
    "additional_information": nullable(SHORT),
    "additional_details": nullable(SHORT),
    "interview_guidance": LONG,
    "interview_description": LONG,
    "referral_details": LONG,
    "external_system_reference": external,
    "identifier": reference,
    "hris_reference": reference,
    "hris_system": word_list("bamboo_hr", "workday", "hi_bob"),
    "external_uid": uid,
    "url": address,
    "path": address,
    "result_url": address,
    "application_form_url": address,
    "docu_sign_answer": nullable(address),
    "referee_email": mail,
    "industry": word_list("Food", "Care"),
    "website": address,
    "location": word_list("Northam", "Kilmore"),
    "currency": word_list("GBP", "EUR"),
    "compensation_currency": word_list("GBP", "EUR"),
    "compensation_frequency": word_list("hour", "day", "week", "month", "year"),
    "employment_type": word_list(*VALUES["EMPLOYMENT"]),
    "workplace_type": word_list(*VALUES["WORKPLACE"]),
    "basic_type": word_list(*VALUES["STAGE"]),
    "salary_currency": word_list("GBP", "EUR"),
    "salary_period": word_list("hour", "day", "week", "two_weeks", "month", "year"),
    "salary_amount": amount,
    "signature_type": word_list("electronic", "not_required", "wet"),
    "result": word_list("accepted", "pending", "rejected", "retracted"),
    "sentiment": word_list("strong_yes", "yes", "no", "strong_no"),
    "requirement_level": word_list("required", "optional"),
    "reference_type": word_list("professional", "character"),
    "response_type": word_list("text", "boolean", "checkbox", "date", "url", "multiple_choice", "document"),
    "scorecardable_type": word_list("Company"),
    "reference_checkable_type": word_list("Application"),
    "pipeline_source": word_list("invited", "self_registered"),
    "channel": word_list(*CHANNELS),
    "channel_source": word_list(*CHANNEL_SOURCES),
    "resource_type": word_list(*VALUES["FIELD_OWNER"]),
    "locale": word_list("en", "de", "pt-BR"),
    "presence": word_list(*VALUES["PRESENCE"]),
    "score": lambda one: 1 + one.dice.below(5),
    "rating": lambda one: 1 + one.dice.below(10),
}
STATUS = {
    "requisitions": ("pending_approval", "approved", "archived"),
    "position_openings": ("open", "filled", "closed"),
    "job_postings": VALUES["POSTING_STATUS"],
    "offers": ("draft", "open"),
    "document_requests": ("sent", "completed"),
    "user_scorecards": ("draft", "completed"),
    "one_way_video_interviews": VALUES["VIDEO_STATUS"],
    "candidate_assessments": VALUES["ASSESSMENT_STATUS"],
    "background_checks": VALUES["CHECK_STATUS"],
    "reference_checks": VALUES["REFERENCE_STATUS"],
    "onboarding_applications": ("archived", "completed", "invited", "uninvited", "not_started"),
}
PROVIDERS = {"candidate_assessments": VALUES["ASSESSMENT_PROVIDER"], "background_checks": VALUES["CHECK_PROVIDER"]}


def files(one):
    found = []
    for slot in range(one.dice.below(FILES_MOST)):
        name = "%s-%d-%d.pdf" % (one.kind[:-1], one.number, slot)
        url = "https://files.example.com/blobs/%s/%s" % (uid(one), name)
        found.append({"context": "documents", "name" if (one.number + slot) % 2 else "filename": name, "url": url})
    return found


def file(one):
    return next(iter(files(one)), None)


def tags(one):
    words = ("Celery", "Fast track", "Availability", 'Quote " and\r\nbreak')
    contexts = ("rejection", "custom_green")
    return [{"context": one.dice.pick(contexts), "name": one.dice.pick(words)} for _ in range(one.dice.below(4))]


def choices(one):
    return [one.text(12) for _ in range(one.dice.below(4))]


def details(one):
    return {"percentile": one.dice.below(100), "remarks": [one.text(20)], "passed": one.dice.one_in(2)}


def moment_of(account, kind, number, name):
    """Seconds of a time attribute, before it is spelled; None for null."""
    if name == "created_at":
        return account.created(kind, number)
    if name == "updated_at":
        return account.updated(kind, number)
    dice = account.dice(kind + name, number)
    return None if dice.one_in(3) else account.created(kind, number) + dice.below(60 * DAY)


def date(one):
    return day(one.created + one.dice.below(90) * DAY) if one.dice.below(3) else None


# kind: how it is made, odd values, and every how many records there is one
KINDS = {
    "date": (date, ODD_DATES, 3),
    "integer": (lambda one: one.dice.below(20), ODD_INTEGERS, 4),
    "number": (amount, (), 1),
    "decimal": (lambda one: "%d.0" % one.dice.below(5000), ODD_NUMBERS, 4),
    "boolean": (lambda one: one.dice.one_in(2), ODD_FLAGS, 5),
    "list": (choices, ODD_LISTS, 5),
    "object": (details, ODD_OBJECTS, 4),
    "files": (files, ODD_FILES, 5),
    "file": (file, ODD_FILE, 4),
    "tags": (tags, ODD_FILES, 6),
    "text": (SHORT, (), 1),
}


@functools.lru_cache(maxsize=None)
def salt_of(kind, name):
    return zlib.crc32((kind + "." + name).encode()) % 1000


def foreign_id(one, name):
    """The id behind an attribute; any number where what it names is no resource."""
    if (one.kind, name) not in links.ONE:
        return str(one.dice.below(100))
    found = links.one(one.account, one.kind, one.number, name)
    return found and one.account.id_of(*found)


def moment(one, name, salt):
    return when(moment_of(one.account, one.kind, one.number, name), one.place, one.account.seed + salt)


def maker(kind, attribute):
    """How an attribute of a type is made: a function, the odd values, every how many records there is one, and the salt."""
    name, salt = attribute.name, salt_of(kind, attribute.name)
    if attribute.kind == "time":
        return lambda one: moment(one, name, salt), (), 1, salt
    if attribute.kind == "id":
        return lambda one: foreign_id(one, name[: -len("_id")]), ODD_IDS, 7, salt
    if name == "status":
        return word_list(*STATUS[kind]), ODD_WORDS, 9, salt
    if name == "provider_code":
        return word_list(*PROVIDERS[kind]), (), 1, salt
    if name in NAMED:
        return NAMED[name], (), 1, salt
    return KINDS[attribute.kind] + (salt,)


@functools.lru_cache(maxsize=None)
def makers(kind):
    return [(attribute.name,) + maker(kind, attribute) for attribute in TYPES[kind].attributes.values()]


def record(account, kind, number):
    """A record whose type has no builder: all documented attributes and, in some, one that nobody documented."""
    one, values = Making(account, kind, number), {}
    for name, make, table, period, salt in makers(kind):
        value = make(one)
        values[name] = odd(table, one.place, account.seed + salt, value, period) if table else value
    if one.place % 5 == 2:
        values["beta_notes"] = {"since": timestamp(one.created), "flags": [True, None]}
    if kind in SENSE:
        SENSE[kind](one, values)
    made = {"attributes": values}
    if TYPES[kind].links:
        made["relationships"] = dict.fromkeys(TYPES[kind].links, META_ONLY)
    return made


# --- types whose attributes depend on each other


def only(values, kept, wanted):
    """Of the value columns, one alone holds."""
    for name in wanted:
        if name != kept:
            values[name] = [] if name.startswith("multi") else None


ANSWER_VALUES = {
    "short_text": "text_answer",
    "long_text": "text_answer",
    "url": "url_answer",
    "number": "number_answer",
    "boolean": "boolean_answer",
    "date": "date_answer",
    "date_range": "date_from_answer",
    "document": "document_answer",
    "multiple_choice": "multiple_choice_answer",
}
TEMPLATE_FIELDS = (
    ("varchar", "title", "varchar_value"),
    ("text", None, "text_value"),
    ("integer", "headcount_maximum", "integer_value"),
    ("decimal", None, "decimal_value"),
    ("date", None, "date_value"),
    ("boolean", None, "boolean_value"),
    ("multi_select_employee", None, "multi_select_value"),
    ("custom_field", None, "single_select_value"),
)


def answer(one, values):
    kind = one.account.dice("answered", one.number).pick(tuple(ANSWER_VALUES))
    range_end = values["date_to_answer"]
    values["question_type"] = kind
    only(values, ANSWER_VALUES[kind], dict.fromkeys(list(ANSWER_VALUES.values()) + ["date_to_answer"]))
    if kind == "date_range":
        values["date_to_answer"] = range_end
    if kind == "number" and one.dice.one_in(2) and isinstance(values["number_answer"], str):
        values["number_answer"] = one.dice.below(50)
    values["multiple_choice_answer"] = values["multiple_choice_answer"] or []


def template_field(one, values):
    slot = one.account.owner(one.kind, one.number)[2]
    kind, fills, _ = TEMPLATE_FIELDS[slot]
    values.update(field_type=kind, mapped_job_form_field=fills, position=slot + 1)
    if kind == "custom_field":
        found = links.one(one.account, one.kind, one.number, "template_custom_field")
        values["field_type"] = "custom_field_" + one.account.id_of(*found)


def requisition_detail(one, values):
    kind, _, kept = TEMPLATE_FIELDS[one.account.owner(one.kind, one.number)[2]]
    values["field_type"] = kind
    only(values, kept, [column for _, _, column in TEMPLATE_FIELDS])


def hiring_stage(one, values):
    slot = one.account.owner(one.kind, one.number)[2]
    values.update(name=("Applied", "Review", "Interview", "Offer", "Hired", "Rejected")[slot], position=slot + 1)
    values["basic_type"] = ("applied", "review", "interview", "offer", "hired", "rejected")[slot]


def section(one, values):
    values["position"] = str(one.account.owner(one.kind, one.number)[2])  # a string in the documentation too


def comment(one, values):
    values["commentable_type"] = links.COMMENTED[one.number % links.COMMENT_TURNS]
    if links.one(one.account, one.kind, one.number, "commentable") is None:
        values["commentable_id"] = str(one.dice.below(1000))


def job_seeker(one, values):
    shared = one.account.person_of(2 * one.number + 1)
    values.update((name, shared[name]) for name in values if name in shared)
    values["preferred_name"] = shared["full_name"] if one.dice.one_in(3) else None


def scorecard(one, values):
    values["scorecardable_id"] = one.account.id_of("companies", 0)


def attribute_of_owner(one, values):
    found = links.one(one.account, one.kind, one.number, "custom_field")
    values["field_name"] = one.account.field_name(found[1]) if found else "Field that is gone"
    values["value"] = odd((None, "", ABSENT, Number("3.14"), True), one.place, one.account.seed, one.text(30), 6)
    if one.dice.one_in(2):
        values["option_value"] = values["option_label"] = None


def access_group(one, values):
    values["number_of_roles"] = len(links.many(one.account, one.kind, one.number, "roles"))


SENSE = {
    "answers": answer,
    "requisition_template_fields": template_field,
    "requisition_details": requisition_detail,
    "stages": hiring_stage,
    "scorecard_sections": section,
    "comments": comment,
    "job_seekers": job_seeker,
    "scorecards": scorecard,
    "custom_attributes": attribute_of_owner,
    "access_groups": access_group,
}
