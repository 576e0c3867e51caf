"""Words for why a match matched."""

from datetime import date

from register.model import Place

_DISTRICTS = {
    "E06": "a unitary authority",
    "E07": "a district council area",
    "E08": "a metropolitan borough",
    "E09": "a London borough",
}
_KINDS = {
    "COUNTY": "a county",
    "RGN": "a government region",
    "LAD2015": "a former district",
    "LAD2020": "a former district",
    "LAD2021": "a former district",
}
_NUMBERS = ("no letters", "one letter", "two letters", "three letters")


def kind_of_place(place: Place) -> str:
    """What sort of place it is, with its article: ``a district council area``."""
    if place.kind == "LAD" and place.code != "E09000001":  # the City of London is no borough
        return _DISTRICTS.get(place.code[:3], "a council area")
    return _KINDS.get(place.kind, "a local authority" if place.kind == "LAD" else "a statistical area")


def name_of_place(place: Place) -> str:
    """The place as one says it: ``Lichfield``, ``postcode district WS11``."""
    if place.kind == "PCDISTRICT":
        return f"postcode district {place.code}"
    if place.kind == "PCAREA":
        return f"postcode area {place.code}"
    for tail in (", City of", ", County of"):
        if place.name.endswith(tail):
            return place.name.removesuffix(tail)
    return place.name.removesuffix(" (England)").removesuffix(" CC")


def percent(share: float) -> str:
    """A part in words: ``93%``, ``under 1%``, ``over 99%``."""
    if share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def place_in_words(place: Place, share: float | None, on: date | None = None) -> str:
    """Why a body stands for a place: how much of the place lies in it."""
    name = name_of_place(place)
    if place.kind in ("PCDISTRICT", "PCAREA"):
        if share is None:
            return f"some GP practices in {name} belong to it"
        if share >= 0.995:
            return f"GP practices in {name} belong to it"
        return f"{percent(share)} of GP practices in {name} belong to it"
    told = f"{name}, {kind_of_place(place)}"
    when = f" on {on.day} {on:%B %Y}" if on else ""
    if share is None:
        return f"all or part of {told}, lay in it{when}" if on else f"all or part of {told}, lies in it"
    verb = "lay" if on else "lies"
    if share >= 0.995:
        return f"{told}, {verb} in it{when}"
    return f"{percent(share)} of {told}, {verb} in it{when}"


def errors_in_words(errors: int, name: str) -> str:
    """``one letter differs from “Cannock Chase”``."""
    verb = "differs" if errors == 1 else "differ"
    return f"{_NUMBERS[min(errors, 3)]} {verb} from “{name}”"
