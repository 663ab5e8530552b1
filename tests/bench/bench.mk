# Measurements: what `make bench` runs, and its parts. Included by the Makefile.

BENCH := build/release/tests/bench
BENCH_PYTHON = $(PYTHON) tests/bench

.PHONY: bench
bench: bench-cpu bench-peers bench-requests bench-flight bench-memory bench-state bench-instructions bench-deflate ## all of these

.PHONY: bench-cpu
bench-cpu: bench-ready ## CPU: against receiving and parsing alone, gzip and jq, pages from a local nginx
	@$(BENCH_PYTHON)/cpu.py

.PHONY: bench-peers
bench-peers: bench-ready ## compared with curl and jq, Python, Node and DuckDB: the same pages, the same columns, gzip on
	@$(BENCH_PYTHON)/peers.py

.PHONY: bench-flight
bench-flight: bench-ready ## requests in flight: wall time by --concurrency where a page takes 300 ms
	@$(BENCH_PYTHON)/flight.py

.PHONY: bench-requests
bench-requests: bench-ready ## requests per run, compared with a fetcher that leaves the page size to the service
	@$(BENCH_PYTHON)/requests_per_run.py

.PHONY: bench-memory
bench-memory: bench-ready ## peak memory of whole exports of a thousand to a million records
	@$(BENCH_PYTHON)/memory.py

.PHONY: bench-state
bench-state: bench-ready ## five million known rows
	@$(BENCH)/state_rows

.PHONY: bench-instructions
bench-instructions: bench-ready ## instructions of fixed small exports, compared with tests/bench/instructions.txt
	@$(BENCH_PYTHON)/instructions.py

.PHONY: bench-deflate
bench-deflate: bench-ready ## what libdeflate and ISA-L would give for gzip, both ways; neither is built in
	@$(MAKE) $(JOBS) FLAVOUR=release $(BENCH)/deflate
	@$(BENCH_PYTHON)/deflate.py

.PHONY: bench-push
bench-push: bench-ready ## a run pushed to Ceph's gateway, compared with rclone and awscli
	@scripts/install-deps.sh --s3
	@$(BENCH_PYTHON)/push.py

.PHONY: bench-load
bench-load: ## a run of a million applications loaded into every warehouse that can be run here (ten minutes)
	@scripts/install-deps.sh --load
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(BENCH_PYTHON)/load.py

.PHONY: bench-ready
bench-ready:
	@scripts/install-deps.sh --bench
	@$(MAKE) $(JOBS) FLAVOUR=release program bench-programs

.PHONY: bench-programs
bench-programs: $(BENCH)/state_rows $(BENCH)/yardstick

$(B)/tests/bench/state_rows: $(B)/obj/tests/bench/state_rows.o $(call archives,state $(call below,state))
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(LINK) -o $@ $^ $(call libraries,state $(call below,state))

$(B)/tests/bench/yardstick: $(B)/obj/tests/bench/yardstick.o
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(LINK) -o $@ $^ $(call libraries,net json)

# In a folder of its own, since its libraries are there for no other purpose.
$(BENCH)/deflate: tests/bench/deflate/deflate.c
	@mkdir -p $(@D)
	@$(CC) -std=c11 -O2 -D_POSIX_C_SOURCE=200809L $(WARNINGS) -o $@ $< -ldeflate -lisal -lz
