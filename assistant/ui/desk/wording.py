"""What the desk says, in Chinese and in English."""

from assistant.messages import Message

# Lights and states
SEVERITIES: dict[str, Message] = {
    "error": Message(zh="错误", en="error"),
    "warning": Message(zh="警告", en="warning"),
    "info": Message(zh="提示", en="info"),
}
LIGHTS: dict[str, Message] = {
    "red": Message(zh="红灯", en="red"),
    "amber": Message(zh="黄灯", en="amber"),
    "green": Message(zh="绿灯", en="green"),
    "none": Message(zh="未审", en="not reviewed"),
}
COUNTS = Message(zh="错误 {error} · 警告 {warning}", en="{error} errors · {warning} warnings")
STATUSES: dict[str, Message] = {
    "已提交": Message(zh="待审核", en="to review"),
    "已退回": Message(zh="已退回", en="returned"),
    "已通过": Message(zh="已通过", en="passed"),
    "起草中": Message(zh="起草中", en="draft"),
}

# Queue
QUEUE = Message(zh="审核队列", en="Queue")
ALL = Message(zh="全部", en="All")
SEARCH = Message(zh="单位", en="Unit")
SEARCH_HINT = Message(zh="按单位名称查找", en="Find a unit")
ORDER = Message(zh="排序", en="Order")
ORDERS: dict[str, Message] = {
    "errors": Message(zh="错误多的在前", en="Most errors first"),
    "updated": Message(zh="最近更新在前", en="Last changed first"),
    "unit": Message(zh="按单位", en="By unit"),
}
QUEUE_COLUMNS: tuple[Message, ...] = (
    Message(zh="灯", en="Light"),
    Message(zh="单位与表", en="Unit and form"),
    Message(zh="年度", en="Year"),
    Message(zh="状态", en="State"),
    Message(zh="错误", en="Errors"),
    Message(zh="警告", en="Warnings"),
    Message(zh="版次", en="Version"),
    Message(zh="来源", en="From"),
    Message(zh="更新", en="Changed"),
)
FROM_UNIT = Message(zh="单位报送", en="filed by the unit")
FROM_FILE = Message(zh="上传：{name}", en="uploaded: {name}")
NO_UNIT = Message(zh="（未填单位）", en="(no unit)")
EMPTY_QUEUE = Message(
    zh="队列里没有表。单位提交后出现在这里，也可以在上方放入收到的文件或压缩包。",
    en="The queue is empty. Forms appear here once a unit submits them; or drop files above.",
)
EMPTY_FILTER = Message(
    zh="没有符合条件的表；请换一个状态或清空单位。",
    en="No form matches; choose another state or clear the unit.",
)
TOTAL = Message(zh="共 {total} 份", en="{total} forms")
PAGE = Message(zh="第 {page}/{pages} 页", en="page {page} of {pages}")
PREVIOUS = Message(zh="上一页", en="Previous")
NEXT = Message(zh="下一页", en="Next")
OPEN_FORM = Message(zh="打开", en="Open")
COUNTING = Message(
    zh="正在统计：{done}/{total} 份表；可以先回队列，再来时接着统计",
    en="Counting: {done} of {total} forms; you may leave, it goes on from here when you return",
)
COUNTY = Message(zh="全县一览", en="County view")
EXPORT_ALL = Message(zh="导出全部", en="Export all")

# Upload
UPLOAD = Message(
    zh="放入收到的表：可多选，可放压缩包（zip）", en="Drop forms: several files, or a zip"
)
READING = Message(
    zh="正在收件：{done}/{total} 个文件 · 每分钟 {rate} 个 · 约剩 {left}",
    en="Taking in: {done}/{total} files · {rate} a minute · about {left} left",
)
SECONDS = Message(zh="{n} 秒", en="{n} s")
MINUTES = Message(zh="{n} 分钟", en="{n} min")
CANCEL = Message(zh="停止", en="Stop")
TAKEN_IN = Message(
    zh="收件完成：{forms} 份表，{failed} 个文件未能读取，用时 {took}",
    en="Taken in: {forms} forms, {failed} files could not be read, in {took}",
)
STOPPED_INTAKE = Message(
    zh="已停止收件：已收 {forms} 份表，还有 {rest} 个文件未读",
    en="Stopped: {forms} forms taken in, {rest} files not read",
)
RESULT_COLUMNS: tuple[Message, ...] = (
    Message(zh="文件", en="File"),
    Message(zh="单位与表", en="Unit and form"),
    Message(zh="结果", en="Result"),
)
NEW_FORM = Message(zh="新收", en="new")
NEW_VERSION = Message(zh="重报，第 {version} 版", en="filed again, version {version}")
SAME_FORM = Message(zh="与已收的相同，未重复收入", en="the same as one already here")
DISMISS = Message(zh="收起", en="Close")

