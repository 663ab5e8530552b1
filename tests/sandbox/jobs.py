"""Users and jobs. Each record is a function of its index."""

from parts import ATTRIBUTES_MAX, PLACES, job_attribute_slots, job_questions, job_stages
from rules import EMPLOYMENT_TYPES, JOB_STATUSES
from shapes import MADE_LATER, link, shape_of, shaped, to_many, to_one, when
from values import (
    ABSENT,
    DAY,
    FIRST_NAMES,
    LAST_NAMES,
    ODD_ADDRESSES,
    ODD_EMAILS,
    ODD_NUMBERS,
    ODD_TEXTS,
    TOWNS,
    Longest,
    Number,
    day,
    odd,
    timestamp,
)

JOB_TITLES = (
    "Paint Watcher",
    "Software Engineer",
    "Night Porter",
    "Head of Lettuce",
    "Data Analyst",
    "Nurse",
    "Chef de Partie",
    "Lighthouse Keeper",
    "Buyer",
    "Warehouse Operative",
)


def user(account, index):
    dice = account.dice("users", index)
    first, last = dice.pick(FIRST_NAMES), dice.pick(LAST_NAMES)
    return {
        "attributes": {
            "created_at": when(account.created("users", index), index, account.seed),
            "updated_at": when(account.updated("users", index), index, account.seed + 1),
            "email": odd(ODD_EMAILS, index, account.seed, "person%d@example.com" % index, 4),
            "first_name": odd(ODD_TEXTS, index, account.seed + 1, first, 4),
            "last_name": odd(ODD_TEXTS, index, account.seed + 2, last, 4),
            "time_zone": "Europe/London",
            "access_group_id": 1 + dice.below(4),
            "last_sign_in_at": None if dice.one_in(3) else timestamp(account.updated("users", index)),
        }
    }


def compensation(account, index, dice):
    minimum = 20000 + 500 * dice.below(80)
    slot = 2 * index
    return {
        "compensation": "\u00a3%d - \u00a3%d / year" % (minimum, minimum + 10000),
        "compensation_minimum": odd(ODD_NUMBERS, slot, account.seed, minimum, 1),
        "compensation_maximum": odd(ODD_NUMBERS, slot + 1, account.seed, minimum + 10000, 1),
        "compensation_currency": odd(("", None, "EUR", ABSENT, "gbp"), index, account.seed, "GBP"),
        "compensation_frequency": (
            "hour",
            "day",
            "week",
            "month",
            "year",
            "year",
            "two_weeks",
            "fortnight",
            None,
            "",
            " ",
            ABSENT,
        )[(index + account.seed) % 12],
        "compensation_visible": dice.one_in(2),
        "is_compensation_visible": dice.one_in(2),
    }


def job_times(account, index, dice):
    created, updated = account.created("jobs", index), account.updated("jobs", index)
    ended = created + 40 * DAY
    chosen = {
        "created_at": created,
        "updated_at": updated,
        "opened_at": created + DAY,
        "closed_at": ended if dice.one_in(3) else None,
        "filled_at": ended + DAY if dice.one_in(3) else None,
        "deadline_at": created + 30 * DAY,
    }
    result = {
        name: when(seconds, 7 * index + slot, account.seed) for slot, (name, seconds) in enumerate(chosen.items())
    }
    result["deadline_on"] = day(created + 30 * DAY)
    if index % 4 == 1:  # closed_at blank: the next best is asked
        result["closed_at"], result["filled_at"] = "", timestamp(ended)
    return result


