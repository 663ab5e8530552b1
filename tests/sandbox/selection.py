"""Which records of a resource a query requests, in which order: indexes only, so that any size is cheap."""

from array import array

from interviews import interviewable
from parts import STAGE_KINDS, STAGES_MAX
from people import at_stage
from rules import FILTERS, VISIBILITIES

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
                "L", sorted(chosen, key=lambda index: moment(account, resource, name, index), reverse=descending)
            )
    return chosen


def shown(account, resource, index, query):
    """Would a list with this query hold the record?"""
    return all(test(index) for test in tests_of(account, resource, query))


def moment(account, resource, name, index):
    if name == "start_at":
        return account.interview_start(index)
    return account.created(resource, index) if name == "created_at" else account.updated(resource, index)


def tests_of(account, resource, query):
    filters = dict(query.filters)
    if resource in ("jobs", "applications", "interviews"):
        wanted = filters.pop("visibility" if resource == "jobs" else "job_visibility", None)
        if wanted is None or set(wanted) != set(VISIBILITIES):
            yield lambda index: is_visible(job_visibility(account, resource, index), wanted)
    for name, values in filters.items():
        kind, place, _ = FILTERS[resource][name]
        yield TESTS[kind](account, resource, name, place, values)


def job_visibility(account, resource, index):
    """Visibility of the job a record belongs to; None where there is no job."""
    if resource == "interviews":
        kind, index = interviewable(account, index)
        if kind != "Application":
            return None
    return account.job_visibility(index if resource == "jobs" else account.job_of(index))


def is_visible(visibility, wanted):
    """Without a filter all but the confidential; values that nobody documented are never filtered out."""
    if visibility not in VISIBILITIES:
        return True
    return visibility in wanted if wanted is not None else visibility != "confidential"


def time_test(account, resource, name, place, limits):
    low, high = limits.get("gt", float("-inf")), limits.get("lt", float("inf"))
    return lambda index: low < moment(account, resource, name, index) < high


def value_test(account, resource, name, place, values):
    def test(index):
        value = account.record(resource, index)["attributes"].get(place)
        return (str(value).lower() if isinstance(value, bool) else str(value)) in values

    return test


def search_test(account, resource, name, place, values):
    return lambda index: values[0].lower() in str(account.record(resource, index)["attributes"].get(place)).lower()


def link_test(account, resource, name, place, values):
    def test(index):
        linked = account.record(resource, index)["relationships"].get(place, {}).get("data")
        return bool(linked) and linked["id"] in values

    return test


def stage_test(account, resource, name, place, values):
    return lambda index: STAGE_KINDS[at_stage(account, index) % STAGES_MAX] in values


def any_test(account, resource, name, place, values):
    return lambda index: True


TESTS = {
    "time": time_test,
    "list": value_test,
    "one": value_test,
    "bool": value_test,
    "search": search_test,
    "link": link_test,
    "stage": stage_test,
    "any_bool": any_test,
}
