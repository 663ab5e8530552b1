/*
 * E-mail addresses: a regular expression accepts the same texts (output/README.md, "E-mail addresses").
 * An input is a text.
 */
#include <regex.h>

#include "base/buf.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"
#include "map/email.h"

#define INNER "[A-Za-z0-9_'+,-]" /* without points, which are neither next to each other nor at an end */
#define LAST "[A-Za-z0-9_+-]"
#define LABEL "[A-Za-z0-9][A-Za-z0-9-]*"
#define ADDRESS "^(" INNER "+[.])*" INNER "*" LAST "@(" LABEL "[.])+[A-Za-z]{2,}$"

enum { TEXT_MAX = 512 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static regex_t address;
	static bool compiled;
	struct input input = {bytes, n < TEXT_MAX ? n : TEXT_MAX};
	AUTO_BUF copy = {0}, mixed = {0};
	bool valid = email_valid(input_rest(&input));

	if (!compiled)
		EXPECT(regcomp(&address, ADDRESS, REG_EXTENDED | REG_NOSUB) == 0);
	compiled = true;
	buf_addsv(&copy, input_rest(&input));
	if (copy.n > 0 && memchr(copy.p, '\0', copy.n)) {
		EXPECT(!valid);
		return 0;
	}
	EXPECT(valid == (regexec(&address, buf_text(&copy), 0, NULL, 0) == 0));
	for (size_t i = 0; i < copy.n; i++)
		buf_addc(&mixed, i % 2 ? ascii_upper(copy.p[i]) : ascii_lower(copy.p[i]));
	EXPECT(valid == email_valid(buf_sv(&mixed)));
	return 0;
}
