#include "s3/credentials.h"

#include "base/mem.h"
#include "base/timestamp.h"
#include "s3/sources.h"

static const struct s3_source *const sources[] = {
	&s3_from_environment, &s3_from_web_identity, &s3_from_container, &s3_from_profile, &s3_from_metadata,
};

struct s3_credentials {
	const struct s3_credentials_config *config;
	const struct s3_source *source;
	struct s3_secrets secrets;
	int64_t fetched_ms; /* steady time */
};

static enum rc credentials_find(struct s3_credentials *credentials)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++) {
		bool found = false;

		TRY(sources[i]->find(credentials->config, &found));
		if (!found)
			continue;
		credentials->source = sources[i];
		return RC_OK;
	}
	return rc_fail(RC_USAGE,
		       "no credentials for object storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
		       "give a profile in ~/.aws/credentials");
}

enum rc s3_credentials_new(const struct s3_credentials_config *config, struct s3_credentials **out)
{
	struct s3_credentials *credentials = mem_zero(1, sizeof(*credentials));
	enum rc rc;

	*out = NULL;
	credentials->config = config;
	rc = credentials_find(credentials);
	if (rc == RC_OK)
		*out = credentials;
	else
		s3_credentials_free(credentials);
	return rc;
}

void s3_credentials_free(struct s3_credentials *credentials)
{
	if (!credentials)
		return;
	s3_secrets_release(&credentials->secrets);
	mem_free(credentials);
}

static bool credentials_last(const struct s3_credentials *credentials, int64_t more_ms)
{
	const struct clock *clock = credentials->config->clock;

	if (!credentials->secrets.id)
		return false;
	return credentials->secrets.expires_ms == TIMESTAMP_NONE ||
	       clock->now_ms(clock->context) + more_ms < credentials->secrets.expires_ms;
}

/* Credentials that are valid for less than S3_REFRESH_MS from the start must not be fetched before each request. */
static bool credentials_are_fresh(const struct s3_credentials *credentials)
{
	const struct clock *clock = credentials->config->clock;

	return credentials_last(credentials, S3_REFRESH_MS) ||
	       (credentials_last(credentials, 0) &&
		clock->steady_ms(clock->context) - credentials->fetched_ms < S3_REFRESH_GAP_MS);
}

static enum rc credentials_fetch(struct s3_credentials *credentials)
{
	const struct clock *clock = credentials->config->clock;
	struct s3_secrets secrets = {.expires_ms = TIMESTAMP_NONE};
	enum rc rc = credentials->source->fetch(credentials->config, &secrets);

	credentials->fetched_ms = clock->steady_ms(clock->context);
	if (rc != RC_OK) {
		s3_secrets_release(&secrets);
		return rc_context(rc, "credentials from %s", credentials->source->name);
	}
	s3_secrets_release(&credentials->secrets);
	credentials->secrets = secrets;
	return RC_OK;
}

enum rc s3_credentials_keys(struct s3_credentials *credentials, struct s3_keys *out)
{
	/* What is still valid is used if nothing newer can be had. */
	if (!credentials_are_fresh(credentials)) {
		enum rc rc = credentials_fetch(credentials);

		if (rc != RC_OK && !credentials_last(credentials, 0))
			return rc;
	}
	*out = (struct s3_keys){.id = credentials->secrets.id,
				.secret = credentials->secrets.secret,
				.token = credentials->secrets.token};
	return RC_OK;
}

const char *s3_credentials_source(const struct s3_credentials *credentials)
{
	return credentials->source->name;
}

void s3_credentials_expired(struct s3_credentials *credentials)
{
	s3_secrets_release(&credentials->secrets);
}
