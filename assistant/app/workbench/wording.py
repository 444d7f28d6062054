"""What the workbench says to the unit's staff."""

from assistant.domain.target import PerformanceTarget
from assistant.messages import Language, Message

DONE = Message(
    zh="已起草 {rows} 条指标，用时 {seconds} 秒；{confirm} 条的指标值需要您确认。"
    "可直接在表中修改，或告诉我怎么改。",
    en="{rows} rows drafted in {seconds} s; {confirm} values need your confirmation. "
    "Edit the table, or tell me what to change.",
)
STOPPED = Message(
    zh="已停止，保留已起草的 {rows} 条指标。", en="Stopped; the {rows} rows made so far are kept."
)
INTERRUPTED = Message(
    zh="上次起草没有做完（程序曾经中断），已保留当时的 {rows} 条指标；说“重新起草”可从头再来。",
    en="The last draft was cut off; its {rows} rows are kept. Say 重新起草 to draft anew.",
)
STOPPED_CHANGE = Message(zh="已停止，表没有改动。", en="Stopped; the table stays as it was.")
FAILED_HALFWAY = Message(
    zh="起草没有做完，已保留已有的 {rows} 条指标。",
    en="The draft was not finished; the {rows} rows made so far are kept.",
)
READ = Message(
    zh="已读入《{name}》：{tasks} 项任务、{rows} 条指标。{next}",
    en="Read {name}: {tasks} tasks, {rows} indicators. {next}",
)
NEXT_REVIEW = Message(
    zh="问题标在右表各行上；要我按任务重新起草，请说“重新起草”。",
    en="Findings are marked on the rows; say 重新起草 to draft anew from its tasks.",
)
CHOOSE = Message(
    zh="《{name}》里有 {count} 张表，请点选要打开的一张：",
    en="{name} holds {count} tables; choose the one to open:",
)
CHOICE_GONE = Message(
    zh="要选的表已不在了；请重新拖入文件。", en="That table is gone; drop the file again."
)
UNTITLED = Message(zh="（未写单位）", en="(no unit named)")
PASTED = Message(zh="粘贴的内容", en="the pasted text")
EDITED = Message(zh="已修改：{changes}", en="Changed: {changes}")
REMOVED = Message(zh="已删除第 {row} 行：{name}", en="Row {row} removed: {name}")
ADDED = Message(
    zh="已在末尾加了一行（第 {row} 行），请填写。", en="Row {row} was added; fill it in."
)
CONFIRMED = Message(zh="已确认第 {row} 行：{value}", en="Row {row} confirmed: {value}")
CONFIRMED_ALL = Message(zh="已确认 {count} 行的指标值。", en="{count} values confirmed.")
NOTHING_TO_CONFIRM = Message(zh="没有待确认的指标值。", en="No value waits to be confirmed.")
UNDONE = Message(zh="已撤销上一步。", en="The last step is undone.")
REDONE = Message(zh="已重做。", en="Done again.")
FIXED = Message(
    zh="已修复 {count} 处格式问题（不改变含义）。",
    en="{count} slips of form repaired; no meaning was changed.",
)
NOTHING_TO_FIX = Message(
    zh="没有可以自动修复的格式问题；其余问题可用“逐条建议”处理。",
    en="Nothing that can be repaired by itself; see the suggestions for the rest.",
)
BALANCE_WORDS = "平衡权重"
ACCEPTED = Message(zh="已采纳：{changes}", en="Accepted: {changes}")
NO_SUGGESTIONS = Message(
    zh="没有可供采纳的建议：没有问题，或所缺的内容只有本单位知道。",
    en="Nothing to suggest: no findings, or what is missing only the unit knows.",
)
SUGGESTION_GONE = Message(
    zh="表已改过，这条建议不再适用，已为您重新列出。",
    en="The table has changed since; the suggestions are listed anew.",
)
NO_ALTERNATIVES = Message(
    zh="第 {row} 行没有更好的替换方案；可以直接修改，或说说要考核什么。",
    en="No better row for row {row}; edit it, or say what it should measure.",
)
WITHOUT_MODEL = Message(
    zh="模型没有给出替换方案（{failure}）；只列出取自任务原文和指标库的。",
    en="The model offered no row ({failure}); what follows comes from the text and the library.",
)
SUBMITTED = Message(
    zh="已提交审核。审核期间不能修改；需要改请点“撤回”。",
    en="Submitted. It cannot be changed while it is reviewed; withdraw it to change it.",
)
WITHDRAWN = Message(zh="已撤回，可以继续修改。", en="Withdrawn; you can go on with it.")
NOT_SUBMITTED = Message(
    zh="还不能提交，请先处理这 {count} 处：\n{lines}",
    en="It cannot be submitted yet; {count} things are open:\n{lines}",
)
OPEN_CONFIRM = Message(
    zh="第 {row} 行“{name}”的指标值 {value} 待确认",
    en="row {row} ({name}): the value {value} is not confirmed",
)
OPEN_ERROR = Message(zh="{where}{code} {title}：{message}", en="{where}{code} {title}: {message}")
OPEN_EMPTY = Message(zh="表里还没有指标", en="the table has no indicators yet")
ROW = Message(zh="第 {row} 行 ", en="row {row} ")
EMPTY = Message(zh="请先粘贴任务或拖入文件。", en="Paste tasks or drop a file first.")
BUSY = Message(
    zh="正在起草，请等它完成或先点“停止”，再做这一步。",
    en="A draft is under way: wait for it or stop it, then do this.",
)
BUSY_ROW = Message(
    zh="起草完成后才能增删行和确认；现在可以直接改单元格，改动会保留。",
    en="Rows can be added, removed and confirmed once the draft is done; cells can be edited now.",
)
TOO_MANY = Message(
    zh="您一分钟内的请求太多（上限 {most} 次），请稍等再试。",
    en="Too many requests in a minute (at most {most}); wait a little.",
)
NO_CHANGE = Message(zh="没有需要修改的地方。", en="Nothing to change.")
CHANGED_BY_CHAT = Message(zh="按对话修改：{words}", en="By conversation: {words}")
DRAFTED = Message(zh="起草", en="drafted")
UPLOADED = Message(zh="读入《{name}》", en="read from {name}")
INTERNAL = Message(
    zh="程序内部出错，已保留当前表格；请重试，仍不行请把日志交给管理员（错误号 {number}）。",
    en="Something broke inside; the table is kept. Try again, else give the log to your "
    "administrator (error {number}).",
)
BAD_YEAR = Message(
    zh="预算年度应为四位年份，如 2026；现在填的是“{year}”，请改正后重发。",
    en="The budget year should be four digits such as 2026; got '{year}', correct it and resend.",
)
REDRAFT = ("重新起草", "重新生成", "按任务起草")
UNDO_WORDS = ("撤销", "撤回上一步", "取消上一步")

ROW_GONE = Message(
    zh="表中已没有这一行（{row}）；现有 {known}。", en="There is no row {row} any more; {known}."
)
NAMED = Message(zh="填写单位和年度", en="unit and year")
_YEAR = Message(zh="{year}年", en="{year}")


def title_of(target: PerformanceTarget, language: Language) -> str:
    """What a form is called on screen, by what its head says."""
    year = _YEAR.text(language, year=target.year) if target.year else None
    parts = (target.unit.name, year, target.project or target.kind)
    return " ".join(str(part) for part in parts if part) or UNTITLED.text(language)
