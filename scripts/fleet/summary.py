"""How all accounts ended: one table, one exit status."""

from night import PUBLISHED

NOT_PUBLISHED = 12
WORST_FIRST = (11, 3, 0)
MEANINGS = {
    **PUBLISHED,
    1: "internal defect",
    2: "usage or configuration",
    4: "API key refused",
    5: "service or network",
    6: "answer in an unexpected format",
    7: "output or state could not be written",
    8: "locked by another run",
    9: "too much would be deleted",
    127: "the program could not be started",
    None: "not run, or not to its end",
}


def meaning(status):
    return MEANINGS.get(status) or ("stopped by signal %d" % (status - 128) if status > 128 else "unknown")


def shown(status):
    return "-" if status is None else str(status)


def exit_status(statuses):
    """0, 3 and 11 as those of the program if every account was published, else 12."""
    if any(status not in PUBLISHED for status in statuses):
        return NOT_PUBLISHED
    return next(status for status in WORST_FIRST if status in statuses)


def table(statuses, last_line):
    """Lines: how many accounts ended with which status; then each that is not complete, with the last thing it said."""
    known = sorted(set(statuses.values()), key=lambda status: (status is None, status))
    counts = {status: list(statuses.values()).count(status) for status in known}
    lines = ["status  accounts  meaning"]
    lines += ["%6s  %8d  %s" % (shown(status), count, meaning(status)) for status, count in counts.items()]
    lines += ["%6s  %8d  accounts" % ("", len(statuses))]
    failed = {name: status for name, status in statuses.items() if status != 0}
    if failed:
        width = max(map(len, failed))
        lines += [""] + [("%-*s  %3s  %s" % (width, name, shown(status), last_line(name))).rstrip() for name, status in failed.items()]
    return lines
