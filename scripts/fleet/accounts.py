"""The list of accounts: a folder of config files, or a file that names one config file a line."""

import hashlib
import os
import re

ENDING = ".conf"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")  # names files in the folder of the night, too


class Problem(Exception):
    """Told in one line; the launcher ends with status 2."""


def config_files(path):
    if os.path.isdir(path):
        return sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(ENDING))
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file]
    return [os.path.join(os.path.dirname(path), line) for line in lines if line and not line.startswith("#")]


def account_of(config):
    name = os.path.basename(config).removesuffix(ENDING)
    if not NAME.fullmatch(name):
        raise Problem("%s: the name of an account has letters, digits, dots, hyphens and underscores, 63 at most" % config)
    return name


def read(path):
    """(name, absolute path of the config file) of each account. An account is named after its file."""
    try:
        configs = [os.path.abspath(config) for config in config_files(path)]
    except (OSError, UnicodeDecodeError) as problem:
        raise Problem("cannot read the list of accounts: %s" % problem) from problem
    if not configs:
        raise Problem("%s lists no account; it is a folder of files *.conf, or a file with the path of one a line" % path)
    accounts = {}
    for config in configs:
        name = account_of(config)
        if name in accounts:
            raise Problem("two config files are named %s: %s and %s" % (name, accounts[name], config))
        accounts[name] = config
    return list(accounts.items())


def part_of(accounts, text):
    """The accounts of one part: "2/5" is the second of five. An account stays in its part, whatever other accounts there are."""
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    number, parts = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= parts:
        raise Problem('"%s" is not a part such as 2/5' % text)
    return [one for one in accounts if int(hashlib.sha256(one[0].encode()).hexdigest(), 16) % parts == number - 1]
