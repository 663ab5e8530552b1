"""What belongs to jobs: stages, questions, custom attributes and fields, places. Functions of their numbers."""

from shapes import MADE_LATER, META_ONLY, to_one
from values import ABSENT, ODD_TEXTS, TOWNS, Number, odd, timestamp

STAGES_MAX = 10  # ids of stages leave room for this many a job
ATTRIBUTES_MAX = 8  # custom attributes a job
# How many of these the jobs are in; the one after them has none, and is known to another system.
PLACES = {"departments": 4, "divisions": 3, "locations": 7, "structure_custom_group_ones": 3}
STAGE_NAMES = (
    "Rejected",
    "Applied",
    "CV review",
    "Phone screen",
    "First interview",
    "Second interview",
    "Offer",
    "Hired",
)
STAGE_KINDS = ("rejected", "applied", "review", "review", "interview", "interview", "offer", "hired")
ODD_STAGE_NAMES = (
    ABSENT,
    "",
    "  ",
    None,
    'Stage "two", again',
    "line\r\nbreak",
    "lone \udfff",
    "nul \x00",
    "Entrevista \U0001f600",
)
CUSTOM_FIELDS = (
    ("Favourite vegetable", "single_select", ("Tomato", "Leek")),
    ("Cost centre", "varchar", ()),
    ("Budget", "decimal", ()),
    ("Approved on", "date", ()),
    ("Needs a car", "boolean", ()),
    ("Colours", "multi_select", ("Maroon", "Vermillion", "Blue")),
    ("Notes", "text", ()),
    ("Cost centre", "integer", ()),
)  # a duplicate name, on purpose
# name, type, options, whose; the first ones stand above
FURTHER_FIELDS = (
    ("Shirt size", "single_select", ("S", "M", "L"), "application"),
    ("Relocation", "boolean", (), "candidate"),
    ("Bonus", "decimal", (), "offer"),
    ("Car allowance", "single_select", ("None", "Small"), "offer"),
    ("Grade", "varchar", (), "position"),
    ("Languages", "multi_select", ("English", "Welsh"), "job_seeker"),
    ("Sponsor", "users", (), "job"),
)
CUSTOM_VALUES = ("Tomato", "CC-17", "25000.0", "2024-02-29", "true", "Maroon, Vermillion, and Blue", "free text", "13")
ODD_FIELD_NAMES = (
    "Favourite vegetable",
    ABSENT,
    None,
    "",
    "Cost centre",
    'Quote " name',
    "nul \x00 name",
    "lone \ud800 name",
    "Schl\u00fcssel \U0001f511",
    "  ",
)
ODD_CUSTOM_VALUES = (None, "", "second", Number("3.140"), ABSENT, 'He said "x"\r\n', "nul \x00 value", ["a", "b"], True)


def stage_slots(account, index):
    """Which of STAGE_NAMES a job has, by position: rejected is the first, hired the last."""
    dice = account.dice("stages", index)
    middle = [slot for slot in (2, 3, 4, 5, 6) if not dice.one_in(3)]
    return [0, 1] + middle + [7]


def job_stages(account, index):
    """Stage ids of a job in the order in which they are listed, which is not that of their positions."""
    identifiers = [str(account.first["stages"] + index * STAGES_MAX + slot) for slot in stage_slots(account, index)]
    turn = account.dice("turn", index).below(len(identifiers))
    return identifiers[turn:] + identifiers[:turn]


def stage(account, number):
    index, slot = divmod(number, STAGES_MAX)
    slots = stage_slots(account, index)
    if slot not in slots or not account.exists("jobs", index):
        return None
    place = slots.index(slot)
    position = place + 1
    if index % 8 == 1 and place == 3:
        position = 3  # two stages with one position
    if index % 8 == 2 and place >= 2:
        position = (None, ABSENT, "3")[place % 3]
    created = timestamp(account.created("jobs", index))
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "external_system_reference": "EXT-%d" % number if slot == 4 else None,
            "name": odd(ODD_STAGE_NAMES, index * 8 + place, account.seed, STAGE_NAMES[slot], 5),
            "external_name": "In review" if slot in (2, 3) else None,
            "description": "We read what you sent.\n" if slot == 2 else None,
            "visible": slot != 0,
            "position": position,
            "basic_type": STAGE_KINDS[slot],
        },
        "relationships": {"stageable": to_one("jobs", account.id_of("jobs", index)), "applications": META_ONLY},
    }


def job_questions(account, index):
    """Ids out of the shared bank, in an order of the job's own."""
    dice = account.dice("questions", index)
    count = account.count["questions"]
    chosen = []
    for _ in range(1 + dice.below(6)):
        identifier = account.id_of("questions", dice.below(count))
        if identifier not in chosen:
            chosen.append(identifier)
    return chosen


