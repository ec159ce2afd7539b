"""Does a text give away more than it must? (45 CFR 164.502(b), R44, R45)

Subjects: an allow-list. Each word must be in a small neutral vocabulary or be one of the clinic's own names.
Bodies: identifiers by pattern, and lists of conditions, drugs and procedures; Chinese is compared in Simplified.
A guard that finds nothing proves nothing: it is the second pair of eyes, not the first.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import opencc

from campaigns.domain.hidden_markup import MARKUP
from campaigns.domain.liquid_texts import words_in

SUBJECT, PREHEADER, BODY = "subject", "preheader", "body"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LETTER = r"[0-9A-Za-z\u00c0-\u024f]"
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_BODY_WORD = re.compile(r"[a-z][a-z\d]*(?:-[a-z\d]+)*")
_ANY_WORD = re.compile(r"[^\W\d_]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe63\uff0d]")
_BLANKS = re.compile(r"[\u034f\u115f\u1160\u3164\ufe00-\ufe0f]")
_LATIN, _LOOKS_LATIN = re.compile(r"[A-Za-z]"), re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
_LONGEST_PHRASE = 3
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_BIRTH_YEAR = r"(?:19\d\d|200\d|201\d)"

_IDENTIFIERS = {
    "social-security-number": re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)"),
    "national-id": re.compile(r"(?<![A-Z0-9])[A-Z][1289]\d{8}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"),
    "record-number": re.compile(
        r"\b(?:MRN|medical record|record (?:no|number)|chart (?:no|number)|patient id|member id)\.?"
        r"[\s#:-]*[\w-]*\d[\w-]*"
        r"|(?:病历|病历号|病历号码|就诊卡|健保卡|医保卡|住院号)(?:号码|号)?\s*[:：#]?\s*[A-Za-z]*\d[\w-]*",
        re.IGNORECASE,
    ),
    "date-of-birth": re.compile(
        r"\b(?:DOB|date of birth|born on|birth ?date)\b|出生日期|出生于"
        r"|(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
        r"|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
        r"|民国\s*\d{1,3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
        rf"|\b{_MONTHS}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s{_BIRTH_YEAR}\b|\b\d{{1,2}}\s{_MONTHS}\s{_BIRTH_YEAR}\b",
        re.IGNORECASE,
    ),
    "e-mail-address": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    "phone-number": re.compile(
        r"(?<!\w)\+\d(?:[\s().-]{0,2}\d){6,14}(?!\d)"
        r"|(?<!\d)(?:1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]?\d{4}(?!\d)"
        r"|(?<!\d)\d{10}(?!\d)|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)"
        r"|(?<!\d)09\d{2}[\s-]?\d{3}[\s-]?\d{3}(?!\d)|(?<!\d)\(?0\d{1,3}\)?[\s-]\d{3,4}[\s-]?\d{4}(?!\d)"
    ),
}
_SUFFIXES = re.compile(
    r"[a-z]{2,}(?:ectomy|otomy|ostomy|oscopy|plasty|pexy|rrhaphy|centesis|desis|itis|osis|aemia|emia|uria|oma|pathy"
    r"|pathic|algia|rrhea|rrhoea|rrhage|ography|gram|scopic|sclerosis|plegia|phobia|ology|ologist|iatry|iatric|iatrist"
    r"|therapy|therapist|cillin|mycin|cycline|oxetine|azepam|zolam|zepam|prazole|conazole|gliptin|gliflozin|glutide"
    r"|formin|floxacin|tidine|sartan|dipine|olol|pril|statin|triptan|setron|mab|parin|lukast|profen|caine|thiazide"
    r"|semide|fibrate|dronate|zosin|cyclovir|tadine|tinib|barbital|codone|morphone)s?"
)
_ZH_SUFFIX = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:癌|炎|症|综合征|瘤|疹|梗塞|疗法|疗程|化疗|放疗|科门诊)"
    r"|[\u4e00-\u9fff]{1,4}(?:切除|置换|成形|移植|切开|修复|引流|消融|吻合|造影|固定)术|[\u4e00-\u9fff](?:镜检查|镜检)"
)


@dataclass(frozen=True, slots=True)
class Finding:
    rule: str
    word: str


@dataclass(frozen=True, slots=True)
class Own:
    """What the clinic may say of itself: its names and places (any part), its phone numbers and addresses (bodies)."""

    names: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()


NOTHING_OWN = Own()


def findings(text: str, *, part: str, language: str, own: Own = NOTHING_OWN) -> list[Finding]:
    """Everything in `text` that should not stand in this part of a mail. `language` names the vocabulary first tried:
    all parts are looked at in English and Chinese, for texts mix them."""
    if part in (SUBJECT, PREHEADER):
        return list(_subject_findings(text, own))
    apart, together = MARKUP.sub(lambda m: f" {words_in(m[0])} ", text), MARKUP.sub(lambda m: words_in(m[0]), text)
    return list(dict.fromkeys(finding for said in (apart, together) for finding in _body_findings(said, own)))


def as_a_name(value: str) -> str:
    """The value, if it can stand in a greeting; otherwise nothing: whoever typed more than a name into a name field
    must not keep a patient from a reminder, nor have it read by whoever opens the mail."""
    return "" if _looks_like_more(value) else value


def _looks_like_more(value: str) -> bool:
    return bool(
        len(value) > 60
        or any(ord(character) < 32 for character in value)
        or re.search(r"[@<>{}\\/]|https?:|www\.|\d{7}", value, re.IGNORECASE)
        or any(pattern.search(value) for pattern in _IDENTIFIERS.values())
    )


def _subject_findings(text: str, own: Own) -> Iterator[Finding]:
    if found := MARKUP.search(text):
        yield Finding("placeholder", found[0])
        text = MARKUP.sub(" ", text)
    bare = _to_simplified(_without(_readable(text), own.names))
    for digits in re.findall(r"\d[\d/.:-]*", bare):
        yield Finding("number", digits)
    for word in _LATIN_WORD.findall(bare):
        if re.sub(r"['’]s?$", "", word.casefold()) not in _words("subject_en"):
            yield Finding("not-in-vocabulary", word)
    for run in _HAN_RUN.findall(bare):
        for piece in _uncovered(run, _words("subject_zh")):
            yield Finding("not-in-vocabulary", piece)


def _body_findings(text: str, own: Own) -> Iterator[Finding]:
    simplified = _to_simplified(_without(_readable(text), own.names | own.contacts))
    for rule, pattern in _IDENTIFIERS.items():
        for match in pattern.finditer(simplified):
            yield Finding(rule, match[0].strip())
    for word in _ANY_WORD.findall(simplified):
        if _LATIN.search(word) and _LOOKS_LATIN.search(word):
            yield Finding("mixed-scripts", word)
    yield from _english_findings(_without_accents(simplified.casefold()))
    yield from _chinese_findings(simplified)


def _readable(text: str) -> str:
    """What the eye reads: no invisible characters, no full-width or ornamental letters, one kind of dash."""
    seen = "".join(character for character in unicodedata.normalize("NFKC", text) if _is_seen(character))
    return _DASHES.sub("-", _BLANKS.sub("", seen))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _english_findings(text: str) -> Iterator[Finding]:
    words = _BODY_WORD.findall(text)
    safe = _covered(words, _words("safe_en"))
    for start, word in enumerate(words):
        if start not in safe:
            yield from _word_findings(word)
        for length in range(2, _LONGEST_PHRASE + 1):
            phrase = "-".join(words[start : start + length])
            if phrase != word and safe.isdisjoint(range(start, start + length)) and _is_sensitive(phrase):
                yield Finding("sensitive-word", phrase.replace("-", " "))


def _covered(words: list[str], phrases: frozenset[str]) -> set[int]:
    """The places of words that are safe, alone or in their phrase."""
    return {
        place
        for start, word in enumerate(words)
        for length in range(1, _LONGEST_PHRASE + 1)
        if "-".join(words[start : start + length]) in phrases or (length == 1 and word.removesuffix("s") in phrases)
        for place in range(start, start + length)
    }


def _word_findings(word: str) -> Iterator[Finding]:
    for piece in dict.fromkeys((word, *word.split("-"))):
        if _is_sensitive(piece):
            yield Finding("sensitive-word", word)
            return
        if _SUFFIXES.fullmatch(piece) and piece.removesuffix("s") not in _words("safe_en"):
            yield Finding("medical-ending", word)
            return


def _is_sensitive(word: str) -> bool:
    """Plurals as well; lists hold the singular."""
    stems = {word, word.removesuffix("s"), word.removesuffix("es")}
    return not stems.isdisjoint(_words("sensitive_en"))


def _chinese_findings(text: str) -> Iterator[Finding]:
    for safe in sorted(_words("safe_zh"), key=len, reverse=True):
        text = text.replace(safe, " ")
    for word in _words("sensitive_zh"):
        if word in text:
            yield Finding("sensitive-word", word)
    for match in _ZH_SUFFIX.finditer(text):
        yield Finding("medical-ending", match[0])


def _uncovered(run: str, vocabulary: frozenset[str]) -> list[str]:
    """What no row of vocabulary words covers: the shortest leftovers of the best split."""
    longest = max(map(len, vocabulary))
    best: list[tuple[int, int]] = [(0, 0)]
    for end in range(1, len(run) + 1):
        options = [(best[end - 1][0] + 1, end - 1)]
        for start in range(max(0, end - longest), end):
            if run[start:end] in vocabulary:
                options.append((best[start][0], -start - 1))
        best.append(min(options, key=lambda option: (option[0], option[1] >= 0)))
    return _leftovers(run, best)


def _leftovers(run: str, best: list[tuple[int, int]]) -> list[str]:
    marks = [False] * len(run)
    end = len(run)
    while end:
        step = best[end][1]
        start = step if step >= 0 else -step - 1
        if step >= 0:
            marks[start] = True
        end = start
    return ["".join(run[i] for i in group) for group in _neighbours([i for i, mark in enumerate(marks) if mark])]


def _neighbours(places: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for place in places:
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _without(text: str, names: Iterable[str]) -> str:
    """Names are taken out as whole words (“Our clinic” leaves “your” alone); Chinese has no gaps between words."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        before = rf"(?<!{_LETTER})" if re.match(_LETTER, name) else ""
        after = rf"(?!{_LETTER})" if re.match(_LETTER, name[-1]) else ""
        text = re.sub(f"{before}{re.escape(name)}{after}", " ", text, flags=re.IGNORECASE)
    return text


@lru_cache(maxsize=8)
def _words(name: str) -> frozenset[str]:
    lines = (files("campaigns.domain") / "guard_words" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("tw2sp")


def _to_simplified(text: str) -> str:
    return str(_converter().convert(text)) if _HAN_RUN.search(text) else text
