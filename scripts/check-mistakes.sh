#!/bin/sh
# Mistakes that were made once and that a script can find, one a line: what to look for, what to do instead, and where.
set -u
cd "$(dirname "$0")/.." || exit 1
checked=0
broken=0

# never PATTERN ADVICE PATH…: no line of these files matches (extended regular expression).
never() {
	pattern=$1 advice=$2
	shift 2
	checked=$((checked + 1))
	if found=$(grep -nE -- "$pattern" "$@" /dev/null); then
		printf '%s\n  -> %s\n' "$found" "$advice"
		broken=$((broken + 1))
	fi
}

# All folders but those that talk to people and to the machine.
inner=$(ls src/*/*.[ch] mappings/*.c mappings/*/*.c | grep -vE '^src/(app|cli)/')
all=$(ls src/*/*.[ch] mappings/*.c mappings/*/*.c)
portable=$(sed -n 's/^PORTABLE_FOLDERS := //p' tests/portable.mk | tr ' ' '|')

# shellcheck disable=SC2086 # lists of files
{
	never '\bgoto\b' 'owning locals release themselves (AUTO_BUF, AUTO_FREE); no goto' $all
	never '\b(exit|abort|_Exit)\(' 'only main ends the program; return an rc' $inner
	never '(^|[^a-z_>.])(malloc|calloc|realloc|free)\(' 'memory comes from base/mem.h, where it is never NULL' \
		$(ls src/*/*.c | grep -v '^src/base/mem.c$')
	never '\b(printf|puts|perror)\(|\bfprintf\((stderr|stdout)' 'only cli and app talk to people; return an rc with its text' $inner
	never '(^|[^a-z_>.])(time|gettimeofday|clock_gettime|rand|random|getenv|setlocale)\(' \
		'clock, chance and environment come as an argument (base/clock.h)' \
		$(printf '%s\n' $inner)
	never '\b(float|strtof|strtold|fabs|lround)\b' 'data never goes through floating point' $inner
	never 'CURLOPT_VERBOSE|CURLOPT_DEBUGFUNCTION' 'libcurl would print the key' src/net/*.[ch]
	never 'CURLOPT_SSL_VERIFY(PEER|HOST),[^1-9]*0' 'certificates are always checked' src/net/*.[ch]
	never 'CURLOPT_FOLLOWLOCATION, *1' 'custom headers, so the key, go along on redirects' src/net/*.[ch]
	never 'yajl_get_error\([^,]*, *1' 'the verbose error echoes the body' src/json/*.[ch]
	never '(csv_fwrite|csv_fwrite2)\(' 'a third of the speed; csv_write2 into a buffer' src/row/*.[ch]
	never 'assert_(true|int_equal)\((1|true)(, *1)?\)' 'a test that cannot fail' tests/unit/*/*.c
	never 'strlen\([a-z_]*(text|slice|sv|bytes)\.p\)' 'a slice has a length and no NUL' $all
	never '^#.*(VECTORS|__SSE|__AVX|mmintrin)' 'only these folders are also built and tested without vector instructions: PORTABLE_FOLDERS, tests/portable.mk' \
		$(ls src/*/*.[ch] mappings/*.c mappings/*/*.c | grep -vE "^src/($portable)/|^src/base/vector.h$")
	never '[[:space:]]+$' 'white space at the end of a line' $all
}

echo "$((checked - broken)) passed, $broken failed"
[ "$broken" = 0 ]
