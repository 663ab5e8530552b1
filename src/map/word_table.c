#include "map/sources.h"

#define RELATED_ATTRIBUTE (HAS_ATTRIBUTE | HAS_RELATIONSHIP | READS_INCLUDED | INCLUDED_ATTRIBUTE)

const char *const column_type_names[] = {
	[COLUMN_TEXT] = "text",       [COLUMN_TIMESTAMP] = "timestamp", [COLUMN_DATE] = "date",
	[COLUMN_NUMBER] = "number",   [COLUMN_INTEGER] = "integer",     [COLUMN_PLACE] = "integer",
	[COLUMN_BOOLEAN] = "boolean", [COLUMN_JSON] = "json",
};

_Static_assert(sizeof(column_type_names) / sizeof(*column_type_names) == COLUMN_TYPES, "a name for each type");

/* The rows of words that read included resources say so, and which of their attributes besides their own. */
// clang-format off
const struct word word_table[SOURCE_KINDS] = {
	[SOURCE_NOTHING] = {"NOTHING", COLUMN_TEXT, .evaluate = source_nothing},
	[SOURCE_ID] = {"ID", COLUMN_TEXT, .evaluate = source_id},
	[SOURCE_PLAIN_ID] = {"ID", COLUMN_TEXT, .evaluate = source_remote_id},
	[SOURCE_REMOTE_ID] = {"REMOTE_ID", COLUMN_TEXT, .evaluate = source_remote_id},
	[SOURCE_CHANGED_AT] = {"CHANGED_AT", COLUMN_TIMESTAMP, .evaluate = source_changed_at},
	[SOURCE_REMOTE_DELETED_AT] = {"REMOTE_DELETED_AT", COLUMN_TIMESTAMP, .evaluate = source_nothing},
	[SOURCE_RECORD_ID] = {"RECORD_ID", COLUMN_TEXT, .evaluate = source_record_id},
	[SOURCE_OWNER_ID] = {"OWNER", COLUMN_TEXT, .evaluate = source_owner_id, .ground = ON_EACH},
	[SOURCE_EACH_ID] = {"EACH_ID", COLUMN_TEXT, .evaluate = source_each_id, .ground = ON_EACH},
	[SOURCE_ATTRIBUTE] = {"ATTR", COLUMN_TEXT, .evaluate = source_attribute, .facts = HAS_ATTRIBUTE},
	[SOURCE_OWN_ATTRIBUTE] = {"OWN", COLUMN_TEXT, .evaluate = source_own_attribute,
		.facts = HAS_ATTRIBUTE | OWN_ATTRIBUTE},
	[SOURCE_OWN_MEMBER] = {"MEMBER", COLUMN_TEXT, .evaluate = source_own_member,
		.facts = HAS_ATTRIBUTE | HAS_CONSTANT | OWN_ATTRIBUTE, .ground = ON_RESOURCE},
	[SOURCE_OWN_RELATED_ID] = {"LINK", COLUMN_TEXT, .evaluate = source_own_related_id,
		.facts = HAS_RELATIONSHIP | OWN_ATTRIBUTE | OWN_RELATIONSHIP, .ground = ON_RESOURCE},
	[SOURCE_OWN_RELATED_ID_IF_SENT] = {"REL_ID", COLUMN_TEXT, .evaluate = source_own_related_id,
		.facts = HAS_RELATIONSHIP | OWN_ATTRIBUTE | OWN_RELATIONSHIP | LINKAGE_ONLY, .ground = ON_RESOURCE},
	[SOURCE_OTHER_ATTRIBUTES] = {"OTHER_ATTRIBUTES", COLUMN_JSON, .evaluate = source_other_attributes,
		.facts = MAY_HAVE_ATTRIBUTES | OWN_ATTRIBUTE, .ground = ON_RESOURCE},
	[SOURCE_EACH_ATTRIBUTE] = {"EACH_ATTR", COLUMN_TEXT, .evaluate = source_each_attribute,
		.facts = HAS_ATTRIBUTE | READS_INCLUDED | INCLUDED_ATTRIBUTE, .ground = ON_TO_MANY},
	[SOURCE_EACH_NAME] = {"EACH_TAG_NAME", COLUMN_TEXT, .evaluate = source_each_name, .ground = ON_TAG},
	[SOURCE_EACH_ROLES] = {"EACH_ROLES", COLUMN_JSON, .evaluate = source_each_roles, .ground = ON_ROLE},
	[SOURCE_INDEX] = {"INDEX", COLUMN_PLACE, .evaluate = source_index, .ground = ON_EACH},
	[SOURCE_ITEM_NAME] = {"ITEM_NAME", COLUMN_TEXT, .evaluate = source_each_name, .ground = ON_ENDING},
	[SOURCE_ITEM_VALUE] = {"ITEM_VALUE", COLUMN_TEXT, .evaluate = source_item_value, .ground = ON_VALUE},
	[SOURCE_LISTER] = {"LISTED_BY", COLUMN_TEXT, .evaluate = lister_id,
		.facts = HAS_RELATIONSHIP | HAS_CONSTANT | READS_INCLUDED, .ground = ON_TO_MANY},
	[SOURCE_RELATED_ATTRIBUTE] = {"REL_ATTR", COLUMN_TEXT, .evaluate = related_attribute,
		.facts = RELATED_ATTRIBUTE},
	[SOURCE_RELATED_ID] = {"REL_ID", COLUMN_TEXT, .evaluate = related_id, .facts = HAS_RELATIONSHIP},
	[SOURCE_RELATED_ID_IF_SENT] = {"REL_ID_IF_SENT", COLUMN_TEXT, .evaluate = related_id,
		.facts = HAS_RELATIONSHIP | LINKAGE_ONLY},
	[SOURCE_OLDEST] = {"OLDEST", COLUMN_TEXT, .evaluate = related_oldest,
		.facts = RELATED_ATTRIBUTE, .extras = {"created_at"}},
	[SOURCE_FIRST] = {"FIRST", COLUMN_TEXT, .evaluate = evaluate_first, .facts = HAS_ALTERNATIVES},
	[SOURCE_CONSTANT] = {"CONSTANT", COLUMN_TEXT, .evaluate = source_constant, .facts = HAS_CONSTANT},
	[SOURCE_CASES] = {"CASES", COLUMN_TEXT, .evaluate = source_cases, .facts = HAS_PAIRS},
	[SOURCE_OBJECT] = {"OBJECT", COLUMN_JSON, .evaluate = evaluate_object, .facts = HAS_MEMBERS},
	[SOURCE_LIST] = {"LIST", COLUMN_JSON, .evaluate = evaluate_list, .facts = HAS_ALTERNATIVES},
	[SOURCE_WHEN_LINKED] = {"WHEN_LINKED", COLUMN_JSON, .evaluate = evaluate_when_linked,
		.facts = HAS_RELATIONSHIP | HAS_ALTERNATIVES | READS_INCLUDED},
	[SOURCE_COUNTRY] = {"COUNTRY", COLUMN_TEXT, .evaluate = related_country,
		.facts = HAS_ATTRIBUTE | HAS_RELATIONSHIP | READS_INCLUDED,
		.extras = {"created_at", "country", "country_name", "country_code"}},
	[SOURCE_PROFILES] = {"PROFILES", COLUMN_JSON, .evaluate = related_profiles,
		.facts = RELATED_ATTRIBUTE | HAS_CONSTANT, .extras = {"created_at"}},
	[SOURCE_KEYED] = {"CUSTOM_FIELDS", COLUMN_JSON, .evaluate = custom_keyed,
		.facts = HAS_RELATIONSHIP | READS_INCLUDED, .extras = {"field_name", "value"}},
	[SOURCE_INTEGRATION_FIELDS] = {"INTEGRATION_FIELDS", COLUMN_JSON, .evaluate = custom_integration,
		.facts = HAS_RELATIONSHIP | HAS_ATTRIBUTES | READS_INCLUDED,
		.extras = {"field_name", "value"}, .id_table = "integration_fields"},
	[SOURCE_QUESTION_FORMAT] = {"QUESTION_FORMAT", COLUMN_JSON, .evaluate = question_format,
		.facts = HAS_ATTRIBUTE | HAS_PAIRS | READS_INCLUDED | INCLUDED_ATTRIBUTE, .ground = ON_INCLUDED,
		.extras = {"multiple_choice_options", "max_num_required_answer_options"}, .id_table = "screening_question_options"},
	[SOURCE_RAW] = {"REMOTE_DATA", COLUMN_JSON, .evaluate = source_raw, .facts = MAY_HAVE_ATTRIBUTES},
};
// clang-format on
