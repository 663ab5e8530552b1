"""The applicants' side of the account: candidates and their applications. Each record is a function of its index."""

from parts import STAGES_MAX, stage_slots
from shapes import MADE_LATER, META_ONLY, link, to_many, to_one, when
from values import (
    ABSENT,
    CHANNEL_SOURCES,
    CHANNELS,
    COUNTRIES,
    DAY,
    FIRST_NAMES,
    LAST_NAMES,
    LINKEDIN,
    ODD_COUNTRIES,
    ODD_EMAILS,
    ODD_FILES,
    ODD_FIRST_NAMES,
    ODD_SCORES,
    ODD_TAGS,
    ODD_TEXTS,
    TOWNS,
    Number,
    day,
    odd,
    timestamp,
)

# Applications of a candidate, by its place in a group of four: three for every two candidates.
GROUP = 4
GROUP_COUNTS = (1, 3, 0, 2)
GROUP_FIRST = (0, 1, 4, 4)
GROUP_OWNER = (0, 1, 1, 1, 3, 3)
STAGE_TIMES = (
    "applied_stage_at",
    "review_stage_at",
    "ta_screen_stage_at",
    "phone_screen_stage_at",
    "first_interview_stage_at",
    "second_interview_stage_at",
    "assessment_stage_at",
    "hiring_manager_review_stage_at",
    "reference_check_stage_at",
    "background_check_stage_at",
    "offer_stage_at",
    "offer_approval_stage_at",
    "hired_stage_at",
    "rejected_stage_at",
)


def application_count(candidates):
    whole, rest = divmod(candidates, GROUP)
    return whole * len(GROUP_OWNER) + sum(GROUP_COUNTS[:rest])


def owner(index):
    whole, slot = divmod(index, len(GROUP_OWNER))
    return whole * GROUP + GROUP_OWNER[slot]


def owned(index):
    whole, slot = divmod(index, GROUP)
    first = whole * len(GROUP_OWNER) + GROUP_FIRST[slot]
    return range(first, first + GROUP_COUNTS[slot])


def person(account, index):
    """What a candidate and their applications have in common. Values may be odd."""
    dice = account.dice("person", index)
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    country = dice.pick(COUNTRIES)
    return {
        "country_codes": country,
        "first_name": odd(ODD_FIRST_NAMES, index, account.seed, first, 2),
        "last_name": odd(ODD_TEXTS, index, account.seed + 1, last, 2),
        "preferred_name": None,
        "full_name": first + " " + last,
        "email": odd(ODD_EMAILS, index, account.seed + 1, "candidate%d@example.com" % index, 2),
        "phone": odd(
            ("", "  ", None, ABSENT, "0044 (0) 20 79", 447797000000, "\t"),
            index,
            account.seed,
            "+4477970%05d" % (index % 100000),
            4,
        ),
        "phone_iso2": country[1],
        "date_of_birth": None if dice.one_in(2) else day(dice.below(1_000_000_000)),
        "address1": odd(ODD_TEXTS, index, account.seed + 2, "%d High Street" % dice.below(200), 2),
        "address2": None if dice.one_in(2) else "Flat %d" % dice.below(40),
        "town": odd((None, "", ABSENT), index, account.seed + 2, dice.pick(TOWNS), 5),
        "state_province": "Ohio" if country[1] == "US" else None,
        "postcode": "%05d" % dice.below(100000),
        "country": odd(ODD_COUNTRIES, index, account.seed, country[0], 3),
    }


def names(account, kind, index):
    """(middle name, preferred name), either of them perhaps null."""
    dice = account.dice("names" + kind, index)
    return [odd(ODD_TEXTS, index, account.seed + 3, dice.pick(FIRST_NAMES), 4) if dice.one_in(2) else None for _ in range(2)]


def external_reference(account, kind, index):
    return "EXT-%s-%d" % (kind, index) if account.dice("external" + kind, index).one_in(3) else None


def nowhere(shared):
    """Nothing known of where they live: every member of the location is null or blank."""
    for name in ("address1", "address2", "town", "state_province", "postcode", "country"):
        shared[name] = None if name != "town" else " "


