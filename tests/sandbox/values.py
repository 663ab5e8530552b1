"""Made-up values, plain and nasty, and the dice that choose among them.

Nothing here depends on the clock or on Python's own random: the same seed gives the same account everywhere.
"""

import functools
import time
import zlib

MASK = (1 << 64) - 1
START = 1546300800  # 2019-01-01T00:00:00Z, before everything in the account
DAY = 86400
ABSENT = object()  # an attribute or relationship that is not sent at all


class Number:
    """A JSON number by its spelling, for what Python's own numbers cannot say (1e999, 40000.50)."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return "Number(%r)" % self.text

    def __eq__(self, other):
        return isinstance(other, Number) and other.text == self.text

    def __hash__(self):
        return hash(self.text)


class Dice:
    """A small generator (splitmix64) for one record: cheap to make, so that records need not be kept."""

    def __init__(self, seed, kind, index):
        self.state = (
            seed * 0x9E3779B97F4A7C15 + zlib.crc32(kind.encode()) * 0xBF58476D1CE4E5B9 + index * 0xD1342543DE82EF95
        ) & MASK

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return (mixed ^ (mixed >> 31)) % limit

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def one_in(self, number):
        return self.below(number) == 0


class Oddity:
    """Whether records hold nasty values at all; --plain switches it off, for peers that cannot read them."""

    on = True


class Longest:
    """Bytes of the longest texts of a plain account."""

    description = 300_000


def odd(table, index, seed, plain, period=3):
    """A nasty value for every period-th record until the table is through, then now and then; else the plain one."""
    if not Oddity.on or (index + seed) % period:
        return plain
    turn = index // period
    if turn >= len(table) and turn % 16:
        return plain
    return table[(turn + seed) % len(table)]


def timestamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seconds))


def day(seconds):
    return time.strftime("%Y-%m-%d", time.gmtime(seconds))


def spelled(seconds, form):
    """The same instant (for date alone: its day) in the spellings a reader must expect."""
    pattern, shift = TIME_FORMS[form % len(TIME_FORMS)]
    return time.strftime(pattern, time.gmtime(seconds + shift))


TIME_FORMS = (
    ("%Y-%m-%dT%H:%M:%SZ", 0),
    ("%Y-%m-%dT%H:%M:%S.5Z", 0),
    ("%Y-%m-%dT%H:%M:%S.123456789+00:00", 0),
    ("%Y-%m-%dT%H:%M:%S.9999+00:00", 0),
    ("%Y-%m-%dT%H:%M:%S+05:30", 19800),
    ("%Y-%m-%dT%H:%M:%S-03:30", -12600),
    ("%Y-%m-%dT%H:%M:%S-0800", -28800),
    ("%Y-%m-%dT%H:%M:%S", 0),
    ("%Y-%m-%dT%H:%M+00:00", 0),
    ("%Y-%m-%d", 0),
    ("%Y-%m-%dT%H:%M:%S+14:00", 50400),
)

# What may stand where a time should; most of it cannot be read as one.
ODD_TIMES = (
    None,
    "",
    "  ",
    "soon",
    "2024-02-30T10:00:00+00:00",
    "2024-01-01 10:00:00",
    "2024-01-01T24:00:00Z",
    "2024-01-01T10:00:60Z",
    "2024-1-1",
    "10000-01-01T00:00:00Z",
    "0001-01-01T00:30:00+05:00",
    "2024-02-29T23:59:59.999Z",
    "2023-02-29",
    1704103200,
    "2024-01-01t10:00:00z",
    "2024-06-01T10:00:00+99:00",
    " 2024-06-01T10:00:00Z",
    "9999-12-31T23:59:59-01:00",
    ABSENT,
)

ODD_NUMBERS = (
    "25000.0",
    Number("4e4"),
    Number("40000.50"),
    Number("1e999"),
    "007",
    " 5",
    "1,000",
    Number("-0"),
    "",
    None,
    "abc",
    Number("1E-2"),
    Number("12345678901234567890123456789012345678"),
    Number("123456789012345678901234567890123456789"),
    "-12.3400",
    "4e4",
    ABSENT,
    Number("0.000"),
    True,
    "1e999",
    Number("1.5e+3"),
    "  ",
    [40000],
    {"amount": 1},
)

ODD_TEXTS = (
    'She said "no", twice',
    "line one\r\nline two\nline three\rend",
    "tab\there, comma, semicolon; pipe|",
    "nul \x00 inside",
    "lone high \ud83d end",
    "lone low \ude00 end",
    "high high low \ud83d\ud83d\ude00",
    "face \U0001f600 and \U00020bb7",
    "\ufefffirst is a byte order mark",
    "",
    "   ",
    "\t\n",
    "\u2028separators\u2029",
    "=1+1",
    'back\\slash \\N \\"',
    "'single'",
    "<b>&amp;</b>",
    "combining e\u0301 \u05e9\u05dc\u05d5\u05dd \u4f60\u597d",
    "control \x01\x1f\x7f\x80",
    None,
    ABSENT,
    "null",
    '""',
    "\x00",
    "non-character \ufffe\uffff",
    Number("12.50"),
    True,
    ["a", "b"],
    {"a": 1},
)

ODD_EMAILS = (
    "not-an-e-mail",
    "two..dots@example.com",
    ".dot@example.com",
    "dot.@example.com",
    "x@localhost",
    "x@-bad.example",
    "two@@example.com",
    "sp ace@example.com",
    "",
    "  ",
    "UPPER.Case+tag@Example.COM",
    "o'neil_x-1,y@example.org",
    "x@example.c",
    "x@example.c0m",
    "\u00fcn\u00ef@example.com",
    None,
    "comma,@example.com",
    "quote'@example.com",
    "x@ex_ample.com",
    ABSENT,
    "x@example.com\x00",
    " x@example.com",
)

LINKEDIN = (
    "https://www.linkedin.com/in/NAME",
    "https://www.linkedin.com/in/NAME/",
    "linkedin.com/in/NAME?trk=profile",
    "https://uk.linkedin.com/in/NAME#top",
    "https://www.linkedin.com/pub/NAME/1/2/3",
    "https://www.linkedin.com/in/",
    "https://www.linkedin.com/in/NAME/detail/in/other",
    "  ",
    "",
    "https://www.linkedin.com/in/%C3%A9l%C3%A9na/",
    "https://LinkedIn.com/IN/NAME",
    "https://www.linkedin.com/in/n\u00e9e",
    "NAME",
    None,
    ABSENT,
)

COUNTRIES = (
    ("Algeria", "DZ", "DZA"),
    ("Jersey", "JE", "JEY"),
    ("United Kingdom", "GB", "GBR"),
    ("France", "FR", "FRA"),
    ("C\u00f4te d'Ivoire", "CI", "CIV"),
    ("United States of America", "US", "USA"),
    ("T\u00fcrkiye", "TR", "TUR"),
)
ODD_COUNTRIES = ("gb", "DE", "", " ", None, ABSENT, "Narnia", "uS", "fr ", "United Kingdom\n")

# Elements of a tag list: as documented first, then every other shape.
ODD_TAGS = (
    {"context": "x:a", "name": "b"},
    {"context": "x", "name": "a:b"},
    {"context": "custom_red", "tag": "Written side"},
    "Plain text",
    {"context": "custom_green", "name": ""},
    {"context": "custom_green", "name": " \t"},
    "",
    {"name": "No context"},
    {"context": None, "name": "Null context"},
    {"context": "custom_blue"},
    None,
    Number("7"),
    True,
    ["Nested"],
    {},
    {"context": "custom_green", "name": 'Quote " and\r\nbreak'},
    {"context": "custom_green", "name": "nul \x00 and lone \udc00"},
    {"context": "custom_green", "name": None},
    {"context": "", "name": "Plain text"},
    {"context": "custom_green", "name": Number("42")},
)

# Lists of addresses, otherwise than as one text each.
ODD_ADDRESSES = (
    ["twice@example.com", "twice@example.com", "Twice@example.com"],
    None,
    ABSENT,
    [],
    "one@example.com",
    ["", None, 7, {"email": "a@example.com"}, ["b@example.com"], "nul\x00@example.com"],
)

# Lists of files, otherwise than documented.
ODD_FILES = (
    None,
    ABSENT,
    [],
    "text",
    [None, "text", 7],
    {"context": "cv"},
    [{"context": "cv"}, {"url": "https://files.example.com/x"}],
    [{"context": None, "filename": "", "name": "second choice.pdf", "url": None, "bytes": 12}],
)

# What stands in the place of a finished score.
ODD_SCORES = (
    None,
    {"status": "pending"},
    {"status": "failed", "score": None, "verdict": None, "strengths": None, "scored_at": None},
    ABSENT,
    {"status": "completed", "score": "71.5", "strengths": "one text", "concerns": {}, "scored_at": "soon", "model": "v2"},
    {},
    "text",
    [],
)

FIRST_NAMES = (
    "Ann",
    "Bo",
    "Chidi",
    "Dara",
    "Eir\u00edn",
    "Fumiko",
    "G\u00fcl",
    "Hana",
    "Ivo",
    "Jun",
    "Kofi",
    "Lars",
    "Mei",
    "Noor",
    "Omar",
    "Priya",
    "Quinn",
    "Rosa",
    "S\u00f8ren",
    "Tove",
    "Uma",
    "V\u00e1clav",
    "Wren",
    "Yara",
    "Zo\u00eb",
)
LAST_NAMES = (
    "Abel",
    "Brook",
    "Castillo",
    "Dahl",
    "Eze",
    "Falk",
    "Grau",
    "Hill",
    "Ito",
    "Jansen",
    "Khan",
    "Lindqvist",
    "Moreau",
    "Nowak",
    "O'Dea",
    "Petrov",
    "Quist",
    "Ruiz",
    "Smith-Hale",
    "Tanaka",
    "\u00d6rn",
    "Vance",
    "Wu",
    "Yilmaz",
    "\u017bak",
)
TOWNS = ("Northam", "St Alder", "Vester\u00e5", "Kilmore", "Puerto Lindo", "Ashby", "Gr\u00fcntal", "Okayama Park")
ODD_FIRST_NAMES = ODD_TEXTS[:25]

CHANNELS = (
    "other",
    "direct",
    "recruiter",
    "manual",
    "invited",
    "employee_referral",
    "organic_search",
    "social",
    "email",
    "job_board",
    "paid_job_board",
    "in_store",
    "event",
    "Hidden due to blind screening",
    "undetermined",
    "campus_fair",
)
CHANNEL_SOURCES = (
    "Careers site",
    "Indeed",
    "Employee referral",
    "Added manually",
    None,
    "",
    "  ",
    ABSENT,
    "Board \u2014 r\u00e9gion",
)

WORDS = (
    "able about across after again along among answer around based before began below better between board bring build "
    "careful change clear client close collect common company complete contract could daily data deliver design detail "
    "during early effort enough every example fair field first follow found friendly general group growth handle help "
    "hiring important improve include inside join keep large later lead learn level light local long maintain manage "
    "market measure meeting method modern month nature never often open order other paint part people plan plant "
    "practice prepare process product quality question quick reach ready reason record report rest result review right "
    "river role school second serve several shape share simple skill small solve sound start station steady store "
    "strong study supply support system table team test their think through together travel under unit until value "
    "water wide window within without work world write year young"
).split()


@functools.lru_cache(maxsize=16)
def prose(seed, length):
    """A long run of made-up sentences, to cut texts from."""
    dice = Dice(seed, "prose", 0)
    parts, total = [], 0
    while total < length:
        sentence = " ".join(dice.pick(WORDS) for _ in range(6 + dice.below(10))).capitalize() + ". "
        parts.append(sentence)
        total += len(sentence)
    return "".join(parts)
