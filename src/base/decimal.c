#include "base/decimal.h"

#include <stdint.h>

/* Larger exponents are cut to this: no text has enough digits to bring such a number back into range. */
#define EXPONENT_MAX INT64_C(1000000000000000)

/* A number as spelled: the digits before and after the point, and by how many places the exponent moves the point. */
struct spelling {
	bool negative;
	struct sv whole, fraction;
	int64_t exponent;
};

static struct sv decimal_take_digits(struct sv *rest)
{
	size_t n = 0;
	struct sv digits;

	while (n < rest->n && ascii_is_digit(rest->p[n]))
		n++;
	digits = (struct sv){rest->p, n};
	*rest = sv_from(*rest, n);
	return digits;
}

static bool decimal_take_exponent(struct sv *rest, int64_t *exponent)
{
	bool negative = sv_take(rest, '-');
	struct sv digits;
	int64_t sum = 0;

	if (!negative)
		(void)sv_take(rest, '+');
	digits = decimal_take_digits(rest);
	for (size_t i = 0; i < digits.n; i++)
		sum = sum < EXPONENT_MAX ? sum * 10 + (digits.p[i] - '0') : EXPONENT_MAX;
	*exponent = negative ? -sum : sum;
	return digits.n > 0;
}

/* The grammar of a JSON number (RFC 8259, section 6). */
static bool decimal_read(struct sv text, struct spelling *out)
{
	struct sv rest = text;

	*out = (struct spelling){.negative = sv_take(&rest, '-')};
	out->whole = decimal_take_digits(&rest);
	if (out->whole.n == 0 || (out->whole.n > 1 && out->whole.p[0] == '0'))
		return false;
	if (sv_take(&rest, '.')) {
		out->fraction = decimal_take_digits(&rest);
		if (out->fraction.n == 0)
			return false;
	}
	if (sv_take(&rest, 'e') || sv_take(&rest, 'E'))
		if (!decimal_take_exponent(&rest, &out->exponent))
			return false;
	return rest.n == 0;
}

static char decimal_digit(const struct spelling *number, size_t i)
{
	return i < number->whole.n ? number->whole.p[i] : number->fraction.p[i - number->whole.n];
}

/* Writes digits times 10^scale: with zeros for the places left or right of the digits, and the point where the whole part ends. */
static void decimal_write(char *out, bool negative, struct sv digits, int64_t scale)
{
	int64_t length = (int64_t)digits.n, first = length + scale < 1 ? length + scale - 1 : 0;
	int64_t end = scale > 0 ? length + scale : length;

	if (negative)
		*out++ = '-';
	for (int64_t i = first; i < end; i++) {
		if (i == length + scale)
			*out++ = '.';
		*out++ = '0';
		if (i >= 0 && i < length)
			out[-1] = digits.p[i];
	}
	*out = '\0';
}

bool decimal_plain(struct sv text, char out[DECIMAL_SIZE])
{
	struct spelling number;
	char digits[DECIMAL_DIGITS_MAX];
	size_t first = 0, end;
	int64_t length, scale, written;

	if (!decimal_read(text, &number))
		return false;
	end = number.whole.n + number.fraction.n;
	while (first < end && decimal_digit(&number, first) == '0')
		first++;
	if (first == end) { /* zero, whatever the sign and the exponent */
		out[0] = '0';
		out[1] = '\0';
		return true;
	}
	/* Trailing zeros go into the scale: the value is the digits between `first` and `end`, times 10^scale. */
	scale = number.exponent - (int64_t)number.fraction.n;
	for (; decimal_digit(&number, end - 1) == '0'; end--)
		scale++;
	length = (int64_t)(end - first);
	written = scale >= 0 ? length + scale : -scale < length ? length : 1 - scale;
	if (written > DECIMAL_DIGITS_MAX)
		return false;
	for (size_t i = first; i < end; i++)
		digits[i - first] = decimal_digit(&number, i);
	decimal_write(out, number.negative, (struct sv){digits, end - first}, scale);
	return true;
}

static int decimal_compare_magnitude(const char *a, const char *b)
{
	size_t whole_a = strcspn(a, "."), whole_b = strcspn(b, ".");

	/* There are no leading or trailing zeros: compare the length before the point, then the digits as text. */
	if (whole_a != whole_b)
		return whole_a < whole_b ? -1 : 1;
	return strcmp(a, b);
}

int decimal_compare(const char *a, const char *b)
{
	bool negative_a = a[0] == '-', negative_b = b[0] == '-';

	if (negative_a != negative_b)
		return negative_a ? -1 : 1;
	return negative_a ? decimal_compare_magnitude(b + 1, a + 1) : decimal_compare_magnitude(a, b);
}

bool decimal_whole(struct sv text, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned digit = (unsigned char)text.p[i] - (unsigned)'0';

		if (digit > 9 || *number > (UINT64_MAX - digit) / 10)
			return false;
		*number = *number * 10 + digit;
	}
	return text.n > 0;
}
