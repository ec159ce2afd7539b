"""Good and bad news of somebody's health without a clinical word: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled

_OUR_FAULT = (
    r"(?![^.\n]*\b(?:leav|unsubscrib|trouble|problem|website|page|link|parking|wait|delay|mix-?up|inconvenience"
    r"|newsletter"
    r"|e-?mail|confusion|error|noise|construction|typo|mistake|call|closed|closing|cancel|sold out)\w*)"
)
_COMPLAINT = (
    r"(?:cough|rash|itch|ache|pain|lump|spot|mole|fever|burn|cut|bite|sprain|bruise|knee|ankle|back|tooth|hip"
    r"|shoulder|cold"
    r"|headaches?|throat|tummy|stomach|swelling|bump|flare|numbness|dizziness|sleep)"
)
_SPELL = r"(?:\d+|one|two|three|six|nine|twelve|thirty|sixty|ninety)\s+(?:days?|weeks?|months?|years?)"

PATTERNS = compiled(
    (
        "body",
        r"\byou\s+(?:fainted|collapsed|fell|passed out|threw up|vomited|cried|limped|looked (?:pale|tired|upset"
        r"|unwell|worn|thin)"
        r"|(?:were|was) (?:pale|upset|crying|in tears|shaken|dizzy|unsteady|worried about))\b|\bin tears\b"
        r"|\b(?:weeks?|days?) late\b[^.\n]{0,20}\btest\b|\btake a (?:home |rapid )?test\b",
    ),
    (
        "family",
        r"\bbecoming (?:a |an )?(?:dad|mom|mum|father|mother|parents?|grandparents?|grandma|grandpa)\b"
        r"|\b(?:on|for) (?:the|your) (?:birth|baby|bundle of joy|new arrival|twins|newborn|engagement|divorce)\b",
    ),
    (
        "results",
        r"\bT(?:emp(?:erature)?)?\.?\s?(?:is|was|of|:)?\s?(?:9[5-9]|10[0-6])\.\d\b|\bHR\s?(?:is|was|of"
        r"|:)?\s?\d{2,3}\b"
        r"|\bsat(?:s|uration)?\s?(?:is|was|of|:)?\s?\d{2}\s?%|\b(?:lb|lbs|kg|pounds|kilos),?\s(?:up|down)\s\d",
    ),
    (
        "results",
        r"\bsorry\s+(?:to (?:hear|learn)|about (?:your|what|how)|for your|that (?:it|the \w+|things|this)\s+(?:did"
        r"|was|were|has))" + _OUR_FAULT,
    ),
    (
        "results",
        r"\b(?:it|this one|that one|they)\s+(?:is|are|was|has|have|keeps?|may|might|could)\s+(?:still |now |not "
        r"|also |been |just )*"
        r"(?:grow(?:ing|n)|shr(?:ink|unk|inking)|spread(?:ing)?|contained|treatable|curable|operable|benign)\b"
        r"|\b(?:should|must)(?:n't| not) wait\b(?! (?:to|outside|in|for)\b)",
    ),
    (
        "results",
        r"\b(?:a|the)\s+(?:little|bit|touch|tad)\s+(?:too )?(?:high|low|elevated|raised|enlarged)\b"
        r"|\bslightly\s+(?:high|low|elevated|raised|enlarged)\b|\bre-?(?:test|draw)(?:ed|ing|s)?\b"
        r"|\brecheck(?:ed|ing)?\b(?! (?:your|the|our) (?:address|detail|link|form|spelling|name|date|time|website"
        r"|list))",
    ),
    (
        "results",
        r"\b(?:those|these|your|ur) numbers?\b|\bnumbers? (?:down|under|where (?:we|they|it))\b|\bcleared (?:to"
        r"|for)\b"
        r"|\bnext steps (?:at home|for you|in your|with you)|\btalk (?:with you |to you )?about (?:the )?next steps\b"
        r"|\bsecond opinion\b|\b(?:the|your|that)\s+(?:\w+\s+)?news\s+(?:you\s+(?:got|had|heard|received)"
        r"|about you|from your)"
        r"|\bwhat we (?:talked|spoke) about\b|\b(?:got|have|had)\s+(?:good|bad|difficult|hard) news (?:about|for"
        r"|from) (?:you|your)",
    ),
    (
        "body",
        rf"\b{_SPELL}\s+(?:clean|sober|dry|smoke-free|drug-free|cancer-free|seizure-free|in recovery|post-?op"
        rf"|out from)\b"
        r"|\bhow (?:many|much)\s+(?:drinks?|cigarettes?|beers?|units|packs?|joints?)\b"
        r"|\bhow often (?:do|did|have) (?:you|u) (?:drink|smoke|use|feel|wake|cough|vomit)\b",
    ),
    (
        "body",
        r"\b(?:dark|racing|intrusive|harmful) thoughts\b|\b(?:call|text|dial)\s+(?:or text )?988\b"
        r"|\bcrisis (?:line|plan|team)\b"
        r"|\bhurt(?:ing)? yourself\b|\bend(?:ing)? (?:it all|your life)\b|\bwish(?:ing)? you were dead\b",
    ),
    (
        "body",
        rf"\b(?:check(?:ing)? in on|how(?:'s| is)|is|has|any better|did|about)\s+(?:that|the"
        rf"|ur)\s+(?:\w+\s+)?{_COMPLAINT}\b"
        r"(?=[^.\n]{0,25}(?:\?|:\)|$|\bdoing|\bgone?\b|\bbetter|\bcleared|\bstill|\bstop))"
        r"|\bhow (?:are|r) (?:you|u) (?:feeling|sleeping|eating|coping) (?:now|today|since|after|this|these|lately"
        r"|with)\b",
    ),
    (
        "visit-told",
        r"\b(?:haven't|have not|hasn't)\s+(?:been|come|seen you|heard from you)\b[^.\n]{0,20}\bsince\s+(?:your|the"
        r"|you|that)\b"
        r"|\bsince\s+your\s+(?:fall|accident|crash|scare|episode|attack|discharge|operation|birth|delivery|loss"
        r"|injury|move)\b"
        r"|\byou[^.\n]{0,12}\bhalf-?way (?:through|there)\b",
    ),
    (
        "pregnancy",
        r"\bbaby(?:'s)?\s+(?:is|was|has|will|kick|weigh|heart|turn|should|measures|size|due|scan)\w*\b"
        r"|\bthe size of an? (?:lemon|avocado|grape|blueberry|melon|peach|bean|lime|orange|poppy)\b"
        r"|\b(?:the|this|your|ur) (?:cycle|transfer|round|retrieval) (?:did|was|has|went|worked|failed|takes?)\w*\b",
    ),
)