# One form
BACK = Message(zh="返回队列", en="Back to the queue")
DOCUMENT = Message(zh="原表", en="Form")
AFTERWARDS = Message(zh="采纳后", en="After")
COMPARED = Message(zh="与上一版对照", en="Compared")
COVERAGE = Message(zh="覆盖图", en="Coverage")
HISTORY = Message(zh="经过", en="History")
PANES = Message(zh="左侧内容", en="Left side")
CARDS = Message(zh="审核发现", en="Findings")
DONE_OF = Message(zh="已处理 {done}/{total}", en="{done} of {total} done")
VERSION = Message(zh="第 {version} 版", en="version {version}")
PROFILE = Message(zh="口径：{name}", en="Local rules: {name}")
PROFILE_GUESSED = Message(
    zh="口径：{name}（按表自动判断）", en="Local rules: {name} (guessed from the table)"
)
ROW = Message(zh="第 {number} 行", en="row {number}")
WHOLE_TABLE = Message(zh="整表", en="whole table")
OPEN = Message(zh="待处理", en="open")
SETTLED = Message(zh="已处理", en="done")
BASIS = Message(zh="依据：{basis}", en="Basis: {basis}")
THINKING = Message(zh="正在验证修改建议……", en="Trying changes against the rules")
BEFORE = Message(zh="原", en="Was")
AFTER = Message(zh="改", en="Now")
ANSWERS = Message(zh="可消除 {codes}", en="clears {codes}")
CANDIDATES = Message(zh="修改建议（已按规则验证）", en="Verified changes")
NO_CANDIDATE = Message(
    zh="没有可验证的改法，请写明意见后退回，或由单位补充事实。",
    en="No verified change; say what is wrong when returning it, or ask the unit.",
)
SUPPLY = Message(zh="需单位补充：{what}", en="The unit supplies: {what}")
PLATFORM = Message(zh="平台填报：{advice}", en="On the platform: {advice}")
MORE_LINES = Message(zh="共 {count} 处，展开", en="all {count}")
ACCEPT = Message(zh="采纳", en="Accept")
EDIT = Message(zh="修改", en="Edit")
REJECT = Message(zh="不成立", en="Reject")
WAIVE = Message(zh="豁免", en="Waive")
WITHDRAW = Message(zh="撤回", en="Withdraw")
ALIKE = Message(zh="同类 {count} 条一并处理", en="all {count} of this kind")
REASON_REJECT = Message(
    zh="为什么不成立（错误级必填，写入审核记录）", en="Why it does not hold (required for errors)"
)
REASON_WAIVE = Message(zh="为什么同意保留（必填，写入审核记录）", en="Why it may stand (required)")
EXPIRES = Message(zh="有效期至（可不填）", en="Until (optional)")
SAVE = Message(zh="确定", en="Save")
CLOSE = Message(zh="取消", en="Cancel")
PROPOSAL = Message(zh="建议改为", en="Put in its place")
CONCERNS = Message(zh="适用于", en="Concerns")
INFOS = Message(zh="提示（不必逐条处理）", en="Infos, which need no answer")
NOTHING_FOUND = Message(zh="未发现问题，可以通过。", en="Nothing was found; it may pass.")
NOT_CHECKED = Message(zh="未能检查的规则（缺少资料）", en="Not checked (data missing)")
PROBLEMS = Message(zh="读取时的疑点，请核对原件", en="Doubts of the reading; check the original")
DECISIONS: dict[str, Message] = {
    "accepted": Message(zh="已采纳", en="accepted"),
    "edited": Message(zh="已改写", en="rewritten"),
    "rejected": Message(zh="不成立", en="rejected"),
    "waived": Message(zh="已豁免", en="waived"),
}
DECIDED_BY = Message(zh="{who} {when}", en="{who} {when}")
UNVERIFIED = Message(
    zh="审核人改写，规则仍报：{left}", en="the reviewer's wording; the rules still say: {left}"
)
VERIFIED_EDIT = Message(zh="审核人改写，已按规则验证", en="the reviewer's wording, verified")
RETURN = Message(zh="退回单位", en="Return")
PASS = Message(zh="通过", en="Pass")
APPLY = Message(zh="写入表中", en="Apply to the form")
REOPEN = Message(zh="重新审核", en="Reopen")
OPINION = Message(zh="总体意见（可不填，印在意见书上）", en="Overall opinion (optional, printed)")
SLIP_WORD = Message(zh="意见书 Word", en="Slip, Word")
SLIP_MARKDOWN = Message(zh="意见书 Markdown", en="Slip, Markdown")
FORM_XLSX = Message(zh="表 Excel", en="Form, Excel")
FORM_JSON = Message(zh="表 JSON", en="Form, JSON")
DOWNLOADS = Message(zh="下载", en="Download")
HELP = Message(zh="快捷键", en="Keys")
KEYS: tuple[tuple[str, Message], ...] = (
    ("j / k", Message(zh="下一张 / 上一张卡片", en="next / previous card")),
    ("a", Message(zh="采纳选中的建议", en="accept the chosen change")),
    ("1 2 3", Message(zh="选第几个建议", en="choose a change")),
    ("e", Message(zh="修改建议", en="edit the change")),
    ("r", Message(zh="不成立（写理由）", en="reject with a reason")),
    ("w", Message(zh="豁免（写理由）", en="waive with a reason")),
    ("u", Message(zh="撤回已作的处理", en="withdraw the decision")),
    ("s", Message(zh="同类一并处理：开或关", en="treat all of this kind: on or off")),
    ("o", Message(zh="看卡片所指的单元格", en="show the card's cell")),
    ("Esc", Message(zh="关闭填写框", en="close the form")),
    ("?", Message(zh="显示或收起本说明", en="show or hide this help")),
)
FIELDS: dict[str, Message] = {
    "level1": Message(zh="一级指标", en="Level 1"),
    "level2": Message(zh="二级指标", en="Level 2"),
    "name": Message(zh="三级指标", en="Indicator"),
    "operator": Message(zh="性质", en="Operator"),
    "value": Message(zh="指标值", en="Value"),
    "unit": Message(zh="度量单位", en="Unit"),
    "weight": Message(zh="权重", en="Weight"),
    "direction": Message(zh="方向", en="Direction"),
    "note": Message(zh="说明", en="Note"),
    "actual": Message(zh="实际完成值", en="Actual"),
    "score": Message(zh="得分", en="Score"),
}
NUMBER = Message(zh="行", en="Row")
MARK = Message(zh="{where} {field}：{severity}，看卡片", en="{where} {field}: {severity}, its card")
SUMMARY_AFTER = Message(
    zh="已采纳 {count} 处。按规则重审：错误 {e0} → {e1} · 警告 {w0} → {w1}",
    en="{count} accepted. By the rules: errors {e0} → {e1} · warnings {w0} → {w1}",
)
NOTHING_ACCEPTED = Message(
    zh="还没有采纳任何建议；采纳后在这里看全表的前后对照。",
    en="Nothing is accepted yet; the whole table before and after is shown here.",
)
NOT_APPLICABLE = Message(
    zh="{where}的建议与已采纳的其他修改冲突，未计入：{codes}",
    en="{where}: left out, for it conflicts with other accepted changes: {codes}",
)
NO_EARLIER = Message(zh="这是第一版，没有可对照的上一版。", en="This is the first version.")

