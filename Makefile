# One list of commands; `make` shows it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CYCLONEDX := 7.5.0
INSTALLED := $(VENV)/.installed
LOCKS := $(wildcard runners/*/requirements.txt runners/*/environments/*/requirements.txt)

# Of each device below runners/, for tools that import its package.
empty :=
RUNNER_PATHS := $(subst $(empty) ,:,$(patsubst %/requirements.txt,%,$(wildcard runners/*/requirements.txt)))

.PHONY: help install demo test test-long test-fast faults check format docs schemas bench published-work measurement-certificate corpus-sample corpus-census corpus-plain node-cases gpu-check lab lock audit sbom fuzz-models fuzz-records clean

help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[models,dev]'
	@touch $@

install: $(INSTALLED)  ## make .venv with everything in it

demo: $(INSTALLED)  ## run the selftest models on this CPU, and report
	$(BIN)/turnkey run models/selftest/*.py --device x86 -d .demo/cache
	$(BIN)/turnkey report -d .demo/cache -r .demo

test: $(INSTALLED)  ## run the tests but the long ones: under ten minutes
	$(BIN)/python -m pytest tests -n 2 --dist loadfile -m "not long"

test-long: $(INSTALLED)  ## run the long tests: whole runs, faults, the collection; twenty minutes
	$(BIN)/python -m pytest tests -n 2 --dist loadfile -m long

test-fast: $(INSTALLED)  ## run the tests that need less than about 3 s each: two minutes
	$(BIN)/python -m pytest tests -n 2 --dist loadfile -m "not slow"

faults: $(INSTALLED)  ## inject faults; FAULTS=long also kills, fuzzes and ends system calls for hours (resumable, in .demo/faults)
	$(BIN)/python -m pytest tests/faults
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.syscalls commit .demo/faults)
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.syscalls run .demo/faults)
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.kills .demo/faults)
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.kills .demo/faults --launcher docker)
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.interrupts .demo/faults)
	$(if $(filter long,$(FAULTS)),PYTHONPATH=tests $(BIN)/python -m campaigns.soak .demo/faults)

check: $(INSTALLED)  ## lint, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	MYPYPATH=benchmarks:orchestrator:$(RUNNER_PATHS) $(BIN)/mypy benchmarks/*.py
	MYPYPATH=tests:orchestrator:$(RUNNER_PATHS) $(BIN)/mypy tests/factories.py tests/onnx_factories.py tests/strategies.py tests/conftest.py
	$(BIN)/python scripts/lint_imports.py

format: $(INSTALLED)  ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(INSTALLED)  ## write the generated tables of the documentation again
	$(BIN)/python scripts/write_docs.py

schemas: $(INSTALLED)  ## write the contract's JSON Schema files again
	$(BIN)/python -m turnkey_runner.contract.schemas

bench: $(INSTALLED)  ## what starting and the timed loop cost
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/overhead.py

published-work: $(INSTALLED)  ## parameters and multiply-accumulates beside those of torchvision, and of timm's TABLE=... (hours; goes on where it was)
	$(BIN)/python benchmarks/published_work.py torchvision $(if $(COUNT),--count $(COUNT))
	$(if $(TABLE),$(BIN)/python benchmarks/published_work.py timm --table $(TABLE) $(if $(COUNT),--count $(COUNT)))

measurement-certificate: $(INSTALLED)  ## this machine's noise, and agreement with other tools (an hour; goes on where it was)
	$(BIN)/python benchmarks/certificate.py

corpus-sample: $(INSTALLED)  ## run N=40 scripts of the collection, drawn by SEED=0
	drawn=$$($(BIN)/python -m turnkeyml.collection.sample --seed $(or $(SEED),0) -n $(or $(N),40)) && $(BIN)/turnkey run $$drawn \
		--runtime ort --runtime openvino --profile quick --lean-cache -d corpus-sample

corpus-census: $(INSTALLED)  ## which models the collection's scripts call; writes models/catalog/census.csv
	PYTHONPATH=tests $(BIN)/python -m corpus.census

node-cases: $(INSTALLED)  ## ONNX's node cases as .onnx inputs, with given and generated inputs (half an hour; goes on where it was)
	PYTHONPATH=tests:runners/x86 $(BIN)/python -m campaigns.node_cases .demo/node-cases --inputs given
	PYTHONPATH=tests:runners/x86 $(BIN)/python -m campaigns.node_cases .demo/node-cases --inputs generated

corpus-plain: $(INSTALLED)  ## run INPUTS=... under plain python; appends to .demo/plain.jsonl
	mkdir -p .demo
	PYTHONPATH=tests $(BIN)/python -m corpus.plain .demo/plain.jsonl $(INPUTS)

# Where nothing can be installed from, PYTHON_GPU has pyproject.toml's dependencies (torch, onnx, pytest, …), and
# TURNKEY_RUNNER_PYTHON those of runners/nvidia/requirements.txt in its site-packages (and TensorRT, where it is to be
# measured): the runner is given no PYTHONPATH but its own; what lies elsewhere goes into a .pth file there. Both may be
# one. scripts/prune_onnxruntime_gpu.py makes a wheel small enough to be carried. In pieces: docs/labs.md.
gpu-check: $(if $(PYTHON_GPU),,$(INSTALLED))  ## what only a GPU can show; writes docs/measurements/gpu-report-<card>.md
	PYTHONPATH=$(CURDIR)/orchestrator:$(CURDIR)/runners/common $(or $(PYTHON_GPU),$(BIN)/python) -m pytest tests/gpu
	PYTHONPATH=$(CURDIR)/orchestrator:$(CURDIR)/runners/common $(or $(PYTHON_GPU),$(BIN)/python) benchmarks/gpu_check.py

lab: $(INSTALLED)  ## prepare a Debian machine: container engine, base image, runner images (as root)
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/lab.sh

lock: $(INSTALLED)  ## write each requirements.txt of runners/ again, with hashes, out of requirements.in
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/lock_runners.sh $(LOCK_OPTIONS)

audit: $(INSTALLED)  ## known vulnerabilities of every pinned package (needs a network)
	$(BIN)/python scripts/audit.py

sbom: $(INSTALLED)  ## write .demo/sbom-<runner>.json: what each environment of a runner image installs (CycloneDX)
	mkdir -p .demo
	for lock in $(LOCKS); do $(BIN)/uv tool run --quiet --from cyclonedx-bom==$(CYCLONEDX) cyclonedx-py requirements \
		--output-reproducible -o .demo/sbom-$$(echo $$lock | sed -E 's,runners/(.*)/requirements.txt,\1,; s,/environments/,-,').json \
		$$lock || exit 1; done

fuzz-models: $(INSTALLED)  ## read COUNT=20000 mutated .onnx files (an hour or two; goes on where it was)
	PYTHONPATH=tests $(BIN)/python tests/faults/mutate_models.py --count $(or $(COUNT),20000) --state .demo/fuzz-models

fuzz-records: $(INSTALLED)  ## read COUNT=20000 mutated records of a cache (a quarter of an hour; goes on where it was)
	PYTHONPATH=tests $(BIN)/python tests/faults/mutate_records.py --count $(or $(COUNT),20000) --state .demo/fuzz-records

clean:  ## remove .venv and the demo
	rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache
