"""How a program ends: mistakes become sentences and an exit code."""

from __future__ import annotations

import errno
import functools
import gc
import io
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import metadata
from types import FrameType
from typing import Any, Final

from experiments.cli.language import asked_language
from sim.compose.sentences import one_line
from sim.errors import InputError, InputWarning, os_reason
from sim.lang import say

__all__ = ["Terminated", "main_guard", "version"]

DONE: Final = 0
OUR_FAULT: Final = 1
WRONG_INPUT: Final = 2
STOPPED: Final = 130


def main_guard(
    main: Callable[[list[str]], int | None],
) -> Callable[[Sequence[str] | None], int]:
    """Wrap the main function of a program: mistakes become sentences and an exit code.

    Parameters
    ----------
    main
        Takes the words after the program's name; returns an exit code, None for 0.

    Returns
    -------
    Callable
        Takes the words, or None for those of the command line; returns 0 done, 2 wrong input,
        130 stopped by the user, 128 and the number of the signal when stopped by the system, 1 our
        fault (with the traceback).
    """
    main = _plain_warnings()(main)

    @functools.wraps(main)
    def guarded(argv: Sequence[str] | None = None) -> int:
        _replace_closed_streams()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                with suppress(OSError, ValueError):
                    stream.reconfigure(errors="backslashreplace")
        words = list(sys.argv[1:] if argv is None else argv)
        lang = asked_language(words)
        if "--version" in words:
            print(f"parcours {version()}")
            return DONE
        try:
            with _signals(whole_process=argv is None):
                code = main(words)
                sys.stdout.flush()
            return DONE if code is None else int(code)
        except InputError as error:
            return _end(WRONG_INPUT, *error.sentences(lang))
        except KeyboardInterrupt:
            return _end(STOPPED, say("exit.stopped", lang))
        except Terminated as error:
            name = signal.Signals(error.number).name
            return _end(128 + error.number, say("exit.terminated", lang, signal=name))
        except BrokenPipeError:  # the reader of our output had enough
            _abandon_output()
            return DONE
        except MemoryError:
            reason = os_reason(errno.ENOMEM)
            return _end(WRONG_INPUT, say("exit.memory", lang, reason=reason))
        except OSError as error:
            reason = os_reason(error.errno)
            if reason is None:
                return _fault(lang)
            where = one_line(_file_of(error), 200) or say("exit.output", lang)
            return _end(WRONG_INPUT, say("exit.file", lang, where=where, reason=reason))
        except Exception:
            return _fault(lang)
        finally:
            if argv is None:  # Python ends, and would look through all objects for a second
                gc.freeze()

    return guarded


@contextmanager
def _plain_warnings() -> Iterator[None]:
    """Print a warning about what the user gave as its sentence alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", InputWarning)  # also under ``python -W ignore``
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *more: Any) -> None:
            if issubclass(category, InputWarning):
                print(message, file=sys.stderr)
            else:
                usual(message, category, *more)

        warnings.showwarning = show
        yield


class Terminated(BaseException):
    """The system ends this process by a signal, as a scheduler or a closed terminal does.

    Parameters
    ----------
    number
        Of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def _signals(whole_process: bool) -> Iterator[None]:
    """Turn signals of the system into an exception, so that nothing is left behind.

    When the program is the whole process, Ctrl-C is an exception from here on (before, see
    `experiments`), and ends Python at once afterwards.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _: FrameType | None) -> None:
        for other in handled:
            signal.signal(other, signal.SIG_IGN)  # schedulers send several
        raise Terminated(number)

    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    found = [signal.Signals[name] for name in names]
    handled = [number for number in found if signal.getsignal(number) is signal.SIG_DFL]
    interrupted = whole_process and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    if interrupted:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in handled:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in () if whole_process else handled:
            signal.signal(number, signal.SIG_DFL)
        if interrupted:
            signal.signal(signal.SIGINT, signal.SIG_DFL)


def _replace_closed_streams() -> None:
    """Open nothing in place of a closed standard stream: the next file would take its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere > number:
                os.dup2(nowhere, number)
                os.close(nowhere)
            setattr(sys, name, open(number, "r" if number == 0 else "w", closefd=False))


def version() -> str:
    """Return the version that is installed; a checkout that is not has none."""
    try:
        return metadata.version("parcours")
    except metadata.PackageNotFoundError:
        return "(checkout)"


def _file_of(error: OSError) -> str:
    name = error.filename
    return os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else ""


def _end(code: int, *messages: str) -> int:
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        _abandon_output()
    with suppress(OSError, ValueError):
        for message in messages:
            print(" ".join(message.splitlines()), file=sys.stderr)
    return code


def _fault(lang: str) -> int:
    with suppress(OSError, ValueError):
        traceback.print_exc(file=sys.stderr)
    return _end(OUR_FAULT, say("exit.fault", lang))


def _abandon_output() -> None:
    """Redirect standard output to nowhere, so that Python does not fail on it at exit."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
