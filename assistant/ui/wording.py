"""What the page says, in Chinese and in English."""

from assistant.messages import Message

TITLE = Message(zh="预算绩效目标助手", en="Performance Target Assistant")
TAB_DRAFT = Message(zh="起草", en="Draft")
TAB_REVIEW = Message(zh="审核", en="Review")
TAB_SETTINGS = Message(zh="设置", en="Settings")
LANGUAGE = Message(zh="语言", en="Language")
SIGN_OUT = Message(zh="退出", en="Sign out")
LOCAL = Message(zh="本机", en="this machine")

CHAT = Message(zh="对话", en="Conversation")
CHAT_EMPTY = Message(
    zh="把年度任务一条一行贴在下面，\n也可以拖入去年的表、任务文件或扫描件。",
    en="Paste the annual tasks below, one a line,\nor drop last year's form, a file or a scan.",
)
INPUT = Message(zh="输入任务或修改要求", en="Tasks, or what to change")
INPUT_HINT = Message(
    zh="粘贴任务，或说怎么改",
    en="Paste tasks, or say changes",
)
UNIT = Message(zh="单位名称", en="Unit")
YEAR = Message(zh="预算年度", en="Budget year")
STOP = Message(zh="停止", en="Stop")
UNDO = Message(zh="撤销", en="Undo")
REDO = Message(zh="重做", en="Redo")
FIX = Message(zh="修复", en="Fix")
SUGGEST = Message(zh="逐条建议", en="Suggestions")
BALANCE = Message(zh="平衡权重", en="Balance weights")
CONFIRM_ALL = Message(zh="全部确认", en="Confirm all")
SUBMIT = Message(zh="提交审核", en="Submit")
WITHDRAW = Message(zh="撤回", en="Withdraw")
RESTART = Message(zh="新建一份", en="New form")
FORMS = Message(zh="我的表", en="My forms")
EXPORT = Message(zh="导出", en="Export")
EXPORTS: dict[str, Message] = {
    "docx": Message(zh="Word", en="Word"),
    "xlsx": Message(zh="Excel", en="Excel"),
    "json": Message(zh="JSON", en="JSON"),
}

BOARD = Message(zh="概况", en="Overview")
STATUSES: dict[str, Message] = {
    "起草中": Message(zh="起草中", en="draft"),
    "已提交": Message(zh="已提交", en="submitted"),
    "已退回": Message(zh="已退回", en="returned"),
    "已通过": Message(zh="已通过", en="passed"),
}
STAGES: dict[str, Message] = {
    "waiting": Message(
        zh="前面还有人在起草，正在排队 · {seconds} 秒", en="Waiting for other drafts · {seconds} s"
    ),
    "reading": Message(zh="正在读取文件 · {seconds} 秒", en="Reading the file · {seconds} s"),
    "starting": Message(
        zh="正在准备模型（首次约需几秒）· {seconds} 秒",
        en="Getting the model ready (a few seconds the first time) · {seconds} s",
    ),
    "drafting": Message(
        zh="正在起草：第 {number}/{total} 项任务 · 已有 {rows} 条指标 · {seconds} 秒",
        en="Drafting task {number}/{total} · {rows} rows · {seconds} s",
    ),
    "checking": Message(
        zh="正在按规则检查和修正 · 已有 {rows} 条指标 · {seconds} 秒",
        en="Checking and repairing · {rows} rows · {seconds} s",
    ),
    "refining": Message(zh="正在按要求修改 · {seconds} 秒", en="Making the change · {seconds} s"),
    "offering": Message(
        zh="正在为这一行另拟指标 · {seconds} 秒", en="Wording other rows for this one · {seconds} s"
    ),
}
PROFILE = Message(zh="按“{profile}”口径判断", en="Judged by the rules of {profile}")
PROFILE_GUESSED = Message(
    zh="按“{profile}”口径判断（由表中特征推测，请核对）",
    en="Judged by the rules of {profile} (guessed from the table, please check)",
)
NORM = Message(zh="/ 参考 {norm}", en="/ norm {norm}")
NO_CLASS = Message(zh="未写一级指标", en="no class")
BAR = Message(zh="{name} {points} 分 {norm}", en="{name}: {points} points {norm}")

