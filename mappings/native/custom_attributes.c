/* GET /custom_attributes, those of job templates only. Those of other things come with their owners. */
#include "columns.h"

// clang-format off
TABLE(job_template_custom_attributes, RECORDS("/custom_attributes"),
	LINK_AS("job_template_id", "custom_attributable", "job_templates", "Job template that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)
