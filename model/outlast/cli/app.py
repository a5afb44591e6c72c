"""The command line: `outlast …`; its commands register themselves with `app`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from cyclopts import App, CycloptsError, UnusedCliTokensError

from outlast.cli.terminal import complain
from outlast.runs.errors import SweepHaltedError
from outlast.scenario import ScenarioError

# An option whose value may be left out, and what it then means.
POSTERIOR, SHIPPED = "--posterior", "shipped"
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

app = App(
    name="outlast",
    help="Which mandated collaborations outlast their funding? An agent-based simulation.",
    help_epilogue="Start with: outlast run hiec",
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


class FailedError(Exception):
    """A command came to its end, but not all went well; the message says what did not."""


class StoppedError(KeyboardInterrupt):
    """Somebody pressed Ctrl-C; the message says what is left and how to go on."""


def whole_words(arguments: Sequence[str]) -> list[str]:
    """The words of a command, with the shipped ensemble named where --posterior stands alone."""
    words: list[str] = []
    for place, word in enumerate(arguments):
        words.append(word)
        after = arguments[place + 1] if place + 1 < len(arguments) else "--"
        if word == POSTERIOR and after.startswith("--"):
            words.append(SHIPPED)
    return words


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 done, 1 failed while running, 2 bad input."""
    words = whole_words(sys.argv[1:] if arguments is None else arguments)
    try:
        app(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        command = f" {words[0]}" if words and words[0] in app else ""
        if isinstance(error, UnusedCliTokensError):
            error = f"{(error.unused_tokens or words[-1:])[0]!r} is one argument too many"
        return complain(f"{error}\nSee: outlast{command} --help", BAD_INPUT)
    except ScenarioError as error:
        return complain(str(error), BAD_INPUT)
    except KeyboardInterrupt as error:
        return complain(str(error) or "interrupted; nothing half-written was left", INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain when it flushes what is left at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return complain(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), FAILED)
    except (FailedError, SweepHaltedError) as error:
        return complain(str(error), FAILED)
    except Exception as error:
        if os.environ.get("OUTLAST_TRACEBACK"):
            raise
        return complain(
            f"failed while running ({type(error).__name__}: {error}). This is a fault of outlast, not of your input; "
            "set OUTLAST_TRACEBACK=1 to see where, and report it.",
            FAILED,
        )
    return DONE
