"""How to get ready for a treatment and what to do, or not, after it: English. Rule → how it reads."""

from campaigns.domain.guard.told.compiled import compiled

_SPAN = r"(?:for|until|till|before|after|the (?:day|night|morning|evening))"
_PREPARED = (
    r"(?:jewell?ery|rings|piercings|nail polish|lotion|deodorant|make-?up|perfume|dentures|contacts|contact lenses)"
)

PATTERNS = compiled(
    (
        "body",
        r"\bno\s+(?!parking|smoking|standing|waiting|entering|loitering|littering|charging|booking|meeting|opening"
        r"|hiring"
        r"|morning|evening|string|missing|king|thing)"
        r"(?:[a-z]+ing|baths?|sex|alcohol|caffeine|solid food|solids|food|sports?|gym|pool|liquids?|fluids?)\b"
        rf"[^.\n]{{0,30}}\b{_SPAN}\b",
    ),
    (
        "body",
        r"\b(?:you|u|patients?)\s+(?:can|may|could|should|must)(?:n't|not| not)?(?:\s+(?:now|already|also|still))*\s+"
        r"(?:shower|bathe|lift|chew|resume|swim|exercise|bend|squat|soak|return to (?:work|school|sports?|normal)"
        r"|go back to (?:work|school|sports?|the gym)|(?:drive|run|walk|fly|eat|drink|work|train) again"
        r"|eat (?:solid|soft|normally|whatever)|get it wet|take it off)\b",
    ),
    (
        "body",
        r"\bstay\s+(?:the night|with you (?:for|over|until|after|that))|\bhave (?:someone|somebody"
        r"|an adult) with you\b"
        rf"|\b(?:leave|take off|remove|avoid|no|without)\s+(?:your |all |any )?(?:{_PREPARED}|{_PREPARED} (?:at"
        rf"|off))\b"
        r"|\bwear\b[^.\n]{0,40}\b(?:button|short[- ]sleeve|loose[- ]fitting|two-piece)",
    ),
    (
        "body",
        r"\b(?:hold|skip|pause|stop|start|take|taper|increase|decrease|double|halve|cut|miss|missed|forget|finish)\s+"
        r"(?:the |your |ur |one |two |half |a |an |all )*(?:tabs?|caps|drops|puffs?|pills?|sprays?|doses?|meds?"
        r"|patch|cream|gel)\b"
        r"|\b(?:one|two|three|half|\d+)\s+(?:tabs?|caps|puffs?|gtts?|pills?|tablets?|capsules?)\b"
        r"|\b(?:once|twice|three times|four times|\d\s?x)\s+(?:a day|daily|per day|a night|nightly)\b"
        r"(?=[^.\n]{0,30}\b(?:with|after|before|for|until|on|apply|take)\b)",
    ),
    (
        "body",
        r"\b(?:cast|boot|brace|sling|splint|bandage|wrap|gauze|drain|tube|trays?|retainer|mouthguard|dressing)\b"
        r"[^.\n]{0,25}\b(?:off|dry|out|at night|overnight|clean|tight)\b|\belevate\b"
        r"|\b(?:easy|weight|pressure|strain) (?:on|off) (?:that|the|your|ur) (?:ankle|knee|foot|leg|arm|wrist"
        r"|shoulder|back|hip|hand)"
        r"|\bkeep (?:the|your) (?:leg|foot|arm|hand|hip|knee|head)\b[^.\n]{0,12}\b(?:up|raised|elevated|straight"
        r"|still|dry)\b",
    ),
    (
        "body",
        r"\b(?:hot|cold|ice|heat|warm|gel)[- ](?:packs?|compress(?:es)?)\b|\bheating pads?\b|\b(?:don't|do not"
        r"|please) shave\b|\bshav\w+ (?:the|your)\b"
        r"|\bice (?:it|your)\b|\bthe (?:area|site|bandage|cut)\b[^.\n]{0,15}\b(?:clean|dry|covered|red|warm|tender"
        r"|open)\b"
        r"|\b(?:clear|soft|bland|low[- ]residue|low[- ]salt|liquid)[- ](?:liquids?|fluids?|foods?|diet)\b"
        r"|\b(?:don't|do not|nothing to|stop|no) (?:eat|drink|chew|drinking|eating"
        r"|swallow)\w*\b[^.\n]{0,30}\b(?:before|after|from|until|the)\b"
        r"|\bdrink (?:all of|the) (?:it|solution|prep|mixture)\b|\bhold (?:it|your bladder)\b",
    ),
)
