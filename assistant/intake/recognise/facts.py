"""Unit, year, project, status, goal and notes: labelled cells and lines around the table."""

import re
from collections.abc import Iterator

from assistant.domain.quantity import normalise
from assistant.domain.target import TargetKind, Unit
from assistant.intake.recognise import labels
from assistant.intake.recognise.cells import Row, Token

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_YEAR_LINE = re.compile(r"年度\s*[:：]?\s*(20\d\d)(?!\d)")
_YEAR_ALONE = re.compile(r"^\s*[(]?\s*(20\d\d)\s*年度?\s*[)]?\s*$", re.MULTILINE)
_TITLE_YEAR = re.compile(r"(20\d\d)\s*年")
_CODED_UNIT = re.compile(
    r"[\[【(（]?\s*(\d{3,12})\s*[\]】)）]?\s*[-—_－:：]?\s*(?=[\u4e00-\u9fff])(.+)"
)
_UNIT_LINE = re.compile(
    r"(?:预算|填报|申报|实施|项目)?\s*[(（]?\s*(?:单位|部门)\s*[)）]?\s*(?:名称)?\s*[:：]?\s*"
    r"(?P<unit>[\[【(（]?\d{3,12}[\]】)）]?\s*[-—_－]\s*[^\s:：|，,。]+)"
)
_TITLE = re.compile(r"绩效(?:目标|自评|指标|评价).{0,16}表|绩效目标(?:批复|申报)?$")
_WHOLE_UNIT = re.compile(r"整体支出|部门整体|单位整体|整体绩效")
_TITLE_UNIT = re.compile(
    r"^(?:附件\s*\d*\s*[:：.]?)?\s*(?:关于)?\s*(?:20\d\d\s*年(?:度)?)?(?P<unit>[\u4e00-\u9fff（）()]{3,40}?)"
    r"(?:20\d\d\s*年(?:度)?)?(?:部门|单位)?(?:整体支出|整体|预算|项目支出|项目)?绩效"
)
_AMOUNT_WORDS = re.compile(r"^[\d.,，\s%]+$|^(?:人民币)?万?元$")
_WIDE_BLANK = re.compile(r"\s{2,}|\t|　")
_NEXT_LABEL = re.compile(r"\s(?P<label>[\u4e00-\u9fff（）()]{2,12})[:：]")
_MONEY_LABEL = re.compile(r"金额单位|货币单位|币种")
_SEAL = re.compile(r"[(（](?:盖章|公章|签章|章)[)）]")
_NO_UNIT = re.compile(
    r"^(?:部门|单位|项目|预算|省级|市级|县级|财政|专项资金?|本级|中央|地方|年度|整体|支出|申报|区域|转移支付)+$"
)


