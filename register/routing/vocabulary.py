"""The words of buyers' names that say what sort of body it is, by the conclusions they allow.

All are in the form of `register.routing.names.tokens`: folded, without apostrophes.
"""

import re


def word_set(*lines: str) -> frozenset[str]:
    """The words of `lines`."""
    return frozenset(" ".join(lines).split())


COUNCIL = re.compile(
    r"\b(?:councils?|corporation|unitary authority|local authority"
    r"|(?:mbc|mdc|lbc|cbc|cc|dc|bc|ccc|bmbc|sbc|nccc)$)"
)
"""Signs of a council; what follows the first is a department."""

COUNCIL_ENDS = word_set("council councils mbc mdc bc cc dc cbc")
"""What the name of a council ends with, where a text names several."""

SMALL = re.compile(
    r"\b(?:town|parish|community|village|neighbourhood|joint burial) councils?\b|\bparish meeting\b"
)
"""Signs of a council of a place too small for the register, whose name a district may bear too."""

FORMS = re.compile(
    r"\b(?:(?:the )?mayor (?:and )?(?:the )?burgesses of (?:the )?"
    r"|(?:the )?lord mayor(?: and citizens)? of (?:the )?"
    r"|(?:london|royal) boroughs?(?: council)?(?: of)?|l b of|lb of|lb|lbc|rb of|rbc"
    r"|metropolitan (?:borough|district|county)(?: council)?(?: of)?"
    r"|(?:borough|district|county|city) councils?(?: of)?"
    r"|councils? (?:of|for) (?:the )?(?:city|(?:metropolitan |london )?borough|county|district)?"
    r" ?(?:of )?(?:the )?"
    r")\b"
)
"""What councils put before or after their area's name, to be taken off before it is looked up."""

SIGNS = word_set("city borough county district")
"""Words that make a name a council's even without the word."""

COUNCIL_WORDS = word_set(
    "council councils borough boroughs county city district metropolitan unitary authority corporation",
    "of the and for royal mbc mdc lbc cbc cc dc bc ccc bmbc sbc nccc local limited with in tri bi",
    "shared service services partnership partners joint",
)
"""All that may stand in a council's name beside its area."""

PUBLIC = re.compile(
    r"\b(?:police|constabulary|fire|combined authority|combined county authority|passenger transport|pcc"
    r"|strategic health authority|health authority|academic health science network|ahsn|health innovation"
    r"|local enterprise partnership|lep|probation|waste (?:disposal )?authority|waste partnership"
    r"|integrated transport authority|national park|ambulance service|health and care|integrated care"
    r"|commissioning|public health)\b"
)
"""Signs of a public service that is named after all of its area."""

PUBLIC_WORDS = COUNCIL_WORDS | word_set(
    "police constabulary fire rescue combined mayoral crime commissioner commissioners office opcc pcc",
    "chief constable passenger transport executive strategic health academic science network ahsn",
    "innovation enterprise lep probation trust waste disposal management integrated national park",
    "ambulance nhs civil defence brigade care ltd group commissioning board system collaborative",
    "provider alliance public",
)
"""All that may stand in such a service's name beside its area."""

GENERAL_WORDS = word_set(
    "nhs university hospital hospitals healthcare health care and of the trust foundation ft community",
    "mentalhealth mental partnership teaching acute general services service integrated group district",
    "royal childrens children womens commissioning clinical board icb ccg pct primary for social system",
    "ics cic llp cancer alliance federation gp sub location locations collaborative provider combined",
    "cluster joint shadow",
)
"""Words of health bodies that do not tell them apart."""

LOCAL = re.compile(
    r"\b(?:healthwatch|hospice|children(?:s)? (?:trust|services)|colleges?|university|diocese|safeguarding"
    r"|museums?|libraries|airport|citizens advice|adult social care|mencap|mind|age uk|gp federation"
    r"|federation of gps|gp alliance|gp network|gp confederation|federated gps|local medical committee"
    r"|collaboration of (?:clinical commissioning groups|ccgs)|primary care|medical services"
    r"|facilities (?:services|management)|managed services|out of hours|leisure)\b"
)
"""Signs of a body that works in the place it is named after."""

LOCAL_WORDS = GENERAL_WORDS | word_set(
    "healthwatch hospice college colleges diocese safeguarding museum museums adults libraries airport",
    "operations citizens advice adult mencap mind age uk gps network medical committee local out hours",
    "leisure limited ltd interest company city county council in further education corporation higher",
    "metropolitan metro sixth form technology art arts international london south north east west",
    "central trent beckett confederation federated facilities management managed support collaboration",
    "groups ccgs",
)
"""All that may stand in such a body's name beside its place, if the name alone is to be believed."""

SEATED = re.compile(
    r"\b(?:schools?|academy|academies|college|sixth form|university|church|parish|hospice|surgery"
    r"|medical (?:centre|practice|group)|health centre|practice|gp|pharmacy|leisure|museum|healthwatch"
    r"|diocese|nursery|citizens advice|town council|community (?:trust|council|association)"
    r"|children(?:s)? trust|federation|(?:education|learning) trust)\b"
)
"""Signs of a body that works where its seat is."""

NHS_ENGLAND_WORDS = word_set(
    "nhs england nhse nhsei improvement and the of region regional team area local office commissioning",
    "specialised hub direct public health dental x24 primary care services service commissioner for in",
    "board national",
)
"""Words around "NHS England" that name no region."""
