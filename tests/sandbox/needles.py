"""An account in which each personal value is a needle: a text, number or day that stands nowhere else in the account.

    sandbox = NeedleSandbox(seed, size)       like answers.Sandbox
    needles_in(data)                          the names of all needles in some bytes
    NEEDLES.known[name]                       what the needle is: its type, attribute and marks
"""

import datetime
import re
import threading
from typing import NamedTuple

from account import Account
from answers import Sandbox
from rules import TYPES
from selection import Selections
from values import Number

# What deserves care, by type and attribute: P names a person, S special, F free text, U link, E assessment. An independent copy
# of the marks in mappings/. Booleans have no needles, and links and names of files have marks of their own.
ATTRIBUTES = """
users first_name:P last_name:P email:P last_sign_in_at:P
requisition_details varchar_value:F text_value:F single_select_value:F multi_select_value:F
jobs reporting_to:F assigned_onboarding_candidate_owner_user_email:P users_emails_with_job_level_visibility:P
job_postings reporting_to:F
candidates first_name:P middle_name:P last_name:P preferred_name:P full_name:P email:P phone:P date_of_birth:PS address1:P
 address2:P town:P state_province:P postcode:P country:P tags:E attachments:U
job_seekers first_name:P last_name:P preferred_name:P full_name:P email:P phone:P date_of_birth:PS address1:P address2:P town:P
 state_province:P postcode:P country:P summary:F average_rating:E tags:E attachments:U
applications first_name:P last_name:P preferred_name:P full_name:P email:P phone:P date_of_birth:PS preferred_pronouns:PS
 national_identifier:PS linkedin_url:P summary:F address1:P address2:P town:P state_province:P postcode:P country:P
 average_rating:E ai_score:E tags:E attachments:U
answers text_answer:F url_answer:F document_answer:U attachments:U
offers salary_amount:E work_address:F comment:F attachments:U
document_requests attachments:U
user_scorecards sentiment:E summary:F
scorecard_ratings score:E
scorecard_notes body:F
scorecard_answers text_answer:F
interviews summary:F
interview_parts conferencing_join_url:U
candidate_assessments result:E result_details:E result_url:U
background_checks result:ES result_details:ES result_url:US
reference_checks referee_details_submitted_by:P referee_details_last_edited_by:P reference_submitted_by:P referee_name:P
 referee_email:P
reference_check_answers value:F
reference_check_field_answers value:F additional_information:F
candidate_surveys rating:E comment:F
comments body_text:F
onboarding_answers text_answer:F date_answer:F url_answer:F multiple_choice_answer:F document_answer:U image_answer:U
 docu_sign_answer:U
custom_attributes value:F
"""
MARKS = {"P": "personal", "S": "special", "F": "free_text", "U": "link", "E": "assessment"}
SURPRISE = "surprise"  # an attribute that nobody documented, in every record
NEEDLE = re.compile(rb"(?i)zq[0-9a-f]{6}qz|777[0-9]{7}|1[89][0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?")
FIRST_DAY, FIRST_MOMENT = datetime.date(1801, 1, 1), datetime.datetime(1951, 1, 1)


def known_marks():
    marks = {}
    for line in ATTRIBUTES.replace("\n ", " ").split("\n"):
        for word in line.split()[1:]:
            marks[line.split()[0], word.split(":")[0]] = word.split(":")[1]
    return marks


KNOWN = known_marks()


class Needle(NamedTuple):
    kind: str
    attribute: str
    marks: str
    value: object  # the whole value of which it is a part


def needles_in(data):
    """The names of what looks like a needle; a day in another century, or a number, may be none."""
    return {match.decode().lower() for match in NEEDLE.findall(data)}


class Needles:
    """What is a needle. The same attribute of the same record always has the same ones, whatever account is asked."""

    def __init__(self):
        self.lock, self.serials, self.known = threading.Lock(), {}, {}

    def make(self, where, marks, spelled, value=None):
        """`spelled` makes the needle of a number, `value` the whole value of a needle."""
        with self.lock:
            serial = self.serials.setdefault(where, len(self.serials))
        needle = spelled(serial)
        whole = value(needle) if value else needle
        self.known[needle.lower()] = Needle(where[0], where[2], marks, whole)
        return whole

    def text(self, where, marks, form="Ann %s"):
        return self.make(where, marks, "Zq%06xqZ".__mod__, lambda needle: form.replace("%s", needle))

    def number(self, where, marks):
        return self.make(where, marks, "777%07d".__mod__, Number)

    def day(self, where, marks):
        return self.make(where, marks, lambda serial: str(FIRST_DAY + datetime.timedelta(serial)))

    def moment(self, where, marks):
        return self.make(
            where,
            marks,
            lambda serial: (FIRST_MOMENT + datetime.timedelta(minutes=serial)).strftime("%Y-%m-%dT%H:%M"),
            lambda needle: needle + ":00Z",
        )

    def file(self, where, marks):
        named = marks if where[0] == "onboarding_answers" else "P"  # one column there, two everywhere else
        return {
            "context": "cv",
            "filename": self.text(where + ("filename",), named, "%s.pdf"),
            "url": self.text(where + ("url",), marks, "https://files.example.com/%s"),
        }

    def score(self, where, marks):
        part = {name: self.text(where + (name,), marks) for name in ("status", "verdict")}
        lists = {name: [self.text(where + (name,), marks)] for name in ("strengths", "concerns", "interview_focus")}
        scored = {"score": self.number(where + ("score",), marks), "scored_at": self.moment(where + ("at",), marks)}
        return {**part, **lists, **scored}

    def value(self, where, marks):
        kind, _, name = where
        shape = name if name == "ai_score" else TYPES[kind].attributes[name].kind
        return {
            "ai_score": self.score,
            "text": lambda *_: self.text(where, marks, text_form(name)),
            "time": self.moment,
            "date": self.day,
            "integer": self.number,
            "number": self.number,
            "decimal": self.number,
            "list": lambda *_: [self.text(where, marks, "%s@example.org" if "email" in name else "One %s")],
            "object": lambda *_: {"remarks": [self.text(where, marks)], "of": self.number(where + ("of",), marks)},
            "files": lambda *_: [self.file(where, marks)],
            "file": self.file,
            "tags": lambda *_: [{"context": "custom_green", "name": self.text(where, marks)}],
        }[shape](where, marks)


NEEDLES = Needles()


def text_form(name):
    if name.endswith("email"):
        return "%s@example.org"
    if name == "linkedin_url":
        return "https://www.linkedin.com/in/%s"
    return "https://example.org/%s" if "url" in name else "Ann %s"


class NeedleAccount(Account):
    def identity(self):
        return ("needles",) + super().identity()

    def make(self, kind, index):
        record = super().make(kind, index)
        if record is None:
            return None
        patched = self.patches.get((kind, index), ())
        for name in record["attributes"]:
            if (kind, name) in KNOWN and name not in patched:
                record["attributes"][name] = NEEDLES.value((kind, index, name), KNOWN[kind, name])
        record["attributes"][SURPRISE] = NEEDLES.text((kind, index, SURPRISE), "PSFUE")
        return record


class NeedleSandbox(Sandbox):
    def open_account(self, seed, size, heavy):
        super().open_account(seed, size, heavy)
        self.account = NeedleAccount(seed, size, heavy, clock=self.now)
        self.selections = Selections(self.account)
