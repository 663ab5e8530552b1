/*
 * Numbers. A second reader, which writes out all digits and zeros and then cuts them off, gives the same result for every
 * text. A plain form is its own plain form. Plain forms compare in the same way as their aligned digits.
 * An input is one number, or two with a line end in between.
 */
#include "base/decimal.h"
#include "fuzz/expect.h"
#include "fuzz/input.h"

/* Digits of the longest spelling that is written out here, and the greatest exponent that makes a difference. */
enum { SPELLED_MAX = 4096, MOVED_MAX = SPELLED_MAX + DECIMAL_DIGITS_MAX + 2, WIDE = SPELLED_MAX + MOVED_MAX + 1 };

/* One digit a place; the point is before digits[MIDDLE]. */
enum { MIDDLE = WIDE };
struct places {
	bool negative;
	char digits[2 * WIDE];
};

static size_t count_digits(struct sv text)
{
	size_t n = 0;

	while (n < text.n && ascii_is_digit(text.p[n]))
		n++;
	return n;
}

/* Reads an exponent with its sign at the end of the text; any past MOVED_MAX has the same effect. */
static bool read_exponent(struct sv text, long *exponent)
{
	bool negative = text.n > 0 && text.p[0] == '-';

	*exponent = 0;
	if (text.n > 0 && (text.p[0] == '-' || text.p[0] == '+'))
		text = sv_from(text, 1);
	if (!sv_digits(text))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (*exponent < MOVED_MAX)
			*exponent = *exponent * 10 + (text.p[i] - '0');
	*exponent = *exponent > MOVED_MAX ? MOVED_MAX : *exponent;
	*exponent *= negative ? -1 : 1;
	return true;
}

static bool lay_out(struct sv text, struct places *places)
{
	struct sv whole, fraction = {"", 0};
	long exponent = 0, at;

	memset(places->digits, '0', sizeof(places->digits));
	places->negative = text.n > 0 && text.p[0] == '-';
	text = sv_from(text, places->negative);
	whole = (struct sv){text.p, count_digits(text)};
	text = sv_from(text, whole.n);
	if (whole.n == 0 || (whole.n > 1 && whole.p[0] == '0'))
		return false;
	if (text.n > 0 && text.p[0] == '.') {
		fraction = sv_from(text, 1);
		fraction.n = count_digits(fraction);
		text = sv_from(text, 1 + fraction.n);
		if (fraction.n == 0)
			return false;
	}
	if (text.n > 0 && !((text.p[0] == 'e' || text.p[0] == 'E') && read_exponent(sv_from(text, 1), &exponent)))
		return false;
	at = MIDDLE - exponent - (long)whole.n;
	for (size_t i = 0; i < whole.n; i++)
		places->digits[at++] = whole.p[i];
	for (size_t i = 0; i < fraction.n; i++)
		places->digits[at++] = fraction.p[i];
	return true;
}

/* The plain form of the aligned digits; false if there are too many. */
static bool write_out(const struct places *places, char out[DECIMAL_SIZE])
{
	size_t first = 0, end = sizeof(places->digits);
	char *to = out;

	while (first < MIDDLE - 1 && places->digits[first] == '0')
		first++;
	while (end > MIDDLE && places->digits[end - 1] == '0')
		end--;
	if (end - first > DECIMAL_DIGITS_MAX)
		return false;
	if (places->negative && !(first == MIDDLE - 1 && end == MIDDLE && places->digits[first] == '0'))
		*to++ = '-';
	for (size_t i = first; i < end; i++) {
		if (i == MIDDLE)
			*to++ = '.';
		*to++ = places->digits[i];
	}
	*to = '\0';
	return true;
}

static bool read_one(struct sv text, char out[DECIMAL_SIZE], struct places *places)
{
	char slow[DECIMAL_SIZE], again[DECIMAL_SIZE];
	bool read = decimal_plain(text, out);

	EXPECT(read == (lay_out(text, places) && write_out(places, slow)));
	if (!read)
		return false;
	EXPECT(strcmp(out, slow) == 0);
	EXPECT(decimal_plain(sv_of(out), again) && strcmp(out, again) == 0);
	return true;
}

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static int slow_compare(const struct places *a, const char *a_text, const struct places *b, const char *b_text)
{
	bool a_negative = a_text[0] == '-', b_negative = b_text[0] == '-';

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	return (a_negative ? -1 : 1) * sign(memcmp(a->digits, b->digits, sizeof(a->digits)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct places first_places, second_places;
	char first[DECIMAL_SIZE], second[DECIMAL_SIZE];
	struct input input = {bytes, n < SPELLED_MAX ? n : SPELLED_MAX};
	struct sv text = input_until(&input, '\n');
	bool two = read_one(text, first, &first_places);

	if (!read_one(input_rest(&input), second, &second_places) || !two)
		return 0;
	EXPECT(sign(decimal_compare(first, second)) == slow_compare(&first_places, first, &second_places, second));
	EXPECT(sign(decimal_compare(second, first)) == -sign(decimal_compare(first, second)));
	return 0;
}
