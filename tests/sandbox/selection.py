"""Which records of a resource a query requests, in which order: indexes only, so that any size is cheap."""

from array import array

import making
from interviews import interviewable
from links import SINGULAR
from rules import TYPES, VISIBILITIES
from values import DAY

CACHED = 64


class Selections:
    """Remembers the last few selections of one account."""

    def __init__(self, account):
        self.account, self.known = account, {}

    def get(self, resource, query):
        key = (self.account.version, resource, repr(sorted(query.filters.items())), tuple(query.sort))
        if key not in self.known:
            if len(self.known) >= CACHED:
                self.known.clear()
            self.known[key] = select(self.account, resource, query)
        return self.known[key]


def select(account, resource, query):
    chosen = account.listing(resource)
    for test in tests_of(account, resource, query):
        chosen = array("L", filter(test, chosen))
    for name, descending in reversed(query.sort):
        if name == "id":
            chosen = chosen[::-1] if descending else chosen
        else:
            chosen = array(
                "L", sorted(chosen, key=lambda index: moment(account, resource, name, index) or 0, reverse=descending)
            )
    return chosen


def shown(account, resource, index, query):
    """Would a list with this query hold the record?"""
    return all(test(index) for test in tests_of(account, resource, query))


def moment(account, resource, name, index):
    """Seconds; None for null."""
    if (resource, name) == ("interviews", "start_at"):
        return account.interview_start(index)
    if (resource, name) == ("jobs", "opened_at"):
        return account.created("jobs", index) + DAY
    return making.moment_of(account, resource, index, name)


def tests_of(account, resource, query):
    filters = dict(query.filters)
    known = TYPES[resource].filters
    visibility = next((name for name, one in known.items() if one.kind == "visibility"), None)
    if visibility:
        wanted = filters.pop(visibility, None)
        if wanted is None or set(wanted) != set(VISIBILITIES):
            yield lambda index: is_visible(job_visibility(account, resource, index), wanted)
    for name, values in filters.items():
        yield TESTS[known[name].kind](account, resource, name, known[name].place, values)


def job_visibility(account, resource, index):
    """Visibility of the job a record belongs to; None where there is no job."""
    if resource == "jobs":
        return account.job_visibility(index)
    if resource == "interviews":
        kind, of = interviewable(account, index)
        application = of if kind == "Application" else None
    else:
        application = index if resource == "applications" else account.application_of(resource, index)
    return None if application is None else account.job_visibility(account.job_of(application))


def is_visible(visibility, wanted):
    """Without a filter all but the confidential; values that nobody documented are never filtered out."""
    if visibility not in VISIBILITIES:
        return True
    return visibility in wanted if wanted is not None else visibility != "confidential"


def value_at(account, kind, index, path):
    """An attribute, or one of what is linked (`job.department.name`), or an id (`job.id`); None if a link leads nowhere."""
    record = account.record(kind, index)
    *names, last = path.split(".")
    for name in names:
        value = record and record.get("relationships", {}).get(name, {}).get("data")
        value = value() if callable(value) else value
        record = account.by_id(value["type"], value["id"]) if value else None
    if record is None:
        return None
    return record["id"] if last == "id" else record["attributes"].get(last)


def time_test(account, resource, name, place, limits):
    low, high = limits.get("gt", float("-inf")), limits.get("lt", float("inf"))

    def test(index):
        seconds = moment(account, resource, name, index)
        return seconds is not None and low < seconds < high

    return test


def value_test(account, resource, name, place, values):
    def test(index):
        value = value_at(account, resource, index, place)
        return (str(value).lower() if isinstance(value, bool) else str(value)) in values

    return test


def set_test(account, resource, name, place, values):
    return lambda index: bool(value_at(account, resource, index, place)) == (values == ["true"])


def search_test(account, resource, name, place, values):
    return lambda index: values[0].lower() in str(value_at(account, resource, index, place)).lower()


def owner_test(account, resource, name, place, values):
    owners = {SINGULAR[value] for value in values}
    return lambda index: account.owner_type(resource, index) in owners


def any_test(account, resource, name, place, values):
    return lambda index: True


TESTS = {
    "time": time_test,
    "list": value_test,
    "one": value_test,
    "flag": value_test,
    "set": set_test,
    "search": search_test,
    "owner": owner_test,
    "any": any_test,
}
