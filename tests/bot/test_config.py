"""Configuration: every key documented, every mistake named with its line and what would be right."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.config import Settings, load
from bot.errors import ConfigurationProblem

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    import os

    for name in [name for name in os.environ if name.startswith("CCGWATCH_")]:
        monkeypatch.delenv(name)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


def test_defaults():
    settings = load(None)
    assert settings.bot.prefix == "!"
    assert settings.discord.api_base == "https://discord.com/api/v10"
    assert settings.matrix.allow_invites_from == ()


def test_the_example_is_valid_and_names_every_key():
    path = ROOT / "config.example.toml"
    assert load(path) == load(None)
    text = path.read_text()
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    uncommented = re.sub(r'^(url = "".*)$', "", uncommented, flags=re.MULTILINE)
    example = tomllib.loads(uncommented)
    for section, field in Settings.model_fields.items():
        assert set(example[section]) == set(field.annotation.model_fields), section
        for name, inner in field.annotation.model_fields.items():
            if isinstance(inner.annotation, type) and issubclass(inner.annotation, BaseModel):
                assert set(example[section][name]) == set(inner.annotation.model_fields), name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "[bot]\nprefix = '!'\n\n[discord]\ntokn = 'secret'\n",
            ["line 5", "[discord] tokn", "not a key", "token"],
        ),
        ("[discord]\nshards = 'many'\n", ["line 2", "[discord] shards", "shards = 2"]),
        ("[matrix]\nhomeserver = 'example.org'\n", ["line 2", 'homeserver = "https://matrix.example.org"']),
        ("[matrix]\nuser = 'bob'\n", ["line 2", "@ccgwatch:example.org"]),
        ("[matrix]\nallow_invites_from = ['everybody']\n", ["line 2", "@*:example.org"]),
        ("[log]\nlevel = 'loud'\n", ["line 2", 'level = "info"']),
        ("[dicsord]\ntoken = 'secret'\n", ["line 1", "dicsord", "[discord]"]),
        ("[feeds.ods]\nevery = 'often'\n", ["line 2", "[feeds.ods] every", 'every = "15m"']),
        ("[feeds.ods]\nurl = 'ods'\n", ["line 2", "[feeds.ods] url", "https://"]),
        ("[feeds.odd]\nurl = 'http://x'\n", ["line 1", "[feeds] odd", "find_a_tender"]),
        ("[feeds.ods]\nurls = 'x'\n", ["line 2", "[feeds.ods] urls", "enabled, url, every"]),
        ("[bot\n", ["is not TOML", "line 1"]),
        ("bot = 3\n", ["line 1", "write [bot] on a line of its own"]),
    ],
)
def test_mistakes_are_named(tmp_path, text, words):
    with pytest.raises(ConfigurationProblem) as caught:
        load(written(tmp_path, text))
    for each in words:
        assert each in str(caught.value)
    assert "secret" not in str(caught.value)


def test_every_mistake_at_once(tmp_path):
    with pytest.raises(ConfigurationProblem) as caught:
        load(written(tmp_path, "[log]\nlevel = 'loud'\ncolour = true\n"))
    assert len(str(caught.value).splitlines()) == 2


def test_missing_and_unreadable(tmp_path):
    with pytest.raises(ConfigurationProblem, match=re.escape("config.example.toml")):
        load(tmp_path / "none.toml")
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationProblem, match="cannot be read"):
        load(binary)
    with pytest.raises(ConfigurationProblem, match="cannot be read"):
        load(tmp_path)


def test_environment_beats_the_file(tmp_path, monkeypatch):
    path = written(tmp_path, "[discord]\ntoken = 'from file'\nmessage_content = false\n")
    monkeypatch.setenv("CCGWATCH_DISCORD__TOKEN", "from environment")
    settings = load(path)
    assert settings.discord.token.get_secret_value() == "from environment"
    assert settings.discord.message_content is False
    assert "from environment" not in repr(settings)


def test_secret_from_a_file(tmp_path, monkeypatch):
    secret = tmp_path / "token"
    secret.write_text("abc\n")
    monkeypatch.setenv("CCGWATCH_DISCORD__TOKEN_FILE", str(secret))
    assert load(None).discord.token.get_secret_value() == "abc"
    monkeypatch.setenv("CCGWATCH_DISCORD__TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(ConfigurationProblem, match="CCGWATCH_DISCORD__TOKEN_FILE"):
        load(None)


def test_mistake_in_the_environment(monkeypatch):
    monkeypatch.setenv("CCGWATCH_DISCORD__SHARDS", "0")
    with pytest.raises(ConfigurationProblem, match="CCGWATCH_DISCORD__SHARDS"):
        load(None)
    monkeypatch.delenv("CCGWATCH_DISCORD__SHARDS")
    monkeypatch.setenv("CCGWATCH_STATE", "/somewhere")  # not a setting, and no mistake either
    assert load(None)


@pytest.mark.parametrize(
    ("every", "seconds"), [("300", 300), ("'15m'", 900), ("'6h'", 21600), ("'2 d'", 172800), ("'45'", 45)]
)
def test_times_between_looks(tmp_path, every, seconds):
    settings = load(written(tmp_path, f"[feeds.ods]\nevery = {every}\n"))
    assert settings.feeds.ods.every == seconds
    assert settings.feeds.ods.url == load(None).feeds.ods.url


def test_a_feed_by_the_environment(monkeypatch):
    monkeypatch.setenv("CCGWATCH_FEEDS__FIND_A_TENDER__URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("CCGWATCH_FEEDS__GOV_UK__ENABLED", "false")
    settings = load(None)
    assert settings.feeds.find_a_tender.url == "http://127.0.0.1:8000"
    assert settings.feeds.find_a_tender.every == 900
    assert not settings.feeds.gov_uk.enabled


def test_addresses_are_those_the_sources_know():
    from feeds import bank_holidays, contracts_finder, find_a_tender, news, ods

    feeds = load(None).feeds
    assert feeds.bank_holidays.url == bank_holidays.URL
    assert feeds.find_a_tender.url == find_a_tender.URL
    assert feeds.contracts_finder.url == contracts_finder.URL
    assert feeds.ods.url == ods.URL
    assert (feeds.nhs_england.url, feeds.gov_uk.url) == (news.NHS_ENGLAND_URL, news.GOV_UK_URL)


def test_a_table_there_is_not_in_the_environment(monkeypatch):
    monkeypatch.setenv("CCGWATCH_DISCRD__TOKEN", "secret")
    with pytest.raises(ConfigurationProblem, match=r"CCGWATCH_DISCRD__TOKEN.*\[discord\]") as caught:
        load(None)
    assert "secret" not in str(caught.value)
