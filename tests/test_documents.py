"""The documents say what the code does."""

import re
from pathlib import Path

import pytest

from bot.cli.reference import page
from commands.core.catalogue import Catalogue, ours
from commands.core.declare import Command

ROOT = Path(__file__).parents[1]


def test_the_commands_page_is_current():
    assert (ROOT / "docs" / "commands.md").read_text() == page(ours()), "run ./run.sh docs"


def test_every_link_between_documents_leads_somewhere():
    missing = [
        f"{document.name}: {target}"
        for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert missing == []


@pytest.fixture
def catalogue() -> Catalogue:
    """Our commands and the one that CONTRIBUTING.md shows, exactly as printed there."""
    code = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    assert code
    namespace: dict[str, object] = {}
    exec(compile(code[1], "CONTRIBUTING.md", "exec"), namespace)
    shown = [value for value in namespace.values() if isinstance(value, Command)]
    return Catalogue([*ours().commands, *shown])


async def test_the_command_in_contributing_works_everywhere(testbot):
    assert "there were 42 Integrated Care Boards" in await testbot.ask("boards 2023")
    assert "Integrated Care Boards there were" in await testbot.ask("help boards")
