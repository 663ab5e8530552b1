#!/usr/bin/env python3
"""Checks sizes in src/ and mappings/: lines of a function, of a file and of a folder, nesting, parameters.

A small scanner, no parser: comments and literals are blanked, then a function is what has a parameter list before a brace
at the left margin (the style of .clang-format). Reports the longest function and file, and the largest folder.
"""

import re
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTION_LINES = 60
FILE_LINES = 400
FOLDER_SHARE = 15  # percent of all lines
NESTING = 3  # braces, or control words without, inside each other within a function's own
PARAMETERS = 5
BLANKED = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
HEAD = re.compile(r"^([A-Za-z_][^;{}#=]*?)\(([^;{}]*)\)\s*\n?\{", re.M)
CONTROL = re.compile(r"^\t*(?:\} )?(?:if|else|for|while|do|switch)\b")


class Function:
    def __init__(self, path, line, name, parameters, body):
        self.path, self.line, self.name, self.parameters, self.body = path, line, name, parameters, body
        self.lines = body.count("\n") + 1

    def __str__(self):
        return f"{self.path}:{self.line} {self.name}()"


def blank(text):
    """The text without comments, literals and directives, line for line."""
    def spaces(match):
        kept = match.group(0)
        return '""' if kept[0] in "\"'" else re.sub(r"[^\n]", "", kept) or " "

    return DIRECTIVE.sub(lambda match: "\n" * match.group(0).count("\n"), BLANKED.sub(spaces, text))


def end_of_body(text, start):
    depth = 0
    for i in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        if depth == 0:
            return i + 1
    return len(text)


def count_parameters(text):
    depth, commas = 0, 0
    for c in text:
        depth += {"(": 1, ")": -1}.get(c, 0)
        commas += c == "," and depth == 0
    return 0 if text.strip() in ("", "void") else commas + 1


def functions_of(path):
    text = blank(path.read_text())
    for head in HEAD.finditer(text):
        brace = head.end() - 1
        name = re.findall(r"\w+", head.group(1))[-1]
        line = text.count("\n", 0, head.start()) + 1
        body = text[brace : end_of_body(text, brace)]
        yield Function(path.relative_to(ROOT), line, name, count_parameters(head.group(2)), body)


def nesting(function):
    """How deep control words lie inside each other: by indentation, which clang-format keeps honest."""
    deepest, open_at = 0, []
    for line in function.body.split("\n")[1:]:
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip("\t"))
        while open_at and open_at[-1] >= indent:
            open_at.pop()
        if CONTROL.match(line):
            open_at.append(indent)
            deepest = max(deepest, len(open_at))
    return deepest


def breaches(path, lines, functions):
    if lines > FILE_LINES:
        yield f"{path.relative_to(ROOT)}: {lines} lines, {FILE_LINES} at most"
    for function in functions:
        if function.lines > FUNCTION_LINES:
            yield f"{function}: {function.lines} lines, {FUNCTION_LINES} at most"
        if function.parameters > PARAMETERS:
            yield f"{function}: {function.parameters} parameters, {PARAMETERS} at most"
        if nesting(function) > NESTING:
            yield f"{function}: nested {nesting(function)} deep, {NESTING} at most"


def largest_folder(files):
    """Its name, and its share of all lines in percent."""
    lines = {}
    for path, count in files.items():
        lines[path.parent] = lines.get(path.parent, 0) + count
    folder = max(lines, key=lines.get)
    return folder, 100 * lines[folder] / sum(files.values())


def main():
    every, files, broken = [], {}, 0
    for path in sorted(p for pattern in ("src/*/*.[ch]", "mappings/*.c", "mappings/*/*.[ch]") for p in ROOT.glob(pattern)):
        functions = list(functions_of(path))
        files[path.relative_to(ROOT)] = lines = path.read_text().count("\n")
        found = list(breaches(path, lines, functions))
        print("".join(f"{line}\n" for line in found), end="")
        broken += bool(found)
        every += functions
    if not every:
        print("no function found: nothing was checked")
        return 1
    longest_file = max(files, key=files.get)
    longest = max(every, key=lambda function: function.lines)
    median = statistics.median(function.lines for function in every)
    print(f"longest function: {longest}, {longest.lines} lines; median of {len(every)} functions: {median:g}")
    print(f"longest file: {longest_file}, {files[longest_file]} lines of {sum(files.values())}")
    folder, share = largest_folder(files)
    print(f"largest folder: {folder}, {share:.1f} % of all lines")
    if share > FOLDER_SHARE:
        print(f"{folder}: {FOLDER_SHARE} % at most; divide it")
        broken += 1
    print(f"{len(files) + 1 - broken} passed, {broken} failed")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
