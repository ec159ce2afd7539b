"""Names of people that somebody typed. Capitals tell them, therefore no IGNORECASE."""

import re

from campaigns.domain.guard.told.compiled import Patterns

PATTERNS: Patterns = (
    (
        "typed-name",
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.?\s+[A-Z][\w'-]+|\b(?:[Pp]atient|[Nn]ame|[Cc]lient)(?:'s name)?:\s*[A-Z][a-z]+"
            r"|^\W*(?:Dear|Hi|Hello|Hey|Good (?:morning|afternoon|evening)),?[ \t]+"
            r"(?!(?:Patient|Friend|Neighbo|Member|Subscriber|Guest|Visitor|Community|Family|Families|Reader|Partner"
            r"|Colleague|Everyone|Everybody|All|There|Team|Parent|Valued|Customer|Client|Sir|Madam|Ma'am|Folks|Spring"
            r"|Summer|Autumn|Fall|Winter|Again|From|And|Our|Health|To|Supporter|Donor|Volunteer|Resident|Student"
            r"|Staff"
            r"|Doctor|Business|New|Clinic|Future|Kids|Fellow|We|You|I)\w*)"
            r"[A-Z][a-z]+(?:\s[A-Z][\w'-]+)?(?=[,!.:\s-]|$)",
            re.MULTILINE,
        ),
    ),
)
