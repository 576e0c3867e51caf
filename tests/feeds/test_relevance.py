"""Care, and what is not."""

import pytest

from feeds.normalise import normalise
from feeds.relevance import relevance
from tests.feeds.releases import release


def judged(title, buyer, cpv="98000000", category="services"):
    parties = [{"name": buyer, "roles": ["buyer"]}]
    tender = {
        "title": title,
        "classification": {"scheme": "CPV", "id": cpv},
        "mainProcurementCategory": category,
    }
    return relevance(normalise(release(tender=tender, parties=parties, buyer={"name": buyer})))


CARE = [
    ("Phlebotomy", "Anytown Council", "85100000"),
    ("Fostering", "Anytown Council", "85311300"),
    ("Evaluation", "NHS Devon Integrated Care Board", "79000000"),
    ("Something", "NHS South, Central and West Commissioning Support Unit", "79000000"),
    ("0-19 Public Health Nursing", "Leeds City Council", "98000000"),
    ("Integrated sexual health service", "Anytown Council", "98000000"),
    ("Drug and alcohol recovery", "Anytown Council", "98000000"),
    ("Insourcing of endoscopy", "Anytown NHS Trust", "79620000"),
    ("Healthcare and forensic services in custody", "Police and Crime Commissioner for Durham", "66162000"),
    ("Prison integrated healthcare", "Anytown Council", "98000000"),
    ("Extra care housing", "Anytown Council", "98000000"),
    ("Training for carers", "Anytown Council", "85000000"),
]
NOT_CARE = [
    ("Roof repairs", "Anytown NHS Trust", "45261910", "works", "works"),
    ("Patient record system", "NHS Devon Integrated Care Board", "48000000", "goods", "it"),
    ("Syringes", "NHS Supply Chain", "33141310", "goods", "goods"),
    ("Window cleaning", "Anytown NHS Foundation Trust", "90911300", "services", "services"),
    ("Veterinary services", "Anytown Council", "85200000", "services", "services"),
    ("Nursing beds", "Anytown Council", "33192120", "goods", "goods"),
    ("Public Health Funerals", "Anytown Council", "98371000", "services", "services"),
    ("Public health burials", "Anytown Council", "98000000", "services", "services"),
    ("Upkeep of the nurse call system", "Anytown NHS Trust", "98000000", "services", "services"),
    ("Mental health first aid training", "Anytown Agency", "80500000", "services", "services"),
    ("Vending", "Anytown Council", "", "", ""),
]


@pytest.mark.parametrize(("title", "buyer", "cpv"), CARE)
def test_care(title, buyer, cpv):
    found = judged(title, buyer, cpv)
    assert found.health
    assert found.topics[0] == "care"
    assert found.why


@pytest.mark.parametrize(("title", "buyer", "cpv", "category", "topic"), NOT_CARE)
def test_not_care(title, buyer, cpv, category, topic):
    found = judged(title, buyer, cpv, category)
    assert not found.health
    assert found.topics == ((topic,) if topic else ())
    assert found.why == ()


def test_whether_the_health_service_buys():
    assert judged("Roof", "Anytown NHS Trust").nhs
    assert not judged("Roof", "Anytown Council").nhs
