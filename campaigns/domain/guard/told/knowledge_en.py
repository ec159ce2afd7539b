"""What the clinic knows of somebody, and what they owe: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled

PATTERNS = compiled(
    (
        "we-know",
        r"\bwe(?:'ve|\s+have|\s+also|\s+had)?\s+(?:notic\w+|observ\w+|detect\w+|know|understand|see|saw|seen"
        r"|learned|heard|remember\w*|are aware)\s+(?:that\s+|from\s+[^.\n]{0,30})?(?:you|your"
        r"|it'?s been)\b(?!\s+(?:there|soon|again|then|in\b|on\b|at\b|next|all\b)"
        r"|\s+(?:time|days?|schedule|mornings?|weekends?) (?:is|are)\b|(?:'re|\s+are) busy|\s+have (?:a choice"
        r"|many|other|things))",
    ),
    (
        "we-know",
        r"\b(?:our|your)\s+(?:(?:medical|patient|clinical|health|dental|treatment|appointment)\s+)?(?:records?"
        r"|files?|charts?|history|notes|system)\s+(?:show|indicate|say|suggest|tell|reflect|reveal|list"
        r"|note)s?\b",
    ),
    (
        "we-know",
        r"\b(?:according to|based on|in|on|from|given|because of|due to)\s+your\s+(?:(?:\w+)\s+)?(?:records?"
        r"|charts?|(?:medical |health |patient |dental |family )?history|answers|symptoms|profile|age"
        r"|past (?:visits|care)|file|last visit|previous visits?|recent visits?|intake|questionnaire)\b",
    ),
    (
        "we-know",
        r"\byour\s+(?:medical|health|clinical|patient|dental|treatment|chart|psychiatric)\s+(?:record|history"
        r"|chart|file|notes?|summary|profile|status|condition|issues?|problems?|concerns?)s?\b"
        r"|\byour\s+chart\b",
    ),
    (
        "we-know",
        r"\byou\s+(?:told|mentioned to|shared with|asked|confided|reported|complained"
        r"|described)\s+(?:to\s+)?(?:us|your|the|our|dr)\b[^.\n]{0,30}\b(?:about|that)\s+(?:your"
        r"|having|feeling|being)\b|\byou\s+(?:mentioned|reported|complained|described|were complaining)\b",
    ),
    (
        "we-know",
        r"\b(?:people|patients|someone|anyone|others|those|men|women|adults)\s+(?:like you"
        r"|in your (?:situation|condition|case|position)|with your|your age)\b|\bwith a history of\b"
        r"|\bin your (?:case|situation|condition)\b",
    ),
    (
        "we-know",
        r"\byou\s+(?:have\s+|recently\s+|just\s+)*(?:opened|clicked|viewed|looked at|downloaded|searched"
        r"|browsed|scrolled|googled|watched|lingered)\b|\b(?:since|now that|because|after)\s+you(?:'ve|'re"
        r"|\s+have|\s+are|\s+had|\s+were)?\s+(?:retired?|lost|moved|left|started|stopped|quit|separated"
        r"|divorced|turned|married|widowed|had|became|gave|got|live|suffer|been|diagnosed)\b",
    ),
    (
        "we-know",
        r"\byou(?:'re|\s+are|\s+were|'ve been|\s+have been|\s+may be|\s+might be|\s+look|\s+looked|\s+seemed?"
        r"|\s+sounded)\s+(?:still\s+|now\s+|also\s+|very\s+|a (?:bit|little)\s+|again\s+|so\s+)?(?:overdue"
        r"|behind on|due for|at (?:high |higher |low )?risk|eligible for|a (?:carrier|candidate|smoker"
        r"|survivor|diabetic|patient of)|over|under|tired|upset|sad|pale|down|stressed|lonely|alone|clean"
        r"|negative|positive|clear|cleared|on|off|taking|using|losing|gaining|suffering|struggling|coping"
        r"|living with|fighting|battling|healing|recovering|cured|heavier|thinner|contagious|infectious"
        r"|allergic|immune|vaccinated|protected|fertile|ovulating|late|bleeding|limping"
        r"|coughing)\b(?!\s+(?:our|the) (?:list|mailing|team|guest|newsletter)|\s+time)",
    ),
    (
        "we-know",
        r"\byou\s+(?:suffer(?:ed)?|carry|caught|should avoid|must avoid|can stop|should stop|must not|mustn't"
        r"|should start)\s+"
        r"(?:from|an?|some|the|your)\b"
        r"|\byou\s+(?:have|had|got|may have|might have|still have|also have)\s+(?:an? |some )?(?:high|low"
        r"|too (?:much|little|many))\b",
    ),
    (
        "money",
        r"\b(?:unpaid|outstanding|overdue|past[\s-]due|delinquent|late)\s+(?:\w+\s+)?(?:balances?|bills?"
        r"|invoices?|amounts?|payments?|fees?|charges?|accounts?|statements?|debts?)\b"
        r"|\byou\s+(?:still\s+)?owe\b|\bamount\s+(?:due|owed)\b|\bbalance\s+(?:due|of|owed)\b|\b(?:sent"
        r"|turned over|referred)\s+to\s+collections?\b",
    ),
    (
        "money",
        r"\byour\s+(?:\w+\s+)?(?:balance|claim|deductible|debt|bill|co-?pay(?:ment)?|medicaid|medicare"
        r"|charity care|financial (?:aid|assistance|hardship)|disability (?:claim|benefits?))\b|\b(?:insurance"
        r"|insurer|medicare|medicaid|plan)\s+(?:\w+\s+)?(?:denied|declined|rejected|refused|did not cover"
        r"|does not cover|won't cover|no longer covers|approved)\b|\bprior authorization\b",
    ),
)
