# Paths are relative on purpose: the checkout may lie in a folder with a space in its name.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# With a configuration file that does not exist, every call of Terraform prints a warning.
ifneq ($(shell [ -e "$$TF_CLI_CONFIG_FILE" ] && echo yes),yes)
unexport TF_CLI_CONFIG_FILE
endif
export CHECKPOINT_DISABLE := 1
export PYTHONDONTWRITEBYTECODE := 1
export PYTHONPATH := lambda_src:tests
export PIP_ROOT_USER_ACTION := ignore

# A folder of provider packages (…/registry.terraform.io below it) to use instead of the registry.
TF_PLUGIN_MIRROR ?= $(patsubst %/registry.terraform.io,%,$(firstword $(wildcard /opt/*/registry.terraform.io)))
export TF_PLUGIN_MIRROR

PYTHON = $(shell scripts/find_python.sh)
VENVS := build/venvs
TEST_PYTHON := $(VENVS)/test/bin/python
LOCAL_PYTHON := $(VENVS)/local-aws/bin/python
export LOCAL_AWS_PYTHON = $(CURDIR)/$(LOCAL_PYTHON)
PACKAGE := build/lambda.zip
LAMBDA_SOURCES := $(shell find lambda_src -name '*.py')

TEST_NEEDS := $(addsuffix /.ready,$(addprefix $(VENVS)/,test local-aws checkov aws sbom fuzz)) $(PACKAGE)

# What users give, on the command line or in the environment. It reaches commands as variables of
# their environment, exactly as given: a path or a key may hold quotes and dollars.
GIVEN := ADDRESSES BEFORE BOUNDARY DAY ENV ERASED_OBJECTS FROM_TABLE GO HINT ID KEEP KEY LIMIT MIX PREFIX PROFILE QUEUE REGION REQUESTS SCHEDULES SEED SINCE SMOKE_TIMEOUT_SECONDS STATUS TF_DIR TRUSTED UPLOADER UPLOAD_MB VIDEO
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)
# The scripts that operate an environment need the AWS CLI of this project.
OPERATE = PATH="$(CURDIR)/$(VENVS)/aws/bin:$$PATH" scripts

##@ The two commands

.PHONY: demo
demo: prerequisites $(VENVS)/aws/.ready $(VENVS)/local-aws/.ready $(PACKAGE) ## Run the whole pipeline on local AWS: apply, sign in, upload by the API, transcode; until Ctrl-C (VIDEO=path, KEEP=1)
	@$(LOCAL_PYTHON) -m demo

.PHONY: test-needs
test-needs: prerequisites $(TEST_NEEDS)

.PHONY: test
test: prerequisites ## Run every layer of tests and print a summary
	@$(MAKE) --no-print-directory --jobs=4 test-needs
	@scripts/test.sh

##@ While you work

.PHONY: check
check: prerequisites $(VENVS)/test/.ready $(PACKAGE) ## Run before each commit: lint, types, unit, handlers, plan tests of changed modules
	@scripts/check.sh

.PHONY: format
format: $(VENVS)/test/.ready ## Format Terraform and Python
	@terraform fmt -recursive terraform tests
	@$(VENVS)/test/bin/ruff check --fix --quiet . ; $(VENVS)/test/bin/ruff format --quiet .

.PHONY: doctor
doctor: ## List the tools needed: the version found, what is missing, how to install it
	@scripts/prerequisites.sh doctor

##@ One layer of tests

LAYERS := lint unit handlers contract faults plan checkov local-aws e2e browser media uploads erasures

.PHONY: $(addprefix test-,$(LAYERS))
$(addprefix test-,$(LAYERS)): test-%: test-needs
	@scripts/test.sh $*
test-lint: ## Formatting, validation, types and static checks of Terraform, shell and Python
test-unit: ## The pure core
test-handlers: ## Handlers against moto and a MediaConvert in memory
test-contract: ## The asset table's adapter on moto, DynamoDB Local and local AWS
test-faults: ## Seeded schedules of duplicates, crashes, throttles, lost answers (SCHEDULES=10000 SEED=7)
test-plan: ## What Terraform would build, offline
test-checkov: ## checkov on modules and environments, planned policies against AWS's list of actions
test-local-aws: ## Local AWS itself
test-e2e: ## The dev environment on local AWS, with real uploads and transcodes
test-browser: ## In Chromium: outputs played start to end by hls.js, Shaka Player and dash.js; uploads by Uppy
test-media: ## Every recipe of a real file, transcoded and checked rendition by rendition (not part of test)
test-erasures: ## The erasures of test-e2e, one of them with more objects (ERASED_OBJECTS=5000; not part of test)
test-uploads: ## The uploads of test-browser with larger files (UPLOAD_MB=200; not part of test)

.PHONY: campaign
campaign: $(VENVS)/test/.ready ## The long campaign of test-faults: every mix, the baseline, bursts (SCHEDULES=20000 SEED=1)
	@$(TEST_PYTHON) -m faults run --schedules "$${SCHEDULES:-20000}" --seed "$${SEED:-1}" --bursts 340 3000

.PHONY: replay
replay: $(VENVS)/test/.ready ## Trace one schedule of test-faults (SEED=…, MIX=all)
	@$(TEST_PYTHON) -m faults replay --seed "$$SEED" --mix "$${MIX:-all}"

.PHONY: fuzz
fuzz: prerequisites $(addprefix $(VENVS)/,test/.ready local-aws/.ready aws/.ready fuzz/.ready) $(PACKAGE) ## Send requests made of docs/openapi.yaml to the API in the local account (REQUESTS=2000 SEED=1)
	@REQUESTS="$${REQUESTS:-2000}" SEED="$${SEED:-1}" $(TEST_PYTHON) -m pytest --quiet --capture=no tests/e2e/test_fuzz.py

##@ The local account

.PHONY: env
env: $(VENVS)/aws/.ready $(VENVS)/local-aws/.ready ## Print what points the AWS CLI at the local account, for eval "$$(make --silent env)"
	@$(LOCAL_PYTHON) -m local_aws env --state-dir build/demo/account
	@# Version 1 of the AWS CLI takes an endpoint of its own for SQS, whatever AWS_ENDPOINT_URL says.
	@echo 'aws() { "$(CURDIR)/$(VENVS)/aws/bin/aws" --endpoint-url "$$AWS_ENDPOINT_URL" "$$@"; }'

.PHONY: status
status: $(VENVS)/local-aws/.ready ## Show whether the demo's local account runs, and how to reach it
	@$(LOCAL_PYTHON) -m local_aws status --state-dir build/demo/account

.PHONY: stop
stop: $(VENVS)/local-aws/.ready ## Stop the demo's local account
	@$(LOCAL_PYTHON) -m local_aws down --state-dir build/demo/account

##@ A deployed environment (ENV=dev)

.PHONY: package
package: $(PACKAGE) ## Build build/lambda.zip, byte for byte the same from the same sources

.PHONY: state-bucket
state-bucket: $(VENVS)/aws/.ready ## Create the bucket for Terraform state in the account of your credentials, or update it (REGION=…)
	@$(OPERATE)/state_bucket.sh

.PHONY: deploy-role
deploy-role: $(VENVS)/aws/.ready ## Create the role that deploys an environment, or update it (ENV=…, TRUSTED=arn, BOUNDARY=arn)
	@$(OPERATE)/deploy_role.sh

.PHONY: signing-key
signing-key: $(VENVS)/aws/.ready ## Print the public keys of the CDN's grants, for cdn.signing.public_keys (ENV=…)
	@$(OPERATE)/signing_key.sh

.PHONY: smoke
smoke: $(VENVS)/aws/.ready $(VENVS)/local-aws/.ready ## Upload a clip to a deployed environment, wait for SUCCEEDED, clean up (ENV=…, VIDEO=path)
	@$(OPERATE)/smoke.sh

##@ Operating an environment (ENV=dev)

.PHONY: asset
asset: $(VENVS)/aws/.ready ## Show one asset: record, attempts, jobs, outputs, errors, timeline (ID=…, or KEY=uploads/…)
	@$(OPERATE)/asset.sh

.PHONY: assets
assets: $(VENVS)/aws/.ready ## Count assets by status, or list those of one status (STATUS=FAILED, LIMIT=50)
	@$(OPERATE)/assets.sh

.PHONY: reprocess
reprocess: $(VENVS)/aws/.ready ## Process ended assets again: one (ID=…, or KEY=uploads/…; PROFILE=name), or many (STATUS=…, SINCE=…, LIMIT=50; GO=1 sends)
	@$(OPERATE)/reprocess.sh

.PHONY: erase
erase: $(VENVS)/aws/.ready ## Erase for good: one asset (ID=…, or KEY=uploads/…), all of a person (UPLOADER=…), or what a restore brought back (FROM_TABLE=…); lists them first, GO=1 erases
	@$(OPERATE)/erase.sh

.PHONY: grant
grant: $(VENVS)/aws/.ready ## Let somebody play an asset through the CDN: cookies for curl, and signed URLs (ID=…, or KEY=uploads/…)
	@$(OPERATE)/grant.sh

.PHONY: redrive
redrive: $(VENVS)/aws/.ready ## Show the messages of a dead-letter queue; with GO=1, redrive them (QUEUE=upload-events)
	@$(OPERATE)/redrive.sh

.PHONY: backfill
backfill: $(VENVS)/aws/.ready ## Queue uploads that have no record (PREFIX=uploads/…)
	@$(OPERATE)/backfill.sh

.PHONY: site
site: $(VENVS)/aws/.ready ## Put the page of make demo on the CDN, below /site: sign in, upload, watch (cdn with site, api, identity)
	@$(OPERATE)/site.sh

.PHONY: estimate
estimate: prerequisites $(VENVS)/local-aws/.ready ## Print what a video would become and cost, before you upload it (VIDEO=path, PROFILE=name)
	@. scripts/environment.sh && TF_DIR="$$TF_DIR" $(LOCAL_PYTHON) -m demo.estimate

.PHONY: bill
bill: $(VENVS)/aws/.ready ## Compare a day's estimates with what AWS charged (DAY=2026-11-27)
	@$(OPERATE)/bill.sh

##@ Upkeep

.PHONY: release
release: $(VENVS)/package/.ready $(VENVS)/sbom/.ready ## Build the package, its SBOM and SHA256SUMS of a clean, dated commit into build/release
	@PYTHON="$(CURDIR)/$(VENVS)/package/bin/python" CYCLONEDX="$(CURDIR)/$(VENVS)/sbom/bin/cyclonedx-py" scripts/release.sh

.PHONY: lock
lock: $(VENVS)/test/.ready ## Update every requirements.txt from its requirements.in, and package-lock.json, with hashes
	@for folder in lambda_src lambda_src/service_models tests tests/local_aws tests/checkov tests/fuzz scripts scripts/sbom; do \
	  echo "$$folder/requirements.txt"; \
	  (cd $$folder && "$(CURDIR)/$(VENVS)/test/bin/uv" pip compile --quiet --universal --generate-hashes \
	    --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
	    requirements.in -o requirements.txt) || exit 1; \
	done
	@if command -v npm >/dev/null; then echo tests/browser/package-lock.json && \
	  cd tests/browser && npm install --silent --package-lock-only; fi

.PHONY: clean
clean: ## Stop the demo's account and delete build/
	@if [ -x $(LOCAL_PYTHON) ]; then $(LOCAL_PYTHON) -m local_aws down --state-dir build/demo/account >/dev/null || true; fi
	@rm -rf build

.PHONY: prerequisites
prerequisites:
	@scripts/prerequisites.sh

.PHONY: help
help: ## List the commands
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z0-9-]+:.*## / { gsub(/[$$][$$]/, "$$"); printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(PACKAGE): $(LAMBDA_SOURCES) $(wildcard lambda_src/requirements.txt lambda_src/*/requirements.txt) scripts/package.sh terraform/modules/function/main.tf $(VENVS)/package/.ready
	@PYTHON="$(CURDIR)/$(VENVS)/package/bin/python" scripts/package.sh $@

$(VENVS)/test/.ready: tests/requirements.txt
$(VENVS)/local-aws/.ready: tests/local_aws/requirements.txt
$(VENVS)/checkov/.ready: tests/checkov/requirements.txt
$(VENVS)/fuzz/.ready: tests/fuzz/requirements.txt
$(VENVS)/aws/.ready: scripts/requirements.txt
$(VENVS)/sbom/.ready: scripts/sbom/requirements.txt
$(VENVS)/package/.ready:
$(VENVS)/%/.ready:
	@PYTHON="$(PYTHON)" scripts/virtual_environment.sh $(VENVS)/$* $<
