"""How text in a Word document looks, as far as it decides whether anybody can see it."""

from typing import NamedTuple

from lxml import etree

from assistant.intake.archive import attribute, child, local_name
from assistant.intake.hidden import TINY_POINTS, hex_is_white

_MAX_CHAIN = 20
_PAPER = frozenset({"AUTO", "FFFFFF", ""})


class Look(NamedTuple):
    """The settings that can hide text; None where nothing is said.

    Attributes:
        vanish: hidden by Word's own attribute.
        white: drawn in the colour of paper.
        points: size of type.
        shaded: stands on a coloured ground, where white is readable.
    """

    vanish: bool | None = None
    white: bool | None = None
    points: float | None = None
    shaded: bool | None = None

    def over(self, below: "Look") -> "Look":
        """This look where it says something, ``below`` where not."""
        return Look(
            below.vanish if self.vanish is None else self.vanish,
            below.white if self.white is None else self.white,
            below.points if self.points is None else self.points,
            below.shaded if self.shaded is None else self.shaded,
        )

    def hidden_how(self) -> str | None:
        """In which way text of this look is hidden, or None when it can be read."""
        if self.vanish:
            return "hidden-run"
        if self.points is not None and self.points <= TINY_POINTS:
            return "tiny"
        return "white" if self.white and not self.shaded else None


class Styles:
    """The named styles of a document with their inheritance."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read ``styles.xml``; without it nothing is inherited."""
        self._elements: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self._default = Look()
        for element in root if root is not None else ():
            name = local_name(element)
            if name == "style":
                self._elements[attribute(element, "styleId") or ""] = element
            elif name == "docDefaults":
                self._default = _look(child(child(element, "rPrDefault"), "rPr"))

    def shaded(self, properties: etree._Element | None) -> bool | None:
        """Whether a cell, paragraph or run has a coloured ground; None when it does not say."""
        shade = child(properties, "shd")
        return None if shade is None else _fill(shade)

    def paragraph(self, paragraph: etree._Element, around: Look) -> Look:
        """What a paragraph gives to its runs, standing in a cell that looks like ``around``."""
        properties = child(paragraph, "pPr")
        named = self._named(child(properties, "pStyle"))
        return Look(shaded=self.shaded(properties)).over(named).over(around).over(self._default)

    def run(self, run: etree._Element, base: Look) -> Look:
        """What a run looks like in a paragraph of look ``base``."""
        properties = child(run, "rPr")
        if properties is None:
            return base
        return _look(properties).over(self._named(child(properties, "rStyle"))).over(base)

    def _named(self, reference: etree._Element | None) -> Look:
        """The look of a named style with all that it is based on."""
        name = attribute(reference, "val") if reference is not None else None
        if name is None:
            return Look()
        if name not in self._looks:
            self._looks[name] = self._chain(name)
        return self._looks[name]

    def _chain(self, name: str) -> Look:
        """Follow ``basedOn``, which a hostile file may tie into a ring."""
        look = Look()
        for _ in range(_MAX_CHAIN):
            element = self._elements.get(name)
            if element is None:
                break
            look = look.over(_look(child(element, "rPr")))
            base = child(element, "basedOn")
            name = (attribute(base, "val") if base is not None else None) or ""
        return look


def _look(properties: etree._Element | None) -> Look:
    """What a set of run properties says itself."""
    if properties is None:
        return Look()
    vanish, colour, size = (child(properties, name) for name in ("vanish", "color", "sz"))
    shade = child(properties, "shd")
    highlight = child(properties, "highlight")
    return Look(
        vanish=None if vanish is None else attribute(vanish, "val") not in ("0", "false", "off"),
        white=None if colour is None else hex_is_white(attribute(colour, "val")),
        points=None if size is None else _half_points(attribute(size, "val")),
        shaded=True if highlight is not None else None if shade is None else _fill(shade),
    )


def _fill(shade: etree._Element) -> bool:
    """Whether a shading has a ground that is not paper."""
    fill = (attribute(shade, "fill") or "").upper()
    theme = attribute(shade, "themeFill")
    pattern = attribute(shade, "val") or "clear"
    coloured = fill not in _PAPER and not hex_is_white(fill)
    return coloured or theme not in (None, "background1") or pattern not in ("clear", "nil")


def _half_points(value: str | None) -> float | None:
    """A size that Word writes in half points."""
    try:
        return float(value or "") / 2
    except ValueError:
        return None
