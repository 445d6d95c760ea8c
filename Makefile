# Steadfast. `make` lists what can be done; every target installs what it needs.

NODE := node_modules/.bin/node
INSTALLED := node_modules/.installed
CONCURRENCY ?= 2
CHAOS = $(if $(FAULTS),--faults $(FAULTS)) $(if $(TASKS),--tasks $(TASKS)) $(if $(RANDOM_SEED),--random-seed $(RANDOM_SEED))
TESTS ?= packages/*/test/**/*.test.ts tests/**/*.test.ts

.DEFAULT_GOAL := help
.PHONY: help demo cluster test simulate explore mutants lint bench generate format clean
.PHONY: up seed chaos scale down logs ps images docker-engine submission test-containers

help: ## list the targets
	@echo 'make TARGET [NAME=value ...]'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(INSTALLED): package.json package-lock.json $(wildcard packages/*/package.json)
	@echo 'installing packages ...'
	@npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

demo: $(INSTALLED) ## run 100 tasks on a cluster whose processes are killed; TASKS= SLAVES= MIN_SLEEP= MAX_SLEEP= KILLS=off RANDOM_SEED=
	@$(NODE) packages/chaos/src/demo/main.ts

cluster: $(INSTALLED) ## keep a cluster up until Ctrl-C; SLAVES=
	@$(NODE) packages/cluster/src/main.ts --slaves $(or $(SLAVES),3)

test: $(INSTALLED) ## run every test that needs no docker; TESTS='packages/master/test/**/*.test.ts' for some
	@$(NODE) tools/find-mongod.ts
	@$(NODE) --test --test-concurrency=$(CONCURRENCY) $(foreach pattern,$(TESTS),'$(pattern)')

simulate: $(INSTALLED) ## play simulated worlds in which everything goes wrong; SECONDS= SEED=
	@$(NODE) packages/simulation/src/main.ts $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

explore: $(INSTALLED) ## visit every state of small worlds; ONLY='a rival; the master dies' for some
	@$(NODE) packages/simulation/src/exploration/main.ts $(if $(ONLY),--only '$(ONLY)')

mutants: $(INSTALLED) ## plant slips into the cores, and prove that simulation and exploration notice; ONLY=no-epoch-check for some
	@$(NODE) packages/simulation/src/mutants/main.ts $(if $(ONLY),--only '$(ONLY)')

up: $(INSTALLED) ## start MongoDB, a master and slaves in containers; SLAVES=
	@SLAVES=$(SLAVES) bash docker/up.sh

seed: $(INSTALLED) ## insert random tasks into the database of the containers; COUNT= MIN_SLEEP= MAX_SLEEP= RANDOM_SEED=
	@bash docker/seed.sh

chaos: $(INSTALLED) ## kill the containers of master and slaves at random until all tasks are done; then a verdict; FAULTS=all TASKS= RANDOM_SEED=
	@$(NODE) packages/chaos/src/containers/main.ts $(CHAOS)

scale: ## change the number of slaves while they run; SLAVES=10
	@SLAVES=$(SLAVES) bash docker/scale.sh

down: ## stop the containers in order; DATA=remove removes database, logs and journals, too
	@bash docker/down.sh

logs: ## follow what the containers print
	@bash docker/compose.sh logs --follow --tail 50

ps: ## list the containers, and how they are
	@bash docker/compose.sh ps

submission: $(INSTALLED) ## chaos on fresh containers, and all of it in one zip: sources, entries, scripts, logs, verdict.html; TASKS= RANDOM_SEED=
	@bash docker/submission.sh

test-containers: $(INSTALLED) ## try all of this for real: engine, images, isolation, chaos, a slave in Python, the submission
	@bash tests/containers/run.sh

images: $(INSTALLED) ## build the images; BASES=offline builds their bases here, too
	@bash docker/images.sh

docker-engine: ## install and start a docker engine: on Debian, as root
	@bash docker/engine.sh

lint: $(INSTALLED) ## check types, rules, format, the proto file, dead code, generated files
	@echo types && $(NODE) node_modules/typescript/bin/tsc
	@echo rules && node_modules/.bin/oxlint --quiet
	@echo format && node_modules/.bin/oxfmt --check docker packages tests tools >/dev/null || { echo 'run make format'; exit 1; }
	@echo proto && $(NODE) node_modules/@bufbuild/buf/bin/buf lint
	@echo generated && $(NODE) tools/generate.ts --check
	@echo 'dead code' && $(NODE) node_modules/knip/bin/knip.js --no-progress

bench: $(INSTALLED) ## measure, beside the limits of the machine; ONLY=throughput,kill for some
	@$(NODE) packages/bench/src/main.ts $(if $(ONLY),--only $(ONLY))

generate: $(INSTALLED) ## make the message types, the descriptors and the tables in the documents anew
	@$(NODE) tools/generate.ts

format: $(INSTALLED) ## format the sources
	@node_modules/.bin/oxfmt docker packages tests tools

clean: ## remove what was installed, downloaded and left by runs
	@if ls -d .steadfast/containers/*/ >/dev/null 2>&1; then echo 'There are containers whose passwords lie here. First: make down DATA=remove' >&2; exit 1; fi
	rm -rf node_modules .steadfast
