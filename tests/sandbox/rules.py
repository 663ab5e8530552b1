"""What the service allows: resources, relationships, extra fields, filters, sorts. Tables only."""

RESOURCES = ("users", "jobs", "candidates", "applications", "interviews")
PAGE_SIZE = 100
PAGE_SIZE_MAX = 1000

VISIBILITIES = ("external", "internal", "private_job", "confidential")
JOB_STATUSES = ("open", "closed", "archived", "pending_approval", "draft", "hold", "cancelled", "filled", "preview")
EMPLOYMENT_TYPES = (
    "full_time",
    "part_time",
    "contract_temp",
    "freelance",
    "internship",
    "permanent",
    "fixed_term_contract",
    "zero_hours",
    "permanent_full_time",
    "permanent_part_time",
    "fixed_term_full_time",
    "fixed_term_part_time",
    "flexible",
    "seasonal_full_time",
    "seasonal_part_time",
    "contract",
    "temporary",
    "contract_to_hire",
    "volunteer",
    "apprentice",
    "programme",
    "secondment",
    "term_time",
    "part_time_term_time",
    "bank",
)
WORKPLACE_TYPES = ("onsite", "hybrid", "remote")
STAGE_TYPES = ("applied", "rejected", "review", "interview", "hired", "offer")
LOCALES = ("en", "de", "fr", "es", "cy")

# type -> relationship -> types it may link to. What is named here may be included; the account holds no records of
# the types that account.py does not know (offers, answers, comments and the like): those links are empty.
RELATIONSHIPS = {
    "users": {},
    "departments": {},
    "divisions": {},
    "companies": {},
    "custom_fields": {},
    "locations": {"equality_monitoring_template": ("equality_monitoring_templates",)},
    "structure_custom_group_ones": {"jobs": ("jobs",)},
    "structure_links": {
        "division": ("divisions",),
        "location": ("locations",),
        "department": ("departments",),
        "structure_custom_group_one": ("structure_custom_group_ones",),
    },
    "stages": {"stageable": ("jobs",), "applications": ("applications",)},
    "questions": {"scorecard_section": ("scorecard_sections",)},
    "custom_attributes": {
        "custom_field": ("custom_fields",),
        "custom_attributable": ("jobs", "candidates", "applications"),
    },
    "jobs": {
        "department": ("departments",),
        "division": ("divisions",),
        "location": ("locations",),
        "structure_custom_group_one": ("structure_custom_group_ones",),
        "company": ("companies",),
        "structure_link": ("structure_links",),
        "hiring_manager_user": ("users",),
        "recruitment_manager_user": ("users",),
        "creator_user": ("users",),
        "applications": ("applications",),
        "job_postings": ("job_postings",),
        "questions": ("questions",),
        "custom_attributes": ("custom_attributes",),
        "stages": ("stages",),
    },
    "candidates": {
        "applications": ("applications",),
        "hris_references": ("hris_references",),
        "job_seekers": ("job_seekers",),
        "skills": ("skills",),
        "custom_attributes": ("custom_attributes",),
    },
    "applications": {
        "job": ("jobs",),
        "job_posting": ("job_postings",),
        "stage": ("stages",),
        "furthest_stage": ("stages",),
        "candidate": ("candidates",),
        "hris_reference": ("hris_references",),
        "onboarding_application": ("onboarding_applications",),
        "document_requests": ("document_requests",),
        "offers": ("offers",),
        "answers": ("answers",),
        "custom_attributes": ("custom_attributes",),
        "structured_section_responses": ("structured_section_responses",),
        "scorecard_ratings": ("scorecard_ratings",),
        "scorecard_notes": ("scorecard_notes",),
        "scorecard_answers": ("scorecard_answers",),
        "user_scorecards": ("user_scorecards",),
        "comments": ("comments",),
    },
    "interviews": {
        "stage": ("stages",),
        "interview_parts": ("interview_parts",),
        "interviewable": ("applications", "job_seekers"),
    },
    "interview_parts": {"interview": ("interviews",), "interviewing_users": ("users",)},
    "answers": {
        "question": ("questions",),
        "answer_options": ("answer_options",),
        "answerable": ("applications", "job_seekers"),
    },
    "offers": {
        "creator": ("users",),
        "manager": ("users",),
        "stage": ("stages",),
        "custom_attributes": ("custom_attributes",),
    },
    "structured_section_responses": {"answers": ("answers",), "structured_section": ("structured_sections",)},
    "comments": {"user": ("users",), "commentable": ("applications", "job_seekers")},
    "job_seekers": {"candidate": ("candidates",), "custom_attributes": ("custom_attributes",)},
}

# Attributes that are sent only if extra_fields[TYPE] names them.
EXTRA_FIELDS = {
    "jobs": (
        "hiring_user_id",
        "recruitment_manager_user_id",
        "assigned_onboarding_process_id",
        "assigned_onboarding_process_name",
        "assigned_onboarding_candidate_owner_user_id",
        "assigned_onboarding_candidate_owner_user_email",
        "users_emails_with_job_level_visibility",
    ),
    "candidates": ("attachments", "tags"),
    "applications": ("attachments", "average_rating", "tags", "days_in_current_stage"),
    "offers": ("attachments",),
    "answers": ("attachments",),
    "job_seekers": ("attachments", "average_rating", "tags"),
    "structure_links": ("names", "in_use"),
}

SORTS = {
    "users": (),
    "jobs": ("id", "created_at", "updated_at"),
    "candidates": ("id", "created_at", "updated_at"),
    "applications": ("id", "created_at", "updated_at"),
    "interviews": ("id", "created_at", "updated_at", "start_at"),
}

# A filter is (kind, where its value is found, allowed values). Kinds: time (gt and lt only), list, one, bool,
# visibility, search, link (id of a relationship), stage (basic_type of the stage), any_bool (accepted, matches all).
TIME = ("time", None, None)


def listed(attribute, allowed=None):
    return ("list", attribute, allowed)


FILTERS = {
    "users": {"employee": ("any_bool", None, None), "email": ("one", "email", None)},
    "jobs": {
        "created_at": TIME,
        "updated_at": TIME,
        "uuid": listed("uuid"),
        "external_system_reference": listed("external_system_reference"),
        "requisition_id": listed("requisition_id"),
        "employment_type": listed("employment_type", EMPLOYMENT_TYPES),
        "workplace_type": listed("workplace_type", WORKPLACE_TYPES),
        "visibility": ("visibility", None, VISIBILITIES),
        "status": listed("status", JOB_STATUSES),
        "remote": ("bool", "remote", None),
        "department_id": ("link", "department", None),
        "division_id": ("link", "division", None),
        "location_id": ("link", "location", None),
        "search": ("search", "title", None),
        "structure_custom_group_one_id": ("link", "structure_custom_group_one", None),
        "hiring_manager_user_id": ("link", "hiring_manager_user", None),
        "recruitment_manager_user_id": ("link", "recruitment_manager_user", None),
    },
    "candidates": {
        "created_at": TIME,
        "updated_at": TIME,
        "external_system_reference": listed("external_system_reference"),
        "blocked": ("bool", "blocked", None),
        "phone": listed("phone"),
    },
    "applications": {
        "created_at": TIME,
        "updated_at": TIME,
        "uuid": listed("uuid"),
        "candidate_id": ("one", "candidate_id", None),
        "external_system_reference": listed("external_system_reference"),
        "internal_candidate": ("bool", "internal_candidate", None),
        "job_id": ("one", "job_id", None),
        "job_posting_id": ("one", "job_posting_id", None),
        "locale": listed("locale"),
        "stage_id": ("one", "stage_id", None),
        "stage_basic_type": ("stage", None, STAGE_TYPES),
        "candidate_email": listed("email"),
        "candidate_phone": listed("phone"),
        "concealed": ("bool", "concealed", None),
        "job_visibility": ("visibility", None, VISIBILITIES),
    },
    "interviews": {
        "created_at": TIME,
        "start_at": TIME,
        "interviewable_id": ("one", "interviewable_id", None),
        "interviewable_type": ("one", "interviewable_type", ("Application", "JobSeeker")),
        "presence": listed("presence", ("attended", "no_show")),
        "job_visibility": ("visibility", None, VISIBILITIES),
    },
}
