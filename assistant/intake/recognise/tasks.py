"""年度主要任务: the rows of a task table, and tasks listed in free text."""

import re
from decimal import Decimal
from typing import NamedTuple

from assistant.intake.recognise import labels
from assistant.intake.recognise.cells import Row, Token
from assistant.intake.recognise.money import read_amount

_ORDINALS = (
    re.compile(
        r"(?:^|\n)\s*(?:任务\s*)?[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]\s*[、.．:：]?"
    ),
    re.compile(r"(?:^|\n)\s*\d{1,2}\s*(?:[、．)）]|[.](?!\d))\s*"),
    re.compile(r"(?:^|\n)\s*[一二三四五六七八九十]{1,3}\s*[、.．]\s*"),
    re.compile(r"(?:^|\n)\s*任务\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：、.．]?\s*"),
    re.compile(r"(?:^|\n)\s*[①-⑳]\s*[、.．]?"),
    re.compile(r"(?:^|\n)\s*[-*•●▪◆■·]\s+"),
)
_INLINE = (
    re.compile(r"[①-⑳]\s*[、.．]?"),
    re.compile(r"(?<![\d.])\d{1,2}\s*(?:[、．]|[.](?!\d)|[)）])\s*"),
    re.compile(r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*[、.．]?"),
    re.compile(r"(?:^|(?<=[。；;：:，,\s]))[一二三四五六七八九十]{1,2}是"),
    re.compile(r"第[一二三四五六七八九十]{1,2}[，,、：:]"),
)
_TITLE_AND_TEXT = re.compile(r"(?P<name>[^。；;：:\n]{2,24})[。：:]\s*(?P<content>\S.+)", re.DOTALL)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORK = re.compile(
    r"完成|开展|组织|加强|推进|保障|落实|建设|实施|做好|培训|改造|维护|维修|购置|采购|改善|提升|提高|"
    r"指导|监测|检查|巡查|整治|治理|管理|服务|宣传|举办|承办|发放|支付|补助|资助|救助|研究|教研|考核|"
    r"评估|评选|审核|审批|编制|制定|修订|修缮|修建|新建|改建|扩建|绿化|保洁|清理|清运|处置|防控|防治|"
    r"防火|预防|接种|筛查|体检|救治|诊疗|招聘|引进|培育|种植|养殖|推广|帮扶|慰问|走访|调研|调查|普查|"
    r"统计|监管|执法|抽检|检测|演练|比赛|竞赛|活动|会议|工作|任务|项目|经费|支出|工资|运转|党建|教育|"
    r"教学|课题|招商|引资|安置|征收|拆迁|供水|供电|照明|安全|应急|值班|信访|调解|普法|档案|信息化|系统|"
    r"平台|设备|设施|道路|河道|水库|图书|演出|展览|赛事|联赛|运动会|文物|旅游|养老|托育|就业|创业|社保|"
    r"低保|残疾|优抚|双拥|征兵|民兵|统战|妇联|团委|工会|关爱|支教|送教|考试|招生|学生|教师|学校|医院|"
    r"卫生|计生|疫苗|环境|垃圾|污水|厕所|危房|住房|搬迁|补贴|奖励|贴息|贷款|保险|收入|税收|预算|决算|"
    r"绩效|审计|资产|深化|强化|优化|健全|完善|构建|打造|创建|巩固|拓展|确保|全面|严格|持续|扎实|积极"
)
_METADATA = re.compile(
    r"^(?:附件|单位|部门|填报|联系|电话|日期|年度|预算年度|状态|项目名称|注|备注|填表|审核|编制|抄送|印发)[^。]{0,12}[:：]"
)
_HEADING_ONLY = re.compile(r"(?:任务|工作|要点|计划|安排|清单|目标|如下)[:：]?$")
_MAX_TASKS = 200


class PrintedTask(NamedTuple):
    """A task as read, not yet numbered."""

    name: str | None
    content: str | None
    amount: Decimal | None = None


class TaskHeader(NamedTuple):
    """Where a task table keeps name, content and amount."""

    grid: int
    name: int | None
    content: int | None
    amount: int | None


def find_task_header(row: Row) -> TaskHeader | None:
    """The header of a task table (任务名称 | 主要内容 …), or None."""
    places: dict[str, int] = {}
    for token in row.own:
        kinds = labels.kinds_of(token.text)
        for kind in ("task_name", "task_content", "task_amount"):
            if kind in kinds:
                # The right-most name: 年度主要任务 may stand in the margin of 任务名称.
                if kind == "task_name" or kind not in places:
                    places[kind] = token.column
                break
    if "task_content" not in places and len(places) < 2:
        return None
    if not places.keys() & {"task_name"} or any(len(token.text) > 20 for token in row.own):
        return None
    return TaskHeader(
        row.grid, places["task_name"], places.get("task_content"), places.get("task_amount")
    )


def refine_task_header(header: TaskHeader, row: Row) -> bool:
    """Whether ``row`` only names the parts of the amount column (小计 | 市财政拨款 | 其他资金)."""
    return header.amount is not None and all(
        labels.kinds_of(token.text) & _AMOUNT_PARTS or "拨款" in token.text for token in row.own
    )


_AMOUNT_PARTS = {
    "funding.sum", "funding.fiscal", "funding.own", "funding.special_account", "task_amount",
}  # fmt: skip


def read_task(row: Row, header: TaskHeader) -> PrintedTask | None:
    """The task in ``row``; by its columns on the header's page, by order after a page break."""
    tokens = [token for token in row.own if not labels.kinds_of(token.text) & {"tasks", "margin"}]
    if not tokens or re.match(r"(?:金额)?(?:合\s*计|总\s*计|小\s*计)", tokens[0].text):
        return None
    if row.grid == header.grid:
        found = _by_place(tokens, header)
        if found is not None:
            return found
    return _by_order(tokens)


def _by_place(tokens: list[Token], header: TaskHeader) -> PrintedTask | None:
    places = [
        (column, field)
        for field, column in zip(("name", "content", "amount"), header[1:], strict=True)
        if column is not None
    ]
    found: dict[str, str] = {}
    for token in tokens:
        field = next(
            (name for column, name in sorted(places, reverse=True) if column <= token.column), None
        )
        if field is not None and field not in found:
            found[field] = token.text
    if not found.get("name") and not found.get("content"):
        return None
    return PrintedTask(found.get("name"), found.get("content"), _amount(found.get("amount")))


def _by_order(tokens: list[Token]) -> PrintedTask | None:
    words = [token for token in tokens if read_amount(token.text) is None]
    amounts = [token for token in tokens if read_amount(token.text) is not None]
    if words and re.fullmatch(r"\d{1,2}", tokens[0].text):
        amounts = [token for token in amounts if token is not tokens[0]]
    if not words:
        return None
    name, content = words[0].text, words[1].text if len(words) > 1 else None
    return PrintedTask(name, content, _amount(amounts[0].text if amounts else None))


def _amount(text: str | None) -> Decimal | None:
    found = read_amount(text) if text else None
    return found[0] if found else None


def split_tasks(text: str) -> list[PrintedTask]:
    """The tasks that free text lists: numbered, one a line, or in sentences of a paragraph.

    Text without any word of work (a greeting, another language) lists none.
    """
    items = _numbered(text) or _lines(text)
    if len(items) == 1:
        items = _sentences(items[0]) or items
    return [_printed(item) for item in items[:_MAX_TASKS]]


def _numbered(text: str) -> list[str]:
    """Items of the numbering that makes the most items, read at the beginning of lines."""
    best: list[str] = []
    for pattern in _ORDINALS:
        starts = list(pattern.finditer(text))
        if len(starts) > max(1, len(best)):
            ends = [match.start() for match in starts[1:]] + [len(text)]
            best = [_join(text[match.end() : end]) for match, end in zip(starts, ends, strict=True)]
    return [item for item in best if _HAN.search(item)]


def _join(item: str) -> str:
    return re.sub(r"\s*\n\s*", "", item).strip()


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    items = [line for line in lines if _is_task(line)]
    if len(items) > 1 and _HEADING_ONLY.search(items[0]) and len(items[0]) <= 24:
        items = items[1:]
    return items if any(_WORK.search(item) for item in items) else []


def _is_task(line: str) -> bool:
    if len(_HAN.findall(line)) < 4 or _METADATA.match(line):
        return False
    return len(line) > 2


def _sentences(text: str) -> list[str]:
    """The tasks inside one paragraph: by its inline numbering, else by its full stops."""
    for pattern in _INLINE:
        starts = list(pattern.finditer(text))
        if len(starts) > 1:
            ends = [match.start() for match in starts[1:]] + [len(text)]
            items = [
                text[match.end() : end].strip(" ；;，,")
                for match, end in zip(starts, ends, strict=True)
            ]
            return [item for item in items if len(_HAN.findall(item)) >= 2]
    body = re.sub(r"^[^：:。；;]{0,24}(?:任务|工作|计划|安排|如下)[：:]", "", text)
    parts = [part.strip() for part in re.split(r"[。；;\n]", body)]
    return [part for part in parts if len(_HAN.findall(part)) >= 4]


def _printed(item: str) -> PrintedTask:
    """An item as name and content where it has a short title, else as content alone."""
    item = item.strip().rstrip("；;")
    match = _TITLE_AND_TEXT.fullmatch(item)
    if match and not match["content"].startswith("//"):
        return PrintedTask(match["name"].strip(), match["content"].strip())
    return PrintedTask(None, item)
