"""``python -m tests.chaos --rounds 100 [--store sqlite|postgres] [--processes 2] [--seed N]``."""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.chaos.rounds import Result, play
from tests.servers import postgres
from tests.servers.synapse import Synapse


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the screen is its purpose


async def run(rounds: int, store: str, processes: int, seed: int) -> Result:
    """Play on a store and servers of this run's own."""
    server = Synapse.prepare()
    await asyncio.to_thread(server.start)
    try:
        with tempfile.TemporaryDirectory(prefix="ccgwatch-chaos-") as name:
            directory = Path(name)
            url = f"sqlite:///{directory / 'ccgwatch.db'}"
            if store == "postgres":
                running = await asyncio.to_thread(postgres.start, os.getpid())
                url = await running.fresh()
            return await play(server, url, directory, rounds, processes=processes, seed=seed, told=_print)
    finally:
        server.discard()


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the bot at random moments, and count what was posted.")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    result = asyncio.run(run(chosen.rounds, chosen.store, chosen.processes, chosen.seed))
    for words in result.wrong[:50]:
        _print(words)
    _print(f"{chosen.store}, {chosen.processes} process(es), seed {chosen.seed}: {result}")
    return 1 if result.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
