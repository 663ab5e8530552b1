/* GET /users. Attributes: mappings/PINPOINT.md, "users". No sort, no relationships. */
#include "map/unified.h"

// clang-format off
TABLE(users, RECORDS("/users"),
	COL("first_name", PERSONAL, "First name of the user", ATTR("first_name")),
	COL("last_name", PERSONAL, "Last name of the user", ATTR("last_name")),
	COL("email", PERSONAL, "E-mail address that the user signs in with", ATTR("email"), AS_EMAIL))