class Facts:
    """What one form says about itself outside its tables of indicators and money."""

    def __init__(self) -> None:
        """Nothing found yet."""
        self.unit: Unit | None = None
        self.department: Unit | None = None
        self.code: str | None = None
        self.year: int | None = None
        self.project: str | None = None
        self.status: str | None = None
        self.goal: str | None = None
        self.goal_long: str | None = None
        self.notes: str | None = None
        self.title: str | None = None
        self.kind: TargetKind | None = None
        self._goal_columns: list[tuple[int, int, str]] = []

    def take_title(self, text: str) -> bool:
        """Take kind, year and unit from a title line (…整体支出绩效目标批复表)."""
        line = re.sub(r"\s", "", text)
        if len(line) > 60 or not _TITLE.search(line):
            return False
        self.title = text.strip()
        if self.kind is None:
            if _WHOLE_UNIT.search(line):
                self.kind = TargetKind.WHOLE_UNIT
            elif "项目" in line:
                self.kind = TargetKind.PROJECT
        year = _TITLE_YEAR.search(line)
        if year and self.year is None:
            self.year = int(year[1])
        return True

    def title_unit(self) -> Unit | None:
        """The unit that the title begins with, where no label names one."""
        match = _TITLE_UNIT.match(re.sub(r"\s", "", self.title or ""))
        if match is None or _NO_UNIT.match(match["unit"]):
            return None
        return read_unit(match["unit"])

    def names_other_unit(self, earlier: "Facts") -> bool:
        """Whether both name a unit and not the same one; a code alone makes no other unit."""
        if self.unit is None or earlier.unit is None:
            return False
        return self.unit.name != earlier.unit.name

    def take_text(self, text: str) -> None:
        """Take what running lines say: year, unit with its code, and any labelled line."""
        year = _YEAR_LINE.search(normalise(text)) or _YEAR_ALONE.search(normalise(text))
        if year and self.year is None:
            self.year = int(year[1])
        unit = _UNIT_LINE.search(re.sub(r"\s*\n\s*", " ", text))
        if unit and self.unit is None:
            self.unit = read_unit(unit["unit"])
        for line in text.split("\n"):
            self.take_labelled(line)

    def take_labelled(self, text: str) -> bool:
        """Take ``label: content`` from one line or cell, several of them side by side too."""
        said = False
        for part in _parts(text.strip()):
            found = labels.split_label(part)
            said = (found is not None and self._take(*found)) or said
        return said

    def read(self, row: Row) -> bool:
        """Take what a table row says: labels followed by their content."""
        tokens = row.tokens
        if self._goal_columns and self._read_goals_below(row):
            return True
        if self._read_goal_header(row):
            return True
        said = False
        for at, token in enumerate(tokens):
            if token.inherited:
                continue
            following = tokens[at + 1] if at + 1 < len(tokens) else None
            if labels.kinds_of(token.text) and following is not None and not following.inherited:
                if not labels.kinds_of(following.text) or _is_content(token, following):
                    said = self._take(token.text, following.text) or said
            elif "：" in token.text or ":" in token.text:
                said = self.take_labelled(token.raw) or said
        return said

    def _read_goal_header(self, row: Row) -> bool:
        """``中期目标 | 年度目标`` (or ``预期目标 | 实际完成情况``) over their texts."""
        found = [
            (token.column, token.end, kind)
            for token in row.tokens
            for kind in ("goal_long", "goal", "result")
            if labels.is_kind(token.text, kind)
        ]
        others = [token for token in row.own[1:] if not labels.kinds_of(token.text)]
        if len(found) < 2 or any(len(token.text) > 20 for token in others) or others:
            return False
        own = {token.column for token in row.own}
        heads = [head for head in found if head[0] in own]
        if len(heads) > 2 or (len(heads) == 2 and heads[0][2] == heads[1][2] == "goal"):
            heads = heads[1:]
        self._goal_columns = heads if len(heads) > 1 else found[-2:]
        return True

    def _read_goals_below(self, row: Row) -> bool:
        columns, self._goal_columns = self._goal_columns, []
        texts = [token for token in row.own if not labels.kinds_of(token.text)]
        if not texts or any(labels.kinds_of(token.text) for token in row.own[-1:]):
            return False
        starts = [start for start, _, _ in columns]
        for token in texts:
            before = [at for at, start in enumerate(starts) if start <= token.column]
            self._take_goal(columns[before[-1] if before else 0][2], token.text)
        return True

    def _take(self, label: str, content: str) -> bool:
        kinds = labels.kinds_of(label)
        for kind in ("goal", "goal_long", "result"):
            if kind in kinds:
                return self._take_goal(kind, content)
        for kind, take in self._TAKERS.items():
            if kind in kinds:
                take(self, content)
                return True
        return False

    def _take_goal(self, kind: str, content: str) -> bool:
        text = re.sub(r"\s*\n\s*", "", content).strip()
        if len(text) < 2:
            return False
        if kind == "goal" and self.goal is None:
            self.goal = text
        elif kind == "goal_long" and self.goal_long is None:
            self.goal_long = text
        return True

    def _take_unit(self, content: str) -> None:
        if self.unit is None and 2 < len(content) <= 80 and not _AMOUNT_WORDS.search(content):
            self.unit = read_unit(content)

    def _take_code(self, content: str) -> None:
        if re.fullmatch(r"\d{3,12}", content.strip()):
            self.code = self.code or content.strip()

    def _take_department(self, content: str) -> None:
        if self.department is None and len(content) <= 80:
            self.department = read_unit(content)

    def _take_project(self, content: str) -> None:
        if self.project is None:
            self.project = content
            self.kind = self.kind or TargetKind.PROJECT

    def _take_year(self, content: str) -> None:
        year = _YEAR.search(normalise(content))
        if year and self.year is None:
            self.year = int(year[1])

    def _take_status(self, content: str) -> None:
        self.status = self.status or content

    def _take_notes(self, content: str) -> None:
        self.notes = self.notes or re.sub(r"\s*\n\s*", "", content)

    _TAKERS = {
        "project": _take_project,
        "unit": _take_unit,
        "department": _take_department,
        "unit_code": _take_code,
        "year": _take_year,
        "status": _take_status,
        "notes": _take_notes,
    }


def _parts(text: str) -> Iterator[str]:
    """Labelled facts that stand side by side: set apart by wide blanks, or by a known label."""
    for part in _WIDE_BLANK.split(text):
        start = 0
        for match in _NEXT_LABEL.finditer(part):
            if labels.kinds_of(match["label"]) or _MONEY_LABEL.fullmatch(match["label"]):
                yield part[start : match.start()]
                start = match.start("label")
        yield part[start:]


def read_unit(text: str) -> Unit:
    """``205-某某局`` or ``[610001]某某公司`` as code and name."""
    plain = _SEAL.sub("", text).strip()
    match = _CODED_UNIT.fullmatch(plain)
    if match:
        return Unit(code=match[1], name=match[2].strip())
    return Unit(name=plain)


def _is_content(label: Token, following: Token) -> bool:
    """A long text after a label is its content even if it could be a label elsewhere."""
    return len(following.text) > 12 and len(label.text) <= 12
