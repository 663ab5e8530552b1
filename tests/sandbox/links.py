"""What records link to, where they are not owned (owned.py): by a choice of the dice, or by arithmetic that works both ways.

Records that are added later are linked to by no older ones, and ids of deleted ones stay, so that nothing else changes.
"""

import owned
from rules import TYPES

COMMENT_TURNS, COMMENTED_TURNS = 8, 5
COMMENTED = ("Application",) * 3 + ("JobSeeker", "Candidate", "Job", "Task", "ReferenceCheckSubmission")
SINGULAR = {
    "Application": "applications",
    "Candidate": "candidates",
    "Job": "jobs",
    "JobSeeker": "job_seekers",
    "JobTemplate": "job_templates",
    "Offer": "offers",
    "Position": "positions",
}
FIELD_KINDS = 8  # kinds of fields in a requisition template; the last one is the customer's own
ONBOARDED = 3  # every third application


def owner(account, kind, number):
    found = account.owner(kind, number)
    return found and found[:2]


def any_of(target, unless=0):
    """One of a type, for every record the same each time; none for every `unless`-th."""

    def choose(account, kind, number):
        dice = account.dice(kind + " " + target, number)
        if unless and dice.one_in(unless):
            return None
        return account.any_of(target, dice)

    return choose


def nothing(account, kind, number):
    return None


def also(name):
    """The owner's link of that name."""
    return lambda account, kind, number: one(account, *owner(account, kind, number), name)


def template_field(account, kind, number):
    """A detail of a requisition answers the field at the same place of its template."""
    _, requisition, slot = account.owner(kind, number)
    _, template = one(account, "requisitions", requisition, "requisition_template")
    fields = owned.numbers("requisition_templates", "requisition_template_fields", template)
    return "requisition_template_fields", fields[slot]


def template_custom_field(account, kind, number):
    if account.owner(kind, number)[2] != FIELD_KINDS - 1:
        return None
    return "custom_fields", number % account.count["custom_fields"]


