# The commands of this repository. `make help` lists them.
# Python 3.11 or newer and make are all that the machine needs: the rest is put into .venv.

SHELL        := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS    += --no-print-directory

# Python then compiles its packages once, not at every start.
unexport PYTHONDONTWRITEBYTECODE
# mkdocs-material tells of its successor at every build.
export NO_MKDOCS_2_WARNING := 1

# albias is not installed into .venv: a local AWS runs the Lambda bundle on that interpreter, and what the bundle lacks
# must be missing there too.
ROOMS := lambda_src config infra cli
empty :=
space := $(empty) $(empty)
export PYTHONPATH := $(subst $(space),:,$(addprefix $(CURDIR)/,$(ROOMS)))

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
# The workers of pytest-xdist, for one suite by itself.
WORKERS ?= 2
# Suites at a time in `make test`: one more than cores, since the end-to-end suite waits half of its time.
JOBS ?= 3

SOURCES := app.py lambda_src/albias config/albias_config infra/albias_cdk cli/albias_cli local_aws demo tests bench website
# The longest first: none is left to run alone at the end.
SUITES  := e2e e2e_cli infra unit terraform simulation budgets cli contract packages adapters documents local_aws

# How many worlds `make soak` simulates, and from which seed on.
SEEDS ?= 20000
FIRST ?= 0

say   = @printf '\n\033[1m== %s\033[0m\n' "$(1)"
define suite
$(call say,$@)
@$(BIN)/python -m pytest $(if $(MAKE_TERMOUT),--color=yes) $(1) $(NOTED)
endef
# What failed is named again at the end of `make test`.
FAILED ?= build/failed
NOTED   = || { mkdir -p build && echo $@ >>$(FAILED); exit 1; }
# What a suite says stays together. The make of macOS cannot do that.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9_-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# ---------------------------------------------------------------- set-up

.PHONY: setup
setup: $(VENV)/.python.stamp $(VENV)/.node.stamp ## .venv with what demo and deployment need: Python packages, Node, the CDK
	@:

.PHONY: develop
develop: setup $(VENV)/.tests.stamp $(VENV)/.site.stamp $(VENV)/.jsii.stamp ## and with what tests, documents and packages need beside it
	@:

# uv fetches many packages at once; where it cannot run, pip does the same from the same lock.
define install
@$(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --require-hashes -r $(1) \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1)
@touch $@
endef

# npm takes a folder that is a link for a package.
define npm_ci
@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --prefix "$$(cd $(1) && pwd -P)" \
	--loglevel error --no-audit --no-fund --no-update-notifier >/dev/null
@touch $@
endef

$(VENV)/.uv.stamp: locks/requirements-uv.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: none found" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: $(PYTHON) is older (choose with PYTHON=...)" >&2; exit 1; }
	$(call say,set-up: Python packages (some 200 MB to fetch where they are new: seconds to minutes))
	@test -x $(BIN)/pip || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

$(VENV)/.python.stamp: requirements.txt $(VENV)/.uv.stamp
	$(call install,requirements.txt)

$(VENV)/.tests.stamp: locks/requirements-tests.txt $(VENV)/.python.stamp
	$(call say,set-up: what the tests need (some 150 MB more where they are new))
	$(call install,locks/requirements-tests.txt)

# What draws the site's diagrams: one file.
$(VENV)/.site.stamp: locks/site/package.json locks/site/package-lock.json $(VENV)/.python.stamp
	@mkdir -p $(VENV)/site
	@cp locks/site/package.json locks/site/package-lock.json $(VENV)/site/
	$(call npm_ci,$(VENV)/site)

$(VENV)/.node.stamp: locks/package.json locks/package-lock.json tools/cdk tools/albias $(VENV)/.python.stamp
	$(call say,set-up: the CDK command line)
	@cp locks/package.json locks/package-lock.json $(VENV)/
	$(call npm_ci,$(VENV))
	@ln -sf ../../tools/cdk $(BIN)/cdk
	@ln -sf ../../tools/albias $(BIN)/albias

# The CDK's library is unpacked into the user's cache at its first start: once, before several start at the same time.
$(VENV)/.jsii.stamp: $(VENV)/.node.stamp
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -c 'import aws_cdk'
	@touch $@

.PHONY: lock
lock: ## write the locked requirements again, after an edit of a *.in file
	@for lock in locks/requirements-uv lambda_src/requirements requirements locks/requirements-tests locks/requirements-oldest-sdk \
		locks/requirements-second; do \
		wanted=$$lock.in; test -f $$wanted || wanted=locks/$$lock.in; \
		$(BIN)/uv pip compile $$wanted --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --no-header -o $$lock.txt || exit 1; \
	done

# ---------------------------------------------------------------- the main job

.PHONY: demo
demo: setup ## the whole product on this machine: deploy, tag a load balancer, watch its DNS record; V=1: times
	@$(BIN)/python -m demo $(if $(V),-v)

