"""The twelve tables: resource, columns in order, their types. `!` marks what may not be null."""

HEAD = "id! remote_id changed_at:timestamp! remote_deleted_at:timestamp "
TAIL = " id! changed_at:timestamp! remote_deleted_at:timestamp"
DATES = " remote_created_at:timestamp remote_updated_at:timestamp "

WORDS = {
    "users": ("users", HEAD + "first_name last_name email"),
    "jobs": (
        "jobs",
        HEAD + "name description confidential:boolean employment_type status visibility department post_url "
        "salary_amount_from:number salary_amount_to:number salary_currency salary_period location:json "
        "custom_fields:json integration_fields:json opened_at:timestamp closed_at:timestamp"
        + DATES
        + "contact_id remote_data:json",
    ),
    "candidates": (
        "candidates",
        HEAD + "first_name last_name source phone_numbers:json email_addresses:json social_media:json location:json"
        + DATES
        + "remote_data:json",
    ),
    "application_stages": ("jobs", HEAD + "name"),
    "applications": (
        "applications",
        HEAD + "outcome current_stage_id job_id candidate_id" + DATES + "remote_data:json",
    ),
    "screening_questions": ("jobs", HEAD + "title description format:json"),
    "tags": ("candidates", HEAD + "name"),
    "interviews": (
        "interviews",
        HEAD + "title starting_at:timestamp ending_at:timestamp application_id remote_data:json",
    ),
    "candidate_tags": ("candidates", "candidate_id tag_id" + TAIL),
    "job_application_stages": ("jobs", "index:integer job_id stage_id" + TAIL),
    "job_screening_questions": (
        "jobs",
        "index:integer required:boolean precondition_question_id precondition_options:json job_id question_id" + TAIL,
    ),
    "job_hiring_team": ("jobs", "roles:json job_id user_id" + TAIL),
}


def split(word):
    name, _, kind = word.rstrip("!").partition(":")
    return name, kind or "text"


RESOURCE_OF = {table: resource for table, (resource, _) in WORDS.items()}
COLUMNS = {table: [split(word) for word in words.split()] for table, (_, words) in WORDS.items()}
REQUIRED = ("id", "changed_at")