def question(account, index):
    kinds = (
        "short_text",
        "long_text",
        "url",
        "number",
        "boolean",
        "date",
        "document",
        "multiple_choice",
        "multiple_choice",
        "multiple_choice",
        "date_range",
        None,
        ABSENT,
        "",
        "Multiple_Choice",
    )
    kind = kinds[(index + account.seed) % len(kinds)]
    options = ["Tea", "Coffee", 'Both, "please"', ""][: 1 + index % 4] if kind == "multiple_choice" else []
    if kind == "multiple_choice" and index % 5 == 4:
        options = "Only one option, as a string"
    created = timestamp(account.created("jobs", 0) + index)
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "title": odd(ODD_TEXTS, index, account.seed, "Question %d?" % index, 4),
            "additional_information": odd(ODD_TEXTS, index, account.seed + 1, None, 4),
            "question_type": kind,
            "required": odd((None, ABSENT), index, account.seed, index % 2 == 0, 4),
            "num_required_answer_options": 0,
            "max_num_required_answer_options": index % 3,
            "multiple_choice_options": options,
            "banked": index % 2 == 1,
        },
        "relationships": {"scorecard_section": MADE_LATER},
    }


def job_attribute_slots(account, index):
    return account.dice("order", index).below(2) and (2, 1, 0, 3, 4, 7) or range(index % ATTRIBUTES_MAX)


def job_attribute(account, number):
    index, slot = divmod(number, ATTRIBUTES_MAX)
    if not account.exists("jobs", index):
        return None
    created = timestamp(account.created("jobs", index))
    turn = index * 5 + slot
    is_choice = CUSTOM_FIELDS[slot][1] == "single_select"
    field = None if turn % 11 == 10 else str(account.first["custom_fields"] + slot)
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "option_label": CUSTOM_VALUES[slot] if is_choice else None,
            "option_value": "choice-%d" % slot if is_choice else None,
            "value": odd(ODD_CUSTOM_VALUES, turn, account.seed + 1, CUSTOM_VALUES[slot], 3),
            "field_name": odd(ODD_FIELD_NAMES, turn, account.seed, CUSTOM_FIELDS[slot][0], 3),
        },
        "relationships": {
            "custom_field": to_one("custom_fields", field),
            "custom_attributable": to_one("jobs", account.id_of("jobs", index)),
        },
    }


def all_fields():
    return tuple(field + ("job",) for field in CUSTOM_FIELDS) + FURTHER_FIELDS


def custom_field(account, index):
    name, kind, options, resource = all_fields()[index]
    created = timestamp(account.created("jobs", 0))
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "name": name,
            "description": None if index % 2 else "What it is for",
            "field_type": kind,
            "options": list(options),
            "position": index + 1,
            "required": False,
            "resource_type": resource,
            "sample_value": CUSTOM_VALUES[index] if index < len(CUSTOM_VALUES) else "sample",
            "unique_reference": "custom_field_%s" % account.id_of("custom_fields", index),
        },
        "relationships": {"custom_field_options": MADE_LATER},
    }


def external_reference(kind, index):
    return "EXT-%d" % index if index >= PLACES[kind] else None


def named(kind, names):
    """Builder of the small types that are little more than a name."""

    def build(account, index):
        created = timestamp(account.created("jobs", 0) + index)
        return {
            "attributes": {
                "created_at": created,
                "updated_at": created,
                "name": odd(
                    (None, "", 'Sales, "EMEA"', ABSENT, " "), index, account.seed, names[index % len(names)], 3
                ),
                "external_system_reference": external_reference(kind, index),
            }
        }

    return build


def group(account, index):
    record = named("structure_custom_group_ones", ("DevOps", "Payroll", "Field"))(account, index)
    record["attributes"]["title"] = "Sub Department"
    record["relationships"] = {"jobs": META_ONLY}
    return record


def location(account, index):
    dice = account.dice("locations", index)
    created = timestamp(account.created("jobs", 0) + index)
    town = dice.pick(TOWNS)
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "external_system_reference": external_reference("locations", index),
            "name": town + " office",
            "city": odd((None, "", ABSENT, " "), index, account.seed, town),
            "country_code": odd(("gb", None, "", ABSENT), index, account.seed + 1, "JE"),
            "postal_code": "JE1 %dPP" % dice.below(9),
            "province": "" if dice.one_in(2) else "Northshire",
            "street_address": odd(
                ('"The Mill"\r\nHigh St', None, " "), index, account.seed + 2, "%d Union Street" % dice.below(99)
            ),
        },
        "relationships": {"equality_monitoring_template": MADE_LATER},
    }
