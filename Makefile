# pinpoint-export. `make help` lists the targets. Everything is built in build/.

VERSION := 0.1.0
# The date on the manual page.
RELEASED := November 28, 2026

ifeq ($(origin CC),default)
CC := gcc
endif
FUZZ_CC ?= clang
PKG_CONFIG ?= pkg-config
CLANG_FORMAT ?= clang-format
PYTHON ?= python3

# release: build/pinpoint-export · check: what the tests run, with ASan and UBSan · fuzz: for `make fuzz`
FLAVOUR ?= release
B := build/$(FLAVOUR)

SECONDS ?= 30
FOLDER ?=

include src/floors.mk

MAKEFLAGS += --no-builtin-rules --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
# Keep the objects of test programs, or every build would compile them again.
.SECONDARY:

# As many jobs as cores, unless the caller said how many. Recipes write $(MAKE) out in full: where a variable hides it,
# make does not share its jobs with the make it starts, and that one builds one file at a time.
JOBS = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell getconf _NPROCESSORS_ONLN))

# --- Targets for people ----------------------------------------------------------------------------------------

.PHONY: all
all: ## build/pinpoint-export (the default)
	@$(MAKE) $(JOBS) FLAVOUR=release program

.PHONY: help
help: ## this list
	@echo 'make [target] [CC=clang] [FOLDER=base] [SECONDS=60]'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1|\2/p' $(filter %akefile %.mk,$(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-21s%s\n", $$1, $$2 }'

.PHONY: demo
demo: ## export a made-up account from the sandbox into output/ and show what came out
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PYTHON='$(PYTHON)' scripts/demo.sh

.PHONY: check
check: ## everything before a push: unit tests, command-line tests, walls, sizes, corpus replay
	@scripts/install-deps.sh
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(MAKE) $(JOBS) FLAVOUR=check tested walls
	@$(RUN_TESTS) --unit --python --fuzz --scripts --walls

.PHONY: check-unit
check-unit: ## unit tests only; FOLDER=base for one folder
	@$(MAKE) $(JOBS) FLAVOUR=check unit-programs
	@$(RUN_TESTS) --unit --folder '$(FOLDER)'

.PHONY: check-cli
check-cli: ## the tests written in Python only: command line, golden folders, sandbox
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@$(MAKE) $(JOBS) FLAVOUR=check program portable-program
	@$(RUN_TESTS) --python

.PHONY: check-walls
check-walls: ## floors, doors, headers alone, sizes, citations, past mistakes
	@$(MAKE) $(JOBS) FLAVOUR=check walls
	@$(RUN_TESTS) --scripts --walls

.PHONY: fuzz
fuzz: ## libFuzzer on every target of tests/fuzz, SECONDS=30 each
	@scripts/install-deps.sh --fuzz
	@$(MAKE) $(JOBS) FLAVOUR=fuzz CC='$(FUZZ_CC)' fuzz-programs
	@scripts/fuzz.sh '$(SECONDS)'

.PHONY: install-deps
install-deps: ## install the Debian packages that are missing, or name them
	@scripts/install-deps.sh

.PHONY: format
format: ## clang-format over all C files
	$(CLANG_FORMAT) -i $(ALL_C) $(ALL_H)

.PHONY: clean
clean: ## remove build/
	rm -rf build

RUN_TESTS = PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/check --program build/pinpoint-export

# --- Sources ----------------------------------------------------------------------------------------------------

