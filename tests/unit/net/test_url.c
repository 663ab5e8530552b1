#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/url.h"

static void expect_base(const char *text, const char *base, const char *host, bool loopback)
{
	char found_host[URL_HOST_MAX];
	bool found_loopback = !loopback;
	AUTO_BUF found = {0};

	assert_int_equal(url_base(text, &found, found_host, &found_loopback), RC_OK);
	assert_string_equal(buf_text(&found), base);
	assert_string_equal(found_host, host);
	assert_int_equal(found_loopback, loopback);
}

static void expect_refused(const char *text)
{
	char host[URL_HOST_MAX];
	bool loopback;
	AUTO_BUF base = {0};

	if (url_base(text, &base, host, &loopback) != RC_USAGE)
		fail_msg("%s was not refused", text);
	assert_int_equal(base.n, 0);
}

static void https_is_accepted_anywhere(void **state)
{
	(void)state;
	expect_base("https://acme.pinpointhq.com/api/v1", "https://acme.pinpointhq.com/api/v1", "acme.pinpointhq.com",
		    false);
	expect_base("https://Acme.Example:8443/api/v1///", "https://Acme.Example:8443/api/v1", "acme.example", false);
	expect_base("https://acme.example:443", "https://acme.example", "acme.example", false);
	expect_base("https://127.0.0.1:9/", "https://127.0.0.1:9", "127.0.0.1", true);
	expect_base("https://a.example/x/../api", "https://a.example/api", "a.example", false);
}

static void http_is_for_loopback_only(void **state)
{
	(void)state;
	expect_base("http://127.0.0.1:8080/api/v1/", "http://127.0.0.1:8080/api/v1", "127.0.0.1", true);
	expect_base("http://127.200.3.4", "http://127.200.3.4", "127.200.3.4", true);
	expect_base("http://127.1:80/a", "http://127.0.0.1/a", "127.0.0.1", true);
	expect_base("http://[::1]:8080/a", "http://[::1]:8080/a", "::1", true);
	expect_base("http://LocalHost:8080", "http://LocalHost:8080", "localhost", true);
}

static void http_elsewhere_is_refused(void **state)
{
	static const char *const texts[] = {
		"http://acme.pinpointhq.com/api/v1", "http://128.0.0.1/",        "http://10.0.0.1",
		"http://localhost.example/",         "http://127.0.0.1.example", "http://[::2]/",
		"http://[::ffff:127.0.0.1]/",        "http://0.0.0.0/",          "http://2130706434.example/",
		"http://127.0.0.1@evil.example/",    "http://xlocalhost",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_refused(texts[i]);
	assert_non_null(strstr(rc_text(), "https://"));
}

static void http_elsewhere_is_told_where_it_is_allowed(void **state)
{
	char host[URL_HOST_MAX];
	bool loopback, encrypted;
	AUTO_BUF base = {0};

	(void)state;
	assert_int_equal(url_plain_base("http://Minio.example:9000/", &base, host, &loopback, &encrypted), RC_OK);
	assert_string_equal(buf_text(&base), "http://Minio.example:9000");
	assert_string_equal(host, "minio.example");
	assert_false(loopback || encrypted);
	assert_int_equal(url_plain_base("https://[::1]:443", &base, host, &loopback, &encrypted), RC_OK);
	assert_string_equal(buf_text(&base), "https://[::1]");
	assert_true(loopback && encrypted);
	assert_int_equal(url_plain_base("ftp://minio.example", &base, host, &loopback, &encrypted), RC_USAGE);
	assert_int_equal(url_plain_base("http://a@minio.example", &base, host, &loopback, &encrypted), RC_USAGE);
}

static void what_is_not_a_base_url_is_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"acme.pinpointhq.com",
		"ftp://acme.example/",
		"file:///etc/passwd",
		"https://",
		"https://user@acme.example/",
		"https://user:word@acme.example/",
		"https://acme.example/?a=b",
		"https://acme.example/?",
		"https://acme.example/#top",
		"https://acme example/",
		"https://acme.example/\r\nX: y",
		"https://acme.example:99999/",
		"https://acm\xc3\xa9.example/",
		"https://%v1cme.example/",
		"https://%86cme.example/",
		"https://[fe80::1%25lo]/",
		"javascript:alert(1)",
	};
	AUTO_BUF longest = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		expect_refused(texts[i]);
	buf_adds(&longest, "https://acme.example/");
	while (longest.n <= URL_MAX)
		buf_addc(&longest, 'a');
	expect_refused(buf_text(&longest));
}

static const char page[] = "https://acme.example/api/v1/jobs?page[number]=1";

static void expect_followed(const char *link, const char *expected)
{
	AUTO_BUF found = {0};

	assert_int_equal(url_follow(page, sv_of(link), &found), RC_OK);
	assert_string_equal(buf_text(&found), expected);
}

