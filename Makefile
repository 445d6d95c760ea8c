# Run `make` to list the targets. Each target installs the npm packages that it needs.

NODE := node_modules/.bin/node
# npm writes this file when an installation has finished.
INSTALLED := node_modules/.package-lock.json
CONCURRENCY ?= 2
CHAOS = $(if $(FAULTS),--faults $(FAULTS)) $(if $(TASKS),--tasks $(TASKS)) $(if $(RANDOM_SEED),--random-seed $(RANDOM_SEED))
# Warns of variables that a target does not use, such as TASK= for TASKS=.
VARIABLES = $(foreach word,$(MAKEOVERRIDES),$(if $(findstring =,$(word)),$(firstword $(subst =, ,$(word)))))
CHECK = $(if $(VARIABLES),$(NODE) tools/check-variables.ts $@ $(VARIABLES);)
TESTS ?= packages/*/test/**/*.test.ts tests/**/*.test.ts tools/test/*.test.ts
FORMATTED := docker packages tests tools

.DEFAULT_GOAL := help
.PHONY: help install demo cluster test simulate fuzz explore mutants lint bench bench-peers attack generate format clean
.PHONY: up seed chaos scale down logs ps images docker-engine submission test-containers

help: ## list the targets
	@echo 'make TARGET [NAME=value ...]'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

$(INSTALLED): package.json package-lock.json $(wildcard packages/*/package.json)
	@echo 'installing packages ...'
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

install: $(INSTALLED) ## install the npm packages in package-lock.json

demo: $(INSTALLED) ## run tasks on a local cluster while killing its processes; TASKS= SLAVES= MIN_SLEEP= MAX_SLEEP= KILLS=off RANDOM_SEED=
	@$(CHECK) $(NODE) packages/chaos/src/demo/main.ts

cluster: $(INSTALLED) ## run a local cluster until Ctrl-C; SLAVES= PORT= (of the master) MONGO_PORT=
	@$(CHECK) $(NODE) packages/cluster/src/main.ts --slaves $(or $(SLAVES),3) $(if $(PORT),--port $(PORT)) $(if $(MONGO_PORT),--mongo-port $(MONGO_PORT))

test: $(INSTALLED) ## run all tests that do not need Docker; TESTS='packages/master/test/**/*.test.ts' CONCURRENCY=
	@$(NODE) tools/find-mongod.ts
	@$(NODE) --test --test-concurrency=$(CONCURRENCY) $(foreach pattern,$(TESTS),'$(pattern)')

simulate: $(INSTALLED) ## simulate random clusters with injected faults; SECONDS= or SEED= to replay one; DRIVERS=on, off or half of the worlds
	@$(NODE) packages/simulation/src/main.ts $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) $(if $(DRIVERS),--drivers $(DRIVERS))

fuzz: $(INSTALLED) ## send random requests to the MongoDB store and the one in memory, with faults, and compare them; SECONDS= or SEED= to replay one
	@SECONDS=$(or $(SECONDS),300) SEED=$(or $(SEED),$(shell date +%s)) $(NODE) --test packages/master/test/store/differential.test.ts

explore: $(INSTALLED) ## visit every reachable state of small clusters; ONLY='a rival; the master dies'
	@$(NODE) packages/simulation/src/exploration/main.ts $(if $(ONLY),--only '$(ONLY)')

mutants: $(INSTALLED) ## inject bugs and check that simulation, exploration or a test detects each one; ONLY=no-attempt-check
	@$(NODE) packages/simulation/src/mutants/main.ts $(if $(ONLY),--only '$(ONLY)')

up: $(INSTALLED) ## start MongoDB, a master and slaves in containers; SLAVES= STEADFAST_PORT= (of the master) BASES=offline
	@$(CHECK) SLAVES=$(SLAVES) bash docker/up.sh

seed: $(INSTALLED) ## insert random tasks into the local cluster or the containers; COUNT= MIN_SLEEP= MAX_SLEEP= RANDOM_SEED= SEED_TARGET=cluster
	@$(CHECK) $(NODE) packages/cluster/src/seed-main.ts

