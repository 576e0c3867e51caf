"""A few days at the desk with a kill on each; ``python -m tests.chaos.desk`` plays a hundred (docs/reliability.md)."""

from pathlib import Path

import pytest

from tests.chaos.desk import play
from tests.servers.postgres import Postgres

pytestmark = pytest.mark.timeout(300)


async def test_killed_day_by_day_everything_is_told_once(tmp_path: Path) -> None:
    result = await play(f"sqlite:///{tmp_path / 'ccgwatch.db'}", tmp_path, 3, seed=21)
    assert result.wrong == []
    assert result.kills == 3


@pytest.mark.postgres
async def test_two_processes_of_which_one_is_killed_day_by_day(server: Postgres, tmp_path: Path) -> None:
    url = await server.fresh()
    try:
        result = await play(url, tmp_path, 3, processes=2, seed=22)
    finally:
        await server.drop(url)
    assert result.wrong == []
