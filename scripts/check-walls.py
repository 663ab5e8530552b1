#!/usr/bin/env python3
"""Checks the #include lines of src/ and mappings/ against the floors of src/floors.mk, and reports every breach.

A folder includes its own files and lower floors only; headers of outside libraries come in by their door; no module (a .c
file with its header) includes itself by a detour; mappings/ is data, so it has no function; nothing is
left for later.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK|not implemented|placeholder|for now)\b")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
FUNCTION = re.compile(r"^[A-Za-z_][\w \t*]*\([^;{}]*\)\s*\{", re.M)


def variable(name, text):
    found = re.search(rf"^{name} := (.*)$", text, re.M)
    return found.group(1).split() if found else []


def floors_and_doors():
    text = (ROOT / "src/floors.mk").read_text()
    floors = {}
    number = 0
    while folders := variable(f"FLOOR_{number}", text):
        floors.update(dict.fromkeys(folders, number))
        number += 1
    doors = dict(pair.split("=") for pair in variable("DOORS", text))
    return floors, {header: folders.split(",") for header, folders in doors.items()}


def folder_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "src" else parts[0]


def breach(path, kind, target, floors, doors):
    """What is wrong with this include, or None."""
    folder = folder_of(path)
    for header, allowed in doors.items():
        if (target == header or (header.endswith("/") and target.startswith(header))) and folder not in allowed:
            return f"<{target}> belongs to {' and '.join(allowed)}"
    if kind == "<":
        return None
    if folder == "mappings" and (path.parent / target).is_file():
        return None
    if not (ROOT / "src" / target).is_file():
        return f'"{target}" is no file below src/'
    other = target.split("/")[0]
    if other not in floors:
        return f"{other} is on no floor of src/floors.mk"
    if other != folder and floors[other] >= floors[folder]:
        return f"{folder} (floor {floors[folder]}) includes {target} (floor {floors[other]})"
    return None


def module_of(path):
    """A module is a .c file with its header: "fetch/page" for both fetch/page.c and fetch/page.h."""
    return path.rsplit(".", 1)[0]


def modules_used(sources):
    """Which modules each module of src/ and mappings/ includes, by its .c or its .h."""
    used = {}
    for path in sources:
        name = module_of(str(path.relative_to(ROOT / "src" if path.is_relative_to(ROOT / "src") else ROOT)))
        targets = {module_of(target) for kind, target in INCLUDE.findall(path.read_text()) if kind == '"'}
        used.setdefault(name, set()).update(targets - {name})
    return used


def reachable(start, used):
    found, left = set(), [start]
    while left:
        for target in used.get(left.pop(), ()):
            if target not in found:
                found.add(target)
                left.append(target)
    return found


def module_cycles(used):
    """The sets of modules that include each other by some way, as sorted tuples."""
    far = {module: reachable(module, used) for module in used}
    return sorted({tuple(sorted(m for m in far if m in far[module] and module in far.get(m, ()))) for module in far
                   if module in far[module]})


def check(path, floors, doors):
    text = path.read_text()
    name = path.relative_to(ROOT)
    if folder_of(path) not in floors:
        yield f"{name}: its folder is on no floor of src/floors.mk"
        return
    for kind, target in INCLUDE.findall(text):
        if what := breach(path, kind, target, floors, doors):
            yield f"{name}: {what}"
    for word in LATER.findall(text):
        yield f"{name}: leaves something for later ({word})"
    if name.parts[0] == "mappings" and FUNCTION.search(text):
        yield f"{name}: holds a function; mappings are data"


def main():
    floors, doors = floors_and_doors()
    sources = sorted(p for pattern in ("src/*/*.[ch]", "mappings/*.[ch]", "mappings/*/*.[ch]") for p in ROOT.glob(pattern))
    breaches = {str(p): list(check(p, floors, doors)) for p in sources}
    cycles = module_cycles(modules_used(sources))
    breaches["cycles"] = [f"include cycle of modules: {' '.join(cycle)}" for cycle in cycles]
    for lines in breaches.values():
        for line in lines:
            print(line)
    broken = sum(1 for lines in breaches.values() if lines)
    print(f"{len(breaches) - broken} passed, {broken} failed")
    return 1 if broken or not sources or not floors else 0


if __name__ == "__main__":
    sys.exit(main())