static void expect_not_followed(struct sv link)
{
	AUTO_BUF found = {0};

	if (url_follow(page, link, &found) != RC_FORMAT)
		fail_msg("%.*s was not refused", SV_ARG(link));
	assert_int_equal(found.n, 0);
	assert_null(strstr(rc_text(), "evil"));
}

static void the_same_origin_is_followed(void **state)
{
	(void)state;
	expect_followed("https://acme.example/api/v1/jobs?page[number]=2",
			"https://acme.example/api/v1/jobs?page[number]=2");
	expect_followed("https://ACME.example:443/x", "https://ACME.example/x");
	expect_followed("https://acme.example/x#here", "https://acme.example/x");
}

static void relative_links_are_resolved(void **state)
{
	(void)state;
	expect_followed("/api/v1/jobs?page%5Bnumber%5D=2", "https://acme.example/api/v1/jobs?page%5Bnumber%5D=2");
	expect_followed("?page[number]=2", "https://acme.example/api/v1/jobs?page[number]=2");
	expect_followed("users", "https://acme.example/api/v1/users");
	expect_followed("//acme.example/users", "https://acme.example/users");
	expect_followed("../v2/users", "https://acme.example/api/v2/users");
}

static void ports_are_part_of_the_origin(void **state)
{
	AUTO_BUF found = {0};

	(void)state;
	assert_int_equal(url_follow("http://127.0.0.1:8080/a", SV("http://127.0.0.1:8080/b"), &found), RC_OK);
	assert_string_equal(buf_text(&found), "http://127.0.0.1:8080/b");
	assert_int_equal(url_follow("http://127.0.0.1:8080/a", SV("http://127.0.0.1:8081/b"), &found), RC_FORMAT);
	assert_int_equal(url_follow("http://127.0.0.1:8080/a", SV("http://127.0.0.1/b"), &found), RC_FORMAT);
	assert_int_equal(url_follow("http://127.0.0.1:8080/a", SV("https://127.0.0.1:8080/b"), &found), RC_FORMAT);
}

static void another_origin_is_not_followed(void **state)
{
	static const char *const links[] = {
		"https://evil.example/api/v1/jobs",
		"//evil.example/jobs",
		"http://acme.example/evil",
		"https://acme.example:444/evil",
		"https://acme.example.evil/",
		"https://evil@acme.example/",
		"https://acme.example@evil.example/",
		"https://acme.example:443@evil.example/",
		"ftp://acme.example/evil",
		"file:///evil",
		"javascript:evil",
		"\\\\evil.example/x\\..\\ y",
		"https://evil.acme.example/",
		"https:\\\\evil.example",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		expect_not_followed(sv_of(links[i]));
}

static void garbage_is_not_followed(void **state)
{
	AUTO_BUF longest = {0};

	(void)state;
	expect_not_followed(SV(""));
	expect_not_followed((struct sv){NULL, 0});
	expect_not_followed(SV(" "));
	expect_not_followed(SV("/a b"));
	expect_not_followed(SV("/a\0b"));
	expect_not_followed(SV("/a\r\nX-Evil: 1"));
	expect_not_followed(SV("/\xc3\xa9"));
	expect_not_followed(SV("https://acme.example:x/"));
	expect_not_followed(SV("https://[::1/"));
	buf_addc(&longest, '/');
	while (longest.n < URL_MAX)
		buf_addc(&longest, 'a');
	expect_not_followed(buf_sv(&longest)); /* too long once it is resolved */
	buf_addc(&longest, 'a');
	expect_not_followed(buf_sv(&longest));
}

static void the_result_is_replaced_on_success_only(void **state)
{
	AUTO_BUF found = {0};

	(void)state;
	buf_adds(&found, "before");
	assert_int_equal(url_follow(page, SV("//evil.example"), &found), RC_FORMAT);
	assert_string_equal(buf_text(&found), "before");
	assert_int_equal(url_follow(page, SV("/a"), &found), RC_OK);
	assert_string_equal(buf_text(&found), "https://acme.example/a");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(https_is_accepted_anywhere),
		cmocka_unit_test(http_is_for_loopback_only),
		cmocka_unit_test(http_elsewhere_is_refused),
		cmocka_unit_test(http_elsewhere_is_told_where_it_is_allowed),
		cmocka_unit_test(what_is_not_a_base_url_is_refused),
		cmocka_unit_test(the_same_origin_is_followed),
		cmocka_unit_test(relative_links_are_resolved),
		cmocka_unit_test(ports_are_part_of_the_origin),
		cmocka_unit_test(another_origin_is_not_followed),
		cmocka_unit_test(garbage_is_not_followed),
		cmocka_unit_test(the_result_is_replaced_on_success_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