def candidate_tags(account, index, dice):
    if index % 20 == 7:
        return (None, ABSENT, "just text", {"context": "a", "name": "b"})[index // 20 % 4]
    tags = [
        {
            "context": dice.pick(("custom_green", "assessment", "background_check")),
            "name": dice.pick(("Celery", "Fast track", "Speaks \u65e5\u672c\u8a9e")),
        }
        for _ in range(dice.below(3))
    ]
    if index % 9 == 4:
        tags.append(dict(tags[0]) if tags else {"context": "rejection", "name": "Availability"})  # the same tag twice
    extra = odd(ODD_TAGS, index, account.seed, ABSENT, 2)
    return tags if extra is ABSENT else tags + [extra]


def candidate_applications(account, index):
    owned_now = account.applications_of(index)
    shape = index % 30
    if shape in (9, 13, 21):
        return {9: META_ONLY, 13: ABSENT, 21: {"data": None}}[shape]
    return to_many("applications", reversed(owned_now) if index % 5 == 1 else owned_now)


def candidate(account, index):
    dice = account.dice("candidates", index)
    shared = person(account, index)
    if index % 30 == 11:
        nowhere(shared)
    del shared["country_codes"]
    attributes = {
        "created_at": when(account.created("candidates", index), index, account.seed),
        "updated_at": when(account.updated("candidates", index), index, account.seed + 1),
        "middle_name": names(account, "candidates", index)[0],
    }
    attributes.update(shared)
    attributes["preferred_name"] = names(account, "candidates", index)[1]
    attributes.update(
        {
            "locale": "en",
            "blocked": dice.one_in(20),
            "uuid": account.uuid("candidates", index),
            "external_system_reference": external_reference(account, "candidates", index),
            "attachments": attachments(account, "candidates", index),
            "tags": candidate_tags(account, index, dice),
        }
    )
    if account.heavy:
        attributes["custom_text"] = account.padding(index, None)
    return {
        "attributes": attributes,
        "relationships": {
            "applications": candidate_applications(account, index),
            "job_seekers": MADE_LATER,
            "hris_references": MADE_LATER,
            "skills": MADE_LATER,
            "custom_attributes": to_many("custom_attributes", [account.personal_attribute_id("candidates", index)]),
        },
    }


def attachments(account, kind, index):
    return odd(ODD_FILES, index, account.seed, files(account, kind, index), 4)


def files(account, kind, index):
    name = "cv-%d.pdf" % index
    url = "https://files.example.com/blobs/%s/%s" % (account.uuid(kind, index), name)
    return [
        {"context": "cv", "filename" if index % 2 else "name": name, "url": url},
        {"context": "pdf_cv", "filename": name, "url": url},
    ]


def outcome(account, index):
    """(hired, rejected) as seconds, None, or the odd value that is there."""
    at = account.created("applications", index) + 20 * DAY
    turn = (index + account.seed) % 12
    return (
        {
            0: (at, None),
            1: (None, at),
            2: (None, at),
            3: (at, at),
            4: ("", None),
            5: (None, "  "),
            6: ("soon", None),
            7: (ABSENT, ABSENT),
            8: (None, "never"),
        }.get(turn, (None, None))
        if index < 120
        else ({0: (at, None), 1: (None, at), 2: (None, at)}.get(turn, (None, None)))
    )


def at_stage(account, index):
    """Number of the stage of an application: the job's last if hired, its first if rejected."""
    job = account.job_of(index)
    slots = stage_slots(account, job)
    hired, rejected = outcome(account, index)
    if isinstance(hired, int):
        return job * STAGES_MAX + slots[-1]
    if isinstance(rejected, int):
        return job * STAGES_MAX + slots[0]
    return job * STAGES_MAX + slots[1 + account.dice("stage", index).below(len(slots) - 2)]


def foreign_keys(account, index):
    """Ids as attributes, and for some applications only as linkage, or in odd forms."""
    keys = {
        "job_id": account.id_of("jobs", account.job_of(index)),
        "candidate_id": account.id_of("candidates", account.candidate_of(index)),
        "stage_id": str(account.first["stages"] + at_stage(account, index)),
    }
    linked = {}
    if index < 200 and index % 6 == 5:
        name = ("job_id", "candidate_id", "stage_id")[index // 6 % 3]
        keep = keys[name]
        keys[name] = (None, ABSENT, int(keep), "")[index // 18 % 4]
        if keys[name] != int(keep):
            linked[name[:-3]] = {"data": link(name[:-3] + "s", keep), "always": True}
    return keys, linked


def concealed_fields(attributes):
    for name in (
        "first_name",
        "last_name",
        "full_name",
        "preferred_name",
        "email",
        "phone",
        "date_of_birth",
        "address1",
        "address2",
        "linkedin_url",
        "national_identifier",
        "preferred_pronouns",
    ):
        attributes[name] = None
    attributes["channel"] = attributes["channel_source"] = "Hidden due to blind screening"


def application_text(account, index, dice):
    text = account.prose(dice, 500 + dice.below(900))
    return account.padding(index, odd(ODD_TEXTS, index, account.seed, text, 4))


def application(account, index):
    dice, private = account.dice("applications", index), account.dice("private", index)
    who = account.candidate_of(index)
    shared = person(account, who)
    codes = shared.pop("country_codes")
    keys, linked = foreign_keys(account, index)
    posting_id = posting(account, index)
    hired, rejected = outcome(account, index)
    created, updated = account.created("applications", index), account.updated("applications", index)
    attributes = {
        "created_at": when(created, index, account.seed),
        "updated_at": when(updated, index, account.seed + 1),
        "uuid": account.uuid("applications", index),
        "job_posting_id": posting_id,
    }
    attributes.update(keys)
    attributes.update(shared)
    attributes.update(
        {
            "hired_at": timestamp(hired) if isinstance(hired, int) else hired,
            "rejected_at": timestamp(rejected) if isinstance(rejected, int) else rejected,
            "start_on": day(created + 60 * DAY) if isinstance(hired, int) else None,
            "internal_candidate": dice.one_in(9),
            "is_demo": False,
            "concealed": False,
            "locale": "en",
            "summary": application_text(account, index, dice),
            "linkedin_url": linkedin(account, who, index),
            "country_code": ABSENT if who % 7 == 3 else codes[1],
            "country_code_alpha3": codes[2],
            "country_name": codes[0],
            "preferred_name": names(account, "applications", index)[1],
            "preferred_pronouns": private.pick(("she/her", "he/him", "they/them", "", None, None)),
            "national_identifier": "QQ %06d C" % private.below(1000000) if private.one_in(4) else None,
            "channel": odd((None, "", ABSENT, " "), index, account.seed, dice.pick(CHANNELS), 4),
            "channel_source": dice.pick(CHANNEL_SOURCES),
            "external_system_reference": external_reference(account, "applications", index),
            "ai_score": odd(ODD_SCORES, index, account.seed, ai_score(account, dice), 4),
            "attachments": attachments(account, "applications", index),
            "average_rating": Number("4.33") if dice.one_in(2) else "3.0",
            "days_in_current_stage": dice.below(90),
            "tags": application_tags(account, index, rejected),
        }
    )
    for number, name in enumerate(STAGE_TIMES):
        reached = number < index % 5
        attributes[name] = when(created + number * DAY, index + number, account.seed + 5) if reached else None
    if account.is_blind(account.job_of(index)):
        attributes["concealed"] = True
        concealed_fields(attributes)
    return {"attributes": attributes, "relationships": application_links(account, index, linked, posting_id)}


def ai_score(account, dice):
    return {
        "status": "completed",
        "score": dice.below(100),
        "verdict": "good_match",
        "strengths": [account.prose(dice, 60)],
        "concerns": [],
        "interview_focus": [account.prose(dice, 60)],
        "scored_at": "2026-04-01T10:00:00Z",
    }


def application_tags(account, index, rejected):
    tags = [{"context": "rejection", "name": "Availability"}] if rejected else []
    extra = odd(ODD_TAGS, index, account.seed + 1, ABSENT, 3)
    return tags if extra is ABSENT else tags + [extra]


def posting(account, index):
    """Id of the advertisement that brought the applicant, if one did."""
    dice = account.dice("posting", index)
    found = account.postings_of(account.job_of(index))
    return None if dice.one_in(3) else dice.pick(found)


def linkedin(account, who, index):
    """Some of a person's applications repeat the same address, others bring another one."""
    shape = LINKEDIN[(who + (index % 2) * (who % 3) + account.seed) % len(LINKEDIN)]
    return shape.replace("NAME", "person-%d" % who) if isinstance(shape, str) else shape


def application_links(account, index, linked, posting_id):
    stage = str(account.first["stages"] + at_stage(account, index))
    result = {
        "job": to_one("jobs", account.id_of("jobs", account.job_of(index))),
        "job_posting": to_one("job_postings", posting_id),
        "stage": to_one("stages", stage),
        "furthest_stage": to_one("stages", stage),
        "candidate": to_one("candidates", account.id_of("candidates", account.candidate_of(index))),
        "hris_reference": MADE_LATER,
        "onboarding_application": MADE_LATER,
    }
    for name in (
        "document_requests",
        "offers",
        "answers",
        "structured_section_responses",
        "scorecard_ratings",
        "scorecard_notes",
        "scorecard_answers",
        "user_scorecards",
        "comments",
    ):
        result[name] = MADE_LATER
    result["custom_attributes"] = to_many("custom_attributes", [account.personal_attribute_id("applications", index)])
    result.update(linked)
    return result


def personal_attribute(account, kind, index):
    if not account.exists(kind, index):
        return None
    created = timestamp(account.created(kind, index))
    return {
        "attributes": {
            "created_at": created,
            "updated_at": created,
            "option_label": "Third choice" if index % 3 == 2 else None,
            "option_value": "choice-3" if index % 3 == 2 else None,
            "field_name": "Notes",
            "value": account.prose(account.dice("notes" + kind, index), 80),
        },
        "relationships": {
            "custom_field": to_one("custom_fields", account.id_of("custom_fields", 6)),
            "custom_attributable": to_one(kind, account.id_of(kind, index)),
        },
    }
