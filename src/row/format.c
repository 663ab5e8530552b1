#include "row/format.h"

#include "row/formats.h"

const struct row_format row_formats[ROW_FORMATS] = {
	[ROW_CSV] = {.name = "csv",
		     .extension = ".csv",
		     .header = row_csv_header,
		     .row = row_csv_row,
		     .reader = &csv_reader_type},
	[ROW_NDJSON] = {.name = "ndjson",
			.extension = ".ndjson",
			.header = row_ndjson_header,
			.row = row_ndjson_row,
			.reader = &ndjson_reader_type},
};

const struct row_format *row_format_find(const char *name)
{
	for (size_t i = 0; i < ROW_FORMATS; i++)
		if (strcmp(row_formats[i].name, name) == 0)
			return &row_formats[i];
	return NULL;
}
