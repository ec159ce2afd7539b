"""Chinese words of illness and treatment in a body: the longest word from each place, then endings and parts of names
that conditions, procedures and drugs are made of. Compared in Simplified."""

import re
from collections.abc import Iterator
from functools import lru_cache

from campaigns.domain.guard.finding import Finding
from campaigns.domain.guard.seen import HAN_RUN
from campaigns.domain.guard.sentences import sentences, speaks_to_the_reader
from campaigns.domain.guard.word_lists import as_written, safe_chinese, sensitive_chinese

_HAN = r"[\u4e00-\u9fff]"
_ENDINGS = re.compile(
    rf"{_HAN}{{1,4}}(?:癌|炎|症|综合征|瘤|疹|梗塞|疗法|疗程|化疗|放疗|科门诊|囊肿|结石|息肉|溃疡|硬化|衰竭|出血"
    rf"|感染|过敏|疼痛)"
    rf"|{_HAN}{{1,4}}(?:切除|置换|成形|成型|移植|切开|修复|引流|消融|吻合|造影|固定|植入|缝合|整形|矫正|取出|吸脂"
    rf"|填充)术"
    rf"|{_HAN}(?:镜检查|镜检)|{_HAN}{{1,3}}(?:激素|疫苗|抗体|抗原|酵素|注射液|胶囊|药膏|滴眼液|眼药水|冲剂|口服液)"
    rf"|{_HAN}{{1,3}}(?:霉素|西林|沙星|他汀|洛尔|地平|普利|沙坦|替丁|拉唑|西泮|唑仑|替尼|单抗|列汀|列净|鲁肽|韦林"
    rf"|洛韦|双胍|格雷|沙班|巴比妥|可的松|尼松|米松)"
    rf"|(?:急性|慢性|恶性|良性|先天性|遗传性|原发性|继发性|病毒性|细菌性){_HAN}{{1,4}}"
    rf"|{_HAN}(?:科|外科|内科)(?:的?(?:门诊|病房|诊间|医师|医生|主任|回诊|复诊|看诊|预约))"
)
_MARK = "□"
#: Latin letters among Chinese words.
_LATIN = re.compile(
    r"(?<![A-Za-z])(?:CT|B\s?超|X\s?光|DNA\s?检|PCR|OK\s?镜)(?![A-Za-z])|(?<![A-Za-z])[A-Ea-e]\s?型?\s?肝"
)


def chinese_findings(text: str) -> Iterator[Finding]:
    """`text`: readable, Simplified."""
    for sentence in sentences(text):
        if HAN_RUN.search(sentence):
            told = speaks_to_the_reader(sentence)
            found = _in_sentence(sentence)
            yield from (one for one in found if told or one.word not in as_written("ambiguous_zh"))


def without_safe_words(text: str) -> str:
    """Safe words become marks of the same length, so that no pattern reads a part of them: 快来打卡 is no 打."""
    if not HAN_RUN.search(text):
        return text
    heads, left, place = _lengths(), [], 0
    while place < len(text):
        word = _longest_at(text, place) if text[place] in heads else ""
        left.append(_MARK * len(word) if word in safe_chinese() else word or text[place])
        place += len(word) or 1
    return "".join(left)


def _in_sentence(text: str) -> Iterator[Finding]:
    heads, rest = _lengths(), []
    place = 0
    while place < len(text):
        word = _longest_at(text, place) if text[place] in heads else ""
        is_safe = word in safe_chinese()
        if word and not is_safe and not _lies_across(text, place, word):
            yield Finding("sensitive-word", word)
        rest.append(" " if is_safe else word or text[place])
        place += len(word) or 1
    left = "".join(rest)
    for match in _ENDINGS.finditer(left):
        yield Finding("medical-ending", match[0])
    for match in _LATIN.finditer(left):
        yield Finding("sensitive-word", match[0])


def _lies_across(text: str, place: int, word: str) -> bool:
    """Two common words meet in it: 一流|产品."""
    common = as_written("built_across_zh")
    before, after = text[max(place - 1, 0) : place + 1], text[place + 1 : place + 3]
    return len(word) == 2 and before in common and after in common


def _longest_at(text: str, place: int) -> str:
    """The longest listed word that begins here, safe or not."""
    safe, sensitive = safe_chinese(), sensitive_chinese()
    for length in _lengths()[text[place]]:
        word = text[place : place + length]
        if word in safe or word in sensitive:
            return word
    return ""


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    """First character → how long listed words are that begin with it, the longest first."""
    found: dict[str, set[int]] = {}
    for word in (*safe_chinese(), *sensitive_chinese()):
        found.setdefault(word[0], set()).add(len(word))
    return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in found.items()}
