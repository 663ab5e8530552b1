#include "s3/environment.h"

#include "base/mem.h"

const struct s3_variable_row s3_variable_rows[S3_VARIABLES] = {
	[S3_KEY_ID] = {"AWS_ACCESS_KEY_ID", true},
	[S3_SECRET] = {"AWS_SECRET_ACCESS_KEY", true},
	[S3_TOKEN] = {"AWS_SESSION_TOKEN", true},
	[S3_WEB_TOKEN_FILE] = {"AWS_WEB_IDENTITY_TOKEN_FILE", false},
	[S3_ROLE_ARN] = {"AWS_ROLE_ARN", false},
	[S3_ROLE_SESSION] = {"AWS_ROLE_SESSION_NAME", false},
	[S3_STS_ENDPOINT] = {"AWS_ENDPOINT_URL_STS", false},
	[S3_CONTAINER_PATH] = {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", false},
	[S3_CONTAINER_URL] = {"AWS_CONTAINER_CREDENTIALS_FULL_URI", false},
	[S3_CONTAINER_TOKEN] = {"AWS_CONTAINER_AUTHORIZATION_TOKEN", true},
	[S3_CONTAINER_TOKEN_FILE] = {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", false},
	[S3_CREDENTIALS_FILE] = {"AWS_SHARED_CREDENTIALS_FILE", false},
	[S3_CONFIG_FILE] = {"AWS_CONFIG_FILE", false},
	[S3_PROFILE] = {"AWS_PROFILE", false},
	[S3_METADATA_OFF] = {"AWS_EC2_METADATA_DISABLED", false},
	[S3_METADATA_URL] = {"AWS_EC2_METADATA_SERVICE_ENDPOINT", false},
	[S3_HOME] = {"HOME", false},
};

void s3_environment_release(struct s3_environment *environment)
{
	for (size_t i = 0; i < S3_VARIABLES; i++)
		mem_free_secret(&environment->values[i]);
}
