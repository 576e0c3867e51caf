"""Wordings beyond the samples: the toolkit's sentences, what publishers make of them, and what only looks like PSR."""

import pytest

from feeds.normalise import normalise
from feeds.notice import PsrProcess, Regime
from tests.feeds.releases import changed, psr

REGULATIONS = "the Health Care Services (Provider Selection Regime) Regulations 2023"
APPLIES = f"The awarding of this contract is subject to {REGULATIONS}."
NOT_PA = "For the avoidance of doubt, the provisions of the Procurement Act 2023 do not apply to this award."
FOLLOWS = "An intention to award notice and then a confirmation of award notice will be published."

KINDS = [
    # the standard sentences
    (
        "intention_to_award",
        psr(f"This is a Provider Selection Regime (PSR) intention to award notice. {APPLIES} {NOT_PA}"),
    ),
    (
        "confirmation_of_award",
        psr(
            f"This is a Provider Selection Regime (PSR) confirmation of contract award notice. This contract has been awarded under {REGULATIONS}. {NOT_PA}"
        ),
    ),
    (
        "intended_approach",
        psr(f"This is a Provider Selection Regime (PSR) intended approach notice. {APPLIES} {NOT_PA}"),
    ),
    (
        "intended_approach",
        psr(f"This is a Provider Selection Regime (PSR) intended approach notice. {APPLIES}", tag="planning"),
    ),
    ("intended_approach", psr(f"This is a PSR intended approach notice. {APPLIES}", tag="tender")),
    (
        "modification",
        psr(
            f"This is a Provider Selection Regime (PSR) contract modification notice, under {REGULATIONS}. {NOT_PA} This contract has been formally modified."
        ),
    ),
    ("modification", psr(f"PSR contract modification. {APPLIES}", tag="contractAmendment")),
    (
        "modification",
        psr(
            f"This is a notice of modification under {REGULATIONS}. The original contract was awarded under the Public Contracts Regulations 2015."
        ),
    ),
    (
        "competition_or_call",
        psr(f"This is a Provider Selection Regime (PSR) Contract Notice. {APPLIES} {NOT_PA}", tag="tender"),
    ),
    (
        "competition_or_call",
        psr(f"Providers are invited to bid under {REGULATIONS}. {FOLLOWS}", tag="tender"),
    ),
    (
        "competition_or_call",
        psr(
            f"{APPLIES} Following evaluation the ICB will publish an intention to award notice and observe a standstill period of 8 working days.",
            tag="tender",
        ),
    ),
    ("market_engagement", psr(f"Early engagement ahead of a process under {REGULATIONS}.", tag="planning")),
    (
        "market_engagement",
        psr(
            "No decision on the Provider Selection Regime process has been made.",
            tag="planning",
            number="UK2",
        ),
    ),
    # urgent awards have no kind of their own: the contract is awarded
    (
        "confirmation_of_award",
        psr(
            "This contract has been awarded under the urgent circumstances provision of the Provider Selection regime (PSR)."
        ),
    ),
    (
        "confirmation_of_award",
        psr(
            f"This contract has been awarded under Regulation 14 urgent circumstances of {REGULATIONS}.",
            lots=[
                {"description": "This notice is an intention to award a contract under the urgent process."}
            ],
        ),
    ),
    ("confirmation_of_award", psr(description=f"This contract was awarded under reg 14 PSR. {APPLIES}")),
    (
        "modification",
        psr(f"The contract has been modified in accordance with regulation 13 of {REGULATIONS}."),
    ),
    ("modification", psr("PSR: modification permitted under reg 13, value above the threshold.")),
    # misspelt and shortened
    ("intention_to_award", psr("This is a Provide Selection Regime (PSR) intended to award notice.")),
    ("intention_to_award", psr("This is a Providers Selection Regime notice of intention to award.")),
    ("intention_to_award", psr("This is a provider's selection regime Intent to Award notice")),
    ("confirmation_of_award", psr("Provider Selection Regime (PSR) – Confirmation of Award Notice")),
    ("confirmation_of_award", psr("PSR Contract Award Notice. Direct Award Process A.")),
    (
        "confirmation_of_award",
        psr(f"This is a PSR award notice. The contract has now been formally awarded. {APPLIES}"),
    ),
    (
        "confirmation_of_award",
        psr("This notice is to confirm the award of the contract under the PSR, direct award process B."),
    ),
    (
        "confirmation_of_award",
        psr("An award has been made following direct award process A of the Provider Selection Regime."),
    ),
    (
        "confirmation_of_award",
        psr(
            f"This Heath Care Services (Provider Selection Regime) Regulations 2023 contract award notice confirms a direct award B. {NOT_PA}"
        ),
    ),
    (
        "intention_to_award",
        psr(
            "The ICB is intending to award a contract to an existing provider following Direct Award Process C of the Provider Selection Regime."
        ),
    ),
    (
        "intention_to_award",
        psr(
            f"The Council intends to award a contract following the Most Suitable Provider Process. {APPLIES}"
        ),
    ),
    (
        "intention_to_award",
        psr(
            f"A statement that the relevant authority is intending to award a contract following the Competitive Process. {APPLIES}"
        ),
    ),
    ("intention_to_award", psr(f"{APPLIES} This contract has not yet formally been awarded.")),
    (
        "intention_to_award",
        psr(f"{APPLIES} The publication of this notice marks the start of the standstill period."),
    ),
    ("intention_to_award", psr("Provider Selection Regime (PSR)\nintention to award notice.", tag="tender")),
    (
        "intention_to_award",
        psr(procurementMethodRationale=f"Notice of Intention to Award under {REGULATIONS}"),
    ),
    (
        "intended_approach",
        psr(f"{APPLIES} The Council intends to follow the Most Suitable Provider process."),
    ),
    # what a notice says of itself counts, not what it says of others
    (
        "confirmation_of_award",
        psr(
            f"This is a PSR confirmation of award notice following the intention to award notice published on 1 July 2026. {APPLIES}"
        ),
    ),
    (
        "confirmation_of_award",
        psr(
            f"{APPLIES} Following the intention to award notice 045678-2026 no representations were received."
        ),
    ),
    (
        "intention_to_award",
        psr(
            f"This is a PSR intention to award notice. {APPLIES} A confirmation of award notice will be published after the standstill period."
        ),
    ),
    (
        "intention_to_award",
        psr(
            f"This is a PSR intention to award notice. It follows the intended approach notice 034567-2026. {APPLIES}"
        ),
    ),
    (
        "intended_approach",
        psr(
            f"This is a PSR intended approach notice. After 14 days the ICB will publish an intention to award notice. {APPLIES}"
        ),
    ),
    (
        "confirmation_of_award",
        psr(
            f"This is a PSR confirmation of contract award notice. {APPLIES}",
            title="PSR Intention to Award - Phlebotomy",
        ),
    ),
    (
        "award_unclear",
        psr(
            "The contract falls under the Provider Selection Regime (PSR).",
            procurementMethodRationale="Direct Award C, no prior publication is required.",
        ),
    ),
    ("award_unclear", psr(f"To award a contract for phlebotomy. {APPLIES}")),
    (
        "award_unclear",
        psr(
            f"{APPLIES} The previous contract was awarded under the Public Contracts Regulations 2015 after it had been tendered."
        ),
    ),
    (
        "intention_to_award",
        psr("NHS Anywhere ICB gives notice of its intention to award under the PSR.", tag="tender"),
    ),
    (
        "intention_to_award",
        psr(f"{APPLIES} Publication of this notice marks the start of the standstill.", tag="tender"),
    ),
    (
        "competition_or_call",
        psr(f"{APPLIES} The Council intends to award one contract for five years.", tag="tender"),
    ),
    (
        "competition_or_call",
        psr(f"{APPLIES} The procurement follows earlier market engagement.", tag="tender"),
    ),
    ("award_unclear", psr(contractTerms={"performanceTerms": f"Under {REGULATIONS}"})),
    # titles
    ("intention_to_award", psr(APPLIES, title="Intention to Award: Phlebotomy")),
    ("confirmation_of_award", psr(APPLIES, title="Phlebotomy - Contract Award Notice")),
    # a procurement given up has the form of an award; an urgent award is told of once it is made
    (
        "update_or_other",
        psr(
            f"The process was abandoned and the contract has not been awarded. {APPLIES}", status="cancelled"
        ),
    ),
    ("confirmation_of_award", psr(f"An urgent award under regulation 14. {APPLIES}")),
    ("confirmation_of_award", psr(f"The ICB has awarded a contract by Direct Award Process B. {APPLIES}")),
    ("confirmation_of_award", psr(f"The Trust has made a one year award. {APPLIES}")),
    # what else is said beside the notice's own name
    (
        "confirmation_of_award",
        psr(
            f"We publish a confirmation of award. An intention to award notice has already been published. {APPLIES}"
        ),
    ),
    (
        "intention_to_award",
        psr(
            f"This is an intention to award notice. {APPLIES}",
            lots=[{"description": "This contract has been awarded by Direct Award Process C."}],
        ),
    ),
    ("award_unclear", psr(f"This follows the notification of intention to award. {APPLIES}")),
    # a changed contract, by the tags of the older form
    ("modification", psr(f"More clinics. {APPLIES}", tag="awardUpdate+contractUpdate")),
    # corrections, as they now stand
    (
        "confirmation_of_award",
        changed(
            "This is a PSR confirmation of contract award notice.",
            old=f"This is a PSR intention to award notice. {APPLIES}",
        ),
    ),
    (
        "confirmation_of_award",
        changed(
            "The standstill period has ended and this contract has now been formally awarded.",
            old=f"This is a Provider Selection Regime intention to award notice. {APPLIES}",
        ),
    ),
    (
        "intention_to_award",
        changed(
            f"This is a PSR intention to award notice. {APPLIES} Representations by midnight on 28 August 2026.",
            old="Representations by midnight on 21 August 2026.",
        ),
    ),
    (
        "intention_to_award",
        changed(
            "Value: 120,000",
            old="Value: 100,000",
            description=f"This is a Provider Selection Regime intention to award notice. {APPLIES}",
        ),
    ),
    (
        "update_or_other",
        changed("Value: 120,000", old="Value: 100,000", description=f"Phlebotomy for Leeds. {APPLIES}"),
    ),
    (
        "update_or_other",
        changed("Contract end date 31 March 2028", old=f"This is a PSR intention to award notice. {APPLIES}"),
    ),
    (
        "competition_or_call",
        changed(
            "Deadline: 1 September 2026",
            old="Deadline: 25 August 2026",
            description=f"This is a Provider Selection Regime (PSR) Contract Notice. {APPLIES}",
        ),
    ),
    # the Procurement Act's forms
    ("award_citing_psr", psr(f"{APPLIES} This is a PSR intention to award notice.", number="UK6")),
    ("award_citing_psr", psr("Awarded under the Provider Selection Regime.", number="UK7")),
    ("transparency_citing_psr", psr(f"{APPLIES}", number="UK5")),
    ("competition_or_call", psr(f"{APPLIES}", number="UK4", tag="tender")),
    ("competition_or_call", psr(f"{APPLIES}", number="UK4", tag="tenderUpdate")),
    ("modification", psr(f"{APPLIES}", number="UK10", tag="contractAmendment")),
    ("update_or_other", psr(f"{APPLIES}", number="UK12", tag="tenderCancellation")),
    # where the words can stand, and letters alone in a notice about care
    ("competition_or_call", psr(tag="tender", procedure={"acceleratedRationale": "PSR"})),
    ("competition_or_call", psr(tag="tender", id="SFT-PSR-0042")),
    ("award_unclear", psr(lots=[{"description": "Delivered under PSR Direct Award A."}])),
    (
        "intention_to_award",
        psr(lots=[{"options": {"description": f"Notice of intention to award. {APPLIES}"}}]),
    ),
    ("award_unclear", psr("Direct Award Process C was followed.")),
]


