/*
 * A token in a file that is exchanged for credentials at the token service (AssumeRoleWithWebIdentity): what Kubernetes gives
 * a pod with a role. The file is read each time, since it is replaced from time to time.
 */
#include "s3/bucket.h"
#include "s3/refusal.h"
#include "s3/sources.h"

#define SESSION "pinpoint-export"
#define WHAT "the token service"

static enum rc identity_find(const struct s3_credentials_config *config, bool *found)
{
	char *const *values = config->environment->values;
	bool local;

	*found = values[S3_WEB_TOKEN_FILE] != NULL;
	if (!*found)
		return RC_OK;
	if (!values[S3_ROLE_ARN])
		return rc_fail(RC_USAGE, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not: set both, or "
					 "neither");
	return values[S3_STS_ENDPOINT] ? s3_check_server(values[S3_STS_ENDPOINT], "AWS_ENDPOINT_URL_STS", &local)
				       : RC_OK;
}

static void identity_add_field(struct buf *out, const char *name, struct sv value)
{
	buf_addf(out, "&%s=", name);
	buf_add_encoded(out, value, "/");
}

static enum rc identity_write(const struct s3_credentials_config *config, struct buf *out)
{
	char *const *values = config->environment->values;
	AUTO_SECRET token = {0};

	TRY(s3_read_file(values[S3_WEB_TOKEN_FILE], &token));
	buf_reserve(out, 3 * token.n + 4096);
	buf_adds(out, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
	identity_add_field(out, "RoleArn", sv_of(values[S3_ROLE_ARN]));
	identity_add_field(out, "RoleSessionName", sv_of(values[S3_ROLE_SESSION] ? values[S3_ROLE_SESSION] : SESSION));
	identity_add_field(out, "WebIdentityToken", sv_trim(buf_sv(&token)));
	return RC_OK;
}

static enum rc identity_fetch(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	static const char *const headers[] = {"content-type: application/x-www-form-urlencoded", "accept: text/xml",
					      NULL};
	const char *endpoint = config->environment->values[S3_STS_ENDPOINT];
	AUTO_BUF url = {0};
	AUTO_SECRET body = {0}, answer = {0};
	struct s3_ask ask = {.what = WHAT, .method = NET_POST, .headers = headers};
	struct sv document;

	TRY(identity_write(config, &body));
	if (endpoint)
		TRY(s3_check_server(endpoint, "AWS_ENDPOINT_URL_STS", &ask.local));
	if (endpoint)
		buf_addf(&url, "%s/", endpoint);
	else
		buf_addf(&url, "https://sts.%s.%s/", config->region, s3_domain(config->region));
	ask.url = buf_text(&url);
	ask.body = buf_sv(&body);
	TRY(s3_ask(config, &ask, &answer));
	document = buf_sv(&answer);
	return s3_secrets_take(out, s3_element(document, "AccessKeyId"), s3_element(document, "SecretAccessKey"),
			       s3_element(document, "SessionToken"), s3_element(document, "Expiration"));
}

const struct s3_source s3_from_web_identity = {"web identity (AWS_WEB_IDENTITY_TOKEN_FILE)", identity_find,
					       identity_fetch};
