"""What the law asks: every statement names its source, and holds when it should."""

from datetime import date

from law import mergers
from law.asking import asking
from law.mergers import CCGS, ICBS


def test_statements_have_official_sources():
    for each in (*ICBS, *CCGS):
        assert each.url.startswith("https://www.legislation.gov.uk/")
        assert each.words.endswith(".")
        assert each.source
        assert each.checked == mergers.CHECKED


def test_groups_law_ended_when_boards_law_began():
    last, first = date(2022, 6, 30), date(2022, 7, 1)
    assert all(each.holds_on(last) and not each.holds_on(first) for each in CCGS)
    assert all(each.holds_on(first) and not each.holds_on(last) for each in ICBS)


def test_questions_by_kind():
    intention = asking("intention_to_award", None)
    assert intention
    assert "standstill" in intention.by
    assert asking(None, "UK4")
    assert asking(None, "UK17") is None
    assert asking(None, None) is None
