#!/usr/bin/env python3
"""Checks that what the sources and pages of the project refer to exists, and reports every reference that leads nowhere.

Five kinds of references are checked:

- a citation in a comment, a message or a page: output/README.md, "Row order"; it may be wrapped over two lines;
- a heading in any other form, with the page after it or in parentheses: readers and this script expect one form;
- in a comment of C: the name of a C file, and of a function(), which must occur in code or in a string;
- a relative link of a markdown page, to a file and to a heading in it;
- the name of any other .md file, or mentions of a contract: nobody could look up what is not in the project.
"""

import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = {".c", ".h", ".py", ".sh", ".mk", ".md", ".txt", ""}
C_ENDINGS = {".c", ".h"}
PLACES = ["*", "src/*", "src/*/*", "mappings/*", "mappings/*/*", "output/*.md", "scripts/*", "scripts/fleet/*", "tests/*", "tests/*/*", "tests/*/*/*", ".ci/*"]

FOLD = re.compile(r"[ \t]*\n[ \t]*(?:\*(?!/)|//|#)?[ \t]*")  # a line break within a comment or a paragraph
PAGE = r"(?:[\w.-]+/)*[\w-]+\.md\b"
QUOTED = r'"[^"\n]+"'
CITATION = re.compile(rf"({PAGE}),\s({QUOTED}(?:(?:,| and)\s{QUOTED})*)")
MENTION = re.compile(rf"(?<![\w/.-]){PAGE}")
ANY_QUOTED = r"""(?:"[^"\n]+"|'[^'\n]+')"""
# A heading before its page, in parentheses after it, or after another word or mark than a comma; or in other quotes.
WRONG_FORM = re.compile(
    rf"""{ANY_QUOTED},?\s\(?(?:(?:in|of|from)\s)?{PAGE}"""
    rf"""|(?<![\w/.-]){PAGE}(?:[,:]?\s(?:\(|sections?:?\s)?{ANY_QUOTED})"""
)
C_LITERALS = re.compile(r'"\s*\n\s*"')  # adjacent ones are one text
C_TOKEN = re.compile(r"""(/\*.*?\*/|//[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", re.S)
C_FILE = re.compile(r"(?<![\w/.<-])(?:[\w.-]+/)*[\w-]+\.[ch]\b")
C_FUNCTION = re.compile(r"\b(\w+)\(\)")
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
    """The file of that name: relative to the top of the project, or in the folder of the source."""
    for base in (root, source.parent):
        if (base / page).is_file():
            return base / page
    return None


def prose(source, text):
    """Text without the line breaks that only wrap it."""
    if source.suffix in C_ENDINGS:
        text = C_LITERALS.sub("", text).replace('\\"', '"')
    return FOLD.sub(" ", text)


def comments(text):
    return [FOLD.sub(" ", found[1]) for found in C_TOKEN.finditer(text) if found[1]]


def code_words(files):
    """Every word in C outside comments."""
    words = set()
    for path in files:
        if path.suffix in C_ENDINGS:
            words.update(re.findall(r"\w+", C_TOKEN.sub(lambda found: " " if found[1] else found[0], path.read_text())))
    return words


def check_form(source, text):
    for found in WRONG_FORM.findall(prose(source, text)):
        if not CITATION.fullmatch(found):
            yield f'{found}: the form of a citation is PAGE, "HEADING"'


def check_comments(root, source, text, words):
    for comment in comments(text):
        for name in C_FILE.findall(comment):
            if not any((base / name).is_file() for base in (root, root / "src", root / "tests", source.parent)):
                yield f"{name} is not in the project"
        for name in C_FUNCTION.findall(comment):
            if name not in words:
                yield f"{name}() is not in the code"


def check_citations(root, source, text):
    for page, quoted in CITATION.findall(prose(source, text)):
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


def check(root, source, words):
    text = source.read_text()
    yield from check_citations(root, source, text)
    yield from check_form(source, text)
    if source.suffix in C_ENDINGS:
        yield from check_comments(root, source, text, words)
    yield from check_mentions(root, source, text)
    if source.suffix == ".md":
        yield from check_links(source, text)
    yield from check_documents(text)


def main():
    parser = argparse.ArgumentParser(description="Checks what the project refers to.")
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    root = parser.parse_args().root.resolve()
    files = sources(root)
    words = code_words(files)
    broken = 0
    for source in files:
        lines = list(check(root, source, words))
        broken += bool(lines)
        for line in lines:
            print(f"{source.relative_to(root)}: {line}")
    print(f"{len(files) - broken} passed, {broken} failed")
    return 1 if broken or not files else 0


if __name__ == "__main__":
    sys.exit(main())
