"""Rows of all twelve tables from documents, rule by rule: output/README.md, "The twelve tables"."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from .columns import COLUMNS, RESOURCE_OF
from .reading import Number
from .values import blank, boolean, instant, is_email, is_text, key, number, text, timestamp, to_json

FREQUENCIES = ("hour", "day", "week", "two_weeks", "month", "year")
ENUMS = {
    "employment_type": {
        "FULL_TIME": "full_time permanent_full_time fixed_term_full_time",
        "PART_TIME": "part_time permanent_part_time fixed_term_part_time part_time_term_time",
        "CONTRACT": "contract contract_temp contract_to_hire fixed_term_contract freelance temporary",
        "SEASONAL": "seasonal_full_time seasonal_part_time",
        "INTERNSHIP": "internship",
    },
    "status": {
        "OPEN": "open",
        "CLOSED": "closed filled cancelled",
        "DRAFT": "draft pending_approval preview",
        "ARCHIVED": "archived",
    },
    "visibility": {
        "PUBLIC": "external",
        "INTERNAL": "internal",
        "UNLISTED": "private_job",
        "CONFIDENTIAL": "confidential",
    },
    "salary_period": {word.upper(): word for word in FREQUENCIES},
}
# Documented by the vendor, but not changed.
KNOWN_VERBATIM = {
    "employment_type": "permanent zero_hours flexible volunteer apprentice programme secondment term_time bank".split(),
    "status": ["hold"],
    "visibility": [],
    "salary_period": [],
}
SHARED_FIELDS = ("workplace_type", "remote", "reporting_to", "requisition_id", "deadline_at")
FORMATS = {
    "short_text": '{"type":"TEXT","display_type":"SINGLE_LINE","max_length":null}',
    "long_text": '{"type":"TEXT","display_type":"MULTI_LINE","max_length":null}',
    "url": '{"type":"TEXT","display_type":"URL","max_length":null}',
    "number": '{"type":"NUMBER","display_type":"FIELD","min":null,"max":null}',
    "boolean": '{"type":"BOOLEAN"}',
    "date": '{"type":"DATE"}',
    "document": '{"type":"FILE","accepted_mime_types":null,"max_file_size_bytes":null}',
}
LOCATION = ("city", "country", "raw", "state", "street_1", "street_2", "zip_code")


def location(*values):
    members = {name: None if blank(value) else text(value) for name, value in zip(LOCATION, values)}
    return to_json(members) if any(members.values()) else None


def by_age(applications):
    """Oldest first; without a readable time last; then the smallest id."""
    return sorted(applications, key=lambda one: (instant(one["created_at"]) or datetime.max, int(one.id)))


class Tables:
    columns, resource_of, not_compared, updated_at = COLUMNS, RESOURCE_OF, (), "remote_updated_at"

    def __init__(self, account, changed_at):
        self.account, self.changed_at = account, changed_at
        self.rows = {table: [] for table in COLUMNS}
        self.seen = set()
        self.warnings = {table: Counter() for table in COLUMNS}
        self.replaced = Counter()

    # --- documents in, rows out ---

    def read(self, resource, document):
        """One page of a resource. Records already seen are skipped."""
        for table, where in RESOURCE_OF.items():
            if where == resource:
                self.replaced[table] += document.replaced
        for record in document.data:
            if record.type == resource and (resource, record.id) not in self.seen:
                self.seen.add((resource, record.id))
                getattr(self, resource)(document, record)
        if resource == "jobs":
            self.unlinked(document)

    def key(self, table, remote_id):
        return key(self.account, table, remote_id)

    def link(self, table, column, target, remote_id):
        """A foreign key from an attribute or linkage. Only digits are an id."""

        def convert(value):
            digits = text(value)
            return self.key(target, digits) if digits.isascii() and digits.isdigit() else None

        return self.checked(table, column, convert, remote_id)

    def add(self, table, remote_id, cells):
        """Each id once. Columns that are not named are null."""
        row = {name: None for name, _ in COLUMNS[table]}
        row.update(cells, id=self.key(table, remote_id), changed_at=self.changed_at)
        if "remote_id" in row:
            row["remote_id"] = remote_id
        if row["id"] not in self.seen:
            self.seen.add(row["id"])
            self.rows[table].append(row)

    def warn(self, table, name, times=1):
        if times:
            self.warnings[table][name] += times

    def checked(self, table, column, convert, value):
        """The converted value; null with a warning if it cannot be converted."""
        if blank(value):
            return None
        out = convert(value)
        self.warn(table, column + ".invalid", out is None)
        return out

    def dates(self, table, record):
        return {
            "remote_created_at": self.checked(table, "remote_created_at", timestamp, record["created_at"]),
            "remote_updated_at": self.checked(table, "remote_updated_at", timestamp, record["updated_at"]),
            "remote_data": '{"/%s":%s}' % (record.type, record.text),
        }

    def names(self, record):
        return {"first_name": text(record["first_name"]), "last_name": text(record["last_name"])}

    # --- users ---

    def users(self, _, record):
        email = record["email"]
        if not blank(email) and not is_email(email):
            self.warn("users", "email.invalid")
            email = None
        self.add("users", record.id, {**self.names(record), "email": None if blank(email) else text(email)})

    # --- jobs and what lives in them ---

    def jobs(self, document, record):
        cells = {"name": text(record["title"]), "description": text(record["description"])}
        visibility = record["visibility"]
        cells["confidential"] = None if blank(visibility) else text(visibility) == "confidential"
        for column in ("employment_type", "status", "visibility"):
            cells[column] = self.enum(column, record[column])
        departments = document.follow(record, "department")
        cells["department"] = text(departments[0]["name"]) if departments else None
        cells["post_url"] = text(record["url"])
        for end, attribute in (("from", "compensation_minimum"), ("to", "compensation_maximum")):
            column = "salary_amount_" + end
            cells[column] = self.checked("jobs", column, number, record[attribute])
        cells["salary_currency"] = text(record["compensation_currency"])
        cells["salary_period"] = self.enum("salary_period", record["compensation_frequency"])
        cells["location"] = self.job_location(document, record)
        cells.update(self.custom(document, record))
        cells["opened_at"] = self.checked("jobs", "opened_at", timestamp, record["opened_at"])
        closed = record["filled_at"] if blank(record["closed_at"]) else record["closed_at"]
        cells["closed_at"] = self.checked("jobs", "closed_at", timestamp, closed)
        contact = record.linked("recruitment_manager_user") or record.linked("hiring_manager_user")
        cells["contact_id"] = self.key("users", contact[0][1]) if contact else None
        for name in ("department", "location", "custom_attributes"):
            self.warn("jobs", "jobs.not_included", self.lacking(document, record, name))
        self.add("jobs", record.id, {**cells, **self.dates("jobs", record)})
        self.job_stages(document, record)
        self.job_questions(document, record)
        self.job_team(record)

    @staticmethod
    def lacking(document, record, name):
        return sum(link not in document.included for link in record.linked(name))

    def enum(self, column, value):
        if blank(value):
            return None
        for word, spellings in ENUMS[column].items():
            if text(value) in spellings.split():
                return word
        self.warn("jobs", column + ".unmapped", text(value) not in KNOWN_VERBATIM[column])
        return text(value)

    @staticmethod
    def job_location(document, record):
        for place in document.follow(record, "location"):
            names = ("city", "country_code", "name", "province", "street_address", None, "postal_code")
            return location(*(name and place[name] for name in names))
        own = record["custom_town"], record["custom_country"], None, record["custom_county"], None, None, None
        return location(*own)

    def custom(self, document, record):
        found, fields = {}, []
        for name in SHARED_FIELDS:
            if record[name] is not None:
                fields.append(("DEFAULT", name, record[name], None))
        for attribute in document.follow(record, "custom_attributes"):
            name, value = text(attribute["field_name"]), attribute["value"]
            if name is not None:
                found.setdefault(name, []).append(value)
            definition = attribute.linked("custom_field", "custom_fields")
            if definition or name is not None:
                fields.append(("CUSTOM", "custom_field_" + definition[0][1] if definition else name, value, name))
        return {
            "custom_fields": to_json({name: values if values[1:] else values[0] for name, values in found.items()}),
            "integration_fields": to_json(
                [
                    {
                        "id": self.key("integration_fields", "%s:%s" % (kind, name)),
                        "key": name,
                        "type": kind,
                        "value": value,
                        "label": label,
                    }
                    for kind, name, value, label in fields
                ]
            ),
        }

    def job_stages(self, document, record):
        def rank(stage_id):
            stage = document.included.get(("stages", stage_id))
            position = number(stage["position"]) if stage and not blank(stage["position"]) else None
            return position is None, Decimal(position or 0), int(stage_id)

        stage_ids = {stage_id: True for _, stage_id in record.linked("stages")}
        for index, stage_id in enumerate(sorted(stage_ids, key=rank)):
            stage = document.included.get(("stages", stage_id))
            if stage:
                self.stage(stage)
            self.warn("application_stages", "application_stages.not_included", stage is None)
            cells = {
                "index": index,
                "job_id": self.key("jobs", record.id),
                "stage_id": self.key("application_stages", stage_id),
            }
            self.add("job_application_stages", "%s:%s" % (record.id, stage_id), cells)

    def job_questions(self, document, record):
        question_ids = {question_id: True for _, question_id in record.linked("questions")}
        for index, question_id in enumerate(question_ids):
            question = document.included.get(("questions", question_id))
            if question:
                self.question(question)
            self.warn("screening_questions", "screening_questions.not_included", question is None)
            required = question["required"] if question else None
            cells = {
                "index": index,
                "required": self.checked("job_screening_questions", "required", boolean, required),
                "job_id": self.key("jobs", record.id),
                "question_id": self.key("screening_questions", question_id),
            }
            self.add("job_screening_questions", "%s:%s" % (record.id, question_id), cells)

    def stage(self, stage):
        self.add("application_stages", stage.id, {"name": text(stage["name"])})

    def question(self, question):
        cells = {
            "title": text(question["title"]),
            "description": text(question["additional_information"]),
            "format": self.question_format(question),
        }
        self.add("screening_questions", question.id, cells)

    def unlinked(self, document):
        """Included stages and questions that no job of the page links to."""
        for (kind, _), resource in document.included.items():
            if kind == "stages":
                self.stage(resource)
            elif kind == "questions":
                self.question(resource)

    def question_format(self, question):
        kind = question["question_type"]
        if is_text(kind) and kind in FORMATS:
            return FORMATS[kind]
        if not is_text(kind) or kind != "multiple_choice":
            return to_json({"type": "UNKNOWN", "raw_question": {"question_type": kind}})
        listed = question["multiple_choice_options"]
        choices = listed if isinstance(listed, list) else [] if blank(listed) else [listed]
        options = [
            {
                "id": self.key("screening_question_options", "%s:%d" % (question.id, position)),
                "remote_id": None,
                # An object or array among the options has no name.
                "name": None if isinstance(name, (dict, list)) and isinstance(listed, list) else text(name),
            }
            for position, name in enumerate(choices)
        ]
        most = number(question["max_num_required_answer_options"])
        if most is not None and Decimal(most) > 1:
            return to_json({"type": "MULTI_SELECT", "options": options})
        return to_json({"type": "SINGLE_SELECT", "display_type": None, "options": options})

    def job_team(self, record):
        roles = {}
        for role in ("HIRING_MANAGER", "RECRUITER"):
            name = {"HIRING_MANAGER": "hiring_manager_user", "RECRUITER": "recruitment_manager_user"}[role]
            for _, user_id in record.linked(name):
                roles.setdefault(user_id, []).append(role)
        for user_id, held in roles.items():
            cells = {
                "roles": to_json(held),
                "job_id": self.key("jobs", record.id),
                "user_id": self.key("users", user_id),
            }
            self.add("job_hiring_team", "%s:%s" % (record.id, user_id), cells)

    # --- candidates and their tags ---

    def candidates(self, document, record):
        applications = by_age(document.follow(record, "applications"))
        self.warn("candidates", "candidates.not_included", self.lacking(document, record, "applications"))
        named = [one[name] for name in ("channel_source", "channel") for one in applications if not blank(one[name])]
        email, phone = record["email"], record["phone"]
        refused = not blank(email) and not is_email(email)
        self.warn("candidates", "email.invalid", refused)
        cells = {
            **self.names(record),
            "source": text(named[0]) if named else None,
            "phone_numbers": to_json([] if blank(phone) else [{"phone_number": text(phone), "type": None}]),
            "email_addresses": to_json(
                [] if blank(email) or refused else [{"email_address": text(email), "type": None}]
            ),
            "social_media": self.social_media(applications),
            "location": location(
                record["town"],
                self.country(record["country"], applications),
                None,
                record["state_province"],
                record["address1"],
                record["address2"],
                record["postcode"],
            ),
        }
        self.add("candidates", record.id, {**cells, **self.dates("candidates", record)})
        self.candidate_tags(record)

    @staticmethod
    def social_media(applications):
        links = {text(one["linkedin_url"]): True for one in applications if not blank(one["linkedin_url"])}
        found = []
        for link in links:
            name = link.partition("/in/")[2]
            for end in "/?#":
                name = name.partition(end)[0]
            found.append({"link": link, "type": "LINKEDIN", "username": name or None})
        return to_json(found)

    @staticmethod
    def country(value, applications):
        if blank(value):
            return None
        country = text(value)
        if len(country) == 2 and country.isascii() and country.isalpha():
            return country.upper()
        for one in applications:
            if country in (text(one["country"]), text(one["country_name"])) and not blank(one["country_code"]):
                return text(one["country_code"])
        return country

    def candidate_tags(self, record):
        listed = record["tags"]
        if listed is not None and not isinstance(listed, list):
            listed = [None]  # not a list: skipped like an element that is not a tag
        for element in listed or ():
            context, name = self.tag(element)
            if blank(name):
                self.warn("tags", "tags.invalid")
                self.warn("candidate_tags", "tags.invalid")
                continue
            remote_id = "%s:%s" % (context, name)
            self.add("tags", remote_id, {"name": name})
            cells = {"candidate_id": self.key("candidates", record.id), "tag_id": self.key("tags", remote_id)}
            self.add("candidate_tags", "%s:%s" % (record.id, remote_id), cells)

    @staticmethod
    def tag(element):
        if is_text(element):
            return "", element
        if not isinstance(element, dict):
            return "", None
        parts = [element.get(member) for member in ("context", "name", "tag")]
        if not all(part is None or isinstance(part, str) for part in parts):
            return "", None
        context, name, written = map(text, parts)
        return context or "", written if blank(name) else name

    # --- applications, interviews ---

    def applications(self, _, record):
        outcome = "PENDING" if blank(record["rejected_at"]) else "DECLINED"
        cells = {"outcome": outcome if blank(record["hired_at"]) else "HIRED"}
        for column, table, name in (
            ("current_stage_id", "application_stages", "stage"),
            ("job_id", "jobs", "job"),
            ("candidate_id", "candidates", "candidate"),
        ):
            linked = record.linked(name)
            value = linked[0][1] if blank(record[name + "_id"]) and linked else record[name + "_id"]
            cells[column] = self.link("applications", column, table, value)
        self.add("applications", record.id, {**cells, **self.dates("applications", record)})

    def interviews(self, document, record):
        stages = document.follow(record, "stage")
        self.warn("interviews", "interviews.not_included", self.lacking(document, record, "stage"))
        cells = {"title": text(stages[0]["name"]) if stages else None}
        cells["starting_at"] = self.checked("interviews", "starting_at", timestamp, record["start_at"])
        cells["ending_at"] = self.checked("interviews", "ending_at", timestamp, record["end_at"])
        if record["interviewable_type"] == "Application":
            target = record["interviewable_id"]
            cells["application_id"] = self.link("interviews", "application_id", "applications", target)
        cells["remote_data"] = '{"/interviews":%s}' % record.text
        self.add("interviews", record.id, cells)
