"""What recognition says to a person: each message once, in Chinese and in English (E01, E02).

A `Problem` is data of the form that is read, so it carries its sentence in both languages.
"""

from collections.abc import Mapping

from assistant.domain.target import Problem
from assistant.messages import Language, Message

DOUBTFUL = "E01"
HIDDEN = "E02"

HOW_HIDDEN = {
    "zero-width": Message(zh="零宽字符", en="zero-width characters"),
    "bidi": Message(zh="改变文字方向的控制字符", en="control characters that turn text round"),
    "white": Message(zh="白色文字", en="white text"),
    "tiny": Message(zh="极小字号的文字", en="very small text"),
    "hidden-row": Message(zh="隐藏行中的文字", en="text in a hidden row"),
    "hidden-column": Message(zh="隐藏列中的文字", en="text in a hidden column"),
    "hidden-sheet": Message(zh="隐藏工作表中的文字", en="text on a hidden sheet"),
    "hidden-run": Message(zh="设为隐藏的文字", en="text set to hidden"),
}
"""How text was hidden, in the words of the report."""

NAME_MOVED = Message(
    zh="本行错位：“{name}”印在第{column}列，那里不是三级指标栏；暂按指标值“{value}”、"
    "权重“{weight}”读入，二者可能互换。",
    en="Slid row: '{name}' is printed in column {column}, which is not the indicator column; read "
    "as value '{value}', weight '{weight}', which may have changed places. Check the original.",
)
CELLS_LEFT = Message(
    zh="本行比表头多出内容“{cells}”，无法归入任何一栏；其余各栏已按含义读入。",
    en="This row has more cells than the header: '{cells}' fits no column. Check the original.",
)
NUMBER_MOVED = Message(
    zh="本行错位且缺少一栏，“{number}”是指标值还是权重无法确定，暂按{field}读入。",
    en="Slid row with a cell missing: whether '{number}' is value or weight is open; read as "
    "{field}. Check the original.",
)
OPERATOR_DOUBT = Message(
    zh="指标性质栏识别为“{printed}”，不是运算符，疑为“{supposed}”。",
    en="The operator reads '{printed}', which is none; probably '{supposed}'. Check the original.",
)
VALUE_DOUBT = Message(
    zh="指标值识别为“{printed}”，疑为“{supposed}”（运算符被误认成数字或汉字）。",
    en="The value reads '{printed}', probably '{supposed}' (an operator misread). Check it.",
)
WEIGHT_DOUBT = Message(
    zh="权重识别为“{printed}”，不是数字，未读入。",
    en="The weight reads '{printed}', which is no number; it was left out. Check the original.",
)
LEVEL_LOST = Message(
    zh="本行没有印出{field}，上方也没有可承接的名称{supposed}。",
    en="This row prints no {field} and none above it holds{supposed}. Check the original.",
)
LEVEL_POINTS = Message(
    zh="一级指标只剩“{printed}”，名称缺失{supposed}。",
    en="Of level 1 only '{printed}' is left; the name is missing{supposed}. Check the original.",
)
LEVEL_CONFLICT = Message(
    zh="二级指标“{level2}”不属于上方的“{level1}”，本行的一级指标可能丢失，疑为“{supposed}”。",
    en="Level 2 '{level2}' does not belong under '{level1}' above; level 1 was probably "
    "'{supposed}'. Check the original.",
)
TEMPLATE_ROWS = Message(
    zh="有 {count} 行只有模板占位内容（{samples}），未作为指标读入。",
    en="{count} rows hold template text only ({samples}); they were not read as indicators.",
)
NUMBERED_NAMES = Message(
    zh="指标名称前的模板编号已略去：{samples}。",
    en="Template numbering before indicator names was left out: {samples}.",
)
TEMPLATE_VALUE = Message(
    zh="指标值中留有模板文字“{residue}”，已略去；请核对后删除。",
    en="Template text '{residue}' was left in the value and dropped. Check and delete it.",
)
PAGE_HEADER = Message(
    zh="表格中间夹有页眉或页码“{printed}”，已略去。",
    en="A page header or number '{printed}' stands inside the table; it was left out.",
)
HEADER_LOST = Message(
    zh="没有找到表头，各栏按内容判断，请逐栏核对。",
    en="No header was found; columns were told by what they hold. Please check each.",
)
LONG_TERM_ONLY = Message(
    zh="第{row}行只填了长期指标“{name}”，年度栏为空，未作为年度指标读入。",
    en="Row {row} fills only the long-term indicator '{name}'; it was not read as an annual one.",
)
LONG_TERM_TAKEN = Message(
    zh="年度指标各栏为空，已按长期（实施期）栏的内容读入。",
    en="The annual columns are empty; the long-term ones were read instead. Please check.",
)
SEVERAL_VALUES = Message(
    zh="本行按{columns}分列指标值，没有单一的指标值；各列内容已保留，请逐列核对。",
    en="This row has one value per column ({columns}) and no single one; all were kept.",
)
AMOUNT_DOUBT = Message(
    zh="资金栏“{label}”的内容“{printed}”不是金额，未读入。",
    en="'{printed}' under '{label}' is no amount; it was left out. Check the original.",
)
UNCHECKED = Message(
    zh="本表由图像识别读出，{count} 行数字未核对，请逐行对照原件确认。",
    en="This table was read by character recognition; {count} rows of figures are unchecked.",
)
COMMA_DOUBT = Message(
    zh="指标值识别为“{printed}”，疑为“{supposed}”（千分位逗号被误认成小数点）。",
    en="The value reads '{printed}', probably '{supposed}' (a comma read as a point).",
)
SUM_DOUBT = Message(
    zh="{name}识别为 {printed}，与各分项之和 {sum} 不符，可能有数字认错。",
    en="{name} reads {printed}, but its parts add up to {sum}; a digit may be misread.",
)
WEIGHTS_DOUBT = Message(
    zh="各行权重相加为 {total}，不是常见的 80、90 或 100，可能有数字认错。",
    en="The weights add up to {total}, not to 80, 90 or 100; a digit may be misread.",
)
HIDDEN_TEXT = Message(
    zh="{how}“{text}”，已从正文中剔除",
    en="{how} '{text}', set aside from the text",
)


