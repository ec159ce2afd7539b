"""English sentences that say too much of their reader. Rule → how it reads; “your visit” alone says nothing."""

import re

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:{_MONTH}\s\d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}|\d{{1,2}}[/.-]\d{{1,2}}(?:[/.-]\d{{2,4}})?)"
)
_WHEN = (
    rf"(?:{_DAY}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTH}\b|\d|today|tomorrow|tonight|this|next|you\b|your"
    r"|two|three|any|a while|as long|more info|details|questions|everyone|everybody|all)"
)
_VISIT = r"(?:visit|appointment|stay|consultation|consult|check-?up|exam|session|follow-?up|referral|evaluation|assessment)s?"
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twice|several|many)"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|last)"
_KIN = (
    r"(?:son|daughter|husband|wife|spouse|partner|mother|father|mom|mum|dad|sister|brother|grand(?:mother|father|son|daughter)"
    r"|uncle|aunt|baby|newborn|infant|toddler|twins?|unborn|ex-(?:wife|husband))"
)
_PERSON = r"(?:woman|man|female|male|lady|gentleman|girl|boy|mother|father|mom|dad|parent|widow|widower|senior|retiree|teen(?:ager)?)"
_SPECIALIST = (
    r"(?:specialist|surgeon|counsel(?:l)?or|nutritionist|dieti[ct]ian|social worker|case manager|case worker|care coordinator"
    r"|midwife|coach|psych\w+|sponsor|caseworker|health worker)"
)
_BODY = (
    r"(?:eyes?|ears?|nose|mouth|tooth|teeth|tongue|chin|cheeks?|face|skin|scalp|hair|neck|shoulders?|arms?|hands?|fingers?"
    r"|back|chest|tummy|belly|waist|legs?|foot|toes?|nails?|muscles?|joints?|bones?|nerves?|stomach|weight|body|vision"
    r"|hearing|memory|mood|sleep|appetite|breathing|digestion|balance|bladder)"
)
_STATE = (
    r"(?:feel\w*|heal\w*|recover\w*|hurts?|hurting|aching|aches?|pain\w*|swell\w*|swollen|bleed\w*|improv\w*|worse\w*|better"
    r"|numb|sore|stiff|itch\w*|loss|problems?|issues?|trouble|concerns?|condition|exam\w*|tests?|scans?|check|count|goals?"
    r"|doing|holding up|progress|levels?|numbers|readings?|program(?:me)?|study)"
)


def _compiled(*patterns: tuple[str, str]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in patterns)


