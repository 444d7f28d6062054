"""What the page says, in Chinese and in English."""

from assistant.messages import Message

TITLE = Message(zh="预算绩效目标助手", en="Performance Target Assistant")
TAGLINE = Message(
    zh="粘贴本年度任务，或拖入申报表；得到可衡量、可追溯的绩效指标表。数据不离开本机。",
    en="Paste the year's tasks or drop a form; get indicators that can be measured and traced. "
    "Nothing leaves this machine.",
)
TAGLINE_REMOTE = Message(
    zh="粘贴本年度任务，或拖入申报表；得到可衡量、可追溯的绩效指标表。当前模型：{provider}。",
    en="Paste the year's tasks or drop a form; get indicators that can be measured and traced. "
    "Model: {provider}.",
)
TAB_DRAFT = Message(zh="起草", en="Draft")
TAB_REVIEW = Message(zh="审核", en="Review")
TAB_SETTINGS = Message(zh="设置", en="Settings")
DATA_FOLDER = Message(zh="数据保存在", en="Data is kept in")
LANGUAGE = Message(zh="语言", en="Language")

CHAT = Message(zh="对话", en="Conversation")
CHAT_EMPTY = Message(
    zh="把年度任务一条一行贴在下面，例如：\n"
    "开展教师培训10场次，培训教师300人次，10月底前完成\n"
    "也可以拖入去年的表或任务文件。",
    en="Paste the annual tasks below, one a line, for example:\n"
    "开展教师培训10场次，培训教师300人次，10月底前完成\n"
    "or drop last year's form or a task file.",
)
INPUT = Message(zh="输入任务或修改要求", en="Tasks, or what to change")
INPUT_HINT = Message(
    zh="粘贴任务，一条一行；或说“把第3条改成12场次”。Shift+Enter 换行",
    en="Paste tasks, one a line; or say 把第3条改成12场次. Shift+Enter for a new line",
)
UNIT = Message(zh="单位名称", en="Unit")
YEAR = Message(zh="预算年度", en="Budget year")
STOP = Message(zh="停止", en="Stop")
UNDO = Message(zh="撤销", en="Undo")
FIX = Message(zh="修复", en="Fix")
RESTART = Message(zh="重新开始", en="Start over")

TABLE = Message(zh="年度绩效指标", en="Indicators")
FINDINGS = Message(zh="审核发现", en="Findings")
EXPORT_JSON = Message(zh="下载 JSON", en="Download JSON")
EXPORT_XLSX = Message(zh="下载 Excel", en="Download Excel")

COLUMNS: tuple[Message, ...] = (
    Message(zh="序号", en="No."),
    Message(zh="一级指标", en="Level 1"),
    Message(zh="二级指标", en="Level 2"),
    Message(zh="三级指标", en="Indicator"),
    Message(zh="性质", en="Operator"),
    Message(zh="指标值", en="Value"),
    Message(zh="度量单位", en="Unit"),
    Message(zh="权重", en="Weight"),
    Message(zh="出处", en="Source"),
    Message(zh="状态", en="State"),
)

TO_CONFIRM = Message(zh="待确认", en="to confirm")
PROVENANCE_KINDS: dict[str, Message] = {
    "task": Message(zh="任务{source}：“{quote}”", en="task {source}: “{quote}”"),
    "goal": Message(zh="目标：“{quote}”", en="goal: “{quote}”"),
    "history": Message(zh="上年：{quote}", en="last year: {quote}"),
    "library": Message(zh="指标库建议", en="library"),
    "model": Message(zh="模型建议", en="model"),
    "user": Message(zh="本人填写", en="typed"),
    "derived": Message(zh="由“{quote}”推算（任务{source}）", en="from “{quote}” (task {source})"),
}