ABOUT_LEVELS = (LEVEL_LOST, LEVEL_POINTS, LEVEL_CONFLICT)
"""Doubts that say nothing against the figures of a row; several alike are told once."""

SEVERAL_ROWS = Message(zh="{rows}：{sentence}", en="{rows}: {sentence}")


def problem(
    message: Message,
    *,
    indicator: str | None = None,
    evidence: str | None = None,
    code: str = DOUBTFUL,
    **values: object,
) -> Problem:
    """A problem with its sentence filled in."""
    zh, en = (message.text(language, **values) for language in Language)
    return Problem(code=code, indicator=indicator, message=zh, english=en, evidence=evidence)


def row_problem(
    message: Message, values: Mapping[str, object], rows: list[str], evidence: str
) -> Problem:
    """A problem of one row, or of several alike, chosen before the rows had their ids."""
    zh, en = (message.text(language, **values) for language in Language)
    if len(rows) > 1:
        zh = SEVERAL_ROWS.text(rows=_listed(rows), sentence=zh)
        en = SEVERAL_ROWS.text(
            Language.ENGLISH, rows=_listed(rows, to="-", comma=", "), sentence=en
        )
    indicator = rows[0] if len(rows) == 1 else None
    return Problem(code=DOUBTFUL, indicator=indicator, message=zh, english=en, evidence=evidence)


def _listed(rows: list[str], *, to: str = "至", comma: str = "、") -> str:
    """``I1至I13`` for rows that follow each other, else each by name."""
    numbers = [int(row.removeprefix("I")) for row in rows]
    if len(rows) > 2 and numbers == list(range(numbers[0], numbers[0] + len(rows))):
        return f"{rows[0]}{to}{rows[-1]}"
    return comma.join(rows)
