"""The tab 设置: which model, which local rules, what is not checked, where data is kept."""

from collections.abc import Callable
from html import escape
from typing import Any, NamedTuple

import gradio as gr
from pydantic import SecretStr

from assistant.app.diagnosis import check_model
from assistant.app.local_rules import AUTO
from assistant.app.rulebook import list_rules
from assistant.app.workbench import Preferences
from assistant.exceptions import AssistantError
from assistant.messages import Language, Message
from assistant.profiles import load_profile, profile_names
from assistant.store import User
from assistant.ui import view, wording
from assistant.ui.site import Site

_DEFAULT = "default"
_OWN_ENDPOINT = "custom"
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
Say = Callable[..., Any]


class Fields(NamedTuple):
    """What can be set."""

    provider: gr.Dropdown
    base_url: gr.Textbox
    model: gr.Textbox
    key: gr.Textbox
    profile: gr.Dropdown
    ignore: gr.Dropdown


def build(site: Site, page: gr.Blocks, labels: list[tuple[Any, str, Message]]) -> None:
    """Lay the tab out inside the open context of ``page``, and wire it."""
    language = site.settings.language

    def said(component: Any, **messages: Message) -> Any:
        labels.extend((component, name, message) for name, message in messages.items())
        return component

    with gr.Column(elem_id="settings"):
        fields = _fields(site, said)
        with gr.Row():
            save = said(
                gr.Button(
                    wording.SETTINGS_SAVE.text(language), variant="primary", elem_id="save-settings"
                ),
                value=wording.SETTINGS_SAVE,
            )
            test = said(
                gr.Button(wording.SETTINGS_TEST.text(language), elem_id="test-model"),
                value=wording.SETTINGS_TEST,
            )
        result = gr.HTML("", elem_id="settings-result", apply_default_css=False)
        said(
            gr.Textbox(
                f"{site.store.where}\n{site.settings.home}",
                label=wording.SETTINGS_DATA.text(language),
                lines=2,
                interactive=False,
                elem_id="data-folder",
            ),
            label=wording.SETTINGS_DATA,
        )
    _wire(site, page, fields, save, test, result)


def _fields(site: Site, said: Say) -> Fields:
    language = site.settings.language
    provider = said(
        gr.Dropdown(
            _providers(site, language),
            value=_DEFAULT,
            label=wording.SETTINGS_PROVIDER.text(language),
            info=wording.SETTINGS_PROVIDER_INFO.text(language),
            elem_id="provider",
        ),
        label=wording.SETTINGS_PROVIDER,
        info=wording.SETTINGS_PROVIDER_INFO,
    )
    with gr.Group(visible=False, elem_id="endpoint") as endpoint:
        base_url = said(
            gr.Textbox(
                label=wording.SETTINGS_URL.text(language), placeholder="http://10.0.0.8:8000/v1"
            ),
            label=wording.SETTINGS_URL,
        )
        model = said(
            gr.Textbox(label=wording.SETTINGS_MODEL.text(language)), label=wording.SETTINGS_MODEL
        )
        key = said(
            gr.Textbox(
                label=wording.SETTINGS_KEY.text(language),
                info=wording.SETTINGS_KEY_INFO.text(language),
                type="password",
            ),
            label=wording.SETTINGS_KEY,
            info=wording.SETTINGS_KEY_INFO,
        )
    provider.change(
        lambda name: gr.update(visible=_takes_address(name)), provider, endpoint, **_QUIET
    )
    profile = said(
        gr.Dropdown(
            _profiles(language),
            value=_DEFAULT,
            label=wording.SETTINGS_PROFILE.text(language),
            elem_id="profile",
        ),
        label=wording.SETTINGS_PROFILE,
    )
    ignore = said(
        gr.Dropdown(
            [(f"{rule.code} {rule.title}", rule.code) for rule in list_rules(language)],
            value=[],
            multiselect=True,
            label=wording.SETTINGS_IGNORE.text(language),
            info=wording.SETTINGS_IGNORE_INFO.text(language),
            elem_id="ignore",
        ),
        label=wording.SETTINGS_IGNORE,
        info=wording.SETTINGS_IGNORE_INFO,
    )
    return Fields(provider, base_url, model, key, profile, ignore)


