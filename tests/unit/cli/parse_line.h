/*
 * Options parsed from one line of words, in an environment without our variables: forget_environment as setup, release
 * as teardown.
 */
#ifndef TESTS_UNIT_APP_PARSE_LINE_H
#define TESTS_UNIT_APP_PARSE_LINE_H

#include "support/scratch.h"

#include "cli/options.h"

#define WORDS_MAX 16

static struct options options;

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
	return options_parse(&options, argc, argv);
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
