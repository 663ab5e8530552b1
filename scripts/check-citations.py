#!/usr/bin/env python3
"""Checks that what the sources and pages of the project refer to exists, and reports every reference that leads nowhere.

Three kinds of references are checked:

- a citation in a comment or a page: output/README.md, "Row order"; it may be wrapped over two lines of a comment;
- a relative link of a markdown page, to a file and to a heading in it;
- the name of any other .md file, or mentions of a contract: nobody could look up what is not in the project.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = {".c", ".h", ".py", ".sh", ".mk", ".md", ".txt", ""}
PLACES = ["*", "src/*", "src/*/*", "mappings/*", "output/*.md", "scripts/*", "tests/*", "tests/*/*", "tests/*/*/*", ".ci/*"]

FOLD = re.compile(r"[ \t]*\n[ \t]*(?:\*(?!/)|//|#)?[ \t]*")  # a line break within a comment or a paragraph
PAGE = r"(?:[\w.-]+/)*[\w-]+\.md\b"
QUOTED = r'"[^"\n]+"'
CITATION = re.compile(rf"({PAGE}),\s({QUOTED}(?:(?:,| and)\s{QUOTED})*)")
MENTION = re.compile(rf"(?<![\w/.-]){PAGE}")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.M)
CODE = re.compile(r"^```.*?^```$|^ {4}.*$|`[^`\n]+`", re.M | re.S)
ELSEWHERE = re.compile(r"\b(?:[Tt]he|[Oo]f|[Ff]rom) contract\b|\bcontract(?:,| \() ?section|\bcontract's\b|_contract[s]_")


def sources(root):
    """The files of the project, without what is built or exported."""
    return sorted({p for place in PLACES for p in root.glob(place) if p.is_file() and p.suffix in ENDINGS})


def headings(path):
    text = re.sub(r"^```.*?^```$", "", path.read_text(), flags=re.M | re.S)
    return [heading.replace("`", "") for heading in HEADING.findall(text)]


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def find(root, source, page):
    """The file of that name: from the top of the project, or beside the source."""
    for base in (root, source.parent):
        if (base / page).is_file():
            return base / page
    return None


def check_citations(root, source, text):
    for page, quoted in CITATION.findall(FOLD.sub(" ", text)):
        target = find(root, source, page)
        for heading in re.findall(QUOTED, quoted) if target else ():
            if heading.strip('"') not in headings(target):
                yield f"{page} has no heading {heading}"


def check_mentions(root, source, text):
    for page in sorted(set(MENTION.findall(text))):
        if not find(root, source, page):
            yield f"{page} is not in the project"


def check_links(source, text):
    for link in LINK.findall(CODE.sub("", text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, fragment = link.partition("#")
        target = source.parent / path if path else source
        if not target.exists():
            yield f"link to {link}: there is no such file"
        elif fragment and fragment not in map(anchor, headings(target)):
            yield f"link to {link}: {target.name} has no such heading"


def check_documents(text):
    for found in sorted(set(ELSEWHERE.findall(FOLD.sub(" ", text)))):
        yield f'"{found}": cite a page of the project'


def check(root, source):
    text = source.read_text()
    yield from check_citations(root, source, text)
    yield from check_mentions(root, source, text)
    if source.suffix == ".md":
        yield from check_links(source, text)
    yield from check_documents(text)


def main():
    parser = argparse.ArgumentParser(description="Checks what the project refers to.")
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    root = parser.parse_args().root.resolve()
    files = sources(root)
    broken = 0
    for source in files:
        lines = list(check(root, source))
        broken += bool(lines)
        for line in lines:
            print(f"{source.relative_to(root)}: {line}")
    print(f"{len(files) - broken} passed, {broken} failed")
    return 1 if broken or not files else 0


if __name__ == "__main__":
    sys.exit(main())
