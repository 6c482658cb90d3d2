"""An error reads as what happened, then what to do."""

from segue.kernel import DeviceUnavailable, LocalUseError, SegueError


def test_error_text_ends_with_what_to_do_when_there_is_something_to_do() -> None:
    """A user sees both sentences, in this order."""
    error = LocalUseError("Port 8420 is in use.", do="Choose another with --port.")
    assert str(error) == "Port 8420 is in use. Choose another with --port."


def test_error_text_is_the_message_when_nothing_can_be_done() -> None:
    """No trailing space, no empty advice."""
    assert str(SegueError("The map file is broken.")) == "The map file is broken."


def test_unavailable_says_when_to_try_again() -> None:
    """Shells can wait exactly as long as makes sense."""
    assert DeviceUnavailable("The car is asleep.", retry_after_s=5.0).retry_after_s == 5.0
