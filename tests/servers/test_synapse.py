"""The test homeserver says what is missing."""

from pathlib import Path

import pytest

from tests.servers import synapse


def test_a_missing_environment_is_said_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CCGWATCH_SYNAPSE_VENV", str(tmp_path / "nowhere"))
    with pytest.raises(synapse.SynapseProblem, match=r"nowhere is missing. Make it with: ./run.sh install"):
        synapse.Synapse.prepare()
