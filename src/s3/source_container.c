/*
 * The endpoint that ECS and EKS give to a container.
 */
#include "s3/sources.h"

#define CONTAINER "http://169.254.170.2"

static enum rc container_find(const struct s3_credentials_config *config, bool *found)
{
	char *const *values = config->environment->values;
	bool local;

	*found = values[S3_CONTAINER_PATH] || values[S3_CONTAINER_URL];
	if (!values[S3_CONTAINER_PATH] && values[S3_CONTAINER_URL])
		return s3_check_server(values[S3_CONTAINER_URL], "AWS_CONTAINER_CREDENTIALS_FULL_URI", &local);
	if (values[S3_CONTAINER_PATH] &&
	    (values[S3_CONTAINER_PATH][0] != '/' || !sv_visible(sv_of(values[S3_CONTAINER_PATH]))))
		return rc_fail(RC_USAGE, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not a path: it begins with a slash, "
					 "and has no blank in it");
	return RC_OK;
}

/* The file is read each time, since it is replaced from time to time. */
static enum rc container_add_token(const struct s3_credentials_config *config, struct buf *out)
{
	char *const *values = config->environment->values;
	AUTO_SECRET file = {0};
	struct sv token = sv_of(values[S3_CONTAINER_TOKEN]);

	if (values[S3_CONTAINER_TOKEN_FILE]) {
		TRY(s3_read_file(values[S3_CONTAINER_TOKEN_FILE], &file));
		token = sv_trim(buf_sv(&file));
	}
	for (size_t i = 0; i < token.n; i++)
		if (token.p[i] < ' ' || token.p[i] > '~')
			return rc_fail(RC_USAGE,
				       "the authorization token of the container contains a character that no "
				       "token has");
	if (token.n == 0)
		return RC_OK;
	buf_reserve(out, token.n + sizeof("authorization: "));
	buf_adds(out, "authorization: ");
	buf_addsv(out, token);
	return RC_OK;
}

static enum rc container_fetch(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	char *const *values = config->environment->values;
	const char *headers[] = {"accept: application/json", NULL, NULL};
	struct s3_ask ask = {.what = "the container's endpoint", .headers = headers, .local = true};
	AUTO_BUF url = {0};
	AUTO_SECRET token = {0}, answer = {0};

	if (values[S3_CONTAINER_PATH])
		buf_addf(&url, CONTAINER "%s", values[S3_CONTAINER_PATH]);
	else
		buf_adds(&url, values[S3_CONTAINER_URL]);
	if (!values[S3_CONTAINER_PATH])
		TRY(s3_check_server(buf_text(&url), "AWS_CONTAINER_CREDENTIALS_FULL_URI", &ask.local));
	TRY(container_add_token(config, &token));
	if (token.n)
		headers[1] = buf_text(&token);
	ask.url = buf_text(&url);
	TRY(s3_ask(config, &ask, &answer));
	return s3_secrets_read(out, buf_sv(&answer), ask.what);
}

const struct s3_source s3_from_container = {"the container (AWS_CONTAINER_CREDENTIALS_...)", container_find,
					    container_fetch};
