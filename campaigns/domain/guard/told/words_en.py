"""Parts of which the English patterns are made."""

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
DAY = (
    rf"(?:{MONTH}\s\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}"
    r"|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?)"
)
WHEN = (
    rf"(?:{DAY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{MONTH}\b|\d|today|tomorrow|tonight|this|next"
    r"|you\b|your|two|three|any|a while|as long|more info|details|questions|everyone|everybody|all)"
)
VISIT = (
    r"(?:visit|appointment|stay|consultation|consult|check-?up|exam|session|follow-?up|referral|evaluation"
    r"|assessment)s?"
)
NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|several|many)"
ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|last)"
KIN = (
    r"(?:son|daughter|husband|wife|spouse|partner|mother|father|mom|mum|dad|sister|brother|grand(?:mother"
    r"|father|son|daughter)|uncle|aunt|baby|newborn|infant|toddler|twins?|unborn|ex-(?:wife|husband))"
)
PERSON = (
    r"(?:woman|man|female|male|lady|gentleman|girl|boy|mother|father|mom|dad|parent|widow|widower|senior"
    r"|retiree|teen(?:ager)?)"
)
SPECIALIST = (
    r"(?:specialist|surgeon|counsel(?:l)?or|nutritionist|dieti[ct]ian|social worker|case manager"
    r"|case worker|care coordinator|midwife|coach|psych\w+|sponsor|caseworker|health worker)"
)
BODY = (
    r"(?:eyes?|ears?|nose|mouth|tooth|teeth|tongue|chin|cheeks?|face|skin|scalp|hair|neck|shoulders?|arms?"
    r"|hands?|fingers?|back|chest|tummy|belly|waist|legs?|foot|toes?|nails?|muscles?|joints?|bones?"
    r"|nerves?|stomach|weight|body|vision|hearing|memory|mood|sleep|appetite|breathing|digestion|balance"
    r"|bladder)"
)
STATE = (
    r"(?:feel\w*|heal\w*|recover\w*|hurts?|hurting|aching|aches?|pain\w*|swell\w*|swollen|bleed\w*"
    r"|improv\w*|worse\w*|better|numb|sore|stiff|itch\w*|loss|problems?|issues?|trouble|concerns?"
    r"|condition|exam\w*|tests?|scans?|check|count|goals?|doing|holding up|progress|levels?|numbers"
    r"|readings?|program(?:me)?|study)"
)
