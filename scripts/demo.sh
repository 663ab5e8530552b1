#!/bin/sh
# Exports a made-up account from the sandbox into output/ and shows what came out. Called by `make demo`.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
scratch=$(mktemp -d)
sandbox=

# Whatever happens, the sandbox is stopped and its files are removed.
leave() {
	status=$?
	trap - EXIT
	[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true
	[ -z "$sandbox" ] || wait "$sandbox" 2>/dev/null || true
	rm -rf "$scratch"
	exit "$status"
}
trap leave EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

"$python" tests/sandbox/sandbox.py --port 0 --port-file "$scratch/port" --seed 1 --size 200 --key demo \
	>"$scratch/log" 2>&1 &
sandbox=$!

tries=0
until [ -s "$scratch/port" ]; do
	tries=$((tries + 1))
	if [ $tries -gt 100 ] || ! kill -0 "$sandbox" 2>/dev/null; then
		echo "demo: the sandbox did not start:" >&2
		cat "$scratch/log" >&2
		exit 1
	fi
	sleep 0.1
done
base_url=http://127.0.0.1:$(cat "$scratch/port")/api/v1

echo "\$ PINPOINT_API_KEY=demo build/pinpoint-export --base-url $base_url --account demo"
PINPOINT_API_KEY=demo build/pinpoint-export --base-url "$base_url" --account demo --no-progress

run=output/$(readlink output/latest)
echo
echo "\$ ls -l $run"
ls -l "$run"
echo
echo "\$ zcat $run/users.csv.gz | head -n 4"
zcat "$run/users.csv.gz" | sed 4q
echo
echo "\$ zcat $run/candidate_tags.csv.gz | head -n 4"
zcat "$run/candidate_tags.csv.gz" | sed 4q
echo
echo "\$ jq … $run/manifest.json"
jq -r '"\(.tool.name) \(.tool.version), run \(.run_id), account \(.account), \(if .complete then "complete" else "not complete" end)",
	(.tables | to_entries[] | "  \(.key): \(.value.status), \(.value.rows.written) rows, \([.value.files[].bytes] | add // 0) bytes\(
		if (.value.warnings | length) > 0 then ", warnings " + (.value.warnings | tojson) else "" end)")' "$run/manifest.json"
