"""When, why and how often somebody came, and to which department: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled
from campaigns.domain.guard.told.words_en import DAY, NUMBER, ORDINAL, SPECIALIST, VISIT, WHEN

PATTERNS = compiled(
    (
        "visit-told",
        rf"\b(?:since|after|following|from|about|regarding|at|for)\s+your\s+(?:\w+\s+)?{VISIT}\s+(?:on"
        rf"|of)\s+{DAY}",
    ),
    (
        "visit-told",
        rf"\byour\s+(?:\w+\s+){{0,2}}{VISIT}\s+(?:\w+\s+){{0,2}}?(?:for|regarding|concerning"
        rf"|about)\s+(?!{WHEN})\w+",
    ),
    (
        "visit-told",
        r"\byou(?:\s+were|'ve\s+been|\s+have\s+been)?\s+(?:last\s+)?(?:seen|admitted|discharged|examined"
        r"|referred|treated|tested|screened|evaluated|assessed|operated)\b(?!\s+(?:elsewhere|already))",
    ),
    (
        "visit-told",
        r"\b(?:referred|referral)\b[^.\n]{0,30}\b(?:to|from|by)\s+(?:you|your|dr|the)\b|\byour\s+referral\b",
    ),
    (
        "visit-told",
        r"\byou\s+(?:came|visited|stopped|went|called|saw)\b[^.\n]{0,30}\b(?:for|about"
        rf"|with)\s+(?!{WHEN})(?:a|an|the|your|some)\s",
    ),
    (
        "frequency",
        r"\byou(?:\s+have|'ve)?\s+(?:visited|been|seen|missed|cancel(?:l)?ed|skipped|come|came|called|attended"
        rf"|rescheduled|booked)\b[^.\n]{{0,40}}\b{NUMBER}\s+(?:times?|visits?|appointments?|sessions?|days"
        r"|weeks|months)\b",
    ),
    (
        "frequency",
        r"\byou(?:\s+have|'ve)?\s+(?:visited|been|missed|cancel(?:l)?ed|come|came)\b[^.\n]{0,30}\b(?:twice"
        r"|thrice|again and again|every (?:week|month))\b",
    ),
    (
        "frequency",
        rf"\byour\s+(?:(?:last|past|previous)\s+)?{NUMBER}\s+(?:\w+\s+)?(?:visits|appointments|sessions"
        r"|treatments|cycles|no-shows|cancellations)\b",
    ),
    (
        "frequency",
        rf"\byour\s+(?:{ORDINAL}|next)\s+(?:\w+\s+)?(?:session|treatment|cycle|round|course|dose|injection"
        rf"|infusion|shot)\b|\b(?:session|round|cycle|week|visit)\s+{NUMBER}\s+(?:of|out of)\s+{NUMBER}\b",
    ),
    (
        "frequency",
        r"\b(?:weekly|daily|monthly|biweekly|twice-weekly|regular|ongoing|recurring)\s+(?:sessions?"
        r"|treatments?|injections?|check-?ins?)\b",
    ),
    (
        "department",
        rf"\byour\s+(?:\w+\s+)?{SPECIALIST}\b|\bsee\s+(?:a|our|the)\s+{SPECIALIST}\b",
    ),
    (
        "department",
        r"\byour\s+(?:\w+\s+){0,2}(?:department|unit|ward|suite|lab)\b|\byour\s+(?:visit|appointment|session"
        r"|stay|check-?in)\s+(?:at|in|with|to)\s+(?:the|our)\s+(?!clinic\b|office\b|practice\b|front\b|main\b"
        r"|team\b|doctor|location|hospital\b|center\b|centre\b|new\b|provider|nurse|building"
        r"|desk)[\w-]+(?:\s+[\w-]+)?\s+(?:department|unit|ward|suite|clinic|center|centre|group|program(?:me)?"
        r"|service|team|institute|floor|room|lab)\b",
    ),
)
