"""Age, sex, family, a child to come, where somebody lives: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled
from campaigns.domain.guard.told.words_en import DAY, KIN, PERSON

PATTERNS = compiled(
    (
        "we-know",
        r"\b(?:women|men|people|patients|folks|those|anyone|someone|adults|seniors|parents|couples|moms|mothers"
        r"|smokers)\s+"
        r"(?:(?:over|under|above|past|in (?:their|your)|aged|with|who)\b[^.\n]{0,20}\s)like you\b",
    ),
    (
        "age-or-sex",
        rf"\b(?:as|for|since)\s+(?:a|an)\s+(?:[\w-]+\s+){{0,3}}?{PERSON}\b(?!\s+(?:of the|to be))",
    ),
    (
        "age-or-sex",
        rf"\b{PERSON}s?\s+(?:of|aged|over|under|in (?:her|his|your"
        r"|their))\s+(?:the age of\s+)?\w*\s?\d{2}s?\b|\b\d{1,3}[\s-]years?[\s-]olds?\b|\b(?:aged?"
        r"|age of)\s+\d{1,3}\b",
    ),
    (
        "age-or-sex",
        r"\byou(?:'re|\s+are|\s+turn(?:ed)?|\s+are turning|'re turning|\s+have turned|\s+just turned"
        r"|'ve turned|\s+have reached|\s+recently turned)\s+(?:now\s+|only\s+|already\s+"
        r"|just\s+)?(?:over\s+)?\d{2}\b(?!\s*(?:minutes|min|days|steps|%|percent|miles|people|st|nd|rd|th))",
    ),
    (
        "age-or-sex",
        r"\b(?:at|of|for|reached)\s+your\s+age\b|\byour\s+(?:\d{2}(?:th|st|nd|rd)\s+birthday|sex|gender|race"
        r"|ethnicity|religion|nationality|marital status|age group|immigration\s\w+|sexual\s\w+)\b"
        r"|\bnow that you(?:'re|\s+are)\s+(?:over|\d|retired|older|a senior|on medicare)\b",
    ),
    (
        "age-or-sex",
        r"(?:^|[.!?]\s+)at\s+\d{2}\s*(?:,|and\b)|\b(?:you|and)\s+(?:are\s+|'re\s+)?(?:live|living"
        r"|lives)\s+(?:alone|by yourself|on your own)\b|\bas you (?:get older|age|grow older)\b",
    ),
    (
        "address",
        r"\byou\b[^.\n]{0,30}\b(?:at|to)\s+\d{1,5}\s+[a-z]+|\byou\s+(?:\w+\s+)?(?:live|reside|moved"
        r"|are staying)\s+(?:at|in|on|far|near|by|close|alone)\b",
    ),
    (
        "address",
        r"\byour\s+(?:new\s+|home\s+|street\s+|mobile\s+|cell\s+)?(?:address|home|house|phone|number|mobile"
        r"|cell|e-?mail)(?:\s+address|\s+number|\s+phone)?\s*(?:is|was|as|:|,|at|on file|still|ending"
        rf"|ends)?\s*(?:in\s+)?\(?\d|\byour birthday\b[^.\n]{{0,8}}{DAY}|\bcard ending\b",
    ),
    (
        "family",
        rf"\byour\s+(?:\w+\s+)?{KIN}s?\b(?!-)(?!\s+(?:and friends|along|is welcome|are welcome|too|or a friend"
        r"|or friend))|\byour\s+(?:child|kid|little one|loved one|family member)(?:'s|ren's|s')\s\w+",
    ),
    (
        "family",
        r"\b(?:runs in your family|family history|family members? (?:with|who|had)|your (?:divorce|separation"
        r"|marriage|bereavement|loss|family situation|home situation))\b",
    ),
    (
        "pregnancy",
        r"\b(?:you(?:'re|\s+are)\s+expecting\b(?!\s+(?:us|a call|to hear|an? (?:answer|e-?mail|letter"
        r"|message)))|expecting\s+(?:a|your|twins|mothers?|parents?|moms?)\s?\w*|your\s+(?:due date|bump"
        r"|delivery date|birth plan|trimester)|parents-to-be|mom-to-be|weeks?\s+along|new (?:mom|mum|mother"
        r"|parent)s?|new arrival|little one is)\b",
    ),
    (
        "pregnancy",
        r"\b(?:start|keep|stop|began|begin|been)\s+trying\b(?!\s+(?:to|out|our|new))|\btrying (?:again in"
        r"|for (?:a|another))\b|\b(?:the|baby|count)\s+kicks\b",
    ),
)