# ---------------------------------------------------------------- tests

.PHONY: test
test: lint ## everything from here to e2e, suites side by side; each is shown when it has ended
	@rm -f $(FAILED)
	@$(MAKE) --jobs=$(JOBS) $(TOGETHER) --keep-going WORKERS=0 types $(SUITES) \
		|| { printf '\nFailed, and shown above: %s\n' "$$(tr '\n' ' ' <$(FAILED))"; exit 1; }

.PHONY: lint
lint: develop ## ruff: rules and format
	$(call say,lint)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: types
types: develop ## mypy, strict
	$(call say,types)
	@$(BIN)/mypy $(SOURCES) $(NOTED)

.PHONY: $(SUITES)
unit: develop ## the rules, without any AWS
	$(call suite,tests/unit tests/mutation tests/test_*.py -n $(WORKERS))

adapters: develop ## the boto3 adapters, on moto
	$(call suite,tests/adapters -n $(WORKERS))

contract: develop ## one suite over the fakes and over MiniStack
	$(call suite,tests/contract -n $(WORKERS))

cli: develop ## the command line over the fakes
	$(call suite,tests/cli -n $(WORKERS))

local_aws: develop ## the local AWS that the demo and the end-to-end tests stand on
	$(call suite,tests/local_aws -n $(WORKERS))

infra: develop ## the synthesised template and the Lambda bundle
	$(call suite,tests/infra -n $(WORKERS) --dist loadfile)

terraform: develop ## the Terraform module against the template; skipped where there is no terraform
	$(call suite,tests/terraform -n $(WORKERS) --dist loadfile)

documents: develop ## the documents against the code
	$(call suite,tests/docs -n $(WORKERS))

budgets: develop ## what events, bursts and sweeps may cost, on a virtual clock
	$(call suite,tests/bench -n $(WORKERS))

packages: develop ## the wheel in an environment of its own
	$(call suite,tests/packages)

simulation: develop ## random histories with faults: a few hundred of them
	$(call suite,tests/simulation -n $(WORKERS))

e2e: develop ## real deployments on MiniStack
	$(call suite,tests/e2e --ignore tests/e2e/cli -n $(WORKERS) --dist loadfile)

e2e_cli: develop ## the command line beside one of them
	$(call suite,tests/e2e/cli -n $(WORKERS) --dist loadfile)

# A second emulator: two versions of one package need two environments.
SECOND := build/second
$(SECOND)/.stamp: locks/requirements-second.txt $(VENV)/.tests.stamp
	@rm -rf $(SECOND)
	@$(BIN)/python -m venv --without-pip $(SECOND)
	@$(BIN)/uv pip install --quiet --system-certs --python $(SECOND)/bin/python --require-hashes -r $< \
		|| $(BIN)/python -m pip --python $(SECOND)/bin/python install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.PHONY: second
second: develop $(SECOND)/.stamp ## a deployment on a second emulator; once it is there, `make e2e` runs this, too
	$(call suite,tests/e2e/test_second_emulator.py)

.PHONY: soak
soak: develop ## the simulation, long: SEEDS=20000 FIRST=0
	$(call say,soak)
	@$(BIN)/python -m tests.simulation --seeds $(SEEDS) --first $(FIRST)

.PHONY: mutants
mutants: develop ## change the pure rules in small ways: does a test notice?
	$(call say,mutants)
	@$(BIN)/python -m tests.mutation

.PHONY: pictures
pictures: develop ## what the documents show, made anew: pictures of the demo and of the command line
	$(call say,pictures)
	@$(BIN)/python -m demo --svg docs/images/demo.svg
	@$(BIN)/python -m tests.cli.picture

.PHONY: bench
bench: develop ## measure; print the table and write docs/performance.md
	$(call say,bench)
	@$(BIN)/python -m bench

# ---------------------------------------------------------------- what others get

.PHONY: docs
docs: develop ## build/site: the documents as a site, without a network
	@$(BIN)/mkdocs build --quiet
	@echo "build/site/index.html"

.PHONY: dist
dist: develop ## build/dist: the wheel and the source archive
	$(call say,dist)
	@$(BIN)/uv build --quiet --no-build-isolation --python $(BIN)/python --clear --out-dir build/dist .
	@ls build/dist/albias-*

# ---------------------------------------------------------------- housekeeping

.PHONY: fmt
fmt: develop ## format and fix what ruff can fix
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: words
words: develop ## the command line's words as completion and help read them, written anew after a change of options
	@$(BIN)/python -m albias_cli.quick.record

.PHONY: clean
clean: ## remove what builds and tests left; `rm -rf .venv` removes the environment
	@rm -rf cdk.out* build mutants .hypothesis .mypy_cache .pytest_cache .ruff_cache .local
	@find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +
