/* GET /positions: the planned positions and when each was open. */
#include "columns.h"

// clang-format off
TABLE(positions, RECORDS("/positions"),
	LINK("current_position_opening", "position_openings",
	     "Opening of the position that is current; NULL if there is none"),
	KEY("parent_position_id", "positions", "Position above this one; NULL at the top"),
	TEXT("identifier", NONE, "The customer's reference for the position"),
	TEXT("name", NONE, "Name of the position"),
	TIME("archived_at", NONE, "Time at which the position was archived; NULL while it is in use"),
	TIME("discarded_at", NONE, "Time at which the position was discarded; NULL if it was not"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(position_openings, INCLUDED("/positions", "position_openings"),
	KEY("position_id", "positions", "Position that is open"),
	KEY("job_id", "jobs", "Job that recruits for the opening"),
	KEY("requisition_id", "requisitions", "Requisition that asked for the opening"),
	TEXT("status", NONE, "State of the opening; the values are not documented"),
	FLAG("current", NONE, "Whether this is the current opening of its position"),
	DATE("open_on", NONE, "Day from which the position is open"),
	DATE("close_on", NONE, "Day on which the opening ends"),
	TIME("filled_at", NONE, "Time at which the opening was filled; NULL until then"),
	DATE("target_open_date", NONE, "Planned day of opening"),
	DATE("target_fill_date", NONE, "Planned day by which someone is found"),
	DATE("target_start_date", NONE, "Planned first working day"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(position_custom_attributes, INCLUDED("/positions", "custom_attributes"),
	OWNER("position_id", "positions", "Position that the value belongs to"),
	CUSTOM_ATTRIBUTE_COLUMNS)
