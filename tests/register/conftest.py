"""The packaged register, read once a process."""

import pytest

import register


@pytest.fixture(scope="session")
def ours() -> register.Register:
    """The register that is shipped."""
    return register.load()