@pytest.mark.parametrize(("kind", "release"), KINDS, ids=range(len(KINDS)))
def test_the_kind_by_its_words(kind, release):
    notice = normalise(release)
    assert notice.psr_kind == kind, notice.psr_why
    assert notice.regime is Regime.PSR_ENGLAND


WELSH_BUYER = {
    "parties": [{"name": "Powys Teaching Health Board", "roles": ["buyer"], "address": {"region": "UKL24"}}]
}
GOODS = {"classification": {"scheme": "CPV", "id": "31000000"}}
COUNCIL = {
    "parties": [{"name": "Anytown Council", "roles": ["buyer"], "address": {"region": "UKE42"}}],
    "buyer": {"name": "Anytown Council"},
}

NOT_PSR = [
    psr("Awarded under the Procurement Act 2023. The Provider Selection Regime does not apply."),
    psr("This procurement is not subject to the Provider Selection Regime."),
    psr("It is outside the scope of the Health Care Services (Provider Selection Regime) Regulations 2023."),
    psr("This is not a PSR notice."),
    psr("A market exercise only, no guarantee of a future provider selection process."),
    psr("Direct Award via the framework of NHS Supply Chain."),
    psr("The Trust intends to direct award a contract to the supplier."),
    psr("DIRECT AWARD A CONTRACT FOR LIFTS"),
    psr("Award of a call-off from the Public Sector Resourcing (PSR) framework."),
    psr(
        "Consultancy. Experience of the Provider Selection Regime is desirable.",
        number="UK4",
        tag="tender",
        **GOODS,
    ),
    psr("Providers should register on the portal; providers selected regularly."),
    {**psr("Payments under PSR rules", **GOODS), **COUNCIL},
    psr() | {"awards": [{"suppliers": [{"name": "SHOWCASE PSR PORTSDOWN LIMITED"}]}]},
    psr("Awarded to SHOWCASE PSR PORTSDOWN LIMITED for refurbishment."),
    psr("Awarded to Showcase PSR Portsdown.")
    | {
        "parties": [{"name": "Showcase PSR Portsdown", "roles": ["supplier"]}],
        "buyer": {"name": "NHS Devon ICB"},
    },
]


