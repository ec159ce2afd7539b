"""How somebody is, and what was found: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled
from campaigns.domain.guard.told.words_en import BODY, STATE

PATTERNS = compiled(
    (
        "results",
        r"\byour\s+(?:\w+\s+){0,2}(?:results?|reports?|findings|readings?|levels?|numbers|score|values|sample"
        r"|images|screenings?)\b(?!\s+of\s+the\s+(?:survey|quiz|vote))",
    ),
    (
        "results",
        r"\b(?:results?|tests?|report|sample)\s+(?:is|are|were|was|has|have|came|come|show\w*"
        r"|look\w*)\s+(?:now\s+|been\s+|back\s*)?(?:in\b|back|ready|available|normal|abnormal|negative"
        r"|positive|fine|clear|received|reviewed|posted|finali[sz]ed|inconclusive|high|low|good)",
    ),
    (
        "results",
        r"\b(?:came|come|comes|coming)\s+back\s+(?:normal|abnormal|negative|positive|clear|high|low|clean|fine"
        r"|inconclusive)\b|\b(?:is|are|was|were)\s+(?:slightly\s+|a little\s+|too\s+)?(?:elevated|out of range"
        r"|above normal|below normal|borderline|off the chart)\b",
    ),
    (
        "results",
        r"\bwhat\s+(?:we|the\s+\w+|he|she|they)\s+(?:found|saw|took|removed|discovered|talked about"
        r"|discussed)\b|\b(?:closer|second)\s+look\b|\b(?:nothing|no (?:reason|need|cause))\s+to\s+(?:worry"
        r"|be (?:worried|alarmed|ashamed))\s?(?:about|over)?\b",
    ),
    (
        "results",
        r"\b(?:growth|lump|spot|mass|shadow|bump|lesion|cells?|tissue|polyps?|node|nodule|stitches|scab|tube"
        r"|drain|needle|drops|gauze|bandage|dressing|cast|crown|filling|implant|graft"
        r"|wire)s?\b[^.\n]{0,25}\b(?:removed|remove[sd]?|gone|benign|come[s]? (?:off|out)|dry|clean|shrunk"
        r"|grown|loose|out|off|sent|in place|in\b)",
    ),
    (
        "results",
        r"\b(?:gone|went|go|crept|is|are|was|were|has|have)\s+(?:been\s+)?(?:up|down|risen|fallen|dropped"
        r"|rising|falling|back in range|in range|out of range)\s+(?:since|from|again|a (?:bit|little)|slightly"
        r"|to\s\d)|\b(?:back in|out of|within|in the normal)\s+range\b",
    ),
    (
        "body",
        r"\bwithout\s+(?:a|another|one)\s+(?:drink|cigarette|smoke|pill|relapse|slip|bet|dose)\b|\b(?:hear"
        r"|hearing)\s+voices\b|\bhard (?:weeks|months|days) behind you\b",
    ),
    (
        "body",
        r"\b(?:put|take|apply|use|rinse|rub|swallow|inhale|inject|spray|chew|change|clean"
        r"|keep)\b[^.\n]{0,40}\b(?:(?:once|twice|times?)\s+(?:a|per|each|every)\s+(?:day|week|night)"
        r"|times daily|once daily|twice daily|every\s+\w+\s+hours|with food|(?:before|after"
        r"|with)\s+(?:a\s+)?meals?|at bedtime|before bed|dry (?:until|for)|on for \w+ minutes)\b",
    ),
    (
        "body",
        r"\byou(?:'ve|\s+have)?\b[^.\n]{0,40}\bweight\b|\b(?:your|an?|chest|head|abdominal|contrast)\s+CT\b"
        r"|\bCT\s+(?:scan|of|angio\w*|results?|is|was|on|shows?)\b",
    ),
    (
        "body",
        rf"\byour\s+(?:\w+\s+)?{BODY}\s+(?:(?:is|are|has|have|been|was|were|may|still"
        rf"|might)\s+){{0,3}}{STATE}\b|\b(?:how(?:'s| is| are)|pain in|problems? with|trouble with|look at"
        rf"|checked|worried about|concerns? about|swelling in|surgery on)\s+your\s+(?!feet\b){BODY}\b",
    ),
    (
        "body",
        r"\byour\s+(?:weight|body weight|symptoms?|condition|diagnos\w+|illness|disease|disorder|injur(?:y"
        r"|ies)|recovery|healing|progress|habit|addiction|cravings?|moods?|periods?|vitals?|drinking|diet plan"
        r"|pain|triggers?|relapse|treatment\w*|therapy|procedure|operation|surgery|medicines?|meds|doses?"
        r"|device|care plan)\b(?!\s+of\s+(?:trade|time))",
    ),
    (
        "body",
        r"\b(?:nothing|don't|do not|avoid|stop|without)\s+(?:to\s+)?(?:eat"
        r"|drink)(?:ing)?\b[^.\n]{0,40}\b(?:before|after|midnight|hours|prior|from|until)\b"
        r"|\bfast(?:ing)?\s+(?:for|from|after|before|overnight|since|starting|required|is required)\b"
        r"|\bon an empty stomach\b",
    ),
)
