"""Where a buyer's notices belong, as a person says."""

import pytest

import register
from register.buyers import Scope
from register.placing import placing

REGISTER = register.load()


@pytest.mark.parametrize(
    ("code", "body", "icb", "region"),
    [
        ("QNC", "QNC", "QNC", "Y60"),
        ("Y58", None, None, "Y58"),
        ("RJE", "RJE", "QNC", "Y60"),
        ("04Y", "04Y", "QNC", "Y60"),  # closed: whoever covers its area today
        ("QMM", "QMM", "T6Y0W", "Y61"),
    ],
)
def test_local(code, body, icb, region):
    put = placing(code, REGISTER)
    assert put is not None
    assert put.scope is Scope.LOCAL
    assert [each.code if each else None for each in (put.body, put.icb, put.region)] == [body, icb, region]


def test_elsewhere_and_nowhere():
    for word in ("national", "out-of-scope"):
        put = placing(word, REGISTER)
        assert put is not None
        assert (put.scope.value, put.icb, put.region) == (word, None, None)
    assert placing("local", REGISTER) is None
    assert placing("Narnia", REGISTER) is None
