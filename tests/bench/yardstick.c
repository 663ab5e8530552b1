/*
 * The yardstick of the benchmarks: receives pages by libcurl and parses them by yajl with callbacks that do nothing. Nobody
 * who uses these two libraries can do less. yardstick URL FROM TO: URL holds %s for the number of the page.
 * `-r` receives only.
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { URL_MAX = 4096 };

static int on_scalar(void *context)
{
	(void)context;
	return 1;
}

static int on_boolean(void *context, int value)
{
	(void)context;
	(void)value;
	return 1;
}

static int on_number(void *context, const char *text, size_t n)
{
	(void)context;
	(void)text;
	(void)n;
	return 1;
}

static int on_text(void *context, const unsigned char *text, size_t n)
{
	(void)context;
	(void)text;
	(void)n;
	return 1;
}

static const yajl_callbacks callbacks = {
	.yajl_null = on_scalar,
	.yajl_boolean = on_boolean,
	.yajl_number = on_number,
	.yajl_string = on_text,
	.yajl_map_key = on_text,
	.yajl_start_map = on_scalar,
	.yajl_end_map = on_scalar,
	.yajl_start_array = on_scalar,
	.yajl_end_array = on_scalar,
};

static size_t receive(char *bytes, size_t size, size_t n, void *context)
{
	yajl_handle yajl = context;

	if (yajl && yajl_parse(yajl, (const unsigned char *)bytes, size * n) != yajl_status_ok)
		return 0;
	return size * n;
}

static int read_page(CURL *curl, const char *form, long number, int parses)
{
	char url[URL_MAX];
	const char *hole = strstr(form, "%s");
	yajl_handle yajl = parses ? yajl_alloc(&callbacks, NULL, NULL) : NULL;
	int good;

	snprintf(url, sizeof(url), "%.*s%ld%s", (int)(hole - form), form, number, hole + 2);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, yajl);
	good = curl_easy_perform(curl) == CURLE_OK;
	if (yajl) {
		good = good && yajl_complete_parse(yajl) == yajl_status_ok;
		yajl_free(yajl);
	}
	return good;
}

int main(int count, char **words)
{
	int parses = count < 2 || strcmp(words[1], "-r") != 0;
	int first = parses ? 1 : 2;
	CURL *curl = curl_easy_init();
	long last;

	if (!curl || count != first + 3 || !strstr(words[first], "%s"))
		return 2;
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
	last = strtol(words[first + 2], NULL, 10);
	for (long number = strtol(words[first + 1], NULL, 10); number <= last; number++)
		if (!read_page(curl, words[first], number, parses)) {
			fprintf(stderr, "yardstick: page %ld could not be read\n", number);
			return 1;
		}
	curl_easy_cleanup(curl);
	return 0;
}
