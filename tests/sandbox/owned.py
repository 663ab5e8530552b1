"""Who owns what: which types belong to which, how many, and the numbers of their records.

The number of an owned record says whose it is: (owner's number * slots + slot) * kinds of owners + which of them. So
records need not be counted to be found, in an account of any size.
"""

import zlib

# type: its owners as (type, relationship, how many). At most this many per owner; exactly this many if it is negative.
OWNERS = {
    "equality_monitoring_options": (("equality_monitoring_categories", "equality_monitoring_options", -4),),
    "requisition_template_fields": (("requisition_templates", "requisition_template_fields", -8),),
    "requisition_details": (("requisitions", "requisition_details", -8),),
    "position_openings": (("positions", "position_openings", 3),),
    "stages": (("hiring_workflows", "stages", -6),),
    "hris_exports": (("applications", "hris_reference", 1), ("candidates", "hris_references", 2)),
    "offers": (("applications", "offers", 2),),
    "answers": (
        ("applications", "answers", 3),
        ("job_seekers", "answers", 2),
        ("candidate_surveys", "answers", 2),
        ("structured_section_responses", "answers", 2),
        ("document_requests", "answers", 2),
    ),
    "answer_options": (("answers", "answer_options", 2),),
    "structured_section_responses": (
        ("applications", "structured_section_responses", 2),
        ("job_seekers", "structured_section_responses", 2),
    ),
    "document_requests": (("applications", "document_requests", 1),),
    "scorecard_sections": (("scorecards", "scorecard_sections", -3),),
    "scorecard_options": (("scorecard_sections", "scorecard_options", -3),),
    "user_scorecards": (("applications", "user_scorecards", 2), ("job_seekers", "user_scorecards", 1)),
    "scorecard_ratings": (("user_scorecards", "scorecard_ratings", 3),),
    "scorecard_notes": (("user_scorecards", "scorecard_note", 1),),
    "scorecard_answers": (("user_scorecards", "scorecard_answers", 2),),
    "reference_check_answers": (("reference_checks", "reference_check_answers", 3),),
    "reference_check_field_answers": (("reference_checks", "reference_check_field_answers", 2),),
    "onboarding_answers": (("onboarding_applications", "onboarding_answers", 4),),
    "custom_field_options": (("custom_fields", "custom_field_options", 3),),
    "custom_attributes": (
        ("offers", "custom_attributes", 2),
        ("positions", "custom_attributes", 2),
        ("job_seekers", "custom_attributes", 1),
        ("job_templates", "custom_attributes", -2),
    ),
}
# Records below this number are of owners with a numbering of their own (parts.py, people.py).
BASE = {"stages": 500_000_000, "custom_attributes": 500_000_000}
SPREAD = 0x9E3779B1  # odd, so that counts do not follow the numbers of the owners
SLOTS = {kind: max(abs(most) for _, _, most in owners) for kind, owners in OWNERS.items()}
# (owner, relationship) -> (type, which of its owners, how many, what shifts the counts)
OWNED = {
    (owner, name): (kind, which, most, zlib.crc32((owner + name).encode()))
    for kind, owners in OWNERS.items()
    for which, (owner, name, most) in enumerate(owners)
}


def place(kind, number):
    """An index that grows by one, for owned records too."""
    return (number - BASE.get(kind, 0)) // len(OWNERS[kind]) if is_owned(kind, number) else number


def how_many(owner, name, number):
    _, _, most, shift = OWNED[owner, name]
    if most < 0:
        return -most
    mixed = (place(owner, number) * SPREAD + shift) & 0xFFFFFFFF
    return (mixed >> 16) % (most + 1)


def numbers(owner, name, number):
    """Numbers of what an owner has by a relationship."""
    kind, which, _, _ = OWNED[owner, name]
    first = number * SLOTS[kind]
    base = BASE.get(kind, 0)
    return [base + (first + slot) * len(OWNERS[kind]) + which for slot in range(how_many(owner, name, number))]


def is_owned(kind, number):
    return kind in OWNERS and number >= BASE.get(kind, 0)


def owner(kind, number):
    """(type, number, slot) of whom a record belongs to; None if no owner has so many."""
    place, which = divmod(number - BASE.get(kind, 0), len(OWNERS[kind]))
    of, slot = divmod(place, SLOTS[kind])
    kind_of_owner, name, _ = OWNERS[kind][which]
    return (kind_of_owner, of, slot) if slot < how_many(kind_of_owner, name, of) else None
