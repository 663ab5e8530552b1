#include "push/answer.h"

#include "net/http_status.h"

enum { REQUEST_ID_MAX = 64 };

/* A page of a firewall or proxy, in place of the store's own refusal. */
static bool answer_is_markup(const struct push_request *request)
{
	struct sv text = sv_trim(buf_sv(&request->text));

	return text.n > 0 && text.p[0] == '<' && !s3_refusal_has_code(text);
}

static bool answer_has_kind(const struct push_request *request, enum s3_refusal_kind kind)
{
	return request->refusal && request->refusal->kind == kind;
}

static bool answer_is_conditional(const struct push_request *request)
{
	return request->s3.if_none || request->s3.if_match;
}

enum retry_class answer_classify(struct push_request *request)
{
	struct net_answer *answer = &request->answer;

	if (answer->status >= HTTP_REDIRECT)
		request->refusal = s3_refusal_find(buf_sv(&request->text));
	answer->markup = answer->status >= HTTP_REDIRECT && answer_is_markup(request);
	if (answer->status == HTTP_OK && request->longer)
		return RETRY_NOT; /* we ended it, since the rest does not matter */
	if (answer->status == HTTP_NOT_IMPLEMENTED && !answer_has_kind(request, S3_AGAIN))
		return RETRY_NOT;
	if (answer_has_kind(request, S3_AGAIN) && retry_classify(answer) == RETRY_NOT)
		return RETRY_SERVER;
	if (answer->status == HTTP_CONFLICT && answer_is_conditional(request) && !request->refusal)
		return RETRY_SERVER;
	return retry_classify(answer);
}

bool answer_is_expired(const struct push_request *request)
{
	return answer_has_kind(request, S3_EXPIRED);
}

bool answer_does_not_say(const struct push_request *request)
{
	if (request->s3.method == NET_HEAD) /* it has no body that could say why */
		return request->answer.status >= HTTP_REDIRECT;
	return request->answer.status == HTTP_FORBIDDEN &&
	       (!request->refusal || answer_has_kind(request, S3_FORBIDDEN));
}

static bool answer_is_plain(const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n; i++)
		if (!ascii_is_letter(text[i]) && !ascii_is_digit(text[i]) && text[i] != '-')
			return false;
	return n > 0 && n <= REQUEST_ID_MAX;
}

static void answer_add_detail(struct buf *out, const char **between, const char *before, const char *text)
{
	buf_addf(out, "%s%s%s", *between, before, text);
	*between = ", ";
}

void answer_describe(const struct push_request *request, struct buf *out)
{
	const struct net_answer *answer = &request->answer;
	const char *id = request->fields[FIELD_REQUEST_ID].value, *between = " (";

	buf_addf(out, "%s/%s: ", request->session->bucket->url, request->s3.key);
	if (answer->status != 0)
		buf_addf(out, "HTTP %ld", answer->status);
	else
		buf_adds(out, answer->timed_out ? "no answer in time" : "no answer");
	if (request->refusal)
		answer_add_detail(out, &between, "", request->refusal->code);
	if (answer->failure[0] && answer->status < HTTP_REDIRECT)
		answer_add_detail(out, &between, "", answer->failure);
	if (answer->markup)
		answer_add_detail(out, &between, "",
				  "an HTML page, so not from the store but from a firewall or proxy in between");
	if (answer_is_plain(id))
		answer_add_detail(out, &between, "request id ", id);
	if (between[0] == ',')
		buf_addc(out, ')');
}

/* By status, where the code is not known; the first match counts. */
static const struct {
	long from, to;
	enum rc rc;
	const char *advice;
} general[] = {
	{HTTP_REDIRECT, HTTP_BAD_REQUEST - 1, RC_SERVICE,
	 "redirects are not followed: check --s3-endpoint and --s3-region"},
	{HTTP_UNAUTHORIZED, HTTP_UNAUTHORIZED, RC_CREDENTIALS, "check the credentials, and --s3-endpoint"},
	{HTTP_FORBIDDEN, HTTP_FORBIDDEN, RC_CREDENTIALS, "check the credentials and their rights, and --s3-endpoint"},
	{HTTP_NOT_FOUND, HTTP_NOT_FOUND, RC_USAGE, "check --publish-to and --s3-endpoint"},
	{0, 0, RC_SERVICE, "check --s3-endpoint and this network"},
	{1, HTTP_SERVER_ERROR * 2, RC_SERVICE, "the store refuses it: ask its operator, with the request id"},
};

enum rc answer_fail(const struct push_request *request)
{
	const char *region = request->fields[FIELD_REGION].value;
	const struct s3_refusal *refusal = request->refusal;
	const struct net_answer *answer = &request->answer;
	bool redirect = answer->status >= HTTP_REDIRECT && answer->status < HTTP_BAD_REQUEST;
	AUTO_BUF what = {0};
	size_t i = 0;

	answer_describe(request, &what);
	if ((redirect || answer_has_kind(request, S3_ELSEWHERE)) && answer_is_plain(region) &&
	    strcmp(region, request->session->bucket->region) != 0)
		return rc_fail(RC_SERVICE, "%s: the bucket is in the region %s: use --s3-region %s", buf_text(&what),
			       region, region);
	if (answer->permanent)
		return rc_fail(RC_SERVICE,
			       "%s: check --s3-endpoint, --ca-file, this machine's clock and the proxy, if any",
			       buf_text(&what));
	while (answer->status < general[i].from || answer->status > general[i].to)
		i++;
	if (refusal)
		return rc_fail(refusal->rc, "%s: %s", buf_text(&what),
			       refusal->advice ? refusal->advice : general[i].advice);
	return rc_fail(general[i].rc, "%s: %s", buf_text(&what), general[i].advice);
}