PASSPORT = Message(zh="数值出处", en="Where the value comes from")
PASSPORT_TASK = Message(zh="任务原文：{text}", en="The task: {text}")
PASSPORT_CONFIRM = Message(
    zh="这是建议值，提交前需要您确认或修改。",
    en="A proposal: confirm or change it before you submit.",
)
PASSPORT_FROM_TASK = Message(zh="任务 {source}", en="task {source}")
PASSPORT_KINDS: dict[str, Message] = {
    "task": Message(zh="任务原文", en="tasks"),
    "goal": Message(zh="总体目标", en="goal"),
    "history": Message(zh="上年", en="last year"),
    "library": Message(zh="指标库", en="library"),
    "model": Message(zh="模型", en="model"),
    "user": Message(zh="本人", en="typed"),
    "derived": Message(zh="推算", en="derived"),
}
PROVENANCE_KINDS: dict[str, Message] = {
    "task": Message(zh="任务{source}：“{quote}”", en="task {source}: “{quote}”"),
    "goal": Message(zh="总体目标：“{quote}”", en="goal: “{quote}”"),
    "history": Message(zh="上年指标：{quote}", en="last year: {quote}"),
    "library": Message(zh="指标库的常用值，不是本单位的数", en="usual in the library, not yours"),
    "model": Message(zh="模型建议，没有出处", en="proposed by the model, without a source"),
    "user": Message(zh="本单位人员填写或确认", en="typed or confirmed by the unit"),
    "derived": Message(zh="由“{quote}”推算（任务{source}）", en="from “{quote}” (task {source})"),
}
SMART = Message(zh="SMART 五项", en="SMART")
SMART_LABEL = Message(zh="SMART 五项达到 {earned} 项", en="{earned} of 5 SMART letters")
SMART_LETTERS: dict[str, Message] = {
    "S": Message(zh="S 具体", en="S specific"),
    "M": Message(zh="M 可衡量", en="M measurable"),
    "A": Message(zh="A 可实现", en="A achievable"),
    "R": Message(zh="R 相关", en="R relevant"),
    "T": Message(zh="T 有时限", en="T time-bound"),
}
SMART_EARNED = Message(zh="✓ {meaning}", en="✓ {meaning}")
SMART_LOST = Message(zh="✗ {meaning}：见 {codes}", en="✗ {meaning}: see {codes}")

TABLE_WORDS: dict[str, Message] = {
    "caption": Message(zh="年度绩效指标", en="Indicators of the year"),
    "row": Message(zh="第{row}行", en="row {row}"),
    "number": Message(zh="序", en="No."),
    "class": Message(zh="类别", en="Class"),
    "level1": Message(zh="一级指标", en="level 1"),
    "level2": Message(zh="二级指标", en="level 2"),
    "name": Message(zh="三级指标", en="Indicator"),
    "target": Message(zh="指标值", en="Target"),
    "operator": Message(zh="性质", en="operator"),
    "value": Message(zh="指标值", en="value"),
    "unit": Message(zh="度量单位", en="unit"),
    "weight": Message(zh="权重", en="Weight"),
    "smart": Message(zh="SMART", en="SMART"),
    "source": Message(zh="出处", en="Source"),
    "more": Message(zh="操作", en="Actions"),
    "confirm": Message(zh="待确认", en="confirm"),
    "confirmRow": Message(zh="待确认：确认第{row}行的指标值", en="Confirm the value of row {row}"),
    "alternatives": Message(zh="给第{row}行换一个", en="Another indicator for row {row}"),
    "remove": Message(zh="删除第{row}行", en="Remove row {row}"),
    "add": Message(zh="＋ 加一行", en="+ Add a row"),
}
SEVERITIES: dict[str, Message] = {
    "error": Message(zh="错误", en="error"),
    "warning": Message(zh="警告", en="warning"),
    "info": Message(zh="提示", en="info"),
}
ROWS = Message(zh="第 {rows} 行", en="row {rows}")
WHOLE_TABLE = Message(zh="全表", en="table")
OFFERS_LEFT = Message(zh="还有 {count} 条", en="{count} left")
UNTITLED = Message(zh="（未写单位）", en="(no unit named)")
REDRAFT = "重新起草"
STARTERS: tuple[Message, ...] = tuple(
    Message(zh=task, en=task)
    for task in (
        "开展教师培训10场次，培训教师300人次，10月底前完成",
        "组织优质课评选活动2次，评选优质课40节",
        "每季度开展一次教育教学质量分析",
    )
)

