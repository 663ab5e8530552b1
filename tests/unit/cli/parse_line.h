/*
 * Options parsed from one line of words, in an environment without our variables: forget_environment as setup, release
 * as teardown.
 */
#ifndef TESTS_UNIT_CLI_PARSE_LINE_H
#define TESTS_UNIT_CLI_PARSE_LINE_H

#include "support/scratch.h"

#include "cli/options_parse.h"

#define WORDS_MAX 16

static struct options options;

/* What --as takes in these tests. */
static inline const char *form_name(size_t number)
{
	static const char *const names[] = {"plain", "pretty", "sql"};

	return number < sizeof(names) / sizeof(names[0]) ? names[number] : NULL;
}

static inline int forget_environment(void **state)
{
	(void)state;
	unsetenv("PINPOINT_SUBDOMAIN");
	unsetenv("PINPOINT_BASE_URL");
	unsetenv("PINPOINT_API_KEY_FILE");
	unsetenv("PINPOINT_API_KEY");
	return 0;
}

static inline int release(void **state)
{
	options_release(&options);
	return forget_environment(state);
}

/* Parses "one two three" as the words after the program's name. */
static inline enum rc parse(const char *line)
{
	static char words[1024];
	char *argv[WORDS_MAX + 1] = {(char[]){"pinpoint-export"}};
	int argc = 1;

	options_release(&options);
	snprintf(words, sizeof(words), "%s", line);
	for (char *p = words; *p;) {
		assert_true(argc < WORDS_MAX);
		argv[argc++] = p;
		p += strcspn(p, " ");
		if (*p)
			*p++ = '\0';
	}
	return options_parse(&options, argc, argv, form_name);
}

static inline void expect_good(const char *line)
{
	enum rc rc = parse(line);

	if (rc != RC_OK)
		fail_msg("%s: %s", line, rc_text());
}

static inline void expect_refused(const char *line, const char *named)
{
	assert_int_equal(parse(line), RC_USAGE);
	assert_error_names(named);
}

#endif
