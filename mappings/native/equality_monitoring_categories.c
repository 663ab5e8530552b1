/* GET /equality_monitoring_categories: what the equality questionnaires ask. The answers cannot be read. */
#include "columns.h"

// clang-format off
TABLE(equality_monitoring_categories, RECORDS("/equality_monitoring_categories"),
	KEY("equality_monitoring_template_id", "equality_monitoring_templates",
	    "Questionnaire that the question belongs to; NULL on older accounts"),
	TEXT("name", NONE, "What is asked about, such as Gender"),
	FLAG("enabled", NONE, "Whether applicants are asked"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(equality_monitoring_options, INCLUDED("/equality_monitoring_categories", "equality_monitoring_options"),
	OWNER("equality_monitoring_category_id", "equality_monitoring_categories", "Question that the option answers"),
	TEXT("name", NONE, "Text of the option"),
	INTEGER("position", NONE, "Place of the option among those of the question"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