WORDS: dict[str, Message] = {
    "title": TITLE,
    "board": BOARD,
    "proposed": Message(zh="审核人要求的修改", en="Changes that the reviewer asks for"),
    "taken": Message(zh="已改", en="done"),
    "slip_items": Message(zh="问题", en="Findings"),
    "waiting": Message(zh="等待任务", en="Waiting for tasks"),
    "waiting_more": Message(
        zh="① 在左边贴入年度任务（一条一行，Shift+Enter 换行）或拖入去年的表；"
        "② 指标在这里逐行出现，每个数都注明出处；③ 核对待确认的行，导出或提交审核。",
        en="1. Paste the year's tasks on the left (one a line, Shift+Enter for a new line) or drop "
        "last year's form. 2. Indicators appear here row by row, every number with its source. "
        "3. Check the rows that wait to be confirmed, then export or submit.",
    ),
    "rows": Message(zh="指标", en="rows"),
    "rows_unit": Message(zh="条指标", en="rows"),
    "weights": Message(zh="权重", en="weights"),
    "errors": Message(zh="错误", en="errors"),
    "warnings": Message(zh="警告", en="warnings"),
    "infos": Message(zh="提示", en="infos"),
    "to_confirm": Message(zh="待确认", en="to confirm"),
    "weights_by_class": Message(zh="各类权重", en="Weight by class"),
    "coverage": Message(zh="任务覆盖", en="Tasks covered"),
    "covered": Message(zh="已有指标", en="covered"),
    "not_covered": Message(zh="尚无指标", en="not covered"),
    "catch_all": Message(zh="兜底任务，不作要求", en="a catch-all, nothing is asked of it"),
    "findings": Message(zh="审核发现", en="Findings"),
    "no_findings": Message(zh="未发现问题。", en="No findings."),
    "not_checked": Message(zh="未能判断的规则（缺少资料）", en="Not checked (data missing)"),
    "basis": Message(zh="依据", en="Basis"),
    "rule_page": Message(zh="规则说明", en="Rule page"),
    "offers": Message(zh="逐条建议", en="Suggestions"),
    "alternatives_title": Message(zh="替换方案", en="Alternatives"),
    "close": Message(zh="关闭", en="Close"),
    "before": Message(zh="现在", en="Now"),
    "accept": Message(zh="采纳", en="Accept"),
    "pass_over": Message(zh="跳过", en="Skip"),
    "supply": Message(zh="需补充", en="To supply"),
    "forms": FORMS,
    "no_forms": Message(zh="还没有表。", en="No forms yet."),
    "choose": Message(zh="选择要打开的表", en="Choose a table"),
    "can_say": Message(zh="可以这样说", en="What can be said"),
    "slip": Message(zh="审核意见", en="Opinion"),
    "questions": Message(zh="请单位补充或确认", en="Questions to the unit"),
    "not_found": Message(zh="没有这一页", en="There is no such page"),
    "all_rules": Message(zh="规则总表", en="All rules"),
    "code": Message(zh="代码", en="Code"),
    "rule": Message(zh="规则", en="Rule"),
    "severity": Message(zh="级别", en="Severity"),
    "user_name": Message(zh="用户名", en="User"),
    "password": Message(zh="密码", en="Password"),
    "sign_in": Message(zh="登录", en="Sign in"),
    "sign_in_hint": Message(
        zh="忘记密码请找管理员重设。", en="Ask your administrator for a new password."
    ),
    "tools": Message(zh="操作", en="Tools"),
    "stop": STOP,
    "undo": UNDO,
    "redo": REDO,
    "fix": FIX,
    "suggest": SUGGEST,
    "balance": BALANCE,
    "confirm_all": CONFIRM_ALL,
    "submit": SUBMIT,
    "withdraw": WITHDRAW,
    "sign_out": SIGN_OUT,
    "export": EXPORT,
    "new_form": RESTART,
}