# County
NOTICE_WORD = Message(zh="通报底稿 Word", en="Notice, Word")
TOP_RULES = Message(zh="问题最普遍的规则", en="Rules that reach most units")
RULE_COLUMNS: tuple[Message, ...] = (
    Message(zh="规则", en="Rule"),
    Message(zh="单位数", en="Units"),
    Message(zh="占比", en="Share"),
    Message(zh="问题数", en="Findings"),
)
PHRASES = Message(zh="各单位雷同的表述", en="Words that units share")
PHRASE_COLUMNS: tuple[Message, ...] = (
    Message(zh="表述", en="Words"),
    Message(zh="位置", en="Where"),
    Message(zh="单位数", en="Units"),
    Message(zh="相同的目标值", en="The same target"),
    Message(zh="单位", en="Units by name"),
)
IN_NAME = Message(zh="三级指标", en="indicator")
IN_GOAL = Message(zh="绩效目标", en="goal")
SAME_TARGET = Message(zh="{target}（{count} 个单位）", en="{target} ({count} units)")
NO_PHRASES = Message(
    zh="没有 {units} 个以上单位相同的表述。", en="No words are shared by {units} units or more."
)
HEAT = Message(zh="单位 × 规则", en="Units by rules")
HEAT_NOTE = Message(
    zh="格内是该单位的问题数（错误和警告；已豁免、判为不成立的不计），数越大颜色越深；点单位名打开它的表。",
    en="Findings of each unit (errors and warnings that stand); the more, the darker. A unit's "
    "name opens its form.",
)
SUM = Message(zh="合计", en="Sum")
COUNTY_LINE = Message(
    zh="{units} 个单位 · {forms} 份表 · {findings} 个问题",
    en="{units} units · {forms} forms · {findings} findings",
)
UNITS = Message(zh="共 {total} 个单位", en="{total} units")
AND_MORE = Message(zh="等 {count} 个", en="and {count} in all")

