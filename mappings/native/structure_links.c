/* GET /structure_links: the combinations of the four levels that jobs may be in. */
#include "columns.h"

// clang-format off
TABLE(structure_links, RECORDS("/structure_links"),
	KEY("location_id", "locations", "Location of the combination"),
	KEY("department_id", "departments", "Department of the combination"),
	KEY("division_id", "divisions", "Division of the combination; NULL if the combination names none"),
	KEY("structure_custom_group_one_id", "structure_custom_group_ones",
	    "Unit of the customer's own level; NULL if the combination names none"),
	FLAG("accepts_speculative_applications", NONE, "Whether people may apply here without a job"),
	FLAG("in_use", NONE, "Whether something uses the combination"),
	JSON("names", NONE, "Names of its parts, a JSON array of strings"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
