/* GET /locations: where jobs are. The equality questionnaires have no endpoint; they come with locations. */
#include "columns.h"

// clang-format off
TABLE(locations, RECORDS("/locations"),
	LINK("equality_monitoring_template", "equality_monitoring_templates",
	     "Equality questionnaire that is used at the location"),
	TEXT("name", NONE, "Name of the location"),
	TEXT("street_address", NONE, "Street and number; may be an empty string, like the other parts of the address"),
	TEXT("city", NONE, "City or town"),
	TEXT("province", NONE, "State, province or county"),
	TEXT("postal_code", NONE, "Postal code"),
	TEXT("country_code", NONE, "Country, two letters of ISO 3166-1"),
	TEXT("external_system_reference", NONE, "Identifier of the location in another system of the customer"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(equality_monitoring_templates, INCLUDED("/locations", "equality_monitoring_template"),
	TEXT("name", NONE, "Name of the equality questionnaire"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)
