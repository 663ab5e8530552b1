#!/bin/sh
# Runs every fuzz target for a number of seconds, beginning with its corpus. New inputs are collected in build/fuzz/corpus. An
# input that breaks something is kept as build/fuzz/TARGET-crash-…: fix the bug, then add the input to tests/fuzz/corpus.
set -eu

seconds=$1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
found=no
broken=
for program in build/fuzz/tests/fuzz/fuzz_*; do
	[ -x "$program" ] || continue
	found=yes
	name=${program##*/fuzz_}
	gathered=build/fuzz/corpus/$name
	kept=tests/fuzz/corpus/$name
	mkdir -p "$gathered"
	[ -d "$kept" ] || kept=
	echo "fuzz: $name for $seconds seconds"
	if "$program" -help=1 2>&1 | grep max_total_time >/dev/null; then
		# shellcheck disable=SC2086 # none or one
		"$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
			-artifact_prefix="build/fuzz/$name-" "$gathered" $kept || broken="$broken $name"
	else
		echo "fuzz: built without libFuzzer, the corpus is only replayed"
		# shellcheck disable=SC2086 # none or one
		"$program" $kept || broken="$broken $name"
	fi
done
[ -z "$broken" ] || { echo "fuzz: found something:$broken" >&2; exit 1; }
[ $found = yes ] || { echo "fuzz: no target in tests/fuzz" >&2; exit 1; }