# Every folder of a floor is in src/, except mappings/, which is data.
dir_of = $(if $(filter mappings,$1),mappings,src/$1)
FOLDERS := $(foreach f,$(foreach n,$(FLOORS),$(FLOOR_$n)),$(if $(wildcard $(call dir_of,$f)/*.c),$f))
TOP_FLOOR := $(FLOOR_$(lastword $(FLOORS)))

TEST_C := $(sort $(wildcard tests/unit/$(or $(FOLDER),*)/test_*.c))
FUZZ_C := $(sort $(wildcard tests/fuzz/fuzz_*.c))
SUPPORT_C := $(sort $(wildcard tests/support/*.c))
ALL_C := $(sort $(wildcard src/*/*.c mappings/*.c mappings/*/*.c tests/*/*.c tests/unit/*/*.c))
ALL_H := $(sort $(wildcard src/*/*.h mappings/*/*.h tests/*/*.h tests/unit/*/*.h))

REGISTRY := $(B)/generated/mappings_registry.c

objects_of = $(patsubst %.c,$(B)/obj/%.o,$(sort $(wildcard $(call dir_of,$1)/*.c $(call dir_of,$1)/*/*.c))) \
	$(if $(filter mappings,$1),$(B)/obj/generated/mappings_registry.o)
archive_of = $(B)/lib$1.a

# --- Flags ------------------------------------------------------------------------------------------------------

# Evaluated once, when first used, so that `make help` works without any library.
once = $(eval $1 := $$(shell $2))$($1)

WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wcast-qual -Wformat=2 -Wwrite-strings \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Werror
LANGUAGE := -std=c11 -D_XOPEN_SOURCE=700 -D_FILE_OFFSET_BITS=64 -pthread $(WARNINGS) \
	-include src/base/banned.h -Isrc -DPINPOINT_EXPORT_VERSION='"$(VERSION)"' -DPINPOINT_EXPORT_DATE='"$(RELEASED)"'

understood = $(shell $(CC) -Werror $1 -x c -c /dev/null -o /dev/null 2>/dev/null && echo '$1')
HARDENED = -O2 -g -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fPIE \
	$(call understood,-fstack-clash-protection) -ffile-prefix-map=$(CURDIR)=.
SANITIZED := -O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all -fsanitize=address,undefined
# Without libFuzzer the targets are built all the same, to replay the corpus.
LIBFUZZER = $(if $(findstring clang,$(shell $(CC) --version)),yes)

FLAVOUR_CFLAGS.release = $(HARDENED)
FLAVOUR_LDFLAGS.release = -pie -Wl,-z,relro,-z,now
FLAVOUR_CFLAGS.check = $(SANITIZED)
FLAVOUR_LDFLAGS.check = -fsanitize=address,undefined
FLAVOUR_CFLAGS.fuzz = $(SANITIZED) $(if $(LIBFUZZER),-fsanitize=fuzzer-no-link)
FLAVOUR_LDFLAGS.fuzz = -fsanitize=address,undefined

flavour_cflags = $(call once,FLAVOUR_CFLAGS_NOW,echo '$(FLAVOUR_CFLAGS.$(FLAVOUR))')
LIBRARY_NAMES := $(foreach pair,$(LIBRARIES),$(if $(filter $(FOLDERS),$(firstword $(subst =, ,$(pair)))),$(lastword $(subst =, ,$(pair)))))
library_cflags = $(call once,LIBRARY_CFLAGS_NOW,$(PKG_CONFIG) --cflags $(filter-out -l%,$(LIBRARY_NAMES)))
cmocka_cflags = $(call once,CMOCKA_CFLAGS_NOW,$(PKG_CONFIG) --cflags cmocka)
cmocka_libs = $(call once,CMOCKA_LIBS_NOW,$(PKG_CONFIG) --libs cmocka)

COMPILE = $(CC) $(LANGUAGE) $(flavour_cflags) $(library_cflags) $(CPPFLAGS) $(CFLAGS)
LINK = $(CC) -pthread $(flavour_cflags) $(CFLAGS) $(FLAVOUR_LDFLAGS.$(FLAVOUR)) $(LDFLAGS)

# A misspelled word of a mapping is one mistake, but many errors in many macros, of which the first two say it all.
mapping_cflags = $(call once,MAPPING_CFLAGS_NOW,echo '$(foreach f,-fmax-errors=2 -fno-diagnostics-show-caret -ferror-limit=2 \
	-fno-caret-diagnostics -fmacro-backtrace-limit=1,$(call understood,$f))')

# Another compiler, flag or version rebuilds everything.
FLAGS_FILE := $(B)/flags
$(FLAGS_FILE): FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(COMPILE) | $(LINK))' | cmp -s - $@ || echo '$(subst ','\'',$(COMPILE) | $(LINK))' >$@

.PHONY: FORCE
FORCE:

# --- Objects and archives: one archive per folder ---------------------------------------------------------------

