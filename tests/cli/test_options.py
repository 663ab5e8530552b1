#!/usr/bin/env python3
"""Options on the command line, in the environment and in a config file, and the error lines for everything else."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import KEY, ROOT, TABLES, Folder, Service, main  # noqa: E402

NOBODY = "http://127.0.0.1:9/api/v1"  # discard: nothing listens there


class Asking(Folder):
    def test_help_is_printed_on_standard_output_and_names_every_command(self):
        for arguments in (["--help"], ["-h"], ["export", "--help"], ["--help", "--bogus-is-not-read-before=1"][:1]):
            result = self.run_program(*arguments)
            self.assert_status(result, 0)
            self.assertEqual(result.err, "")
            self.assertTrue(result.out.startswith(b"Usage: pinpoint-export"))
        whole = self.run_program("--help").out.decode()
        for word in ("export ", "map ", "schema ", "check ", "--subdomain", "--api-key-file", "Exit status"):
            self.assertIn(word, whole)
        self.assertNotIn("--api-key ", whole)
        self.assertLessEqual(max(map(len, whole.splitlines())), 110)

    def test_help_after_a_command_lists_only_its_options(self):
        text = self.run_program("schema", "--help").out.decode()
        self.assertTrue(text.startswith("Usage: pinpoint-export schema [TABLE...] [OPTIONS]\n"), text)
        self.assertIn("--as", text)
        self.assertNotIn("--page-size", text)

    def test_help_and_errors_say_the_same_about_values(self):
        text = " ".join(self.run_program("--help").out.decode().split())
        values = {"--max-file-size": r"is not a size (such as \S+ or \S+)$", "--max-delete-ratio": "a share from (.*),"}
        for option, what in values.items():
            error = self.run_program("check", option, "none").errors[0]
            self.assertRegex(error, what)
            self.assertIn("(%s, default " % re.search(what, error)[1], text)

    def test_help_needs_neither_key_nor_account(self):
        self.assert_status(self.run_program("--page-size", "5", "--help"), 0)

    def test_version(self):
        result = self.run_program("--version")
        self.assert_status(result, 0)
        self.assertRegex(result.out.decode(), r"\Apinpoint-export \d+\.\d+\.\d+\n\Z")

    def test_the_version_is_that_of_the_makefile_and_of_the_latest_changes(self):
        with open(os.path.join(ROOT, "Makefile")) as makefile, open(os.path.join(ROOT, "README.md")) as readme:
            made = re.search(r"^VERSION := (\S+)$", makefile.read(), re.M)[1]
            latest = re.search(r"^\*\*(\S+)\*\*", readme.read().split("\n## Changes\n")[1], re.M)[1]
        self.assertEqual(self.run_program("--version").out.decode(), "pinpoint-export %s\n" % made)
        self.assertEqual(latest, made)

    def test_schema_knows_all_tables(self):
        known = json.loads(self.run_program("schema", "--as", "json").out)["tables"]
        self.assertEqual(set(TABLES) - set(known), set())
        for name, table in known.items():
            for column in table["columns"]:
                self.assertEqual(column["nullable"], column["name"] not in ("id", "changed_at"), (name, column))
                self.assertIn(column["type"], ("text", "timestamp", "date", "number", "integer", "boolean", "json"))
        text = self.run_program("schema").out.decode()
        for name in TABLES:
            self.assertIn("\n%s  (" % name, "\n" + text)

    def test_schema_of_some_tables(self):
        known = json.loads(self.run_program("schema", "jobs", "users", "--as", "json").out)["tables"]
        self.assertIn("jobs", known)
        self.assertIn("users", known)
        self.assertNotIn("candidates", known)


class BadInput(Folder):
    """Each ends with one error line and status 2, and leaves nothing behind."""

    environment = {"PINPOINT_API_KEY": KEY}

    def assert_refused(self, arguments, *parts, **further):
        result = self.run_program(*arguments, **further)
        self.assert_one_error(result, 2, *parts)
        self.assertFalse(os.path.exists(self.output), "%s made the output folder" % (arguments,))
        return result

    def test_no_account(self):
        self.assert_refused([], "--subdomain")
        self.assert_refused(["export"], "--subdomain")
        self.assert_refused(["check"], "--subdomain")

    def test_no_key(self):
        self.assert_refused(["export", "--base-url", NOBODY], "--api-key-file", env={"PINPOINT_API_KEY": None})
        self.assert_refused(["export", "--base-url", NOBODY], "key", env={"PINPOINT_API_KEY": ""})

    def test_malformed_subdomains(self):
        for name in ("ac me", "a.b", "a/b", "-acme", "acme-", "ünïcode", "", "a" * 64, "a@b", "a_b", "acme\n"):
            self.assert_refused(["--subdomain", name], "--subdomain")
            self.assert_refused(["--subdomain=" + name], "--subdomain")

    def test_base_urls_that_are_not_safe(self):
        for url in (
            "http://example.com/api/v1",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::2]/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "https://user:secret@example.com/",
            "https://example.com/?key=1",
            "https://example.com/#x",
            "https://exam ple.com/",
            "https://",
            "example",
            "",
        ):
            self.assert_refused(["--base-url", url], "--base-url")

    def test_unknown_words(self):
        account = ["--subdomain", "acme"]
        self.assert_refused(["--subdomian", "acme"], "--subdomian", "did you mean --subdomain")
        self.assert_refused(["exprot"], "exprot", "did you mean export")
        self.assert_refused(["-Z"], "-Z")
        self.assert_refused(account + ["--tables", "jobs,joobs"], "joobs", "jobs")
        self.assert_refused(account + ["--tables", "nothing_like_it"], "nothing_like_it", "schema")
        self.assert_refused(account + ["--exclude-columns", "jobs.descripton"], "descripton", "description")
        self.assert_refused(account + ["--exclude-columns", "jbos.name"], "jbos")
        self.assert_refused(account + ["--exclude-columns", "name"], "TABLE.COLUMN")
        self.assert_refused(account + ["--exclude-columns", "*.nowhere_at_all"], "nowhere_at_all")
        self.assert_refused(account + ["surplus"], "surplus")
        self.assert_refused(["check", "surplus"] + account, "surplus")
        self.assert_refused(["map", "joobs"], "joobs")
        self.assert_refused(["map"], "table")
        self.assert_refused(["schema", "joobs"], "joobs")

    def test_no_tables_at_all(self):
        for empty in ("", ",", " , ", ",,"):
            self.assert_refused(["--subdomain", "acme", "--tables", empty], "table")

    def test_bad_values(self):
        bad = {
            "--page-size": ("0", "1001", "-1", "5x", "", " 5", "1e2", "99999999999999999999"),
            "--concurrency": ("0", "17"),
            "--gzip-level": ("0", "10", "best"),
            "--max-file-size": ("0", "-1", "5XB", "MB", "99999999999GiB", "1.5MB"),
            "--retries": ("-1", "x"),
            "--retry-budget": ("0", "-5"),
            "--timeout": ("0", "1.5"),
            "--rate": ("0", "0/5", "5/0", "x", "5/", "/5"),
            "--umask": ("8", "0777", "-1", "rwx"),
            "--format": ("xml", "CSV"),
            "--mode": ("full",),
            "--log-format": ("xml",),
            "--now": ("yesterday", "2026-13-01", "2026-02-30T00:00:00Z"),
            "--account": ("a/b", "..", ".x", "a b", "a" * 129),
        }
        for option, values in bad.items():
            for value in values:
                self.assert_refused(["--base-url", NOBODY, option, value], option)

    def test_options_that_exclude_each_other(self):
        account = ["--subdomain", "acme"]
        self.assert_refused(account + ["--stdout"], "--stdout", "--tables")
        self.assert_refused(account + ["--stdout", "--tables", "jobs,users"], "--stdout")
        self.assert_refused(account + ["--stdout", "--tables", "job_*"], "--stdout", "job_* selects 3")
        self.assert_refused(account + ["--gzip"], "--gzip", "--stdout")
        self.assert_refused(account + ["--account", "other"], "--account")
        for mode in ("changes", "delta"):
            self.assert_refused(account + ["--mode", mode, "--no-state"], "--mode", mode, "snapshot")

    def test_missing_values_and_unexpected_values(self):
        self.assert_refused(["--subdomain"], "--subdomain", "value")
        self.assert_refused(["--subdomain", "acme", "--stdout=yes"], "--stdout")

    def test_options_of_another_command(self):
        self.assert_refused(["schema", "--page-size", "5"], "--page-size", "schema")
        self.assert_refused(["export", "--as", "json", "--subdomain", "acme"], "--as")

    def test_the_key_is_refused_on_the_command_line(self):
        for arguments in (["--api-key", KEY], ["--api-key=" + KEY], ["export", "--subdomain", "a", "--api-key", KEY]):
            self.assert_refused(arguments, "--api-key", "--api-key-file")

    def test_key_files(self):
        account = ["--subdomain", "acme", "--api-key-file"]
        self.assert_refused(account + [self.path("none")], "none")
        self.assert_refused(account + [self.write("empty", "")], "empty")
        self.assert_refused(account + [self.write("blank", " \n" + KEY)], "blank")
        self.assert_refused(account + [self.write("binary", KEY.encode() + b"\x01\n")], "binary")
        self.assert_refused(account + [self.write("long", "k" * 100_000)], "long")
        self.assert_refused(account + [self.folder], self.folder)

    def test_config_files(self):
        for text, part in (
            ("no-such-option = 1\n", "no-such-option"),
            ("page-size\n", "line 1"),
            ("# fine\npage-size = many\n", "line 2"),
            ("page-size = 5\nhelp = true\n", "line 2"),
            ("api-key = %s\n" % KEY, "api-key"),
            ("config = other\n", "config"),
            ("page-size = \0\n", "line 1"),
            ("x" * 70_000, ""),
        ):
            config = self.write("config", text)
            self.assert_refused(["--base-url", NOBODY, "--config", config], "config", part)
        self.assert_refused(["--base-url", NOBODY, "--config", self.path("none")], "none")
        self.assert_refused(["--base-url", NOBODY, "--config", self.folder], self.folder)

    def test_a_missing_certificate_file(self):
        self.assert_refused(["--subdomain", "acme", "--ca-file", self.path("none.pem")], "--ca-file", "none.pem")

    def test_an_error_stays_one_line_whatever_was_typed(self):
        self.assert_refused(["--subdomain", "two\nlines\x1b[31m"], "--subdomain")
        self.assert_refused(["--tables", "a\nb", "--subdomain", "acme"], "unknown table")
        self.assert_refused(["--" + "x" * 5000], "unknown option")


class WhereValuesComeFrom(Service):
    """Command line > environment > config file > default. The weaker values lead nowhere."""

    def assert_reads_users(self, *arguments, **further):
        self.assert_exported(self.run_program("--tables", "users", "--account", "acme", *arguments, **further))

    def test_flag_over_environment(self):
        self.assert_reads_users("--base-url", self.base, env={"PINPOINT_BASE_URL": NOBODY})

    def test_environment_over_config_file(self):
        config = self.write("config", "base-url = %s\n" % NOBODY)
        self.assert_reads_users("--config", config, env={"PINPOINT_BASE_URL": self.base})

    def test_config_file_over_default(self):
        config = self.write(
            "config",
            "# where\nbase-url = %s\n\n  page-size=7 # small\noutput = elsewhere\nno-state = true\n" % self.base,
        )
        self.output = self.path("elsewhere")
        self.assert_exported(self.run_program("--config", config, "--account", "acme", "--tables", "candidates"))
        self.assertIn("7", [one.query["page[size]"] for one in self.requests("candidates")])

    def test_flag_over_config_file(self):
        config = self.write("config", "base-url = %s\npage-size = 7\n" % NOBODY)
        self.assert_reads_users("--config", config, "--base-url", self.base)

    def test_a_flag_may_come_before_the_command_and_twice(self):
        result = self.run_program(
            "--base-url", NOBODY, "export", "--base-url=" + self.base, "--account", "acme", "--tables=users"
        )
        self.assert_exported(result)

    def test_a_variable_that_is_overridden_is_not_checked(self):
        self.assert_reads_users("--base-url", self.base, env={"PINPOINT_BASE_URL": "not a url"})
        self.assert_reads_users("--base-url", self.base, env={"PINPOINT_SUBDOMAIN": "not a name"})

    def test_a_base_url_in_the_environment_never_gets_the_key_of_a_subdomain(self):
        nowhere = ("--subdomain", "acme", "--proxy", "http://127.0.0.1:9", "--retries", "0", "--retry-budget", "1")
        self.assert_status(self.run_program("check", *nowhere, env={"PINPOINT_BASE_URL": self.base}), 5)
        self.assertEqual(self.requests(), [])

    def test_a_subdomain_in_the_environment_does_not_break_a_base_url_with_an_account(self):
        self.assert_reads_users("--base-url", self.base, env={"PINPOINT_SUBDOMAIN": "other"})
        self.assertEqual(self.manifest()["account"], "acme")

    def test_subdomain_beside_a_base_url_is_lowered_and_is_the_account(self):
        variables = {"PINPOINT_SUBDOMAIN": "AcMe-2", "PINPOINT_BASE_URL": self.base}
        self.assert_exported(self.run_program("--tables", "users", env=variables))
        self.assertEqual(self.manifest()["account"], "acme-2")

    def test_the_account_is_the_host_by_default(self):
        self.assert_exported(self.run_program("--base-url", self.base, "--tables", "users"))
        self.assertEqual(self.manifest()["account"], "127.0.0.1")

    def test_key_from_a_file(self):
        key = self.write("key", "  %s \nsecond line\n" % KEY)
        for env in ({"PINPOINT_API_KEY": None}, {"PINPOINT_API_KEY": "wrong"}):
            self.assert_reads_users("--base-url", self.base, "--api-key-file", key, env=env)
        self.assert_reads_users("--base-url", self.base, env={"PINPOINT_API_KEY_FILE": key, "PINPOINT_API_KEY": None})

    def test_key_from_the_environment_is_stronger_than_a_key_file_in_the_config_file(self):
        config = self.write("config", "api-key-file = %s\n" % self.write("key", "wrong"))
        self.assert_reads_users("--base-url", self.base, "--config", config)

    def test_key_file_from_the_config_file(self):
        config = self.write("config", "api-key-file = %s\n" % self.write("key", KEY))
        self.assert_reads_users("--base-url", self.base, "--config", config, env={"PINPOINT_API_KEY": None})

    def test_a_key_file_that_others_can_read_causes_a_warning(self):
        key = self.write("key", KEY, 0o644)
        result = self.export("--tables", "users", "--api-key-file", key)
        self.assert_exported(result)
        self.assertEqual(len(result.warnings), 1, str(result))
        self.assertIn("chmod 600", result.warnings[0])


class TheLog(Service):
    def test_quiet_says_nothing_about_a_good_run(self):
        result = self.export("-q", "--tables", "users")
        self.assert_exported(result)
        self.assertEqual(result.err, "")

    def test_quiet_still_reports_a_failure(self):
        self.assert_failed(self.export("-q", "--tables", "users", env={"PINPOINT_API_KEY": "wrong"}), 4, "/users")

    def test_a_good_run_reports_where_it_was_written(self):
        result = self.export("--tables", "users")
        self.assertIn("output/" + self.runs()[0], result.err)
        self.assertEqual(result.err.count("\n"), 1)

    def test_verbose_says_more(self):
        usual, more = self.export("--tables", "users"), self.export("-v", "--tables", "users")
        self.assertGreater(more.err.count("\n"), usual.err.count("\n"))

    def test_flags_may_share_a_dash(self):
        for flags in (["-vv"], ["-vvv"], ["-qv"], ["-vooutput"]):
            self.assertIn(" records\n", self.export(*flags, "--tables", "users").err, flags)
        self.assert_one_error(self.export("-v=1"), 2, "takes no value")
        self.assert_one_error(self.export("-vx"), 2, "-x")

    def test_json_lines(self):
        self.faults("status:resource=users,times=1,code=503")
        result = self.export("--log-format", "json", "-v", "--tables", "users")
        self.assert_exported(result)
        lines = [json.loads(line) for line in result.err.splitlines()]
        self.assertIn("warning", [line["level"] for line in lines])
        for line in lines:
            self.assertEqual(list(line), ["time", "level", "message"])
            self.assertRegex(line["time"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")

    def test_json_errors(self):
        result = self.export("--log-format", "json", "--tables", "users", env={"PINPOINT_API_KEY": "wrong"})
        self.assert_status(result, 4)
        self.assertEqual([json.loads(line)["level"] for line in result.err.splitlines()], ["error"])

    def test_progress_is_rewritten_if_requested(self):
        self.assertIn("\r", self.export("--progress", "--page-size", "1").err)
        self.assertNotIn("\r", self.export("--no-progress", "--page-size", "1").err)
        self.assertNotIn("\r", self.export("--page-size", "1").err)


if __name__ == "__main__":
    main()
