/* GET /hiring_workflows: the patterns that stages of jobs are copied from. */
#include "columns.h"

// clang-format off
TABLE(hiring_workflows, RECORDS("/hiring_workflows"),
	TEXT("name", NONE, "Name of the hiring workflow"),
	TEXT("external_system_reference", NONE, "Identifier of the workflow in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(hiring_workflow_stages, INCLUDED("/hiring_workflows", "stages"),
	OWNER("hiring_workflow_id", "hiring_workflows",
	      "Workflow that the stage belongs to; jobs copy it, and their stages have ids of their own"),
	STAGE_COLUMNS)
