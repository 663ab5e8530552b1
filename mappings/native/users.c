/* GET /users: the people who work with the service. */
#include "columns.h"

// clang-format off
TABLE(users, RECORDS("/users"),
	TEXT("first_name", PERSONAL, "First name"),
	TEXT("last_name", PERSONAL, "Last name"),
	TEXT("email", PERSONAL, "E-mail address, which is also the name to sign in with"),
	TEXT("time_zone", NONE, "Time zone of the user, an IANA name such as Europe/London"),
	KEY("access_group_id", "access_groups", "Access group, which decides what the user may see and do"),
	TIME("last_sign_in_at", PERSONAL, "Time of the last sign-in; NULL if the user has never signed in"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
