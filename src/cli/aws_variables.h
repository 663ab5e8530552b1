/*
 * The variables of the environment that say which credentials to use for object storage (s3/environment.h). Those that are
 * secret themselves are then removed from the environment.
 */
#ifndef CLI_AWS_VARIABLES_H
#define CLI_AWS_VARIABLES_H

#include "s3/environment.h"

/* s3_environment_release() it. */
void aws_variables_read(struct s3_environment *out);

#endif
