"""Which local rule settings apply to a table."""

from typing import NamedTuple

from assistant.domain.profile import Profile
from assistant.domain.target import PerformanceTarget
from assistant.messages import Language
from assistant.profiles import guess_profile, load_profile

AUTO = "auto"
"""The profile name that means: guess from the table, and say so."""


class ChosenProfile(NamedTuple):
    """A profile and how it was come by.

    Attributes:
        profile: the settings.
        guessed: they were guessed from the table, so people should be told.
    """

    profile: Profile
    guessed: bool

    def title(self, language: Language) -> str:
        """Its name on screen."""
        zh, en = self.profile.title_zh, self.profile.title_en
        return zh if language is Language.CHINESE else en


def choose_profile(name: str, target: PerformanceTarget) -> ChosenProfile:
    """The profile named, or for ``auto`` the one whose marks the table bears.

    Raises:
        ConfigurationError: there is no such profile, or its file is not valid.
    """
    if name == AUTO:
        return ChosenProfile(guess_profile(target), guessed=True)
    return ChosenProfile(load_profile(name), guessed=False)
