/* GET /job_templates. No record by id, so a template is gone when two readings do not show it. */
#include "columns.h"

// clang-format off
TABLE(job_templates, RECORDS("/job_templates"),
	TEXT("title", NONE, "Title of the template"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
