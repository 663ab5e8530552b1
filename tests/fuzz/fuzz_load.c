/*
 * Scripts of manifests of any bytes, for every warehouse: an error, or a script of printable lines in which nothing of the
 * manifest can end a literal or a name, since each quotation mark has its partner on the same line. An input is a byte that
 * chooses the warehouse and --replace, then the manifest.
 */
#include "fuzz/expect.h"
#include "load/load.h"

/* In these scripts a line has an even number of each, whatever the manifest says; comments and patterns of ours too. */
static void expect_pairs(struct sv line)
{
	size_t single = 0, back = 0;

	for (size_t i = 0; i < line.n; i++) {
		EXPECT(line.p[i] >= 0x20 && line.p[i] < 0x7f);
		single += line.p[i] == '\'';
		back += line.p[i] == '`';
	}
	EXPECT(single % 2 == 0 && back % 2 == 0);
}

static void expect_lines(struct sv script)
{
	while (script.n > 0) {
		const char *end = memchr(script.p, '\n', script.n);

		EXPECT(end != NULL);
		if (!end)
			return;
		expect_pairs((struct sv){script.p, (size_t)(end - script.p)});
		script = sv_from(script, (size_t)(end - script.p) + 1);
	}
}

static enum rc read_manifest(struct run_directory *run, struct sv text)
{
	run->reader = manifest_reader_new(&run->difference);
	TRY(manifest_reader_feed(run->reader, text));
	return manifest_reader_finish(run->reader, &run->manifest);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct run_directory run = {.path = "/", .directory = -1};
	struct load_request request = {.temporary = "/tmp"};
	AUTO_BUF from = {0}, out = {0};
	enum rc rc;

	if (n == 0)
		return 0;
	request.target.dialect = dialects[bytes[0] / 2 % dialect_count];
	request.replace = bytes[0] % 2;
	buf_addf(&from, "%srun", request.target.dialect->locations[0].prefix);
	request.from = buf_text(&from);
	rc = read_manifest(&run, (struct sv){(const char *)bytes + 1, n - 1});
	if (rc == RC_OK)
		rc = load_add_script(&request, &run, &out);
	EXPECT(rc == RC_OK || rc == RC_DIFFERENCE || rc == RC_USAGE);
	if (rc == RC_OK)
		expect_lines(buf_sv(&out));
	else
		EXPECT(out.n == 0);
	run_directory_close(&run);
	return 0;
}