chaos: $(INSTALLED) ## kill containers at random until all tasks are done, then print a verdict; FAULTS=all TASKS= MIN_SLEEP= MAX_SLEEP= RANDOM_SEED=
	@$(CHECK) bash docker/chaos.sh $(CHAOS)

scale: ## change the number of slave containers; SLAVES=10
	@SLAVES=$(SLAVES) bash docker/scale.sh

down: ## stop the containers gracefully; DATA=remove also removes database, logs and journals
	@bash docker/down.sh

logs: ## follow the output of the containers
	@bash docker/compose.sh logs --follow --tail 50

ps: ## list the containers and their health
	@bash docker/compose.sh ps

submission: $(INSTALLED) ## run chaos on fresh containers and pack sources, entries, scripts, logs and verdict into a zip; FAULTS=all TASKS= MIN_SLEEP= MAX_SLEEP= RANDOM_SEED= OUTPUT=
	@$(CHECK) bash docker/submission.sh

test-containers: $(INSTALLED) ## run the tests that need Docker; ENGINE=install installs and starts an engine first (Debian, as root)
	@$(CHECK) bash tests/containers/run.sh

images: $(INSTALLED) ## build the container images; BASES=offline builds their base images too, BASES=pull pulls them
	@$(CHECK) bash docker/images.sh

docker-engine: ## install and start a Docker engine (Debian, as root)
	@bash docker/engine.sh

lint: $(INSTALLED) ## check types, lint rules, format, style, proto files, generated files and dead code
	@echo types && $(NODE) node_modules/typescript/bin/tsc
	@echo rules && node_modules/.bin/oxlint --quiet
	@echo format && node_modules/.bin/oxfmt --check $(FORMATTED) >/dev/null || { echo 'run: make format'; exit 1; }
	@echo style && $(NODE) tools/check-style.ts
	@echo proto && $(NODE) node_modules/@bufbuild/buf/bin/buf lint
	@echo generated && $(NODE) tools/generate.ts --check
	@echo 'dead code' && $(NODE) node_modules/knip/bin/knip.js --no-progress

bench: $(INSTALLED) ## measure the system next to the limits of the machine; ONLY=throughput,kill WAITING= (tasks, for backlog) QUIET_WAIT= (seconds)
	@$(CHECK) $(NODE) packages/bench/src/main.ts $(if $(ONLY),--only $(ONLY)) $(if $(WAITING),--waiting $(WAITING)) $(if $(QUIET_WAIT),--quiet-wait $(QUIET_WAIT))

bench-peers: $(INSTALLED) ## measure other schedulers in the same run, at equal durability; installs them in .steadfast; SYSTEMS=steadfast,bullmq ONLY=noop,kill ROUNDS= TASKS= CAP= (seconds) JSON= (file)
	@$(CHECK) $(NODE) packages/bench/src/peers/main.ts $(if $(SYSTEMS),--systems $(SYSTEMS)) $(if $(ONLY),--only $(ONLY)) $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(TASKS),--tasks $(TASKS)) $(if $(CAP),--cap $(CAP)) $(if $(JSON),--json $(JSON))

attack: $(INSTALLED) ## attack a local master, and measure what that does to healthy peers; ONLY=unread,reports,silent,forged,churn
	@$(NODE) packages/bench/src/attack/main.ts $(if $(ONLY),--only $(ONLY))

generate: $(INSTALLED) ## generate message types, descriptors and the tables in the documentation
	@$(NODE) tools/generate.ts

format: $(INSTALLED) ## format the sources
	@node_modules/.bin/oxfmt $(FORMATTED)

clean: ## remove installed packages, downloads and run folders
	@if ls -d .steadfast/containers/*/ >/dev/null 2>&1; then echo 'error: .steadfast holds the passwords of existing containers. Run first: make down DATA=remove' >&2; exit 1; fi
	rm -rf node_modules packages/*/node_modules .steadfast
