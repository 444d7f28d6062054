import re
from collections.abc import Iterator

from assistant.domain.finding import Head, Severity
from assistant.domain.quantity import normalise
from assistant.messages import Message
from assistant.validators.base import NotApplicable, Result, Rule
from assistant.validators.context import RuleContext
from assistant.validators.placeholders import is_placeholder
from assistant.validators.policy import CIRCULAR_101
from assistant.validators.rows import Row
from assistant.validators.wording import words

_BLANK = Message(
    zh="“{column}”一栏为空，请注明指标值依据的是计划、行业、历史还是预算支出标准。",
    en="'{column}' is blank: say whether the value rests on a plan, industry, history or an "
    "expenditure standard.",
)
_UNKNOWN = Message(
    zh="“{column}”填的“{text}”看不出是哪一类标准，请写明计划、行业、历史、预算支出标准或其他。",
    en="'{text}' in '{column}' names no kind of standard: plan, industry, history, expenditure "
    "standard or other.",
)
_DOCUMENT = Message(
    zh="引用的文号“{text}”在单位提供的材料里没有，可能是起草时编造的，请核实或删去。",
    en="The document number '{text}' is not in the unit's material and may be made up; verify it.",
)
_NUMBERED = re.compile(r"[一-龥]{1,8}[〔\[【(]20\d\d[〕\]】)]\s*\d+\s*号")


class P02(Rule):
    """指标值的设定依据空缺、看不出类别，或起草时引用了材料里没有的文号。

    **为什么** 指标值有依据才谈得上从严从高；编造的文号一旦印发，责任在单位。
    **错例** 设定依据：一般水平；依据某发〔2023〕99号（材料中没有）
    **正例** 历史标准：2022 年实际 118 节
    **何时不报** 表中没有依据栏；单位自己填报的文号。空缺为提示，类别不明和文号无据为警告。
    **In English** The basis of a value is blank or of no known kind, or a drafted row cites a document nobody supplied.
    """

    name = "value-basis"
    title = Message(zh="设定依据", en="Basis of the value")
    severity = Severity.WARNING
    head = Head.FEASIBILITY
    basis = (CIRCULAR_101,)

    def check(self, ctx: RuleContext) -> Iterator[Result]:
        column = next(
            (
                header
                for row in ctx.rows
                for header in row.indicator.columns
                if words("provenance.basis_columns").find(header) is not None
            ),
            None,
        )
        drafted = [row for row in ctx.rows if ctx.drafted or row.indicator.provenance]
        if column is None and not drafted:
            yield NotApplicable()
            return
        if column is not None:
            for row in ctx.rows:
                yield from self._check_basis(ctx, row, column)
        yield from self._check_documents(ctx, drafted)

    def _check_basis(self, ctx: RuleContext, row: Row, column: str) -> Iterator[Result]:
        text = normalise(row.indicator.columns.get(column, ""))
        if not text or is_placeholder(text):
            yield self.finding(
                ctx, _BLANK, row,
                field="columns", evidence=text, severity=Severity.INFO, column=column,
            )  # fmt: skip
        elif words("provenance.basis_kinds").find(text) is None and not _NUMBERED.search(text):
            yield self.finding(
                ctx, _UNKNOWN, row, field="columns", evidence=text, column=column, text=text
            )

    def _check_documents(self, ctx: RuleContext, drafted: list[Row]) -> Iterator[Result]:
        if not drafted:
            return
        material = _squeeze(
            " ".join(
                [task.text for task in ctx.target.tasks]
                + [ctx.target.goal or "", ctx.target.notes or ""]
            )
        )
        for row in drafted:
            printed = (row.indicator.name, row.indicator.note, *row.indicator.columns.values())
            for text in printed:
                for match in _NUMBERED.finditer(text or ""):
                    number = re.search(r"[〔\[【(].*", match[0])
                    if number is not None and _squeeze(number[0]) not in material:
                        yield self.finding(
                            ctx, _DOCUMENT, row, field="note", evidence=match[0], text=match[0]
                        )


def _squeeze(text: str) -> str:
    """Without blanks, all brackets alike, so that spellings of one number compare."""
    return re.sub(r"[〔\[【(（]", "[", re.sub(r"[〕\]】)）]", "]", "".join(text.split())))