PATTERNS = (
    *_compiled(
        # When somebody was here, and for what.
        (
            "visit-told",
            rf"\b(?:since|after|following|from|about|regarding|at|for)\s+your\s+(?:\w+\s+)?{_VISIT}\s+(?:on|of)\s+{_DAY}",
        ),
        (
            "visit-told",
            rf"\byour\s+(?:\w+\s+){{0,2}}{_VISIT}\s+(?:\w+\s+){{0,2}}?(?:for|regarding|concerning|about)\s+(?!{_WHEN})\w+",
        ),
        (
            "visit-told",
            r"\byou(?:\s+were|'ve\s+been|\s+have\s+been)?\s+(?:last\s+)?(?:seen|admitted|discharged|examined|referred|treated|tested|screened|evaluated|assessed|operated)\b(?!\s+(?:elsewhere|already))",
        ),
        (
            "visit-told",
            r"\b(?:referred|referral)\b[^.\n]{0,30}\b(?:to|from|by)\s+(?:you|your|dr|the)\b|\byour\s+referral\b",
        ),
        (
            "visit-told",
            rf"\byou\s+(?:came|visited|stopped|went|called|saw)\b[^.\n]{{0,30}}\b(?:for|about|with)\s+(?!{_WHEN})(?:a|an|the|your|some)\s",
        ),
        # How often.
        (
            "frequency",
            rf"\byou(?:\s+have|'ve)?\s+(?:visited|been|seen|missed|cancel(?:l)?ed|skipped|come|came|called|attended|rescheduled|booked)\b[^.\n]{{0,40}}\b{_NUMBER}\s+(?:times?|visits?|appointments?|sessions?|days|weeks|months)\b",
        ),
        (
            "frequency",
            r"\byou(?:\s+have|'ve)?\s+(?:visited|been|missed|cancel(?:l)?ed|come|came)\b[^.\n]{0,30}\b(?:twice|thrice|again and again|every (?:week|month))\b",
        ),
        (
            "frequency",
            rf"\byour\s+(?:(?:last|past|previous)\s+)?{_NUMBER}\s+(?:\w+\s+)?(?:visits|appointments|sessions|treatments|cycles|no-shows|cancellations)\b",
        ),
        (
            "frequency",
            rf"\byour\s+(?:{_ORDINAL}|next)\s+(?:\w+\s+)?(?:session|treatment|cycle|round|course|dose|injection|infusion|shot)\b|\b(?:session|round|cycle|week|visit)\s+{_NUMBER}\s+(?:of|out of)\s+{_NUMBER}\b",
        ),
        (
            "frequency",
            r"\b(?:weekly|daily|monthly|biweekly|twice-weekly|regular|ongoing|recurring)\s+(?:sessions?|treatments?|injections?|check-?ins?)\b",
        ),
        # What we know.
        (
            "we-know",
            r"\bwe(?:'ve|\s+have|\s+also|\s+had)?\s+(?:notic\w+|observ\w+|detect\w+|know|understand|see|saw|seen|learned|heard|remember\w*|are aware)\s+(?:that\s+|from\s+[^.\n]{0,30})?(?:you|your|it'?s been)\b(?!\s+(?:there|soon|again|then|in\b|on\b|at\b|next|all\b))",
        ),
        (
            "we-know",
            r"\b(?:our|your)\s+(?:(?:medical|patient|clinical|health|dental|treatment|appointment)\s+)?(?:records?|files?|charts?|history|notes|system)\s+(?:show|indicate|say|suggest|tell|reflect|reveal|list|note)s?\b",
        ),
        (
            "we-know",
            r"\b(?:according to|based on|in|on|from|given|because of|due to)\s+your\s+(?:(?:\w+)\s+)?(?:records?|charts?|(?:medical |health |patient |dental |family )?history|answers|symptoms|profile|age|past (?:visits|care)|file|last visit|previous visits?|recent visits?|intake|questionnaire)\b",
        ),
        (
            "we-know",
            r"\byour\s+(?:medical|health|clinical|patient|dental|treatment|chart|psychiatric)\s+(?:record|history|chart|file|notes?|summary|profile|status|condition|issues?|problems?|concerns?)s?\b|\byour\s+chart\b",
        ),
        (
            "we-know",
            r"\byou\s+(?:told|mentioned to|shared with|asked|confided|reported|complained|described)\s+(?:to\s+)?(?:us|your|the|our|dr)\b[^.\n]{0,30}\b(?:about|that)\s+(?:your|the|a|an|having|feeling)\b|\byou\s+(?:mentioned|reported|complained|described|were complaining)\b",
        ),
        (
            "we-know",
            r"\b(?:people|patients|someone|anyone|others|those|men|women|adults)\s+(?:like you|in your (?:situation|condition|case|position)|with your|your age)\b|\bwith a history of\b|\bin your (?:case|situation|condition)\b",
        ),
        # Who somebody is.
        ("age-or-sex", rf"\b(?:as|for|since)\s+(?:a|an)\s+(?:[\w-]+\s+){{0,3}}?{_PERSON}\b(?!\s+(?:of the|to be))"),
        (
            "age-or-sex",
            rf"\b{_PERSON}s?\s+(?:of|aged|over|under|in (?:her|his|your|their))\s+(?:the age of\s+)?\w*\s?\d{{2}}s?\b|\b\d{{1,3}}[\s-]years?[\s-]olds?\b|\b(?:aged?|age of)\s+\d{{1,3}}\b",
        ),
        (
            "age-or-sex",
            r"\byou(?:'re|\s+are|\s+turn(?:ed)?|\s+are turning|'re turning|\s+have turned|\s+just turned|'ve turned|\s+have reached|\s+recently turned)\s+(?:now\s+|only\s+|already\s+|just\s+)?(?:over\s+)?\d{2}\b(?!\s*(?:minutes|min|days|steps|%|percent|miles|people|st|nd|rd|th))",
        ),
        (
            "age-or-sex",
            r"\b(?:at|of|for|reached)\s+your\s+age\b|\byour\s+(?:\d{2}(?:th|st|nd|rd)\s+birthday|sex|gender|race|ethnicity|religion|nationality|marital status|age group|immigration\s\w+|sexual\s\w+)\b|\bnow that you(?:'re|\s+are)\s+(?:over|\d|retired|older|a senior|on medicare)\b",
        ),
        (
            "age-or-sex",
            r"(?:^|[.!?]\s+)at\s+\d{2}\s*(?:,|and\b)|\b(?:you|and)\s+(?:are\s+|'re\s+)?(?:live|living|lives)\s+(?:alone|by yourself|on your own)\b|\bas you (?:get older|age|grow older)\b",
        ),
        (
            "address",
            r"\byou\b[^.\n]{0,30}\b(?:at|to)\s+\d{1,5}\s+[a-z]+|\byou\s+(?:\w+\s+)?(?:live|reside|moved|are staying)\s+(?:at|in|on|far|near|by|close|alone)\b",
        ),
        (
            "address",
            rf"\byour\s+(?:new\s+|home\s+|street\s+|mobile\s+|cell\s+)?(?:address|home|house|phone|number|mobile|cell|e-?mail)(?:\s+address|\s+number|\s+phone)?\s*(?:is|was|as|:|,|at|on file|still|ending|ends)?\s*(?:in\s+)?\(?\d|\byour birthday\b[^.\n]{{0,8}}{_DAY}|\bcard ending\b",
        ),
        (
            "we-know",
            r"\byou\s+(?:have\s+|recently\s+|just\s+)*(?:opened|clicked|viewed|looked at|downloaded|searched|browsed|scrolled|googled|watched|lingered)\b|\b(?:since|now that|because|after)\s+you(?:'ve|'re|\s+have|\s+are|\s+had|\s+were)?\s+(?:retired?|lost|moved|left|started|stopped|quit|separated|divorced|turned|married|widowed|had|became|gave|got|live|suffer|been|diagnosed)\b",
        ),
        (
            "we-know",
            r"\byou(?:'re|\s+are|\s+were|'ve been|\s+have been|\s+may be|\s+might be|\s+look|\s+looked|\s+seemed?|\s+sounded)\s+(?:still\s+|now\s+|also\s+|very\s+|a (?:bit|little)\s+|again\s+|so\s+)?(?:overdue|behind on|due for|at (?:high |higher |low )?risk|eligible for|a (?:carrier|candidate|smoker|survivor|diabetic|patient of)|over|under|tired|upset|sad|pale|down|stressed|lonely|alone|clean|negative|positive|clear|cleared|on|off|taking|using|losing|gaining|suffering|struggling|coping|living with|fighting|battling|healing|recovering|cured|heavier|thinner|contagious|infectious|allergic|immune|vaccinated|protected|fertile|ovulating|late|bleeding|limping|coughing)\b(?!\s+(?:our|the) (?:list|mailing|team|guest|newsletter)|\s+time)",
        ),
        (
            "we-know",
            r"\byou\s+(?:have|had|suffer(?:ed)?|got|may have|might have|still have|also have|carry|caught|lost|need|should avoid|must avoid|can stop|should stop|must not|mustn't|should start)\s+(?:an?\s+|some\s+|high\s+|low\s+|too much\s+|from\s+)+(?!question|appointment|account|time|minute|moment|friend|neighbo|choice|right|good|great|lovely|nice|happy|reason|new|valid|e-?mail|computer|phone|car|copy|form|code|link|password|ride|interpreter|wonderful|different|other|better|more|few|seat|place|idea|suggestion|comment|complaint|request|booking|reservation|library|day|free|quiet|short|quick|safe|word|look|break|ticket|the|it|us|them)\w+",
        ),
        # Family.
        (
            "family",
            rf"\byour\s+(?:\w+\s+)?{_KIN}s?\b(?!-)(?!\s+(?:and friends|along|is welcome|are welcome|too|or a friend|or friend))|\byour\s+(?:child|kid|little one|loved one|family member)(?:'s|ren's|s')\s\w+",
        ),
        (
            "family",
            r"\b(?:runs in your family|family history|family members? (?:with|who|had)|your (?:divorce|separation|marriage|bereavement|loss|family situation|home situation))\b",
        ),
        # A child to come.
        (
            "pregnancy",
            r"\b(?:you(?:'re|\s+are)\s+expecting\b(?!\s+(?:us|a call|to hear|an? (?:answer|e-?mail|letter|message)))|expecting\s+(?:a|your|twins|mothers?|parents?|moms?)\s?\w*|your\s+(?:due date|bump|delivery date|birth plan|trimester)|parents-to-be|mom-to-be|weeks?\s+along|new (?:mom|mum|mother|parent)s?|new arrival|little one is)\b",
        ),
        # Results.
        (
            "results",
            r"\byour\s+(?:\w+\s+){0,2}(?:results?|reports?|findings|readings?|levels?|numbers|score|values|sample|images|screenings?)\b(?!\s+of\s+the\s+(?:survey|quiz|vote))",
        ),
        (
            "results",
            r"\b(?:results?|tests?|report|sample)\s+(?:is|are|were|was|has|have|came|come|show\w*|look\w*)\s+(?:now\s+|been\s+|back\s*)?(?:in\b|back|ready|available|normal|abnormal|negative|positive|fine|clear|received|reviewed|posted|finali[sz]ed|inconclusive|high|low|good)",
        ),
        (
            "results",
            r"\b(?:came|come|comes|coming)\s+back\s+(?:normal|abnormal|negative|positive|clear|high|low|clean|fine|inconclusive)\b|\b(?:is|are|was|were)\s+(?:slightly\s+|a little\s+|too\s+)?(?:elevated|out of range|above normal|below normal|borderline|off the chart)\b",
        ),
        (
            "results",
            r"\bwhat\s+(?:we|the\s+\w+|he|she|they)\s+(?:found|saw|took|removed|discovered|talked about|discussed)\b|\b(?:closer|second)\s+look\b|\b(?:nothing|no (?:reason|need|cause))\s+to\s+(?:worry|be (?:worried|alarmed|ashamed))\s?(?:about|over)?\b",
        ),
        (
            "results",
            r"\b(?:growth|lump|spot|mass|shadow|bump|lesion|cells?|tissue|polyps?|node|nodule|stitches|scab|tube|drain|needle|drops|gauze|bandage|dressing|cast|crown|filling|implant|graft|wire)s?\b[^.\n]{0,25}\b(?:removed|remove[sd]?|gone|benign|come[s]? (?:off|out)|dry|clean|shrunk|grown|loose|out|off|sent|in place|in\b)",
        ),
        (
            "results",
            r"\b(?:gone|went|go|crept|is|are|was|were|has|have)\s+(?:been\s+)?(?:up|down|risen|fallen|dropped|rising|falling|back in range|in range|out of range)\s+(?:since|from|again|a (?:bit|little)|slightly|to\s\d)|\b(?:back in|out of|within|in the normal)\s+range\b",
        ),
        # Money.
        (
            "money",
            r"\b(?:unpaid|outstanding|overdue|past[\s-]due|delinquent|late)\s+(?:\w+\s+)?(?:balances?|bills?|invoices?|amounts?|payments?|fees?|charges?|accounts?|statements?|debts?)\b|\byou\s+(?:still\s+)?owe\b|\bamount\s+(?:due|owed)\b|\bbalance\s+(?:due|of|owed)\b|\b(?:sent|turned over|referred)\s+to\s+collections?\b",
        ),
        (
            "money",
            r"\byour\s+(?:\w+\s+)?(?:balance|claim|deductible|debt|bill|co-?pay(?:ment)?|medicaid|medicare|charity care|financial (?:aid|assistance|hardship)|disability (?:claim|benefits?))\b|\b(?:insurance|insurer|medicare|medicaid|plan)\s+(?:\w+\s+)?(?:denied|declined|rejected|refused|did not cover|does not cover|won't cover|no longer covers|approved)\b|\bprior authorization\b",
        ),
        (
            "pregnancy",
            r"\b(?:start|keep|stop|began|begin|been)\s+trying\b(?!\s+(?:to|out|our|new))|\btrying (?:again in|for (?:a|another))\b|\b(?:the|baby|count)\s+kicks\b",
        ),
        (
            "body",
            r"\bwithout\s+(?:a|another|one)\s+(?:drink|cigarette|smoke|pill|relapse|slip|bet|dose)\b|\b(?:hear|hearing)\s+voices\b|\bhard (?:weeks|months|days) behind you\b",
        ),
        (
            "body",
            r"\b(?:put|take|apply|use|rinse|rub|swallow|inhale|inject|spray|chew|change|clean|keep)\b[^.\n]{0,40}\b(?:(?:once|twice|times?)\s+(?:a|per|each|every)\s+(?:day|week|night)|times daily|once daily|twice daily|every\s+\w+\s+hours|with food|(?:before|after|with)\s+(?:a\s+)?meals?|at bedtime|before bed|dry (?:until|for)|on for \w+ minutes)\b",
        ),
        (
            "body",
            r"\byou(?:'ve|\s+have)?\b[^.\n]{0,40}\bweight\b|\b(?:your|an?|chest|head|abdominal|contrast)\s+CT\b|\bCT\s+(?:scan|of|angio\w*|results?|is|was|on|shows?)\b",
        ),
        # Units, rooms and people who give a reason away.
        ("department", rf"\byour\s+(?:\w+\s+)?{_SPECIALIST}\b|\bsee\s+(?:a|our|the)\s+{_SPECIALIST}\b"),
        (
            "department",
            r"\byour\s+(?:\w+\s+){0,2}(?:department|unit|ward|suite|lab)\b|\byour\s+(?:visit|appointment|session|stay|check-?in)\s+(?:at|in|with|to)\s+(?:the|our)\s+(?!clinic\b|office\b|practice\b|front\b|main\b|team\b|doctor|location|hospital\b|center\b|centre\b|new\b|provider|nurse|building|desk)[\w-]+(?:\s+[\w-]+)?\s+(?:department|unit|ward|suite|clinic|center|centre|group|program(?:me)?|service|team|institute|floor|room|lab)\b",
        ),
        # The body of the reader.
        (
            "body",
            rf"\byour\s+(?:\w+\s+)?{_BODY}\s+(?:(?:is|are|has|have|been|was|were|may|still|might)\s+){{0,3}}{_STATE}\b|\b(?:how(?:'s| is| are)|pain in|problems? with|trouble with|look at|checked|worried about|concerns? about|swelling in|surgery on)\s+your\s+(?!feet\b){_BODY}\b",
        ),
        (
            "body",
            r"\byour\s+(?:weight|body weight|symptoms?|condition|diagnos\w+|illness|disease|disorder|injur(?:y|ies)|recovery|healing|progress|habit|addiction|cravings?|moods?|periods?|vitals?|drinking|diet plan|pain|triggers?|relapse|treatment\w*|therapy|procedure|operation|surgery|medicines?|meds|doses?|device|care plan)\b(?!\s+of\s+(?:trade|time))",
        ),
        (
            "body",
            r"\b(?:nothing|don't|do not|avoid|stop|without)\s+(?:to\s+)?(?:eat|drink)(?:ing)?\b[^.\n]{0,40}\b(?:before|after|midnight|hours|prior|from|until)\b|\bfast(?:ing)?\s+(?:for|from|after|before|overnight|since|starting|required|is required)\b|\bon an empty stomach\b",
        ),
    ),
    # Capitals matter here, therefore no IGNORECASE. Abbreviations of conditions and tests:
    (
        "sensitive-word",
        re.compile(
            r"\b(?:PCOS|IBS|GERD|COPD|HTN|T[12]DM|DM2?|CAD|CHF|AF|A-?fib|SVT|DVT|TIA|CVA|SLE|UTIs?|BPH|PID|STDs?|STIs?|HPV|HSV"
            r"|TB|MRSA|CKD|ESRD|NAFLD|IBD|PTSD|OCD|ADHD|ADD|GAD|MDD|BPD|ASD|GDM|IVF|IUI|ICSI|CVS test|NIPT|PSA|TSH|CBC|CMP|LFTs?"
            r"|INR|EGFR|MRI|EEG|EMG|ECG|EKG|DEXA|TMJ|ACL|PRK|ICL|IOL|AMD|HRT|PrEP|PEP|SSRIs?|NSAIDs?|PPIs?|DMARDs?|EMDR|CBT|DBT"
            r"|HIV|AIDS|HbA1c|A1C|LDL|HDL|BMI|CPAP|RSV|MMR|Tdap|BCG|OSA|PVD|PAD|GFR|BRCA[12]?|PET|LASIK|OB-?GYN|ENT|ICU|NICU|ER)\b"
            r"(?!\s+(?:friendly|friends|food|market|drive))"
        ),
    ),
    (
        "typed-name",
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+[A-Z][\w'-]+|\b(?:[Pp]atient|[Nn]ame|[Cc]lient)(?:'s name)?:\s*[A-Z][a-z]+"
            r"|^\W*(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening)),?[ \t]+(?!(?:Patient|Friend|Neighbo|Member|Subscriber"
            r"|Guest|Visitor|Community|Family|Families|Reader|Partner|Colleague|Everyone|Everybody|All|There|Team|Parent"
            r"|Valued|Customer|Client|Sir|Madam|Ma'am|Folks|Spring|Summer|Autumn|Fall|Winter|Again|From|And|Our|Health|To"
            r"|Supporter|Donor|Volunteer|Resident|Student|Staff|Doctor|Business|New|Clinic|Future|Kids|Fellow|We|You|I)\w*)"
            r"[A-Z][a-z]+(?:\s[A-Z][\w'-]+)?(?=[,!.:\s-]|$)",
            re.MULTILINE,
        ),
    ),
)
