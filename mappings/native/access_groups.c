/* GET /access_groups: the sets of permissions that users have. The permissions have no endpoint. */
#include "columns.h"

// clang-format off
TABLE(access_groups, RECORDS("/access_groups"),
	TEXT("name", NONE, "Name of the access group"),
	TEXT("description", NONE, "What the group is for, in the customer's words"),
	INTEGER("number_of_roles", NONE, "How many permissions the group has"),
	FLAG("create_as_referral", NONE, "Whether members of the group add people as referrals"),
	FLAG("wizard_enabled", NONE, "Whether members of the group create jobs in guided steps"),
	JSON("wizard_requirements", NONE, "What the guided steps ask for, a JSON object; its keys are not documented"),
	RECORD_TIMES,
	OTHER_ATTRIBUTES)

TABLE(access_group_roles, LINKED("/access_groups", "roles"),
	OWNER("access_group_id", "access_groups", "Access group that has the permission"),
	EACH_IDENTIFIER("role_id", "Identifier of the permission, the same in every group that has it"),
	TEXT("slug", NONE, "Short name of the permission, for programs"),
	TEXT("description", NONE, "What the permission allows"),
	OTHER_ATTRIBUTES)
