# prepost: see README.md. `make help` lists the targets.

# --- what to build, and how -------------------------------------------------

VERSION  := 0.1.0
RELEASED := 2026-11-28
VARIANT  ?= release
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       := gcc

out      := build/$(VARIANT)
floors   := base model stats ingest store analysis disclose plot report cli

sources  := $(foreach floor,$(floors),$(wildcard src/$(floor)/*.c))
objects  := $(sources:%.c=$(out)/%.o)
library  := $(out)/libprepost.a
program  := $(out)/prepost

test_sources  := $(foreach floor,$(floors),$(wildcard tests/$(floor)/test_*.c))
test_programs := $(test_sources:%.c=$(out)/%)
fuzz_readers  := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
test_programs += $(fuzz_readers:%=$(out)/tests/fuzz/test_%)
test_helpers  := $(patsubst %.c,$(out)/%.o,$(wildcard tests/helpers/*.c))

# --- flags ------------------------------------------------------------------

warnings := -Wall -Wextra -Wpedantic -Wshadow -Wformat=2 -Wstrict-prototypes \
            -Wmissing-prototypes -Wvla -Wconversion $(if $(WERROR),-Werror)
optimise_release  := -O2 -g
optimise_debug    := -O0 -g
optimise_asan     := -O1 -g -fsanitize=address,undefined \
                     -fno-sanitize-recover=undefined -fno-omit-frame-pointer
optimise_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
                     -fno-sanitize-recover=undefined -fno-omit-frame-pointer
optimise_tsan     := -O1 -g -fsanitize=thread
optimise_coverage := -O0 -g --coverage

modules := gsl sqlite3 plplot yaml-0.1 libcmark-gfm libsodium libutf8proc \
           jansson minizip expat cairo libpng
CFLAGS  := -std=c11 $(warnings) $(optimise_$(VARIANT))
CPPFLAGS  = -Iinclude -D_GNU_SOURCE -DPP_VERSION='"$(VERSION)"' \
            -DPP_RELEASED='"$(RELEASED)"' $(pkg_cflags)
# Asked for when first needed, which is after setup has installed pkg-config.
pkg_cflags = $(eval pkg_cflags := $$(shell pkg-config --cflags $(modules)))$(pkg_cflags)

# Small libraries are linked statically into the program: it starts in 2 ms
# instead of 9. PLplot and ReadStat have no static archive; expat and libyaml
# read what others wrote and get the system's security updates this way, as
# Debian asks; libpng comes with PLplot anyway; cairo is opened only when a PNG or PDF is asked for
# (src/plot/canvas.c).
static_libs := -lgsl -lgslcblas -lsqlite3 -lsodium -ljansson -lminizip \
               -lutf8proc -lcsv -lcmark-gfm-extensions -lcmark-gfm
shared_libs := -lplplot -lreadstat -lexpat -lyaml -lpng -lz -lm
release_libs := -Wl,-Bstatic $(static_libs) -Wl,-Bdynamic -Wl,--as-needed \
                $(shared_libs)
ifeq ($(VARIANT),release)
program_libs := $(release_libs)
else
program_libs := $(static_libs) $(shared_libs)
endif
test_libs := $(static_libs) $(shared_libs) -lcmocka
comma     := ,
LDFLAGS   := $(if $(filter asan fuzz,$(VARIANT)),-fsanitize=address$(comma)undefined) \
             $(if $(filter tsan,$(VARIANT)),-fsanitize=thread) \
             $(if $(filter coverage,$(VARIANT)),--coverage)

# --- the program ------------------------------------------------------------

.DEFAULT_GOAL := all
.PHONY: all
all: build/prepost                ## build the program: build/prepost

build/prepost: $(program)
	@cp -f $< $@

$(program): $(out)/src/cli/main.o $(library)
	@echo "  LD  $@"
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(program_libs)

$(library): $(filter-out $(out)/src/cli/main.o,$(objects))
	@rm -f $@
	@ar rcs $@ $^

$(out)/%.o: %.c | build/.setup
	@mkdir -p $(@D)
	@echo "  CC  $<"
	@$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(objects:.o=.d) $(test_programs:=.d) $(test_helpers:.o=.d)

build/.setup: scripts/setup
	@scripts/setup
	@mkdir -p build && touch $@

# --- tests ------------------------------------------------------------------

.PHONY: test check-floors golden-update
test: all check-floors $(test_programs) ## run every everyday test
	@tests/run $(out)

$(out)/tests/%: $(out)/tests/%.o $(test_helpers) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

# Each reader of foreign bytes over its corpus; `make fuzz` looks for more.
fuzz_objects := $(patsubst %.c,$(out)/%.o,$(wildcard tests/fuzz/*.c))
-include $(fuzz_objects:.o=.d)
$(out)/tests/fuzz/test_%: $(out)/tests/fuzz/fuzz_%.o $(out)/tests/fuzz/fuzz.o \
        $(out)/tests/fuzz/replay.o $(test_helpers) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

$(out)/tests/fuzz/fuzz_%: $(out)/tests/fuzz/fuzz_%.o $(out)/tests/fuzz/fuzz.o \
        $(test_helpers) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(test_libs)

.PHONY: fuzz fuzz-programs
fuzz: build/.setup                ## look for inputs that break a reader: FUZZ_TIME seconds each, FUZZ=reader
	@scripts/fuzz $(or $(FUZZ_TIME),60) $(or $(FUZZ),$(fuzz_readers))

fuzz-programs: $(fuzz_readers:%=$(out)/tests/fuzz/fuzz_%)

# The program with its calls for memory and to the disk sent through
# tests/faults/fault.c, which makes one of them fail; SQLite's too, and so it is
# linked statically in every variant.
wrapped := malloc calloc realloc open open64 close write pwrite pwrite64 \
           ftruncate ftruncate64 fsync fdatasync rename renameat2 link unlink mkdir
fault_objects := $(patsubst %.c,$(out)/%.o,$(wildcard tests/faults/*.c))
-include $(fault_objects:.o=.d)
test_programs += $(out)/tests/faults/test_faults
$(out)/tests/faults/prepost: $(out)/src/cli/main.o \
        $(out)/tests/faults/fault.o $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) $(wrapped:%=-Wl,--wrap=%) -o $@ $^ \
	    $(release_libs)

$(out)/tests/faults/test_faults: $(out)/tests/faults/test_faults.o \
        $(test_helpers) $(library) | $(out)/tests/faults/prepost
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

.PHONY: faults
faults: $(out)/tests/faults/test_faults $(out)/tests/faults/prepost ## make every allocation and write fail, one by one (FAULTS=sites: once from each place)
	@PP_FAULTS=$(or $(FAULTS),all) $<

# Each takes a few seconds, most of them building: about ten minutes.
.PHONY: protections
protections: all                  ## take out one protection after another: its test must fail (ONLY=words)
	@MAKE_CC="$(CC)" scripts/protections $(ONLY)

.PHONY: in-r
in-r: all                         ## work every number of the published data sets out again, in R
	@command -v Rscript >/dev/null || echo "R is not installed here: skipped"
	@PP_IN_R=all tests/run $(out) cli/in_r

.PHONY: pages
pages: all                        ## print the funder's report of every kind of plan: two pages each
	@PP_PAGES=all tests/run $(out) cli/pages

.PHONY: soak
soak: $(out)/tests/store/test_interrupted $(out)/tests/store/test_durable ## kill changes at KILLS random moments; cut the power everywhere
	@PP_KILLS=$(or $(KILLS),1000) $(out)/tests/store/test_interrupted
	@PP_KILLS=$(or $(KILLS),1000) $(out)/tests/store/test_durable

# Someone with everything that was published in hand, against ATTACKS random
# evaluations: four fifths of two waves, a tenth of three, a tenth of arms.
# An hour or two of one core; build/attack.log keeps what was done, and it goes
# on from there. `make test` tries the first eighty.
ATTACKS ?= 100000
.PHONY: attack
attack: $(out)/tests/report/test_attack ## try to work out what reports hide (ATTACKS=n); goes on where it stopped
	@scripts/attack $< build/attack.log $$(($(ATTACKS) * 4 / 5)) \
	    $$(($(ATTACKS) / 10)) $$(($(ATTACKS) / 10))

golden-update: all                ## write the golden files anew; then read the diff
	@GOLDEN_UPDATE=1 tests/run $(out)

# Simulations of what people bring: minutes, not part of `make test`. The
# tables stay with the tests.
.PHONY: calibrate
calibrate: $(out)/tests/calibrate/calibrate ## coverage of every interval, errors of every verdict
	@$< $(REPETITIONS) >$(out)/calibration.md
	@mv $(out)/calibration.md tests/calibrate/calibration.md
	@cat tests/calibrate/calibration.md

# What reports say of 128 x REPETITIONS made-up evaluations, each from its file
# and plan by the program's commands: minutes.
.PHONY: operating
operating: all $(out)/tests/calibrate/calibrate ## how often each finding is right, by the program's own commands
	@PP_PROGRAM=build/prepost $(out)/tests/calibrate/calibrate \
	    $(or $(REPETITIONS),200) >$(out)/operating.md
	@mv $(out)/operating.md tests/calibrate/operating.md
	@cat tests/calibrate/operating.md

calibrate_objects := $(patsubst %.c,$(out)/%.o,$(wildcard tests/calibrate/*.c))
-include $(calibrate_objects:.o=.d)
$(out)/tests/calibrate/calibrate: $(calibrate_objects) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

# An import against what parsing and storing cost by themselves: minutes.
.PHONY: bench
bench: all $(out)/tests/bench/import_floor ## 200, 20,000 and 1,000,000 people: time and memory, as ratios
	@tests/bench/scale.sh build/prepost $(out)/tests/bench/import_floor $(or $(RUNS),3) $(PEOPLE)

.PHONY: bench-import
bench-import: all $(out)/tests/bench/import_floor ## a large import against its floor
	@tests/bench/import.sh build/prepost $(out)/tests/bench/import_floor $(ROWS)

.PHONY: bench-figure
bench-figure: $(out)/tests/bench/figure ## a paired figure as SVG: under 15 ms of processor time
	@$<

-include $(out)/tests/bench/figure.d
$(out)/tests/bench/figure: $(out)/tests/bench/figure.o $(test_helpers) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

.PHONY: bench-paired
bench-paired: $(out)/tests/bench/paired ## all paired statistics of 200 and of 700,000 people
	@$<

-include $(out)/tests/bench/paired.d
$(out)/tests/bench/paired: $(out)/tests/bench/paired.o $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

$(out)/tests/bench/import_floor: tests/bench/import_floor.c
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -o $@ $< -lcsv -lsqlite3

# Every figure over data at every extreme, to be looked at: minutes.
.PHONY: gallery
gallery: $(out)/tests/gallery/gallery ## contact sheets of every figure: build/gallery
	@rm -rf build/gallery && mkdir -p build/gallery
	@$< build/gallery
	@tests/gallery/sheets.sh build/gallery

gallery_objects := $(patsubst %.c,$(out)/%.o,$(wildcard tests/gallery/*.c))
-include $(gallery_objects:.o=.d)
$(out)/tests/gallery/gallery: $(gallery_objects) \
        $(test_helpers) $(library)
	@$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(test_libs)

check-floors:                     ## includes go down the floors, never up
	@scripts/check-floors

# --- a first look -----------------------------------------------------------

.PHONY: demo
demo: all                         ## made-up data, imported, analysed and reported
	@rm -rf build/demo
	@scripts/demo-data build/demo
	@cp surveys/demo/evaluation.yaml build/demo/
	@build/prepost run -C build/demo --quiet
	@cat build/demo/reports/funder.txt
	@echo
	@echo "The same report as a page: build/demo/reports/funder.html"

# The finished report of the demo, kept with the project to be looked at.
.PHONY: sample
sample: demo                      ## write reports/sample anew from the demo
	@mkdir -p reports/sample
	@for edition in funder technical regions; do \
	    build/prepost report -C build/demo --quiet --template $$edition \
	        -o reports/sample --format html,text; \
	done
	@scripts/sample-print build/demo reports/sample
	@for figure in forest paired likert icons flow change regions missing; do \
	    build/prepost plot $$figure -C build/demo \
	        -o reports/sample/$$figure.svg; \
	done

# --- for readers with other means -------------------------------------------

# axe-core comes by npm, as the one who builds has set npm up, and stays in
# build: setup installs neither node nor a browser, which nothing else needs.
# Where it is, `make test` checks the demo's pages with it too.
axe := build/axe/node_modules/axe-core/axe.min.js
$(axe):
	@npm install --silent --no-audit --no-fund --prefix build/axe axe-core@4

.PHONY: accessibility
accessibility: demo $(axe)        ## axe-core finds nothing in the demo's pages
	@for edition in technical regions; do \
	    build/prepost report -C build/demo --quiet --template $$edition \
	        -o build/demo/reports --format html; \
	done
	@scripts/accessibility build/demo/reports/*.html

# --- variants ---------------------------------------------------------------

# Whole, each takes hours where other work is going on; ONLY=store/ takes the
# tests whose path holds that.
.PHONY: sanitize valgrind coverage
sanitize:                         ## every test under AddressSanitizer and UBSan (ONLY=words: a part)
	@$(MAKE) VARIANT=asan build/asan/prepost test-programs
	@PP_TIMEOUT=3600 tests/run build/asan $(ONLY)

valgrind: all test-programs       ## every test under valgrind (ONLY=words: a part)
	@tests/valgrind $(out) $(ONLY)

coverage:                         ## which lines the tests run: build/coverage
	@$(MAKE) VARIANT=coverage build/coverage/prepost test-programs
	@tests/run build/coverage
	@cd build/coverage && gcov -o . $$(find . -name '*.gcda') 2>/dev/null | \
	    grep -A1 "^File 'src" | paste - - - | sort

.PHONY: test-programs
test-programs: $(test_programs)

# --- installing -------------------------------------------------------------

# To the shell as variables, in quotes: there may be blanks in them, and signs.
install uninstall: export bindir   = $(DESTDIR)$(PREFIX)/bin
install uninstall: export sharedir = $(DESTDIR)$(PREFIX)/share
completions := bash-completion/completions/prepost \
               zsh/vendor-completions/_prepost \
               fish/vendor_completions.d/prepost.fish
pages       := evaluation instrument template summary

.PHONY: install uninstall
install: all                      ## install under PREFIX (DESTDIR for packages)
	install -d "$$bindir" "$$sharedir/man/man1" "$$sharedir/man/man5" \
	    "$$sharedir/prepost/surveys/verbatim" \
	    "$$sharedir/prepost/surveys/schema" "$$sharedir/prepost/reports"
	install -m 755 build/prepost "$$bindir/prepost"
	install -m 644 surveys/*.yaml "$$sharedir/prepost/surveys/"
	install -m 644 surveys/verbatim/*.yaml "$$sharedir/prepost/surveys/verbatim/"
	install -m 644 surveys/schema/*.json "$$sharedir/prepost/surveys/schema/"
	install -m 644 reports/*.md reports/*.css reports/*.yaml reports/*.R \
	    "$$sharedir/prepost/reports/"
	build/prepost help --man >"$$sharedir/man/man1/prepost.1"
	chmod 644 "$$sharedir/man/man1/prepost.1"
	for page in $(pages); do \
	    to="$$sharedir/man/man5/prepost-$$page.5"; \
	    build/prepost help --man $$page >"$$to" && chmod 644 "$$to" || exit 1; \
	done
	for path in $(completions); do \
	    to="$$sharedir/$$path"; \
	    install -d "$${to%/*}" && \
	    build/prepost help --completion "$${path%%[-/]*}" >"$$to" && \
	    chmod 644 "$$to" || exit 1; \
	done

uninstall:                        ## take it away again
	rm -f "$$bindir/prepost" "$$sharedir/man/man1/prepost.1"
	for page in $(pages); do rm -f "$$sharedir/man/man5/prepost-$$page.5"; done
	for path in $(completions); do rm -f "$$sharedir/$$path"; done
	rm -rf "$$sharedir/prepost"

.PHONY: dist deb
dist:                             ## the source as build/prepost-VERSION.tar.gz
	@scripts/make-dist $(VERSION) $(RELEASED)

deb: all                          ## a Debian package: build/prepost_VERSION_ARCH.deb
	@scripts/make-deb $(VERSION) $(RELEASED)

# --- housekeeping -----------------------------------------------------------

.PHONY: clean help format
format:                           ## clang-format every source file
	@clang-format -i $(sources) $(wildcard include/prepost/*/*.h) $(test_sources)

clean:                            ## remove build/
	rm -rf build

help:                             ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 20

.SECONDARY:
.DELETE_ON_ERROR:
