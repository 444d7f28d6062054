"""Tasks in a unit's own words: one a line, numbered in any fashion, or in a paragraph."""

import re
from typing import NamedTuple

from assistant.intake.recognise.tasks import PrintedTask

_ORDINALS = (
    re.compile(
        r"(?:任务\s*)?[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[)）]\s*[、.．:：]?"
    ),
    re.compile(r"\d{1,2}\s*(?:[、．)）]|[.](?!\d))\s*"),
    re.compile(r"[一二三四五六七八九十]{1,3}\s*[、.．]\s*"),
    re.compile(r"任务\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：、.．]?\s*"),
    re.compile(r"[①-⑳]\s*[、.．]?"),
    re.compile(r"[-*•●▪◆■·]\s+"),
)
_INLINE = (
    re.compile(r"[①-⑳]\s*[、.．]?"),
    re.compile(r"(?<![\d.])\d{1,2}\s*(?:[、．]|[.](?!\d)|[)）])\s*"),
    re.compile(r"[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]\s*[、.．]?"),
    re.compile(r"(?:^|(?<=[。；;：:，,\s]))[一二三四五六七八九十]{1,2}是"),
    re.compile(r"(?:^|(?<=[。；;]))\s*[一二三四五六七八九十]{1,3}、"),
    re.compile(r"第[一二三四五六七八九十]{1,2}[，,、：:]"),
)
_TITLE_AND_TEXT = re.compile(
    r"(?P<name>[^。；;：:\n]{2,24}(?=[：:])|[^。；;：:，,\d\n]{2,12}(?=。))[。：:]\s*(?P<content>\S.+)",
    re.DOTALL,
)
_MIN_ITEMS = 2
_TITLE_LENGTH = 16
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORK = re.compile(
    r"打击|查处|办理|破案|受理|储备|接待|放映|发放|惠及|巩固率|合格率|完成|开展|组织|加强|推进|保障|落实|建设|实施|做好|培训|改造|维护|维修|购置|采购|改善|提升|提高|"
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


class _Item(NamedTuple):
    kind: int
    text: str


def split_tasks(text: str) -> list[PrintedTask]:
    """The tasks that free text lists: numbered, one a line, or in sentences of a paragraph.

    Text without any word of work (a greeting, another language) lists none.
    """
    items = _numbered(text) or _lines(text)
    if len(items) == 1:
        items = _sentences(items[0]) or items
    return [_printed(item) for item in items[:_MAX_TASKS]]


def split_numbered(text: str) -> list[PrintedTask]:
    """The tasks that text lists by number, beside tables of another kind; nothing unnumbered."""
    return [_printed(item) for item in _numbered(text)[:_MAX_TASKS] if _WORK.search(item)]


def _numbered(text: str) -> list[str]:
    """The items of numbered lines; what stands unnumbered below a number belongs to it."""
    items: list[_Item] = []
    for line in text.split("\n"):
        kind, body = _ordinal(line.strip())
        if kind is not None:
            items.append(_Item(kind, body))
        elif items and line.strip():
            items[-1] = items[-1]._replace(text=_continued(items[-1].text, line.strip()))
    if len(items) < _MIN_ITEMS:
        return []
    kept = [item.text for at, item in enumerate(items) if not _is_heading(items, at)]
    return [item for item in kept if _HAN.search(item)]


def _ordinal(line: str) -> tuple[int | None, str]:
    """Which kind of numbering a line begins with, and the words after it."""
    for kind, pattern in enumerate(_ORDINALS):
        match = pattern.match(line)
        if match and len(line) > match.end():
            return kind, line[match.end() :].strip()
    return None, line


def _continued(text: str, line: str) -> str:
    """A title with its text below it, or a line that only ran over its end."""
    titled = len(text) <= _TITLE_LENGTH and not re.search(r"[\d，,。；;：:]", text)
    if titled and (len(line) > _TITLE_LENGTH or line.endswith(("。", "；", ";"))):
        return f"{text}：{line}"
    return text + line


def _is_heading(items: list[_Item], at: int) -> bool:
    """A short numbered line followed by another kind of numbers heads those (一、重点任务)."""
    item = items[at]
    if at + 1 == len(items) or items[at + 1].kind == item.kind:
        return False
    first = [one.kind for one in items]
    deeper = first.index(items[at + 1].kind) > first.index(item.kind)
    short = len(item.text) <= _TITLE_LENGTH + 4 and not re.search(r"[\d，,；;]", item.text)
    return deeper and short


def _lines(text: str) -> list[str]:
    lines = [line.strip() for line in text.split("\n")]
    items = [line for line in lines if _is_task(line)]
    if len(items) > 1 and _HEADING_ONLY.search(items[0]) and len(items[0]) <= 24:
        items = items[1:]
    return items if any(_WORK.search(item) for item in items) else []


def _is_task(line: str) -> bool:
    """Whether a line can say what is to be done: a few Chinese words that are no labelled fact."""
    words = len(_HAN.findall(line))
    return not _METADATA.match(line) and (words >= 4 or (words >= 2 and bool(_WORK.search(line))))


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
