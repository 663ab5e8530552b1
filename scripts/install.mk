# make install, uninstall and dist.

DESTDIR ?=
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share
LIBDIR ?= $(PREFIX)/lib
INSTALL ?= install

# form of the manual = where it goes
MANUALS = man=$(MANDIR)/man1/pinpoint-export.1 \
	bash=$(DATADIR)/bash-completion/completions/pinpoint-export \
	zsh=$(DATADIR)/zsh/site-functions/_pinpoint-export \
	fish=$(DATADIR)/fish/vendor_completions.d/pinpoint-export.fish
# file of scripts/systemd = where it goes
UNITS = pinpoint-export@.service=$(LIBDIR)/systemd/system/pinpoint-export@.service \
	pinpoint-export@.timer=$(LIBDIR)/systemd/system/pinpoint-export@.timer \
	sysusers.conf=$(LIBDIR)/sysusers.d/pinpoint-export.conf \
	tmpfiles.conf=$(LIBDIR)/tmpfiles.d/pinpoint-export.conf
FLEET = $(sort $(wildcard scripts/fleet/*.py scripts/fleet/*.yaml))
SHAREDIR = $(DATADIR)/pinpoint-export
FLEETDIR = $(SHAREDIR)/fleet
INSTALLED = $(BINDIR)/pinpoint-export $(foreach pair,$(MANUALS) $(UNITS),$(lastword $(subst =, ,$(pair)))) \
	$(FLEET:scripts/fleet/%=$(FLEETDIR)/%) $(SHAREDIR)/blank-person.py $(SHAREDIR)/grafana-dashboard.json

# Where the files were never built, root must not own build/: build first, then install.
.PHONY: install
install: ## the program, manual page, completions, systemd units, the launcher for many accounts, blank-person.py and the dashboard, below PREFIX=/usr/local; DESTDIR for packages
	@$(MAKE) $(JOBS) FLAVOUR=release program
	$(INSTALL) -d '$(DESTDIR)$(BINDIR)'
	$(INSTALL) -m 0755 build/pinpoint-export '$(DESTDIR)$(BINDIR)/pinpoint-export'
	@for manual in $(MANUALS); do \
		form=$${manual%%=*} to='$(DESTDIR)'$${manual#*=}; \
		echo "build/pinpoint-export manual $$form >$$to"; \
		$(INSTALL) -d "$${to%/*}" && build/pinpoint-export manual "$$form" >build/manual && \
			$(INSTALL) -m 0644 build/manual "$$to" || exit 1; \
	done
	@for unit in $(UNITS); do \
		from=scripts/systemd/$${unit%%=*} to='$(DESTDIR)'$${unit#*=}; \
		echo "$$from >$$to"; \
		$(INSTALL) -d "$${to%/*}" && sed 's|@BINDIR@|$(BINDIR)|' "$$from" >build/unit && \
			$(INSTALL) -m 0644 build/unit "$$to" || exit 1; \
	done
	$(INSTALL) -d '$(DESTDIR)$(FLEETDIR)'
	$(INSTALL) -m 0644 $(FLEET) '$(DESTDIR)$(FLEETDIR)'
	$(INSTALL) -m 0644 scripts/blank-person.py scripts/grafana-dashboard.json '$(DESTDIR)$(SHAREDIR)'

.PHONY: uninstall
uninstall: ## remove what `make install` put there; give the same PREFIX and DESTDIR
	rm -f $(INSTALLED:%='$(DESTDIR)%')

# The files of the commit, with its time: the same archive on every machine.
.PHONY: dist
dist: ## build/pinpoint-export-VERSION.tar.gz, the source of the last commit
	@mkdir -p build
	git archive --format=tar --prefix='pinpoint-export-$(VERSION)/' HEAD | gzip -9 -n >'build/pinpoint-export-$(VERSION).tar.gz'

.PHONY: check-install
check-install: ## installs below a scratch directory: manual page, completions in their shells, two equal builds
	@scripts/install-deps.sh --install
	@$(MAKE) $(JOBS) FLAVOUR=release program
	@PYTHON='$(PYTHON)' $(PYTHON) tests/run.py --build build/install --program build/pinpoint-export --install

.PHONY: deb
deb: ## build/deb/*.deb, the Debian package of the last commit
	@scripts/install-deps.sh --deb
	@scripts/make-deb.sh '$(VERSION)'

.PHONY: check-deb
check-deb: ## the Debian package, installed, upgraded, removed and purged in fresh systems (as root; five minutes)
	@scripts/check-debian.sh bookworm package
	@mv build/debian-package/summary build/debian-package/summary.bookworm
	@scripts/check-debian.sh trixie package
