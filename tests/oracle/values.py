"""How one value is read: blank, text, time, number, e-mail address, key; and how JSON is written."""

import functools
import hashlib
import re
from datetime import datetime, timedelta

from .reading import Number

DIGITS_MAX = 38
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BLANKS = " \t\n\r\v\f"
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
TO_ESCAPE = re.compile('["\\\\\x00-\x1f]')
TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:Z|([+-])(\d\d):?(\d\d))?)?", re.ASCII
)
NUMBER = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
LOCAL_PART = re.compile(r"[A-Za-z0-9_'+\-.,]+")
DOMAIN = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}")


def is_text(value):
    return isinstance(value, str) and not isinstance(value, Number)


def blank(value):
    """Null, absent, or a text of white space only."""
    return value is None or (is_text(value) and not value.strip(BLANKS))


def quoted(text):
    return '"%s"' % TO_ESCAPE.sub(lambda match: SHORT.get(match[0]) or "\\u%04x" % ord(match[0]), text)


def to_json(value):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, dict):
        return "{%s}" % ",".join("%s:%s" % (quoted(key), to_json(member)) for key, member in value.items())
    if isinstance(value, (list, tuple)):
        return "[%s]" % ",".join(to_json(element) for element in value)
    return {None: "null", True: "true", False: "false"}[value]


def text(value):
    if value is None or is_text(value):
        return value
    return str(value) if isinstance(value, Number) else to_json(value)


def instant(value):
    """A point in time cut to milliseconds, or None."""
    match = TIME.fullmatch(value) if is_text(value) else None
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    thousandths = int((match[7] or "").ljust(3, "0")[:3])
    east, minutes_off = int(match[9] or 0), int(match[10] or 0)
    if east > 23 or minutes_off > 59:
        return None
    shift = timedelta(hours=east, minutes=minutes_off)
    try:
        local = datetime(year, month, day, hour, minute, second, thousandths * 1000)
        return local + shift if match[8] == "-" else local - shift
    except (ValueError, OverflowError):
        return None


def timestamp(value):
    moment = instant(value)
    if moment is None:
        return None
    return "%04d-%s.%03dZ" % (moment.year, moment.strftime("%m-%dT%H:%M:%S"), moment.microsecond // 1000)


def number(value):
    """Written out by shifting digits, so that no width of any kind comes in."""
    match = NUMBER.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    sign, whole, fraction, exponent = match[1], match[2], match[3] or "", match[4] or "0"
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return "0"
    if len(exponent.lstrip("+-0")) > 4:
        return None
    point = len(digits) - len(fraction) + int(exponent)
    stripped = digits.rstrip("0")
    before = stripped[: max(point, 0)].ljust(max(point, 0), "0") or "0"
    after = "0" * max(-point, 0) + stripped[max(point, 0) :]
    if len(before) + len(after) > DIGITS_MAX:
        return None
    return sign + before + ("." + after if after else "")


def boolean(value):
    return {"true": True, "false": False}.get(text(value))


def is_email(value):
    local, at, domain = text(value).partition("@")
    return bool(
        at
        and LOCAL_PART.fullmatch(local)
        and DOMAIN.fullmatch(domain)
        and local[0] != "."
        and ".." not in local
        and local[-1] not in ".',"
    )


@functools.lru_cache(None)
def key(account, table, remote_id):
    digest = hashlib.sha256("/".join(("pinpoint", account, table, remote_id)).encode()).digest()
    left, out = int.from_bytes(digest[:17], "big"), ""
    while left:
        left, digit = divmod(left, 58)
        out = ALPHABET[digit] + out
    return out.rjust(24, "1")