def job_texts(account, index, dice):
    length = Longest.description if index in (2, 5) else 1500 + dice.below(2000)
    description = account.html(dice, length)
    if index % 7 == 3:
        description = odd(ODD_TEXTS, index // 7, account.seed, description, 1)
    description = account.padding(index, description)
    result = {
        "title": odd(ODD_TEXTS, index, account.seed + 3, dice.pick(JOB_TITLES), 2),
        "description": description,
        "benefits": account.html(dice, 500),
        "benefits_header": "Benefits",
        "key_responsibilities": account.html(dice, 900),
        "key_responsibilities_header": "Key Responsibilities",
        "skills_knowledge_expertise": account.html(dice, 900),
        "skills_knowledge_expertise_header": "Skills, Knowledge and Experience",
    }
    result.update(job_headers(account, index))
    return result


def job_headers(account, index):
    dice = account.dice("headers", index)
    result = {"about_company_theme_section": account.html(dice, 120), "draft_job_additional_information": "To be discussed"}
    for part in ("key_responsibilities", "skills_knowledge_expertise", "benefits"):
        result["external_%s_header" % part] = "What we offer" if part == "benefits" else "Your part"
    result["about_company_theme_section_header"] = "About us"
    return {name: None if dice.one_in(3) else value for name, value in result.items()}


def job_kinds(account, index, dice):
    statuses = JOB_STATUSES + ("reopened", "", None, ABSENT)
    kinds = EMPLOYMENT_TYPES + ("on_call", "", " ", None, ABSENT)
    kind = kinds[(5 * index + account.seed) % len(kinds)]
    place = odd(("anywhere", None, ABSENT, ""), index, account.seed, dice.pick(("onsite", "hybrid", "remote")))
    return {
        "status": statuses[(4 * index + account.seed) % len(statuses)],
        "visibility": account.job_visibility(index),
        "employment_type": kind,
        "employment_type_text": kind.replace("_", " ").title() if isinstance(kind, str) else kind,
        "workplace_type": place,
        "workplace_type_text": place.capitalize() if isinstance(place, str) else place,
        "remote": odd((None, ABSENT, "true"), index, account.seed + 1, place == "remote"),
    }


def job_settings(account, index, dice, identifier):
    base = "https://acme.pinpointhq.com"
    path = "/en/postings/%s" % dice.below(1 << 40)
    result = {
        "url": odd((None, "", ABSENT, base + path + '?a=1&b="2"'), index, account.seed + 2, base + path, 5),
        "path": path,
        "application_form_url": base + path + "/applications/new",
        "reporting_to": odd((None, "", ABSENT, Number("7")), index, account.seed, "CTO", 2),
        "requisition_id": odd((None, "", ABSENT, 4711), index, account.seed + 1, "PAINT-%d" % index, 2),
        "uuid": account.uuid("jobs", index),
        "external_system_reference": "EXT-%d" % index if index % 3 else None,
        "on_hold_in_seconds": 0,
        "country_code": "GB",
        "custom_town": odd((None, ABSENT, " "), index, account.seed, dice.pick(TOWNS), 4),
        "custom_county": None if dice.one_in(2) else "Surrey",
        "custom_country": "United Kingdom" if dice.one_in(2) else None,
        "company_name_override": "Acme Care" if index % 4 == 0 else None,
        "headcount_maximum": 1 + dice.below(9),
        "headcount_maximum_enabled": True,
        "experience_level": "director",
        "blind_screening": account.is_blind(index),
        "selected_hiring_workflow_id": "1",
        "linkedin_company_id": "12345",
        "notify": True,
        "diversity_monitoring": True,
        "diversity_monitoring_requirement": "optional",
        "referral_amount": Number("1000.0"),
        "referral_currency": "GBP",
        "referral_details": "After six months" if index % 2 else None,
        "company_id": "1",
    }
    for name in ("cover_letter", "personal_summary", "resume"):
        result[name + "_requirement"] = dice.pick(("required", "optional", "off"))
    for name in (
        "ask_for_address",
        "ask_for_date_of_birth",
        "ask_for_linkedin_profile",
        "ask_for_middle_name",
        "include_in_linkedin_rss",
        "include_in_indeed",
        "monster",
        "talentdotcom",
        "ziprecruiter",
        "facebookjobs",
        "referrals_enabled",
        "require_phone",
        "is_remote_with_location_restrictions",
    ):
        result[name] = dice.one_in(2)
    result["linkedin"] = account.dice("linkedin", index).one_in(2)
    return result


def job_team(account, index):
    """(hiring manager, recruiter): user ids or None; in every third job the same person."""
    dice = account.dice("team", index)
    count = account.count["users"]
    manager = account.id_of("users", dice.below(count))
    return manager, manager if index % 3 == 2 else account.id_of("users", dice.below(count))


def job(account, index):
    dice = account.dice("jobs", index)
    identifier = account.id_of("jobs", index)
    manager, recruiter = job_team(account, index)
    attributes = job_times(account, index, dice)
    for part in (
        job_texts(account, index, dice),
        job_kinds(account, index, dice),
        compensation(account, index, dice),
        job_settings(account, index, dice, identifier),
    ):
        attributes.update(part)
    attributes.update(
        {
            "hiring_user_id": manager,
            "recruitment_manager_user_id": recruiter,
            "users_emails_with_job_level_visibility": odd(
                ODD_ADDRESSES,
                index,
                account.seed,
                ["person%d@example.com" % dice.below(account.count["users"]), "GONE@example.com"],
            ),
        }
    )
    attributes.update(job_onboarding(account, index))
    return {"attributes": attributes, "relationships": job_links(account, index, dice, manager, recruiter)}


def job_onboarding(account, index):
    """The extra fields about what follows a hire."""
    owner = account.dice("onboarding", index).below(account.count["users"])
    values = {
        "process_id": str(1 + index % 3),
        "process_name": "Onboarding %d" % (1 + index % 3),
        "candidate_owner_user_id": account.id_of("users", owner),
        "candidate_owner_user_email": "person%d@example.com" % owner,
    }
    return {"assigned_onboarding_" + name: value if index % 3 else None for name, value in values.items()}


def job_links(account, index, dice, manager, recruiter):
    structure = {
        name: to_one(kind, account.id_of(kind, dice.below(PLACES[kind])))
        for name, kind in (
            ("department", "departments"),
            ("division", "divisions"),
            ("location", "locations"),
            ("structure_custom_group_one", "structure_custom_group_ones"),
        )
    }
    relationships = {
        name: shaped(shape_of(account, index, shift), value) for shift, (name, value) in enumerate(structure.items())
    }
    relationships.update(
        {
            "company": to_one("companies", "1"),
            "structure_link": MADE_LATER,
            "hiring_manager_user": shaped(shape_of(account, index, 4), to_one("users", manager)),
            "recruitment_manager_user": shaped(shape_of(account, index, 7), to_one("users", recruiter)),
            "creator_user": to_one("users", manager),
            "job_postings": MADE_LATER,
            "applications": {"data": lambda: [link("applications", one) for one in account.applications_of_job(index)]},
            "questions": shaped(
                ("link", "link", "link", "link", "empty", "null", "meta", "missing")[index % 8],
                to_many("questions", job_questions(account, index)),
            ),
            "custom_attributes": shaped(
                "meta" if index % 8 == 6 else "link",
                to_many(
                    "custom_attributes",
                    (
                        str(account.first["custom_attributes"] + index * ATTRIBUTES_MAX + slot)
                        for slot in job_attribute_slots(account, index)
                    ),
                ),
            ),
            "stages": shaped("meta" if index % 8 == 7 else "link", to_many("stages", job_stages(account, index))),
        }
    )
    return relationships
