"""A desk over a real store: two reviewers, one unit."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.app.desk.desk import Desk
from assistant.domain.indicator import Indicator, Operator
from assistant.domain.target import AnnualTask, PerformanceTarget, TargetKind, Unit
from assistant.settings import Settings
from assistant.store import Form, FormStatus, Role, Store, User, open_store

PASSWORD = "correct horse battery"
EVIL = "<img src=x onerror=\"document.title='hacked'\">"


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its users, made once: setting passwords is slow on purpose."""
    home = tmp_path_factory.mktemp("desk")
    with open_store(Settings(home=home)) as store:
        store.users.add("审核员", PASSWORD, by="test", role=Role.REVIEWER)
        store.users.add("经办人", PASSWORD, by="test", unit=Unit(code="205", name="某县教研室"))
    return home


@pytest.fixture
def store(made_home: Path, tmp_path: Path) -> Iterator[Store]:
    home = shutil.copytree(made_home, tmp_path / "home")
    with open_store(Settings(home=home)) as opened:
        yield opened


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


@pytest.fixture
def reviewer(store: Store) -> User:
    return store.users.get("审核员")


@pytest.fixture
def clerk(store: Store) -> User:
    return store.users.get("经办人")


def row(number: int, level2: str, name: str, value: str, unit: str, weight: int) -> Indicator:
    scale = value in ("好坏", "优良中低差")
    return Indicator(
        id=f"I{number}",
        level1="满意度指标" if "满意" in level2 else "效益指标" if "效益" in level2 else "产出指标",
        level2=level2,
        name=name,
        operator=Operator.QUALITATIVE if scale else Operator.AT_LEAST,
        value=value,
        unit=unit,
        weight=Decimal(weight),
    )


def filed_table(unit: str = "某县教研室") -> PerformanceTarget:
    """A short form: one sound row, three to be judged on a scale, weights that add up."""
    return PerformanceTarget(
        unit=Unit(name=unit),
        year=2026,
        kind=TargetKind.WHOLE_UNIT,
        goal="开展教师培训10场次，参训教师满意度达到90%以上。",
        tasks=(AnnualTask(id="T1", name="教师培训", content="开展教师培训10场次，培训300人次"),),
        indicators=(
            row(1, "数量指标", "教师培训场次", "10", "场次", 30),
            row(2, "质量指标", "参训教师考核合格率", "好坏", "项", 20),
            row(3, "社会效益指标", "培训成果课堂应用率", "好坏", "项", 30),
            row(4, "服务对象满意度指标", "参训教师满意度", "好坏", "项", 10),
        ),
    )


def file_form(store: Store, by: User, target: PerformanceTarget | None = None) -> Form:
    """A form as a unit files it."""
    form = store.forms.create(target or filed_table(), by=by)
    return store.forms.set_status(form.id, form.version, FormStatus.SUBMITTED, by=by)