SETTINGS_PROVIDER = Message(zh="模型", en="Model")
SETTINGS_PROVIDER_INFO = Message(
    zh="内置模型不联网；不用模型时，只凭任务原文和指标库起草。",
    en="The model inside needs no network; without one, drafts rest on your words and the library.",
)
SETTINGS_URL = Message(zh="接口地址", en="Address of the endpoint")
SETTINGS_MODEL = Message(zh="模型名称", en="Name of the model")
SETTINGS_KEY = Message(zh="密钥", en="Key")
SETTINGS_KEY_INFO = Message(
    zh="只保存在内存里，不写入数据库、日志和导出文件，重启后需重新填写；"
    "长期使用请由管理员设置 ASSISTANT_API_KEY。",
    en="Kept in memory only, never in the database, logs or exports; type it again after a "
    "restart, or have ASSISTANT_API_KEY set.",
)
SETTINGS_PROFILE = Message(zh="地方口径", en="Local rules")
SETTINGS_IGNORE = Message(zh="不查的规则", en="Rules switched off")
SETTINGS_IGNORE_INFO = Message(
    zh="只影响您自己的页面；提交和审核时仍按全部规则检查。",
    en="On your own page only: submission and review go by all of them.",
)
SETTINGS_DATA = Message(zh="数据保存在", en="Data is kept in")
SETTINGS_SAVE = Message(zh="保存", en="Save")
SETTINGS_TEST = Message(zh="测试模型", en="Test the model")
SETTINGS_SAVED = Message(zh="已保存。", en="Saved.")
SETTINGS_TESTING = Message(zh="正在测试……", en="Testing…")
PROVIDER_DEFAULT = Message(zh="本单位统一设置（{provider}）", en="As set up here ({provider})")
PROVIDERS: dict[str, Message] = {
    "embedded": Message(zh="内置模型", en="the model inside"),
    "none": Message(zh="不用模型", en="without a model"),
    "custom": Message(zh="自己的接口（OpenAI 兼容）", en="an OpenAI-compatible endpoint"),
}
PROFILE_AUTO = Message(zh="按表自动判断", en="guessed from the table")
PROFILE_DEFAULT = Message(zh="本单位统一设置", en="as set up here")
CHECK_STATES: dict[str, Message] = {
    "ok": Message(zh="正常", en="fine"),
    "absent": Message(zh="没有", en="absent"),
    "broken": Message(zh="有问题", en="broken"),
}

REFUSED_HOST = Message(
    zh="尚未设置用户和口令，界面只能在本机打开；收到的地址是 {host}，请改用 --host 127.0.0.1，"
    "或先用 assistant users add 添加用户。",
    en="No users are set up, so the page is served on this machine only; got {host}, use "
    "--host 127.0.0.1, or add users with assistant users add.",
)
PORT_TAKEN = Message(
    zh="端口 {port} 已被占用；请用 --port 换一个端口，或先关闭占用它的程序。",
    en="Port {port} is taken; choose another with --port or stop the program that holds it.",
)
SERVING = Message(
    zh="界面已启动：{url}（按 Ctrl+C 结束）", en="The page is served at {url} (Ctrl+C to stop)"
)
NO_FORM = Message(zh="还没有可以导出的表。", en="There is no form to export yet.")
