/* Which texts are e-mail addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "map/email.h"
#include "support/triples.h"

static bool convert_email(struct sv input, struct buf *out)
{
	buf_adds(out, "valid");
	return email_valid(input);
}

static const struct triple_conversion conversions[] = {{"email", convert_email}, {0}};

static void addresses_are_checked(void **state)
{
	(void)state;
	assert_int_equal(triples_run("tests/triples/email.txt", conversions), 0);
}

/* Every ASCII character and a few bytes beyond at every place of an address. */
static void each_place_allows_certain_characters_only(void **state)
{
	static const char sample[] = "ab@cd.ef";

	(void)state;
	for (size_t place = 0; place < sizeof(sample) - 1; place++)
		for (unsigned c = 0; c < 256; c++) {
			char text[sizeof(sample)];
			char byte = (char)c;
			bool letter = ascii_is_letter(byte), digit = ascii_is_digit(byte), expected = letter || digit;

			memcpy(text, sample, sizeof(sample));
			text[place] = byte;
			if (place < 2)
				expected = expected || (byte && strchr(place ? "_+-" : "_'+-,", byte));
			else if (place == 2)
				expected = byte == '@';
			else if (place == 4)
				expected = expected || byte == '-';
			else if (place == 5)
				expected = byte == '.';
			else if (place > 5)
				expected = letter;
			assert_int_equal(email_valid((struct sv){text, sizeof(sample) - 1}), expected);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_checked),
		cmocka_unit_test(each_place_allows_certain_characters_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
