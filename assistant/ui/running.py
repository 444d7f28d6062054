"""Which draft runs on which open page, so that its stop button reaches it and no other."""

from assistant.app.drafts import StopButton


class Running:
    """The stop buttons of the drafts under way, by the page they run on."""

    def __init__(self) -> None:
        """None under way."""
        self._buttons: dict[str | None, StopButton] = {}

    def begin(self, page: str | None) -> StopButton:
        """The button of a draft that begins on ``page``."""
        button = self._buttons[page] = StopButton()
        return button

    def press(self, page: str | None) -> None:
        """Stop the draft of ``page``, if one is under way."""
        button = self._buttons.get(page)
        if button is not None:
            button.press()

    def end(self, page: str | None, button: StopButton) -> None:
        """The draft is over, or its page is gone; a newer draft of that page goes on."""
        button.press()
        if self._buttons.get(page) is button:
            del self._buttons[page]