@pytest.mark.parametrize("release", NOT_PSR, ids=range(len(NOT_PSR)))
def test_what_only_looks_like_it(release):
    notice = normalise(release)
    assert notice.psr_kind is None, notice.psr_why
    assert notice.regime is not Regime.PSR_ENGLAND


WELSH = [
    psr(
        "This is an intention to award notice under the Health Services (Provider Selection Regime) (Wales) Regulations 2025."
    ),
    psr("Awarded following Direct Award 1 of the Provider Selection Regime Wales."),
    {**psr(f"This is a PSR intention to award notice. {APPLIES}"), **WELSH_BUYER},
    {
        **psr("Provider Selection Regime intended approach notice"),
        "parties": [{"name": "Cardiff and Vale University Health Board", "roles": ["buyer"]}],
    },
]


@pytest.mark.parametrize("release", WELSH, ids=range(len(WELSH)))
def test_the_welsh_regime_is_out_of_scope(release):
    notice = normalise(release)
    assert notice.psr_kind is None
    assert notice.regime is Regime.PSR_WALES
    assert notice.standstill is None


@pytest.mark.parametrize(
    ("words", "process"),
    [
        ("PSR Direct Award A", PsrProcess.DIRECT_AWARD_A),
        ("under Regulation8 for Direct Award Process B of the PSR", PsrProcess.DIRECT_AWARD_B),
        ("PSR regulation 9", PsrProcess.DIRECT_AWARD_C),
        ("following “Direct Award Process C” of the PSR", PsrProcess.DIRECT_AWARD_C),
        ("the PSR Most Suitable Provider process", PsrProcess.MOST_SUITABLE_PROVIDER),
        ("under the PSR's competitive process", PsrProcess.COMPETITIVE),
        ("an urgent award under PSR regulation 14", PsrProcess.URGENT),
        ("under the PSR", None),
    ],
)
def test_the_process_named(words, process):
    assert normalise(psr(words)).psr_process is process
