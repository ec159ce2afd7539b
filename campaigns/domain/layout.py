"""From Markdown with placeholders to a responsive HTML mail and its text part: once, when a text is published.

Liquid markup travels through Markdown, sanitising and MJML as plain words and is put back at the end, so that per
message only Liquid runs. What comes out loads nothing from anywhere: no fonts, no pictures.
"""

import html
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import mrml
import nh3
from markdown_it.token import Token

from campaigns.domain import markdown
from campaigns.domain.addresses_in_texts import target_problems, touching_problems
from campaigns.domain.hidden_markup import HiddenMarkup

_TAG_LINE = re.compile(r"^[ \t]*({%[^%]*%})[ \t]*$", re.MULTILINE)
_IF, _ENDIF = re.compile(r"{%-?\s*if\b"), re.compile(r"{%-?\s*endif\b")
_TAGS = {"p", "a", "strong", "em", "ul", "ol", "li", "h2", "h3", "br", "blockquote", "hr"}
_SCHEMES = {"https", "mailto", "tel"}

_TEXT_COLOUR, _QUIET, _ACCENT, _GROUND = "#1f2a30", "#5c6a70", "#0f6b5c", "#f3f5f4"
_FONTS = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang TC', 'PingFang SC', "
    "'Microsoft JhengHei', 'Microsoft YaHei', 'Noto Sans CJK TC', Helvetica, Arial, sans-serif"
)
HTML_LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans"}


@dataclass(frozen=True, slots=True)
class Footer:
    """The words under each mail, in one language. `why` runs into the clinic's name; `colon` stands before a value."""

    preferences: str
    unsubscribe: str
    why: str
    colon: str = "："


