"""The money of a form: the block of 整体支出 tables and the labelled cells of project tables."""

import re
from decimal import Decimal

from assistant.domain.target import CurrencyUnit, Funding, FundingSources
from assistant.intake.recognise import labels
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.money import read_amount, read_currency_unit

_LABEL_LENGTH = 20
_MONEY = re.compile(r"资金|拨款|预算")
_TITLES = {
    "total": "合计",
    "fiscal": "财政拨款",
    "special_account": "专户资金",
    "own": "单位资金",
}
_PART = re.compile(r"^\s*其中\s*[:：]\s*")
_FISCAL = re.compile(r"(?:其中)?(?:当年|本年|年度|本级|一般公共预算)*财政(?:拨款|资金)(?:收入)?")
_SOURCES = {
    "funding.sum": "total",
    "funding.fiscal": "fiscal",
    "funding.special_account": "special_account",
    "funding.own": "own",
}


class FundingReader:
    """Gathers the amounts of one form, row by row."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self._groups: list[tuple[int, str]] = []
        self._sources: list[tuple[int, str, str]] = []
        self._grid = -1
        self._amount_columns: list[tuple[int, int]] = []
        self._amounts: dict[tuple[str, str], Decimal] = {}
        self._unit: CurrencyUnit | None = None
        self.unread: list[tuple[str, str]] = []

    def note_unit(self, text: str) -> None:
        """Take the currency unit from a label or line that names one; the first one stands."""
        self._unit = self._unit or read_currency_unit(text)

    def read(self, row: Row) -> bool:
        """Take what ``row`` says about money; whether it said anything."""
        for token in row.own:
            if labels.kinds_of(token.text) or "资金" in token.text or "单位" in token.text:
                self.note_unit(token.text)
        if self._read_block_header(row) or self._read_amount_header(row):
            return True
        if self._groups and row.grid == self._grid and self._read_block_amounts(row):
            return True
        return self._read_labelled(row)

    def funding(self, *, whole_unit: bool) -> Funding | None:
        """The amounts found, or None; sources without a block belong to the form's own kind."""
        if not self._amounts:
            return None
        blocks: dict[str, FundingSources] = {}
        for block in ("basic", "project"):
            found = {
                name: amount for (kind, name), amount in self._amounts.items() if kind == block
            }
            blocks[block] = FundingSources.model_validate(found)
        loose = {name: amount for (kind, name), amount in self._amounts.items() if kind == "form"}
        total = loose.pop("total", None)
        if loose and not whole_unit and blocks["project"] == FundingSources():
            blocks["project"] = FundingSources.model_validate({"total": total, **loose})
        unit = self._unit or CurrencyUnit.YUAN
        return Funding(currency_unit=unit, total=total, **blocks)

    def blank(self) -> Funding | None:
        """No amount, but a currency unit other than 元, which goes without saying; else None."""
        if self._unit in (None, CurrencyUnit.YUAN):
            return None
        return Funding(currency_unit=self._unit)

    def set_total(self, text: str) -> None:
        """Take the form's total from a column of a sheet of projects."""
        self._take("form", "total", text)

    def _read_block_header(self, row: Row) -> bool:
        """``预算支出总额 | 基本支出 | 项目支出`` over ``合计 | 财政拨款 | …``."""
        kinds = [(token, labels.kinds_of(token.text)) for token in row.own]
        groups = [
            (token.column, kind.removeprefix("funding."))
            for token, found in kinds
            for kind in ("funding.total", "funding.basic", "funding.project")
            if kind in found
        ]
        amounts = any(read_amount(token.text) for token in row.own)
        if {"basic", "project"} <= {name for _, name in groups} and not amounts:
            self._groups, self._sources, self._grid = groups, [], row.grid
            return True
        sources = [
            (token.column, _SOURCES[kind])
            for token, found in kinds
            for kind in _SOURCES
            if kind in found
        ]
        if not self._groups or len(sources) < 2 or row.grid != self._grid:
            return False
        if amounts:
            return False
        self._sources = [(column, self._group_at(column), name) for column, name in sources]
        return True

    def _group_at(self, column: int) -> str:
        before = [name for start, name in self._groups if start <= column]
        return before[-1] if before else self._groups[0][1]

    def _read_block_amounts(self, row: Row) -> bool:
        """The one row of amounts under the block's two header rows."""
        if not any(read_amount(token.text) for token in row.own):
            return False
        places = dict(self._places())
        for token in row.own:
            place = places.get(token.column)
            if place is not None:
                self._take(*place, token.text)
        self._groups = []
        return True

    def _places(self) -> list[tuple[int, tuple[str, str]]]:
        grouped = {name for _, name, _ in self._sources}
        places = [(column, (group, source)) for column, group, source in self._sources]
        for column, name in self._groups:
            if name == "total":
                places.append((column, ("form", "total")))
            elif name not in grouped:
                places.append((column, (name, "total")))
        return places

    def _read_amount_header(self, row: Row) -> bool:
        """``年初预算数 | 全年预算数 | 全年执行数`` of a self-rating form."""
        columns = [
            token for token in row.own if labels.is_kind(token.text, "funding.amount_column")
        ]
        results = [
            token for token in row.own if labels.is_kind(token.text, "funding.result_column")
        ]
        if not columns or not results:
            return False
        self._amount_columns = [(token.column, token.end) for token in columns]
        self._grid = row.grid
        return True

    def _read_labelled(self, row: Row) -> bool:
        """``年度资金总额 | 20.00 | 其中:财政拨款 | 20.00``, also under amount columns."""
        found: dict[tuple[str, str], str] = {}
        tokens = row.own
        for at, token in enumerate(tokens):
            inline = labels.split_label(_PART.sub("", token.text))
            place = _place_of(inline[0] if inline is not None else token.text)
            if place is None:
                continue
            if inline is not None:
                self.note_unit(inline[0])
                amount = inline[1] if read_amount(inline[1]) else None
            else:
                amount = self._amount_after(tokens[at + 1 :], row)
            if amount is not None:
                # 中期资金 stands left of 年度资金 under the same label: the last one counts.
                found[place] = amount
        for (block, name), amount in found.items():
            self._take(block, name, amount)
        return bool(found) or any(_speaks_of_money(token, tokens) for token in tokens)

    def _amount_after(self, tokens: tuple[Token, ...], row: Row) -> str | None:
        if self._amount_columns and row.grid == self._grid:
            for start, end in self._amount_columns:
                for token in tokens:
                    if start <= token.column < end and read_amount(token.text):
                        return token.text
        following = tokens[0] if tokens else None
        if following is not None and read_amount(following.text):
            return following.text
        return None

    def _take(self, block: str, name: str, text: str) -> None:
        amount = read_amount(text)
        if amount is None:
            if text.strip("/-— 无"):
                self.unread.append((_TITLES[name], text))
            return
        number, unit = amount
        self._unit = self._unit or unit
        self._amounts.setdefault((block, name), number)


def _speaks_of_money(token: Token, row: tuple[Token, ...]) -> bool:
    """A label such as 其中:中央财政资金 beside amounts that the form's own blocks do not name."""
    named = (
        re.search(r"资金|拨款|预算", token.text) is not None and len(token.text) <= _LABEL_LENGTH
    )
    return named and any(read_amount(one.text) is not None for one in row)


def _place_of(label: str) -> tuple[str, str] | None:
    """The block and the source that a label names; before the last colon stands a margin."""
    text = re.split(r"[:：]", label.strip().rstrip(":："))[-1]
    kinds = labels.kinds_of(text) | labels.kinds_of(label)
    for block in ("basic", "project"):
        if f"funding.{block}" in kinds:
            return block, "total"
    if "funding.total" in kinds:
        return "form", "total"
    if len(text) <= _LABEL_LENGTH and _FISCAL.fullmatch(labels.plain_label(text)):
        return "form", "fiscal"
    names = (_SOURCES[kind] for kind in _SOURCES if kind in kinds and kind != "funding.sum")
    return next((("form", name) for name in names), None)
