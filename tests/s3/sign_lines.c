/*
 * Signs what it reads: one request a line, fields separated by tabs, texts in hexadecimal (any byte may be in them).
 *
 *   method  key  payload  time  region  id  secret  name=value  name=value ...
 *
 * Prints the path as it would be sent, a tab, and the value of the header Authorization. For check_s3.py, which compares it
 * with another implementation.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "s3/sign.h"

enum { FIXED = 7, LINE_MAX_BYTES = 1 << 16 };

/* In place: each pair of digits becomes a byte, and the text ends where they end. */
static char *decode(char *text)
{
	size_t n = 0;

	for (; ascii_hex_digit(text[2 * n]) >= 0; n++)
		text[n] = (char)(ascii_hex_digit(text[2 * n]) << 4 | ascii_hex_digit(text[2 * n + 1]));
	text[n] = '\0';
	return text;
}

static char *next_field(char **rest)
{
	char *field = *rest, *tab = field ? strpbrk(field, "\t\n") : NULL;

	*rest = tab && *tab == '\t' ? tab + 1 : NULL;
	if (tab)
		*tab = '\0';
	return field;
}

static void sign_line(char *line)
{
	char *fields[FIXED], *rest = line, *field;
	struct s3_header headers[S3_SIGNED_HEADERS_MAX];
	struct s3_signing signing = {.headers = headers, .service = "s3"};
	struct s3_keys keys = {.token = NULL};
	AUTO_BUF path = {0}, authorization = {0};

	for (int i = 0; i < FIXED; i++)
		fields[i] = next_field(&rest);
	while ((field = next_field(&rest))) {
		char *value = strchr(field, '=');

		*value = '\0';
		headers[signing.header_count++] = (struct s3_header){field, decode(value + 1)};
	}
	buf_add_encoded(&path, sv_of(decode(fields[1])), "/");
	signing.method = fields[0];
	signing.path = buf_sv(&path);
	signing.payload = fields[2];
	signing.time = fields[3];
	signing.region = fields[4];
	keys.id = fields[5];
	keys.secret = decode(fields[6]);
	s3_sign(&signing, &keys, &authorization);
	printf("%s\t%s\n", buf_text(&path), buf_text(&authorization));
}

int main(void)
{
	static char line[LINE_MAX_BYTES];

	while (fgets(line, sizeof(line), stdin))
		sign_line(line);
	return 0;
}
