# Proofs that take longer than `make check` may. Included from the Makefile; tests/README.md says what each one proves.

FLAVOUR_CFLAGS.coverage := -O0 -g --coverage
FLAVOUR_LDFLAGS.coverage := --coverage
FLAVOUR_CFLAGS.threads := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
FLAVOUR_LDFLAGS.threads := -fsanitize=thread

CLANG_TIDY ?= clang-tidy
CPPCHECK ?= cppcheck
LINTED := $(sort $(wildcard src/*/*.c mappings/*.c mappings/*/*.c tests/fuzz/*.c))
# All of the folder with threads in it.
THREADED := $(patsubst tests/unit/%.c,build/threads/tests/unit/%,$(sort $(wildcard tests/unit/sink/test_*.c)))

.PHONY: check-alloc
check-alloc: ## each allocation of a small export fails once (some minutes; a sample is in `make check`)
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PINPOINT_EXPORT_RELEASE='$(CURDIR)/build/release/pinpoint-export' CHECK_LONG=1 $(PYTHON) -W ignore tests/checks/test_allocations.py

.PHONY: check-valgrind
check-valgrind: ## whole runs and the golden pages under valgrind's memcheck
	@scripts/install-deps.sh --valgrind
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(PYTHON) -W ignore tests/checks/watched.py valgrind build/release/pinpoint-export

.PHONY: check-threads
check-threads: ## the same runs and the unit tests of sink with ThreadSanitizer
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=threads program $(THREADED)
	@for test in $(THREADED); do TSAN_OPTIONS=exitcode=99 $$test || exit 1; done
	@$(PYTHON) -W ignore tests/checks/watched.py threads build/threads/pinpoint-export

.PHONY: check-long
check-long: ## every case of which `make check` has a sample, all with sanitizers (an hour)
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(MAKE) $(JOBS) FLAVOUR=check program portable-program unit-programs
	@CHECK_LONG=1 $(RUN_TESTS) --unit --python

RELEASE ?= other
.PHONY: check-debian
check-debian: ## the README's two commands in a fresh Debian, RELEASE=trixie (as root; ten minutes)
	@scripts/check-debian.sh '$(RELEASE)'

.PHONY: check-load
check-load: ## `load` for every warehouse that can be run here, over several nights (five minutes)
	@scripts/install-deps.sh --load
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/load --program build/pinpoint-export --load

.PHONY: check-fleet
check-fleet: ## 200 accounts in a night, with GNU parallel and with Slurm; manifests for Kubernetes (ten minutes)
	@scripts/install-deps.sh --fleet
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/fleet --program build/pinpoint-export --fleet

.PHONY: check-report
check-report: ## the page of `report` in Chromium: on a phone, on a wide screen, dark, printed (two minutes)
	@scripts/install-deps.sh --report
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/report --program build/pinpoint-export --report

# gcov is gcc's. Counters of an older build or run would be added up.
.PHONY: coverage
coverage: ## line coverage by folder; fails where one below app is under 90 %
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=coverage CC=gcc tested
	@find build/coverage -name '*.gcda' -exec rm -f {} +
	@-PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/coverage --program build/coverage/pinpoint-export \
		--unit --python --fuzz
	@$(PYTHON) tests/checks/coverage.py build/coverage/obj --lines

# One file a job, so that all cores have something to do.
LINT_STAMPS := $(LINTED:%=build/lint/%)
.PHONY: lint
lint: ## clang-tidy (.clang-tidy) over src, mappings and tests/fuzz; cppcheck
	@scripts/install-deps.sh --lint
	@$(MAKE) $(JOBS) --keep-going lint-files lint-cppcheck

.PHONY: lint-files lint-cppcheck
lint-files: $(LINT_STAMPS)

$(LINT_STAMPS): build/lint/%: % .clang-tidy $(ALL_H)
	@mkdir -p $(@D)
	@echo '  TIDY  $<'
	@$(CLANG_TIDY) -quiet $< -- $(LANGUAGE) $(library_cflags) -Itests 2>build/lint/errors.$(subst /,-,$*) \
		|| { cat build/lint/errors.$(subst /,-,$*); exit 1; }
	@touch $@

# Not over mappings/: data, whose words cppcheck 2.10 does not follow. clang-tidy and the mapping checker read them.
lint-cppcheck:
	@echo '  CPPCHECK'
	@$(CPPCHECK) --quiet --std=c11 --enable=warning,performance,portability --error-exitcode=1 -Isrc -Itests \
		-D_XOPEN_SOURCE=700 -DPINPOINT_EXPORT_VERSION='"$(VERSION)"' \
		src tests/fuzz
