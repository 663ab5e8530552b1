# The floors, lowest first, and the one folder that is the door to each outside library.
# Read by the Makefile (what links with what) and by scripts/check-walls.py (what may include what), so that the
# two cannot disagree. A folder uses only its own files and lower floors; folders of one floor do not know each other.

FLOOR_0 := base
FLOOR_1 := json net sink warehouse
FLOOR_2 := jsonapi row s3
FLOOR_3 := fetch map state publish cli
FLOOR_4 := mappings
FLOOR_5 := schema
FLOOR_6 := manifest
FLOOR_7 := exposure load push verify
FLOOR_8 := export prune report
FLOOR_9 := app
FLOORS := 0 1 2 3 4 5 6 7 8 9

# header, or folder of headers = folders that may include it
DOORS := curl/=net yajl/=json zlib.h=sink csv.h=row openssl/=base xxhash.h=base,state sqlite3.h=state

# folder = what it links with: a pkg-config name, or -l where the library has no .pc file
LIBRARIES := base=libcrypto base=libxxhash json=yajl net=libcurl sink=zlib row=-lcsv state=sqlite3
