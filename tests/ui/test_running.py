"""A stop button reaches the draft of its own page and no other."""

from assistant.ui.running import Running


def test_stop_reaches_its_own_page() -> None:
    """Two users: one stops, the other goes on."""
    running = Running()
    mine, yours = running.begin("a"), running.begin("b")
    running.press("a")
    running.press("nobody")
    assert (mine.is_set(), yours.is_set()) == (True, False)


def test_an_old_draft_that_ends_leaves_the_new_one_its_button() -> None:
    """Started over: the end of the first must not take the stop button of the second."""
    running = Running()
    first, second = running.begin("a"), running.begin("a")
    running.end("a", first)
    running.press("a")
    assert second.is_set()