def _wire(
    site: Site,
    page: gr.Blocks,
    fields: Fields,
    save: gr.Button,
    test: gr.Button,
    result: gr.HTML,
) -> None:
    workbench = site.workbench

    def show(request: gr.Request) -> list[Any]:
        user = site.user(request)
        return _show(site, user, workbench.preferences_of(user))

    def keep(request: gr.Request, *values: Any) -> list[Any]:
        user = site.user(request)
        language = workbench.language_of(user)
        wished, key = _read(workbench.preferences_of(user), values)
        try:
            workbench.prefer(user, wished, key)
        except AssistantError as error:
            return [_told(error.text(language)), *(gr.skip() for _ in fields)]
        kept = _show(site, user, wished)
        return [_told(wording.SETTINGS_SAVED.text(language)), *kept]

    def try_model(request: gr.Request) -> Any:
        user = site.user(request)
        language = workbench.language_of(user)
        yield _told(wording.SETTINGS_TESTING.text(language))
        yield view.checks_html(check_model(workbench.settings_of(user)), language)

    everything = list(fields)
    page.load(show, None, everything, **_QUIET)
    save.click(keep, everything, [result, *everything], **_QUIET)
    test.click(keep, everything, [result, *everything], **_QUIET).then(
        try_model, None, result, concurrency_limit=2, **_QUIET
    )


def _show(site: Site, user: User, preferences: Preferences) -> list[Any]:
    """The fields as they are kept; a key is never shown again."""
    language = preferences.language or site.settings.language
    providers = _providers(site, language)
    return [
        gr.update(choices=providers, value=preferences.provider or _DEFAULT),
        preferences.base_url or "",
        preferences.model or "",
        "",
        gr.update(choices=_profiles(language), value=preferences.profile or _DEFAULT),
        gr.update(
            choices=[(f"{rule.code} {rule.title}", rule.code) for rule in list_rules(language)],
            value=list(preferences.ignore),
        ),
    ]


def _read(before: Preferences, values: tuple[Any, ...]) -> tuple[Preferences, SecretStr | None]:
    provider, base_url, model, key, profile, ignore = values
    named = None if provider == _DEFAULT else provider
    own = _takes_address(named)
    wished = before.model_copy(
        update={
            "provider": named,
            "base_url": ((base_url or "").strip() or None) if own else None,
            "model": ((model or "").strip() or None) if own else None,
            "profile": None if profile == _DEFAULT else profile,
            "ignore": tuple(ignore or ()),
        }
    )
    typed = (key or "").strip()
    return wished, SecretStr(typed) if typed else None


def _takes_address(provider: str | None) -> bool:
    return provider == _OWN_ENDPOINT


def _providers(site: Site, language: Language) -> list[tuple[str, str]]:
    names = ("embedded", "none", _OWN_ENDPOINT)
    default = site.settings.provider
    shown = wording.PROVIDERS.get(default)
    as_set_up = shown.text(language) if shown else default
    return [
        (wording.PROVIDER_DEFAULT.text(language, provider=as_set_up), _DEFAULT),
        *((wording.PROVIDERS[name].text(language), name) for name in names),
    ]


def _profiles(language: Language) -> list[tuple[str, str]]:
    known = [load_profile(name) for name in profile_names()]
    chinese = language is Language.CHINESE
    return [
        (wording.PROFILE_DEFAULT.text(language), _DEFAULT),
        (wording.PROFILE_AUTO.text(language), AUTO),
        *((one.title_zh if chinese else one.title_en, one.name) for one in known),
    ]


def _told(text: str) -> str:
    return f'<p role="status">{escape(text)}</p>'
