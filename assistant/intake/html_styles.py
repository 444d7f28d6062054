"""How text on a web page looks, as far as inline styles and simple style sheets decide it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from assistant.intake.archive import local_name
from assistant.intake.hidden import TINY_POINTS, is_white

_MAX_RULES = 2_000
_MAX_SHEET = 200_000
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"([a-zA-Z][\w-]*)?(?:([.#])([\w\u0080-\uffff-]+))?")
_SIZE = re.compile(r"(\d*\.?\d+)\s*(pt|px|em|rem|%|)")
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)(?:[\s,/]+([\d.]+%?))?")
_HEX = re.compile(r"#([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b")
_POINTS = {"pt": 1.0, "": 0.75, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12}
_WHITE_NAMES = frozenset({"white", "snow", "ivory", "floralwhite", "ghostwhite", "whitesmoke"})
_NOTHING_NAMES = frozenset({"transparent", "none", "inherit", "initial", "unset", "currentcolor"})
_HIDING = (
    ("display", re.compile("none")),
    ("visibility", re.compile("hidden|collapse")),
    ("mso-hide", re.compile("all")),
    ("opacity", re.compile(r"0?\.?0*%?")),
    ("text-indent", re.compile(r"-\d{3,}.*")),
    ("left", re.compile(r"-\d{3,}.*")),
    ("clip", re.compile(r"rect\(\s*0.*")),
)


class Look(NamedTuple):
    """What can hide text.

    Attributes:
        gone: not displayed at all; cannot be undone further in.
        white: drawn in the colour of paper.
        points: size of type.
        shaded: stands on a coloured ground, where white is readable.
    """

    gone: bool = False
    white: bool = False
    points: float = 12.0
    shaded: bool = False

    def hidden_how(self) -> str | None:
        """In which way text of this look is hidden, or None when it can be read."""
        if self.gone:
            return "hidden-run"
        if self.points <= TINY_POINTS:
            return "tiny"
        return "white" if self.white and not self.shaded else None


class StyleSheet:
    """The style rules of one page, by tag, class and id."""

    def __init__(self, root: etree._Element) -> None:
        """Collect simple rules; anything with combinators or conditions is left out."""
        self._rules: dict[str, dict[str, str]] = {}
        for element in root.iter("style"):
            for selector, declarations in _rules((element.text or "")[:_MAX_SHEET]):
                if len(self._rules) < _MAX_RULES:
                    self._rules.setdefault(selector, {}).update(declarations)

    def look(self, element: etree._Element, around: Look) -> Look:
        """The look of ``element`` inside something that looks like ``around``."""
        style = self._style(element)
        if not style and element.get("hidden") is None:
            return around
        ground = style.get("background-color") or style.get("background")
        shaded = around.shaded if ground is None else _is_coloured(ground)
        colour = style.get("color")
        return Look(
            gone=around.gone or element.get("hidden") is not None or _is_gone(style),
            white=around.white if colour is None else _is_white(colour),
            points=_points(style.get("font-size"), around.points),
            shaded=shaded,
        )

    def _style(self, element: etree._Element) -> dict[str, str]:
        """All declarations that apply: old attributes, the tag's, classes', id's, its own."""
        tag = local_name(element)
        style: dict[str, str] = {}
        if element.get("bgcolor"):
            style["background-color"] = (element.get("bgcolor") or "").lower()
        if tag == "font" and element.get("color"):
            style["color"] = (element.get("color") or "").lower()
        if self._rules:
            for key in _keys(element, tag):
                style.update(self._rules.get(key, {}))
        style.update(_declarations(element.get("style") or ""))
        return style


def _keys(element: etree._Element, tag: str) -> Iterator[str]:
    """The selectors that name an element, weakest first."""
    yield tag
    for name in (element.get("class") or "").split()[:20]:
        yield f".{name}"
        yield f"{tag}.{name}"
    if element.get("id"):
        yield f"#{element.get('id')}"


def _rules(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """(selector, declarations) of a style sheet's simple rules."""
    for selectors, body in _RULE.findall(_COMMENT.sub(" ", text)):
        declarations = _declarations(body)
        for selector in selectors.split(",") if declarations else ():
            match = _SELECTOR.fullmatch(selector.strip())
            if match and match[0]:
                yield (match[1] or "").lower() + (match[2] or "") + (match[3] or ""), declarations


def _declarations(text: str) -> dict[str, str]:
    """Property to value, both lower case."""
    pairs = (part.partition(":") for part in text.lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip() for name, mark, value in pairs if mark
    }


def _is_gone(style: dict[str, str]) -> bool:
    """Whether the declarations take an element off the page."""
    return any(name in style and hiding.fullmatch(style[name]) for name, hiding in _HIDING)


def _points(size: str | None, around: float) -> float:
    """A font size in points; relative ones from what is around."""
    match = _SIZE.fullmatch(size or "")
    if match is None:
        return around
    number = float(match[1])
    if match[2] in ("em", "%"):
        return around * (number if match[2] == "em" else number / 100)
    return number * _POINTS[match[2]]


def _channels(colour: str) -> tuple[int, int, int] | None:
    """Red, green, blue of a colour written as hex or rgb()."""
    match = _HEX.search(colour)
    if match:
        digits = match[1] if len(match[1]) > 4 else "".join(d * 2 for d in match[1])
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    match = _RGB.search(colour)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def _is_white(colour: str) -> bool:
    """Whether text of this colour cannot be told from paper."""
    channels = _channels(colour)
    if channels is not None:
        return is_white(*channels)
    return colour in _WHITE_NAMES or colour == "transparent"


def _is_coloured(ground: str) -> bool:
    """Whether a background is anything but paper."""
    channels = _channels(ground)
    if channels is not None:
        return not is_white(*channels)
    first = ground.split()[0] if ground.split() else ""
    return first not in _WHITE_NAMES and first not in _NOTHING_NAMES and first != ""
