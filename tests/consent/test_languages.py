"""Every sentence of the public pages exists in three languages, and what runs is what was written."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

LANGUAGES = ["zh_Hant", "zh_Hans"]
LOCALE = settings.BASE_DIR / "locale"
_ENTRY = re.compile(r'^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)msgstr ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.MULTILINE)
_IN_TEMPLATE = re.compile(r"""{% translate ["'](.+?)["'] (?:as \w+ )?%}""")
_BLOCK_IN_TEMPLATE = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
_IN_PYTHON = re.compile(r'\b_\(\s*"(.+?)"\s*\)')


def _written(language: str) -> dict[str, str]:
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    pairs = ((_unquoted(said), _unquoted(meant)) for said, meant in _ENTRY.findall(text))
    return {said: meant for said, meant in pairs if said}


def _unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines() if line)


def _compiled(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {said: meant for said, meant in catalogue.items() if said}


def _spoken() -> set[str]:
    pages = "".join(path.read_text(encoding="utf-8") for path in _files("templates/public", "*.html"))
    speaking = (*_files("consent", "*.py"), *_files("campaigns/pages", "*.py"))
    code = "".join(path.read_text(encoding="utf-8") for path in speaking)
    blocks = {re.sub(r"{{ (\w+) }}", r"%(\1)s", block) for block in _BLOCK_IN_TEMPLATE.findall(pages)}
    return {*_IN_TEMPLATE.findall(pages), *blocks, *_IN_PYTHON.findall(code)}


def _files(folder: str, pattern: str) -> list[Path]:
    return sorted((settings.BASE_DIR / folder).rglob(pattern))


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_the_written_one(language: str) -> None:
    assert _compiled(language) == _written(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_pages_is_translated(language: str) -> None:
    written = _written(language)
    assert sorted(_spoken() - written.keys()) == []
    assert [said for said, meant in written.items() if not meant.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    found = re.compile(r"%\(\w+\)s")
    assert [said for said, meant in _written(language).items() if found.findall(said) != found.findall(meant)] == []


def test_no_simplified_character_stands_in_the_traditional_texts() -> None:
    traditional = "".join(_written("zh_Hant").values())
    assert sorted(set(traditional) & set("们这个请订阅阀邮电报设备诊约检务预术护电话语")) == []
