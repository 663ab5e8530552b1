"""scripts/check-citations.py finds what leads nowhere, and nothing else."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRIPT = os.path.join(ROOT, "scripts/check-citations.py")
BOOK = "# Book\n\n## First words\n\n## `manifest.json`\n"
MISSING = "nowhere" + ".md"
# Written so that the script does not take them for citations of this file.
CITE = "output/README.md" + ", "


class Citations(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write("output/README.md", BOOK)

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def check(self):
        done = subprocess.run([sys.executable, SCRIPT, self.root], capture_output=True, text=True)
        lines = done.stdout.splitlines()
        self.assertEqual(done.stderr, "")
        self.assertRegex(lines[-1], r"^\d+ passed, \d+ failed$")
        self.assertEqual(done.returncode != 0, len(lines) > 1)
        return lines[:-1]

    def test_what_exists_is_fine(self):
        self.write("src/a/one.c", '/* %s"First words" and "manifest.json". */\n' % CITE)
        self.write("src/a/two.c", '/*\n * The rule: %s"First\n * words".\n */\n' % CITE)
        self.write("README.md", "[a](output/README.md#first-words) [b](src/a/one.c) [c](#top) [d](https://e.example/)\n\n# Top\n")
        self.assertEqual(self.check(), [])

    def test_a_heading_that_is_missing(self):
        self.write("src/a/one.c", '/* %s"Last words". */\n' % CITE)
        self.assertEqual(self.check(), ['src/a/one.c: output/README.md has no heading "Last words"'])

    def test_a_second_heading_that_is_missing(self):
        self.write("src/a/one.c", '/* %s"First words" and "More". */\n' % CITE)
        self.assertEqual(self.check(), ['src/a/one.c: output/README.md has no heading "More"'])

    def test_a_wrapped_heading_that_is_missing(self):
        self.write("tests/a/test_b.py", '# see %s\n# "Last words"\n' % CITE.strip())
        self.assertEqual(self.check(), ['tests/a/test_b.py: output/README.md has no heading "Last words"'])

    def test_a_heading_in_a_message_of_several_literals(self):
        self.write("src/a/one.c", 'say("see %s\\"First "\n    "words\\"");\n' % CITE)
        self.assertEqual(self.check(), [])
        self.write("src/a/one.c", 'say("see %s\\"Last "\n    "words\\"");\n' % CITE)
        self.assertEqual(self.check(), ['src/a/one.c: output/README.md has no heading "Last words"'])

    def test_a_citation_in_another_form(self):
        page = CITE[:-2]
        for cite in (
            '"First words" in %s',
            '"First words" (%s)',
            '"First words", %s',
            "'First words' of %s",
            '"First\n * words"\n * in %s',
            '%s ("First words")',
            '%s: "First words"',
            '%s "First words"',
            '%s, section "First words"',
            "%s, 'First words'",
        ):
            with self.subTest(cite):
                self.write("src/a/one.c", "/*\n * See %s.\n */\n" % (cite % page))
                lines = self.check()
                self.assertEqual(len(lines), 1, lines)
                self.assertTrue(lines[0].endswith(': the form of a citation is PAGE, "HEADING"'), lines)

    def test_another_form_in_a_message_of_several_literals(self):
        self.write("src/a/one.c", 'say("see \\"First "\n    "words\\" "\n    "in %s");\n' % CITE[:-2])
        self.assertEqual(len(self.check()), 1)

    def test_a_file_that_is_missing(self):
        self.write("src/a/one.c", "/* As in a/one.c, one.c, src/a/one.c and <curl/curl.h>. */\n")
        self.assertEqual(self.check(), [])
        self.write("src/a/one.c", "/* As in a/two.c\n * and three.h. */\n")
        missing = ["src/a/one.c: a/two.c is not in the project", "src/a/one.c: three.h is not in the project"]
        self.assertEqual(self.check(), missing)

    def test_a_function_that_is_missing(self):
        self.write("src/a/one.c", '/* one() and two() and three(). */\nint one(void) { return "/* two */"[0]; }\n')
        self.assertEqual(self.check(), ["src/a/one.c: three() is not in the code"])

    def test_a_page_that_is_missing(self):
        self.write("src/a/one.c", "/* See %s, section 2. */\n" % MISSING)
        self.assertEqual(self.check(), ["src/a/one.c: %s is not in the project" % MISSING])

    def test_a_link_to_a_file_that_is_missing(self):
        self.write("README.md", "[a](src/b.c)\n")
        self.assertEqual(self.check(), ["README.md: link to src/b.c: there is no such file"])

    def test_a_link_to_a_heading_that_is_missing(self):
        self.write("README.md", "[a](output/README.md#last-words)\n")
        self.assertEqual(self.check(), ["README.md: link to output/README.md#last-words: README.md has no such heading"])

    def test_code_in_a_page_has_no_links(self):
        self.write("README.md", "`[a](b.c)`\n\n    [a](b.c)\n")
        self.assertEqual(self.check(), [])

    def test_a_contract_that_nobody_has(self):
        self.write("src/a/one.c", "/* What the con" + "tract says. */\n")
        self.assertEqual(len(self.check()), 1)

    def test_a_tree_without_files_is_a_mistake(self):
        os.remove(os.path.join(self.root, "output/README.md"))
        done = subprocess.run([sys.executable, SCRIPT, self.root], capture_output=True, text=True)
        self.assertEqual((done.stdout, done.returncode), ("0 passed, 0 failed\n", 1))


if __name__ == "__main__":
    unittest.main()
