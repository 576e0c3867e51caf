# On a machine with Python 3.11+ and make: `make run` ends at a prompt, `make test` runs every test.
.PHONY: run test lint bench

run:
	@./run.sh ready >&2
	@.venv/bin/ccgwatch chat

test:
	@./run.sh test

lint:
	@./run.sh lint

bench:
	@./run.sh bench