FOOTERS: Mapping[str, Footer] = {
    "en": Footer("My choices", "Unsubscribe from mail like this", "Sent to you by ", colon=": "),
    "zh-hant": Footer("我的選擇", "取消訂閱這類郵件", "寄件單位："),
    "zh-hans": Footer("我的选择", "退订此类邮件", "发件单位："),
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """Both parts of a mail; only Liquid is left to do."""

    html: str
    text: str


def problems(body: str) -> list[str]:
    """What the layout cannot do, as sentences."""
    found = []
    if not body.strip():
        found.append("The body is empty.")
    for number, line in enumerate(body.splitlines(), start=1):
        alone = _TAG_LINE.match(line)
        if not alone and len(_IF.findall(line)) != len(_ENDIF.findall(line)):
            found.append(f"Line {number}: put “if” and “endif” into the same line, or each on a line of its own.")
    if "![" in body:
        found.append("Pictures are not available: they would tell somebody that the mail was opened.")
    markup, tokens = _read(body)
    found += target_problems(markdown.targets_of(tokens), markup)
    return found + list(touching_problems(markdown.text_of(tokens), markup))


def plain(body: str) -> str:
    """What a reader can get to read: emphasis, entities and escapes undone, placeholders in place, without footer."""
    markup, tokens = _read(body)
    return markup.show(markdown.text_of(tokens))


def compile_mail(*, body: str, preheader: str, language: str) -> Compiled:
    """`body` and `preheader` have passed `problems` and `liquid_texts.problems`."""
    markup, tokens = _read(body)
    footer = FOOTERS[language]
    page = _page(list(_blocks(tokens, markup)), preheader=preheader, language=language, footer=footer, markup=markup)
    text = markdown.text_of(tokens, footer.colon) + _text_footer(footer)
    return Compiled(html=markup.show(page), text=tidy(markup.show(text)))


def _read(body: str) -> tuple[HiddenMarkup, list[Token]]:
    markup = HiddenMarkup()
    return markup, markdown.parsed(markup.hide(_TAG_LINE.sub(r"\n\1\n", body)))


# --- HTML ---------------------------------------------------------------------------------------


def _blocks(tokens: list[Token], markup: HiddenMarkup) -> Iterator[str]:
    """MJML elements: a paragraph that is one link becomes a button, all else stays text."""
    for is_button, group in itertools.groupby(_top_level(tokens), key=_lone_link):
        if is_button:
            for block in group:
                yield _button(block)
        else:
            yield _text_block(markdown.rendered([token for block in group for token in block]), markup)


def _top_level(tokens: list[Token]) -> Iterator[list[Token]]:
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _lone_link(block: list[Token]) -> bool:
    if len(block) != 3 or block[0].type != "paragraph_open":
        return False
    kinds = [child.type for child in block[1].children or () if child.type != "text" or child.content.strip()]
    return len(kinds) >= 3 and kinds[0] == "link_open" and kinds[-1] == "link_close" and kinds.count("link_open") == 1


def _button(block: list[Token]) -> str:
    children = block[1].children or []
    href = next(str(child.attrGet("href")) for child in children if child.type == "link_open")
    label = "".join(child.content for child in children if child.type == "text")
    return (
        f'<mj-button href="{html.escape(href)}" background-color="{_ACCENT}" font-size="16px" font-weight="600" '
        f'border-radius="6px" inner-padding="14px 26px" align="left" padding="8px 32px 20px">'
        f"{html.escape(label)}</mj-button>"
    )


def _text_block(written: str, markup: HiddenMarkup) -> str:
    clean = nh3.clean(written, tags=_TAGS, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None)
    clean = clean.replace("<a ", f'<a style="color:{_ACCENT}" ').replace("<br>", "<br />").replace("<hr>", "<hr />")
    return f'<mj-text padding="4px 32px" css-class="words">{_unwrap(clean, markup)}</mj-text>'


def _unwrap(clean: str, markup: HiddenMarkup) -> str:
    """A condition on a line of its own is no paragraph."""
    return re.sub(rf"<p>\s*({markup.word.pattern})\s*</p>", r"\1", clean)


def _page(blocks: list[str], *, preheader: str, language: str, footer: Footer, markup: HiddenMarkup) -> str:
    named = markup.hide
    name, phone, address = named("{{ clinic.name }}"), named("{{ clinic.phone }}"), named("{{ clinic.address }}")
    preferences, unsubscribe = named("{{ link.preferences }}"), named("{{ link.unsubscribe }}")
    quiet = f'style="color:{_QUIET}"'
    contact = f"{footer.why}{name}<br />{address} &middot; {phone}"
    preview = f"<mj-preview>{html.escape(preheader)}</mj-preview>" if preheader else ""
    mjml = f"""<mjml lang="{HTML_LANGUAGES[language]}"><mj-head>
<mj-title>{name}</mj-title>
<mj-attributes><mj-all font-family="{_FONTS}" />
<mj-text font-size="16px" line-height="1.6" color="{_TEXT_COLOUR}" /></mj-attributes>
<mj-style>.words p {{ margin: 0 0 14px; }} .words ul, .words ol {{ margin: 0 0 14px; padding-left: 22px; }}
.words li {{ margin: 0 0 6px; }} .words h2 {{ font-size: 20px; line-height: 1.35; margin: 6px 0 12px; }}
a {{ overflow-wrap: anywhere; }}
@media only screen and (max-width:479px) {{ .words div {{ font-size: 17px !important; }} }}</mj-style>
{preview}</mj-head>
<mj-body background-color="{_GROUND}" width="600px">
<mj-section padding="24px 0 0"><mj-column><mj-text padding="0 32px 12px" font-size="15px" font-weight="600"
 color="{_ACCENT}">{name}</mj-text></mj-column></mj-section>
<mj-section background-color="#ffffff" border-radius="10px" padding="26px 0 18px"><mj-column>
{"".join(blocks)}</mj-column></mj-section>
<mj-section padding="14px 0 28px"><mj-column><mj-text padding="4px 32px" font-size="13px" color="{_QUIET}">{contact}
</mj-text><mj-text padding="4px 32px" font-size="13px" color="{_QUIET}">
<a {quiet} href="{preferences}">{footer.preferences}</a>
 &nbsp;&middot;&nbsp; <a {quiet} href="{unsubscribe}">{footer.unsubscribe}</a></mj-text></mj-column></mj-section>
</mj-body></mjml>"""
    return _legible(str(mrml.to_html(mjml, render_options=mrml.RenderOptions(fonts={})).content))


def _legible(page: str) -> str:
    """The preview line is hidden anyway: white on our ground, as MJML has it, filters take for hidden advertising."""
    return page.replace("font-size:1px;color:#ffffff;", f"font-size:1px;color:{_TEXT_COLOUR};", 1)


# --- Text ---------------------------------------------------------------------------------------


def _text_footer(footer: Footer) -> str:
    return (
        f"\n--\n{footer.why}{{{{ clinic.name }}}}\n{{{{ clinic.address }}}}\n{{{{ clinic.phone }}}}\n"
        f"{footer.preferences}{footer.colon}{{{{ link.preferences }}}}\n"
        f"{footer.unsubscribe}{footer.colon}{{{{ link.unsubscribe }}}}\n"
    )


def tidy(text: str) -> str:
    """At most one empty line in a row."""
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", text).strip() + "\n"