WAITING = Message(zh="等待任务", en="Waiting for tasks")
STARTING = Message(
    zh="正在准备模型（首次约需几秒）……", en="Getting the model ready (a few seconds the first time)"
)
DRAFTING = Message(
    zh="正在起草：第 {number}/{total} 项任务 · 已有 {rows} 条指标 · {seconds} 秒\n{task}",
    en="Drafting task {number}/{total} · {rows} rows · {seconds} s\n{task}",
)
CHECKING = Message(
    zh="正在按规则检查和修正 · 已有 {rows} 条指标 · {seconds} 秒",
    en="Checking and repairing · {rows} rows · {seconds} s",
)
DONE = Message(
    zh="{rows} 条指标 · 权重合计 {weight} · 错误 {error} · 警告 {warning} · 提示 {info} · "
    "待确认 {confirm}",
    en="{rows} rows · weights {weight} · errors {error} · warnings {warning} · infos {info} · "
    "to confirm {confirm}",
)
PROFILE = Message(zh="按“{profile}”规则判断", en="Judged by the rules of {profile}")
PROFILE_GUESSED = Message(
    zh="按“{profile}”规则判断（由表中特征推测，请核对）",
    en="Judged by the rules of {profile} (guessed from the table, please check)",
)
SAID_DONE = Message(
    zh="已起草 {rows} 条指标，用时 {seconds} 秒；{confirm} 条的指标值需要您确认。"
    "可直接在表中修改，或告诉我怎么改。",
    en="{rows} rows drafted in {seconds} s; {confirm} values need your confirmation. "
    "Edit the table, or tell me what to change.",
)
SAID_READ = Message(
    zh="已读入《{name}》：{tasks} 项任务、{rows} 条指标。{next}",
    en="Read {name}: {tasks} tasks, {rows} indicators. {next}",
)
NEXT_REVIEW = Message(
    zh="右侧是审核发现；要我按任务重新起草，请说“重新起草”。",
    en="Findings are on the right; say 重新起草 to draft anew from its tasks.",
)
SAID_STOPPED = Message(
    zh="已停止，保留已起草的 {rows} 条指标。", en="Stopped; the {rows} rows made so far are kept."
)
SAID_EDITED = Message(zh="已修改：{changes}", en="Changed: {changes}")
SAID_UNDONE = Message(zh="已撤销上一步。", en="The last step is undone.")
SAID_NOTHING_TO_UNDO = Message(zh="没有可以撤销的修改。", en="There is nothing to undo.")
SAID_FIXED = Message(
    zh="已修复 {count} 处格式问题（不改变含义）。",
    en="{count} slips of form repaired; no meaning was changed.",
)
SAID_NOTHING_TO_FIX = Message(
    zh="没有可以自动修复的格式问题；其余问题请按右侧说明处理。",
    en="Nothing that can be repaired by itself; see the findings for the rest.",
)
SAID_EMPTY = Message(zh="请先粘贴任务或拖入文件。", en="Paste tasks or drop a file first.")
RESTART_DRAFT = ("重新起草", "重新生成", "按任务起草")

NO_FINDINGS = Message(zh="未发现问题。", en="No findings.")
NO_TABLE = Message(
    zh="指标表起草或读入后，规则的发现显示在这里。",
    en="Findings appear here once there is a table.",
)
ROWS = Message(zh="第 {rows} 行", en="row {rows}")
WHOLE_TABLE = Message(zh="全表", en="table")
BASIS = Message(zh="依据", en="Basis")
NOT_CHECKED = Message(zh="未能判断的规则（缺少资料）", en="Not checked (data missing)")
SEVERITIES: dict[str, Message] = {
    "error": Message(zh="错误", en="error"),
    "warning": Message(zh="警告", en="warning"),
    "info": Message(zh="提示", en="info"),
}

REFUSED_HOST = Message(
    zh="尚未设置用户和口令，界面只能在本机打开；收到的地址是 {host}，请改用 --host 127.0.0.1。",
    en="No users are set up, so the page is served on this machine only; got {host}, use "
    "--host 127.0.0.1.",
)
PORT_TAKEN = Message(
    zh="端口 {port} 已被占用；请用 --port 换一个端口，或先关闭占用它的程序。",
    en="Port {port} is taken; choose another with --port or stop the program that holds it.",
)
SERVING = Message(
    zh="界面已启动：{url}（按 Ctrl+C 结束）", en="The page is served at {url} (Ctrl+C to stop)"
)
EXPLAIN_INTERNAL = Message(
    zh="程序内部出错，已保留当前表格；请重试，仍不行请把日志交给管理员（错误号 {number}）。",
    en="Something broke inside; the table is kept. Try again, else give the log to your "
    "administrator (error {number}).",
)

PASTED = Message(zh="粘贴的内容", en="the pasted text")
BAD_YEAR = Message(
    zh="预算年度应为四位年份，如 2026；现在填的是“{year}”，请改正后重发。",
    en="The budget year should be four digits such as 2026; got '{year}', correct it and resend.",
)
REFINING = Message(zh="正在按要求修改……", en="Making the change")
SAID_NO_CHANGE = Message(zh="没有需要修改的地方。", en="Nothing to change.")
