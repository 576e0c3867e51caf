"""A few rounds of kills at random moments; ``python -m tests.chaos`` plays a hundred (docs/reliability.md)."""

from pathlib import Path

import pytest

from tests.chaos.rounds import play
from tests.servers.postgres import Postgres
from tests.servers.synapse import Synapse

pytestmark = [pytest.mark.synapse, pytest.mark.timeout(300)]


async def test_killed_at_random_moments_each_notice_is_posted_once(
    homeserver: Synapse, tmp_path: Path
) -> None:
    result = await play(homeserver, f"sqlite:///{tmp_path / 'ccgwatch.db'}", tmp_path, 4, seed=11)
    assert result.wrong == []
    assert result.kills == 4


@pytest.mark.postgres
async def test_two_processes_on_one_store_of_which_one_is_killed(
    homeserver: Synapse, server: Postgres, tmp_path: Path
) -> None:
    url = await server.fresh()
    try:
        result = await play(homeserver, url, tmp_path, 4, processes=2, seed=12)
    finally:
        await server.drop(url)
    assert result.wrong == []
