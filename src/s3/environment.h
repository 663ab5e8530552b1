/*
 * The variables of the environment that say which credentials to use, as the tools of Amazon name them. They are read once,
 * by cli/aws_variables.h, since only cli knows the environment.
 */
#ifndef S3_ENVIRONMENT_H
#define S3_ENVIRONMENT_H

#include <stdbool.h>

#include "base/clock.h"

enum s3_variable {
	S3_KEY_ID,
	S3_SECRET,
	S3_TOKEN,
	S3_WEB_TOKEN_FILE,
	S3_ROLE_ARN,
	S3_ROLE_SESSION,
	S3_STS_ENDPOINT,
	S3_CONTAINER_PATH,
	S3_CONTAINER_URL,
	S3_CONTAINER_TOKEN,
	S3_CONTAINER_TOKEN_FILE,
	S3_CREDENTIALS_FILE,
	S3_CONFIG_FILE,
	S3_PROFILE,
	S3_METADATA_OFF,
	S3_METADATA_URL,
	S3_HOME,
	S3_VARIABLES,
};

struct s3_variable_row {
	const char *name;
	bool secret; /* removed from the environment once it is read */
};

extern const struct s3_variable_row s3_variable_rows[S3_VARIABLES];

/* The values, owned; NULL where a variable is not set, or empty. */
struct s3_environment {
	char *values[S3_VARIABLES];
};

/* What the sources of credentials need. Borrowed as long as the credentials live. */
struct s3_credentials_config {
	const struct s3_environment *environment;
	const char *region; /* of the token service */
	const char *user_agent, *ca_file, *proxy;
	const struct clock *clock; /* the machine's */
	volatile const int *stop;
	long stall_seconds;
};

void s3_environment_release(struct s3_environment *environment); /* wipes; a zeroed one is fine */

#endif