def parent_position(account, kind, number):
    return ("positions", (number - 1) // 2) if number > 0 else None


def current_opening(account, kind, number):
    return next(iter(many(account, kind, number, "position_openings")), None)


def posted_job(account, kind, number):
    jobs = account.count["jobs"]
    return "jobs", number if number < jobs else (number - jobs) * 2 % jobs


def person_sought(account, kind, number):
    """Every other candidate is in the talent pipeline too."""
    return ("candidates", 2 * number + 1) if 2 * number + 1 < account.count["candidates"] else None


def onboarded(account, kind, number):
    return "applications", number * ONBOARDED


def onboarding_of(account, kind, number):
    found = ("onboarding_applications", number // ONBOARDED)
    is_there = number % ONBOARDED == 0 and number < account.count["applications"] and account.exists(*found)
    return found if is_there else None


def commented(account, kind, number):
    """What a comment is about; None if that is no resource."""
    turn, slot = divmod(number, COMMENT_TURNS)
    kind = SINGULAR.get(COMMENTED[slot])
    if kind == "applications":
        number = turn * COMMENTED_TURNS + slot
        return (kind, number) if number < account.count[kind] else None
    return (kind, turn % account.count[kind]) if kind and account.count[kind] else None


def answerable(account, kind, number):
    """The record at the top, which owns the answer directly or through a block of the form."""
    found = owner(account, kind, number)
    while found and found[0] not in TYPES[kind].links["answerable"].targets:
        found = owner(account, *found)
    return found


def interview_of_part(account, kind, number):
    return "interviews", number // 2


def stage_now(account, kind, number):
    return account.stage_of(owner(account, kind, number)[1])


def own_field(account, kind, number):
    """A custom field for what owns the attribute, if there is one."""
    of = owner(account, kind, number)[0]
    fields = account.fields_for(of)
    return ("custom_fields", fields[number % len(fields)]) if fields and number % 7 else None


# (type, relationship, or attribute without `_id`) -> (type, number) of what it links to, or None
ONE = {
    ("locations", "equality_monitoring_template"): any_of("equality_monitoring_templates", 4),
    ("structure_links", "location"): any_of("locations"),
    ("structure_links", "department"): any_of("departments"),
    ("structure_links", "division"): any_of("divisions", 2),
    ("structure_links", "structure_custom_group_one"): any_of("structure_custom_group_ones", 2),
    ("equality_monitoring_categories", "equality_monitoring_template"): any_of("equality_monitoring_templates"),
    ("requisition_template_fields", "requisition_template"): owner,
    ("requisition_template_fields", "template_custom_field"): template_custom_field,
    ("requisitions", "requisition_template"): any_of("requisition_templates"),
    ("requisitions", "job"): any_of("jobs", 3),
    ("requisitions", "creator"): any_of("users"),
    ("requisition_details", "requisition"): owner,
    ("requisition_details", "requisition_template_field"): template_field,
    ("positions", "parent_position"): parent_position,
    ("positions", "current_position_opening"): current_opening,
    ("position_openings", "position"): owner,
    ("position_openings", "job"): any_of("jobs", 3),
    ("position_openings", "requisition"): any_of("requisitions", 3),
    ("position_openings", "position_holder"): nothing,
    ("jobs", "structure_link"): any_of("structure_links", 5),
    ("job_postings", "job"): posted_job,
    ("job_postings", "location"): any_of("locations", 6),
    ("questions", "scorecard_section"): any_of("scorecard_sections", 2),
    ("stages", "stageable"): owner,
    ("job_seekers", "candidate"): person_sought,
    ("applications", "onboarding_application"): onboarding_of,
    ("answers", "question"): any_of("questions", 8),
    ("answers", "answerable"): answerable,
    ("structured_section_responses", "structured_section"): any_of("structured_sections"),
    ("structured_section_responses", "answerable"): owner,
    ("offers", "application"): owner,
    ("offers", "creator"): any_of("users"),
    ("offers", "manager"): any_of("users", 4),
    ("offers", "stage"): stage_now,
    ("scorecard_sections", "scorecard"): owner,
    ("user_scorecards", "scorecard"): any_of("scorecards", 9),
    ("user_scorecards", "user"): any_of("users", 9),
    ("scorecard_ratings", "scorecard_option"): any_of("scorecard_options", 6),
    ("scorecard_ratings", "user_scorecard"): owner,
    ("scorecard_ratings", "user"): also("user"),
    ("scorecard_notes", "user_scorecard"): owner,
    ("scorecard_notes", "user"): also("user"),
    ("scorecard_answers", "user_scorecard"): owner,
    ("scorecard_answers", "user"): also("user"),
    ("scorecard_answers", "question"): any_of("questions"),
    ("interview_parts", "interview"): interview_of_part,
    ("one_way_video_interviews", "application"): any_of("applications"),
    ("candidate_assessments", "application"): any_of("applications"),
    ("background_checks", "application"): any_of("applications"),
    ("reference_checks", "reference_checkable"): any_of("applications"),
    ("reference_check_field_answers", "reference_check"): owner,
    ("candidate_surveys", "application"): any_of("applications", 9),
    ("comments", "user"): any_of("users"),
    ("comments", "commentable"): commented,
    ("onboarding_applications", "application"): onboarded,
    ("onboarding_answers", "onboarding_application"): owner,
    ("onboarding_answers", "document_request"): nothing,
    ("custom_field_options", "custom_field"): owner,
    ("custom_attributes", "custom_attributable"): owner,
    ("custom_attributes", "custom_field"): own_field,
}


def some_of(target, most, least=0, twice=0):
    """Some of a shared type; for every `twice`-th record, the first one is listed twice."""

    def choose(account, kind, number):
        dice = account.dice(kind + " " + target, number)
        found = [account.any_of(target, dice) for _ in range(least + dice.below(most + 1 - least))]
        found = list(dict.fromkeys(filter(None, found)))
        return found + found[:1] if twice and number % twice == 1 else found

    return choose


def child_positions(account, kind, number):
    return [("positions", 2 * number + 1), ("positions", 2 * number + 2)]


def postings_of_job(account, kind, number):
    if number >= account.count["jobs"]:
        return []
    found = [("job_postings", number)]
    return found + ([("job_postings", account.count["jobs"] + number // 2)] if number % 2 == 0 else [])


def job_seekers_of(account, kind, number):
    return [("job_seekers", number // 2)] if number % 2 and number < account.count["candidates"] else []


def comments_of(account, kind, number):
    if number >= account.count[kind]:
        return []
    if kind == "job_seekers":
        return [("comments", number * COMMENT_TURNS + COMMENTED.index("JobSeeker"))]
    turn, slot = divmod(number, COMMENTED_TURNS)
    return [("comments", turn * COMMENT_TURNS + slot)] if COMMENTED[slot] == "Application" else []


def through_scorecards(name):
    """What the scorecards of an application hold, directly below the application."""

    def gather(account, kind, number):
        cards = owned.numbers("applications", "user_scorecards", number)
        return [one for card in cards for one in many(account, "user_scorecards", card, name)]

    return gather


def nobody(account, kind, number):
    return []


# (type, relationship) -> [(type, number)]
MANY = {
    ("access_groups", "roles"): some_of("roles", 4),
    ("positions", "child_positions"): child_positions,
    ("jobs", "job_postings"): postings_of_job,
    ("structured_sections", "questions"): some_of("questions", 4, least=1, twice=3),
    ("candidates", "job_seekers"): job_seekers_of,
    ("candidates", "skills"): some_of("skills", 3, twice=12),
    ("job_seekers", "comments"): comments_of,
    ("applications", "comments"): comments_of,
    ("applications", "scorecard_ratings"): through_scorecards("scorecard_ratings"),
    ("applications", "scorecard_notes"): through_scorecards("scorecard_note"),
    ("applications", "scorecard_answers"): through_scorecards("scorecard_answers"),
    ("scorecards", "scorecard_notes"): nobody,
    ("scorecards", "user_scorecards"): nobody,
    ("scorecards", "stages"): some_of("stages", 4),
}


def one(account, kind, number, name):
    """(type, number) that a record links to by a relationship to one. It may have been deleted meanwhile."""
    if (kind, name) in owned.OWNED:
        return next(iter(many(account, kind, number, name)), None)
    return ONE[kind, name](account, kind, number)


def many(account, kind, number, name):
    if (kind, name) in owned.OWNED:
        child = owned.OWNED[kind, name][0]
        found = [(child, one) for one in owned.numbers(kind, name, number)]
    else:
        found = MANY[kind, name](account, kind, number)
    return [pair for pair in found if account.exists(*pair)]


def made(kind):
    """Names of the relationships of a type that this module makes."""
    return [name for name in TYPES[kind].links if (kind, name) in owned.OWNED or (kind, name) in ONE or (kind, name) in MANY]


MADE = {kind: made(kind) for kind in TYPES}
