"""Does a text give away more than it must? (45 CFR 164.502(b), R44, R45)

Subjects: an allow-list. Each word must be in a small neutral vocabulary or be one of the clinic's own names.
Bodies: identifiers by pattern, and lists of conditions, drugs and procedures; Chinese is compared in Simplified.
A guard that finds nothing proves nothing: it is the second pair of eyes, not the first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import opencc

SUBJECT, PREHEADER, BODY = "subject", "preheader", "body"
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_BODY_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_MARKUP = re.compile(r"{{[^{}]*}}|{%[^{}]*%}")
_LONGEST_PHRASE = 3

_IDENTIFIERS = {
    "social-security-number": re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)"),
    "national-id": re.compile(r"(?<![A-Z0-9])[A-Z][1289]\d{8}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)"),
    "record-number": re.compile(
        r"\b(?:MRN|medical record|record (?:no|number)|chart (?:no|number)|patient id|member id)\b\.?"
        r"[\s#:：]*[\w-]*\d[\w-]*"
        r"|(?:病历|病历号|病历号码|就诊卡|健保卡|医保卡|住院号)(?:号码|号)?\s*[:：#]?\s*[A-Za-z]*\d[\w-]*",
        re.IGNORECASE,
    ),
    "date-of-birth": re.compile(
        r"\b(?:DOB|date of birth|born on|birth ?date)\b|出生日期|出生于"
        r"|(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
        r"|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}(?!\d)|(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日",
        re.IGNORECASE,
    ),
    "e-mail-address": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"),
    "phone-number": re.compile(
        r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}(?!\d)|(?<!\d)09\d{2}-?\d{3}-?\d{3}(?!\d)"
        r"|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\w)\+\d{8,15}(?!\d)|(?<!\d)0\d{1,2}-\d{3,4}-?\d{4}(?!\d)"
    ),
}
_SUFFIXES = re.compile(
    r"[a-z]{2,}(?:ectomy|otomy|ostomy|oscopy|plasty|pexy|rrhaphy|centesis|itis|osis|aemia|emia|uria|oma|pathy|algia"
    r"|rrhea|rrhoea|ography|gram|scopic|sclerosis|cillin|mycin|cycline|oxetine|zepam|zolam|prazole|conazole|gliptin"
    r"|gliflozin|floxacin|tidine|sartan|dipine|olol|pril|statin|triptan|setron|zumab|ximab|limumab|tinib)s?"
)
_ZH_SUFFIX = re.compile(
    r"[\u4e00-\u9fff]{1,4}(?:癌|炎|症(?!结)|综合征|瘤)|[\u4e00-\u9fff](?:切除术|置换术|成形术|镜检查)"
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
    return list(dict.fromkeys(_body_findings(text, own)))


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
    if found := _MARKUP.search(text):
        yield Finding("placeholder", found[0])
        text = _MARKUP.sub(" ", text)
    bare = _to_simplified(_without(text, own.names))
    for digits in re.findall(r"\d[\d/.:-]*", bare):
        yield Finding("number", digits)
    for word in _LATIN_WORD.findall(bare):
        if re.sub(r"['’]s?$", "", word.casefold()) not in _words("subject_en"):
            yield Finding("not-in-vocabulary", word)
    for run in _HAN_RUN.findall(bare):
        for piece in _uncovered(run, _words("subject_zh")):
            yield Finding("not-in-vocabulary", piece)


def _body_findings(text: str, own: Own) -> Iterator[Finding]:
    bare = _without(_MARKUP.sub(" ", text), own.names | own.contacts)
    simplified = _to_simplified(bare)
    for rule, pattern in _IDENTIFIERS.items():
        for match in pattern.finditer(simplified):
            yield Finding(rule, match[0].strip())
    yield from _english_findings(bare.casefold())
    yield from _chinese_findings(simplified)


def _english_findings(text: str) -> Iterator[Finding]:
    words = _BODY_WORD.findall(text)
    for start, word in enumerate(words):
        if word in _words("sensitive_en"):
            yield Finding("sensitive-word", word)
        elif _SUFFIXES.fullmatch(word) and word.rstrip("s") not in _words("safe_en"):
            yield Finding("medical-ending", word)
        for length in range(2, _LONGEST_PHRASE + 1):
            phrase = "-".join(words[start : start + length])
            if phrase != word and phrase in _words("sensitive_en"):
                yield Finding("sensitive-word", phrase.replace("-", " "))


def _chinese_findings(text: str) -> Iterator[Finding]:
    for safe in _words("safe_zh"):
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
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE)
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
