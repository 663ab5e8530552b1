"""Interviews and their parts."""

from people import at_stage
from shapes import MADE_LATER, META_ONLY, link, to_many, to_one, when
from values import ABSENT, ODD_TEXTS, odd, timestamp


FIRST_JOB_SEEKER = 700000


def interviewable(account, index):
    """(type, index): mostly an application, sometimes a person of the talent pipeline, who has none."""
    if index % 7 == 3 or not account.count["applications"]:
        return "JobSeeker", index
    return "Application", account.dice("interviewable", index).below(account.count["applications"])


def interview(account, index):
    dice = account.dice("interviews", index)
    kind, of = interviewable(account, index)
    start = account.interview_start(index)
    seeker = kind == "JobSeeker"
    identifier = str(FIRST_JOB_SEEKER + of) if seeker else account.id_of("applications", of)
    stage = None if seeker else str(account.first["stages"] + at_stage(account, of))
    relationships = {
        "stage": {0: META_ONLY, 1: ABSENT}.get(index % 24, to_one("stages", stage)),
        "interview_parts": to_many(
            "interview_parts",
            (str(account.first["interview_parts"] + 2 * index + slot) for slot in range(1 + index % 2)),
        ),
        "interviewable": {"data": link("job_seekers" if seeker else "applications", identifier)},
    }
    attributes = {
        "created_at": when(account.created("interviews", index), index, account.seed),
        "updated_at": when(account.updated("interviews", index), index, account.seed + 1),
        "start_at": when(start, index, account.seed + 2),
        "end_at": when(start + 3600, index, account.seed + 3),
        "interviewable_id": identifier,
        "interviewable_type": odd((None, ABSENT, "application"), index, account.seed, kind, 8),
        "status": dice.pick(("in_progress", "completed", "scheduled")),
        "presence": dice.pick(("attended", "no_show", None)),
        "summary": odd(ODD_TEXTS, index, account.seed, account.html(dice, 200) if dice.one_in(3) else None, 3),
    }
    return {"attributes": attributes, "relationships": relationships}


def interview_part(account, number):
    index, slot = divmod(number, 2)
    if slot > index % 2 or not account.exists("interviews", index):
        return None
    dice = account.dice("interview_parts", number)
    created = timestamp(account.created("interviews", index))
    users = dict.fromkeys(account.id_of("users", dice.below(account.count["users"])) for _ in range(1 + number % 3))
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "company_id": "1",
            "interview_id": account.id_of("interviews", index),
            "position": 2 - slot,
            "conferencing_join_url": "https://meet.example.com/%d" % number if number % 3 else None,
            "conferencing_provider_name": "Meet" if number % 3 else None,
        },
        "relationships": {"interview": MADE_LATER, "interviewing_users": to_many("users", users)},
    }
