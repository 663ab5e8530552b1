/*
 * In place of libFuzzer if there is none: passes every file named on the command line, and every file in a folder named
 * there, to the fuzz target once. Prints the number of inputs at the end; a target that finds something aborts.
 */
#include <dirent.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned replayed;

static int replay_file(const char *path)
{
	AUTO_BUF input = {0};
	FILE *file = fopen(path, "rb");
	char piece[4096];
	size_t n;

	if (!file) {
		perror(path);
		return 1;
	}
	while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_add(&input, piece, n);
	fclose(file);
	/* Printed first, so that the last line before a crash names the input. */
	fprintf(stderr, "%s\n", path);
	(void)LLVMFuzzerTestOneInput((const uint8_t *)input.p, input.n);
	replayed++;
	return 0;
}

static int replay_folder(const char *path)
{
	DIR *folder = opendir(path);
	int failures = 0;

	if (!folder) {
		perror(path);
		return 1;
	}
	for (struct dirent *entry; (entry = readdir(folder));) {
		AUTO_BUF file = {0};

		if (entry->d_name[0] == '.')
			continue;
		buf_addf(&file, "%s/%s", path, entry->d_name);
		failures += replay_file(buf_text(&file));
	}
	closedir(folder);
	return failures;
}

int main(int argc, char **argv)
{
	int failures = 0;

	for (int i = 1; i < argc; i++) {
		struct stat status;
		bool folder = stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode);

		failures += folder ? replay_folder(argv[i]) : replay_file(argv[i]);
	}
	printf("%u passed, %d failed\n", replayed, failures);
	return failures ? 1 : 0;
}
