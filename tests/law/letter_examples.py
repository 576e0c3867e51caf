"""Fields for every letter of the desk, as a volunteer would give them."""

from datetime import date

FIELDS: dict[str, str | date] = {
    "authority": "NHS Staffordshire and Stoke-on-Trent ICB",
    "subject": "Plans, tenders and contracts for community nursing in Stafford",
    "service": "community nursing in Stafford",
    "since": date(2025, 4, 1),
    "proposal": "the closure of the minor injuries unit at Cannock Hospital",
    "procurement": "Community Nursing Services for Staffordshire (notice 2026/S 000-012345)",
    "merger": "the merger of NHS Staffordshire and Stoke-on-Trent ICB and NHS Shropshire, Telford and Wrekin ICB",
    "sent": date(2026, 11, 2),
    "due": date(2026, 12, 1),
    "counted": "You asked what I meant, and I answered on Tuesday 3 November 2026: I count from then.",
    "extension": "You wrote on Friday 27 November 2026 that you needed longer.",
    "chased": date(2026, 12, 2),
    "asked": date(2026, 11, 9),
    "answer": "I mean the contracts signed since April 2025.\n\nDrafts are not needed.",
    "answered": date(2026, 12, 3),
    "points": "- The contract is missing.\n- The value is missing.",
    "purpose": "Nobody has told patients who will run the service from April.",
    "history": "Monday 2 November 2026: I sent the request\nWednesday 2 December 2026: I sent a reminder",
    "complaint": "I have had no answer.",
    "link": "https://www.whatdotheyknow.com/request/community_nursing",
    "noticed": date(2027, 3, 1),
    "appeal_by": date(2027, 3, 29),
}