# What was done
SAID: dict[str, Message] = {
    "accepted": Message(zh="已采纳 {count} 张卡片的建议。", en="{count} changes accepted."),
    "edited": Message(zh="已按您的改写记录。", en="Your wording is kept."),
    "rejected": Message(zh="{count} 张卡片判为不成立。", en="{count} cards rejected."),
    "waived": Message(zh="{count} 张卡片已豁免。", en="{count} cards waived."),
    "withdrawn": Message(zh="已撤回。", en="Withdrawn."),
}
SAID_RETURNED = Message(
    zh="已退回“{title}”，第 {number} 份意见书已存档。",
    en="'{title}' is returned; slip {number} is on record.",
)
SAID_PASSED = Message(zh="“{title}”已通过。", en="'{title}' has passed.")
SAID_REOPENED = Message(zh="已收回退回，可继续审核。", en="The return is taken back.")
SAID_APPLIED = Message(
    zh="已写入，成为第 {version} 版；原件仍是第 1 版。",
    en="Applied as version {version}; the original stays version 1.",
)
BROKEN = Message(
    zh="程序内部出错，已作的处理都在；请重试，仍不行请把日志交给管理员（错误号 {number}）。",
    en="Something broke inside; what you decided is kept. Try again, else give the log to your "
    "administrator (error {number}).",
)
BAD_ACTION = Message(
    zh="页面发来的内容不完整，没有执行；请刷新页面后重试。",
    en="The page sent something incomplete; nothing was done. Reload the page.",
)
SIGN_IN = Message(zh="请先登录。", en="Sign in first.")
NO_FILE = Message(zh="没有这个文件。", en="There is no such file.")
FILED_VERSION = Message(zh="报送第 {version} 版", en="filed version {version}")
HISTORY_ACTIONS: dict[str, Message] = {
    "form.created": Message(zh="建立了表（第 1 版）", en="made the form (version 1)"),
    "form.edited": Message(zh="保存了第 {revision} 版", en="saved version {revision}"),
    "form.undone": Message(zh="撤销，成为第 {revision} 版", en="undid, now version {revision}"),
    "form.redone": Message(zh="重做，成为第 {revision} 版", en="did again, version {revision}"),
    "form.restored": Message(zh="恢复旧版，成为第 {revision} 版", en="restored, now {revision}"),
    "form.status": Message(zh="{from_} → {to}", en="{from_} → {to}"),
    "finding.accepted": Message(zh="采纳了对 {code} 的建议", en="accepted a change for {code}"),
    "finding.edited": Message(zh="改写了对 {code} 的建议", en="reworded a change for {code}"),
    "finding.rejected": Message(zh="判 {code} 不成立", en="rejected {code}"),
    "finding.waived": Message(zh="豁免了 {code}", en="waived {code}"),
    "finding.withdrawn": Message(zh="撤回了对 {code} 的处理", en="withdrew the decision on {code}"),
    "waiver.revoked": Message(zh="撤销了豁免", en="revoked a waiver"),
    "slip.issued": Message(
        zh="发出第 {number} 份意见书（{verdict}）", en="issued slip {number} ({verdict})"
    ),
}