$(B)/obj/%.o: %.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC    $(FLAVOUR) $<'
	@$(COMPILE) $(if $(filter tests/%,$<),-Itests $(cmocka_cflags)) $(if $(filter mappings/%,$<),$(mapping_cflags)) \
		-MMD -MP -c -o $@ $<

$(B)/obj/generated/%.o: $(B)/generated/%.c $(FLAGS_FILE)
	@mkdir -p $(@D)
	@echo '  CC    $(FLAVOUR) $<'
	@$(COMPILE) -MMD -MP -c -o $@ $<

# The TABLE statements of mappings/ are the registry: a new table needs no other edit. MODEL/FILE.c: TABLE(name, ... is
# MODEL_name.
TABLES_IN = sed -n 's/^\([A-Z]*_\)\{0,1\}TABLE(\([a-z0-9_]*\),.*/$1_\2/p' $(sort $(wildcard mappings/$1/*.c))
$(REGISTRY): FORCE
	@mkdir -p $(@D)
	@{ $(call TABLES_IN,unified); $(call TABLES_IN,native); } >$@.tables
	@{ echo '/* Made from the TABLE statements in mappings/. */'; \
	echo '#include "map/mapping.h"'; echo; \
	echo 'extern const struct endpoint endpoints[];'; \
	echo 'extern const char *const unified_order[];'; \
	sed 's/.*/extern const struct table &;/' $@.tables; echo; \
	echo 'static const struct table *const tables[] = {'; sed 's/.*/	\&&,/' $@.tables; echo '	NULL,'; echo '};'; echo; \
	echo 'const struct mappings shipped_mappings = {endpoints, tables, unified_order};'; } >$@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@

# $1: the name, $2: the objects. The list rebuilds the archive when a file was deleted.
define archive_rule
$(B)/lists/$1: FORCE
	@mkdir -p $$(@D)
	@echo '$(strip $2)' | cmp -s - $$@ || echo '$(strip $2)' >$$@

$(call archive_of,$1): $2 $(B)/lists/$1
	@rm -f $$@
	@$$(AR) qcs $$@ $$(filter %.o,$$^)
endef
$(foreach f,$(FOLDERS),$(eval $(call archive_rule,$f,$(call objects_of,$f))))
$(eval $(call archive_rule,support,$(patsubst %.c,$(B)/obj/%.o,$(SUPPORT_C))))

# --- Linking ----------------------------------------------------------------------------------------------------

# BELOW_n: the folders under floor n, highest first, the order in which a linker wants them.
lower :=
$(foreach n,$(FLOORS),$(eval BELOW_$n := $(lower))$(eval lower := $(FLOOR_$n) $(lower)))

floor_of = $(strip $(foreach n,$(FLOORS),$(if $(filter $1,$(FLOOR_$n)),$n)))
below = $(filter $(FOLDERS),$(BELOW_$(call floor_of,$1)))
archives = $(foreach f,$1,$(call archive_of,$f))
library_names = $(foreach f,$1,$(patsubst $f=%,%,$(filter $f=%,$(LIBRARIES))))
libraries = $(filter -l%,$(call library_names,$1)) \
	$(if $(filter-out -l%,$(call library_names,$1)),$(shell $(PKG_CONFIG) --libs $(filter-out -l%,$(call library_names,$1))))

EVERYTHING := $(filter $(FOLDERS),$(lower))

.PHONY: program
program: $(B)/pinpoint-export $(if $(filter release,$(FLAVOUR)),build/pinpoint-export)

$(B)/pinpoint-export: $(call archives,$(EVERYTHING))
	@echo '  LINK  $@'
	@$(LINK) -o $@ $^ $(call libraries,$(EVERYTHING))

build/pinpoint-export: build/release/pinpoint-export
	@cp $< $@.new && mv $@.new $@

# --- Test programs: each links its own folder and lower floors only, so an upward call does not link --------------

TEST_PROGRAMS := $(TEST_C:%.c=$(B)/%)

# Other files next to the tests of a folder are linked first, so they can replace parts of an archive.
replacements = $(patsubst %.c,$(B)/obj/%.o,$(filter-out tests/unit/$1/test_%,$(sort $(wildcard tests/unit/$1/*.c))))

define test_rule
$(B)/$(1:.c=): $(B)/obj/$(1:.c=.o) $(call replacements,$2) $(B)/libsupport.a $(call archives,$2 $(call below,$2))
	@mkdir -p $$(@D)
	@echo '  LINK  $$@'
	@$$(LINK) -o $$@ $$^ $$(cmocka_libs) $$(call libraries,base $2 $(call below,$2))
endef
folder_of_test = $(word 3,$(subst /, ,$1))
$(foreach t,$(TEST_C),$(eval $(call test_rule,$t,$(call folder_of_test,$t))))

.PHONY: unit-programs
unit-programs: $(TEST_PROGRAMS)

FUZZ_PROGRAMS := $(FUZZ_C:%.c=$(B)/%)
FUZZ_DRIVER := $(B)/obj/tests/fuzz/replay.o
FUZZ_LINK = $(if $(filter fuzz,$(FLAVOUR)),$(if $(LIBFUZZER),-fsanitize=fuzzer,$(FUZZ_DRIVER)),$(FUZZ_DRIVER))

# The driver comes before the archives, or the main of app would be linked.
$(FUZZ_PROGRAMS): $(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(FUZZ_DRIVER) $(call archives,$(EVERYTHING))
	@mkdir -p $(@D)
	@echo '  LINK  $@'
	@$(LINK) -o $@ $< $(FUZZ_LINK) $(filter %.a,$^) $(call libraries,$(EVERYTHING))

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_PROGRAMS)

.PHONY: tested
tested: program unit-programs fuzz-programs

# --- Walls ------------------------------------------------------------------------------------------------------

# Links each whole folder with the archives and libraries of lower floors only: nothing may stay undefined.
WALLS := $(FOLDERS:%=$(B)/walls/%)

$(B)/walls/empty.c:
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' >$@

define wall_rule
$(B)/walls/$1: $(B)/walls/empty.c $(call archives,$1 $(call below,$1))
	@$$(LINK) -o $$@ $(if $(filter $1,$(TOP_FLOOR)),,$(B)/walls/empty.c) \
		-Wl,--whole-archive $(call archive_of,$1) -Wl,--no-whole-archive \
		$(call archives,$(call below,$1)) $$(call libraries,$1 $(call below,$1)) \
		|| { echo 'wall: $1 calls something that is neither its own nor on a lower floor'; exit 1; }
endef
$(foreach f,$(FOLDERS),$(eval $(call wall_rule,$f)))

# Compiles every header alone with every compiler, and checks every source with the other compiler, too.
COMPILERS := $(foreach c,gcc clang,$(if $(shell command -v $c),$c))
OTHER_COMPILERS := $(filter-out $(firstword $(CC)),$(COMPILERS))
HEADERS_ALONE := $(foreach c,$(COMPILERS),$(ALL_H:%=$(B)/alone/$c/%))
SOURCES_READ := $(foreach c,$(OTHER_COMPILERS),$(ALL_C:%=$(B)/read/$c/%))
READ = $(LANGUAGE) -Itests $(library_cflags) $(cmocka_cflags) $(CPPFLAGS) -fsyntax-only

$(B)/alone/%: $(ALL_H) $(FLAGS_FILE)
	@mkdir -p $(@D)
	@$(firstword $(subst /, ,$*)) $(READ) -include $(patsubst $(firstword $(subst /, ,$*))/%,%,$*) -x c /dev/null
	@touch $@

$(B)/read/%: $(ALL_H) $(ALL_C) $(FLAGS_FILE)
	@mkdir -p $(@D)
	@$(firstword $(subst /, ,$*)) $(READ) $(patsubst $(firstword $(subst /, ,$*))/%,%,$*)
	@touch $@

.PHONY: walls
walls: $(WALLS) $(HEADERS_ALONE) $(SOURCES_READ)
	@echo '$(words $(WALLS)) $(words $(HEADERS_ALONE)) $(words $(SOURCES_READ))' >$(B)/walls/counts

include scripts/install.mk tests/bench/bench.mk tests/cli/kill.mk tests/s3/s3.mk tests/checks.mk tests/portable.mk

-include $(shell find $(B)/obj $(P)/obj -name '*.d' 2>/dev/null)
