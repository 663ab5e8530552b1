/*
 * Credentials in the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN for temporary ones.
 */
#include "s3/sources.h"

static enum rc environment_find(const struct s3_credentials_config *config, bool *found)
{
	char *const *values = config->environment->values;
	struct s3_secrets secrets = {0};
	enum rc rc;

	*found = values[S3_KEY_ID] || values[S3_SECRET];
	if (!*found)
		return RC_OK;
	if (!values[S3_KEY_ID] || !values[S3_SECRET])
		return rc_fail(RC_USAGE, "%s is set and %s is not: set both, or neither",
			       s3_variable_rows[values[S3_KEY_ID] ? S3_KEY_ID : S3_SECRET].name,
			       s3_variable_rows[values[S3_KEY_ID] ? S3_SECRET : S3_KEY_ID].name);
	rc = s3_from_environment.fetch(config, &secrets);
	s3_secrets_release(&secrets);
	return rc == RC_OK ? rc : rc_context(RC_USAGE, "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN");
}

static enum rc environment_fetch(const struct s3_credentials_config *config, struct s3_secrets *out)
{
	char *const *values = config->environment->values;

	return s3_secrets_take(out, sv_of(values[S3_KEY_ID]), sv_of(values[S3_SECRET]), sv_of(values[S3_TOKEN]),
			       SV(""));
}

const struct s3_source s3_from_environment = {"the environment", environment_find, environment_fetch};
