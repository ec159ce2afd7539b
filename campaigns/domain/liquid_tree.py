"""What python-liquid read, in pieces of our own. Only what staff may write (`liquid_texts`) has such pieces; anything
else, in a text that was published under other rules, python-liquid goes on to render itself."""

from collections.abc import Iterable, Iterator, Sequence

from liquid import BoundTemplate
from liquid.ast import BlockNode, Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path, PositionalArgument, StringLiteral
from liquid.builtin.expressions.logical import LogicalAndExpression, LogicalOrExpression
from liquid.builtin.output import OutputNode
from liquid.builtin.tags.if_tag import IfNode
from liquid.expression import Expression

from campaigns.domain.counted_links import is_place
from campaigns.domain.placeholders import CATALOGUE
from campaigns.domain.text_pieces import Choice, Piece, Pieces, Slot, Test, with_plain_line_ends


class NotOurs(ValueError):
    """Liquid that our texts do not use."""


def pieces_of(template: BoundTemplate) -> Pieces | None:
    """None where python-liquid has to render this text itself."""
    try:
        return tuple(_pieces(template.nodes))
    except NotOurs:
        return None


def _pieces(nodes: Iterable[Node]) -> Iterator[Piece]:
    for node in nodes:
        if isinstance(node, ContentNode):
            yield with_plain_line_ends(node.text)
        elif isinstance(node, OutputNode):
            yield _slot(node.expression)
        elif isinstance(node, IfNode):
            yield _choice(node)
        else:
            raise NotOurs


def _slot(expression: Expression) -> Slot:
    if not isinstance(expression, FilteredExpression):
        raise NotOurs
    filters = [(found.name, found.args) for found in expression.filters or ()]
    strips = bool(filters) and filters[0] == ("strip", [])
    if strips:
        del filters[0]
    otherwise = _words(filters.pop(0)[1]) if filters and filters[0][0] == "default" else ""
    if filters:
        raise NotOurs
    return Slot(_name(expression.left), strips, otherwise)


def _words(given: Sequence[object]) -> str:
    """Of `default: "…"`, which python-liquid takes for finished HTML."""
    if len(given) == 1 and isinstance(given[0], PositionalArgument) and isinstance(given[0].value, StringLiteral):
        return with_plain_line_ends(str(given[0].value.value))
    raise NotOurs


def _name(expression: Expression) -> str:
    """Of the catalogue, or a place for a counted link: `clinic.size` and the like mean something else to
    python-liquid."""
    if isinstance(expression, Path) and all(isinstance(part, str) for part in expression.path):
        name = ".".join(map(str, expression.path))
        if len(expression.path) == 2 and (name in CATALOGUE or is_place(name)):
            return name
    raise NotOurs


def _choice(node: IfNode) -> Choice:
    ways = [(_test(node.condition), node.consequence)]
    ways += [(_test(other.expression), other.block) for other in node.alternatives]
    said = [(test, tuple(_pieces(block.nodes))) for test, block in ways]
    if node.default:
        return Choice((*said, (None, tuple(_pieces(node.default.nodes)))), _is_mute(node.consequence))
    return Choice(tuple(said), _is_mute(node.consequence))


def _is_mute(block: BlockNode) -> bool:
    """python-liquid leaves out what holds nothing but blanks in all its ways."""
    return bool(block.blank)


def _test(expression: Expression) -> Test:
    if isinstance(expression, BooleanExpression):
        return _test(expression.expression)
    if isinstance(expression, LogicalAndExpression | LogicalOrExpression):
        joined = "and" if isinstance(expression, LogicalAndExpression) else "or"
        return Test(joined=joined, others=(_test(expression.left), _test(expression.right)))
    return Test(_name(expression))
