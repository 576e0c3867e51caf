"""Where a buyer's notices belong, as a person says: a body, an ICB, a region, the nation, or elsewhere."""

from dataclasses import dataclass

from register.buyers import Scope
from register.model import Body, Kind
from register.register import Register


@dataclass(frozen=True, slots=True)
class Placing:
    """A place for notices. A local one has a region; `icb` is None where the body serves several."""

    scope: Scope
    body: Body | None = None
    icb: Body | None = None
    region: Body | None = None


def placing(code: str, register: Register) -> Placing | None:
    """The place that `code` is: of a body, an ICB or a region, or one of `Scope`'s words but local.

    Closed bodies stand for those that cover their area today. None where the code means nothing.
    """
    if code in (Scope.NATIONAL.value, Scope.OUT_OF_SCOPE.value):
        return Placing(Scope(code))
    body = register.body(code)
    if body is None:
        return None
    if body.kind is Kind.REGION:
        return Placing(Scope.LOCAL, None, None, body)
    heirs = [heir for heir, _ in register.now(body)] or [body]
    icbs = {heir.code if heir.kind is Kind.ICB else heir.icb for heir in heirs}
    only = icbs.pop() if len(icbs) == 1 else None
    icb = register.body(only) if only else None
    regions = {heir.region for heir in heirs}
    named = (icb.region if icb else None) or (regions.pop() if len(regions) == 1 else None)
    region = register.body(named) if named else None
    return Placing(Scope.LOCAL if region else Scope.NATIONAL, body, icb, region)
