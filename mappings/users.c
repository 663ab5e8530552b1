/* GET /users. Attributes: mappings/PINPOINT.md, "users". No sort, no relationships. */
#include "map/words.h"

COLUMNS(users) = {
	IDENTITY_COLUMNS,
	COL("first_name", ATTR("first_name")),
	COL("last_name", ATTR("last_name")),
	COL("email", ATTR("email"), AS_EMAIL),
	END_OF_COLUMNS,
};

ENTITY(users) = {
	.order = 1,
	.query.path = "/users",
	.query.type = "users",
	.query.parts = {MAY_STATS},
	.tables =
		{
			TABLE(10, users, RECORDS),
		},
};
