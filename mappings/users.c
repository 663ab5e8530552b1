/* GET /users. Attributes: pinpoint-api.md 2.1. No sort, no relationships. */
#include "map/words.h"

ENTITY(users, .order = 1,
       .query = {.path = "/users",
		 .type = "users",
		 .unsorted = true,
		 .page_size = QUERY_PAGE_SIZE_MAX,
		 .optional = {{.name = "stats", .without_stats = true}}},
       TABLES(TABLE(10, "users",
		    COLUMNS(IDENTITY_COLUMNS, COL("first_name", ATTR("first_name")),
			    COL("last_name", ATTR("last_name")), COL("email", ATTR("email"), AS_EMAIL)))));
