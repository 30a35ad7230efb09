"""How a program ends: mistakes become sentences and an exit code."""

from __future__ import annotations

import errno
import functools
import gc
import io
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from sim.compose.sentences import one_line
from sim.errors import InputError

__all__ = ["main_guard"]

DONE: Final = 0
OUR_FAULT: Final = 1
WRONG_INPUT: Final = 2
STOPPED: Final = 130

_OS_SENTENCES: Final = {
    errno.ENOSPC: "no space is left on the disk; free some, or write elsewhere",
    errno.EDQUOT: "your share of the disk is full; free some, or write elsewhere",
    errno.EACCES: "permission denied; choose a file or folder that you may read and write",
    errno.EPERM: "permission denied; choose a file or folder that you may read and write",
    errno.EROFS: "this disk cannot be written to; write elsewhere",
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "a part of this path is a file where a folder is expected",
    errno.EISDIR: "this is a folder where a file is expected",
    errno.EEXIST: "this exists already",
    errno.ENOTEMPTY: "this folder is not empty",
    errno.ENAMETOOLONG: "this name is too long",
    errno.EMFILE: "too many files are open; use fewer workers",
    errno.ENFILE: "too many files are open; use fewer workers",
    errno.ENOMEM: "there is not enough memory; use fewer workers or a smaller territory",
}


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
        130 stopped by the user, 1 our fault (with the traceback).
    """

    @functools.wraps(main)
    def guarded(argv: Sequence[str] | None = None) -> int:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                with suppress(OSError, ValueError):
                    stream.reconfigure(errors="backslashreplace")
        try:
            code = main(list(sys.argv[1:] if argv is None else argv))
            sys.stdout.flush()
            return DONE if code is None else int(code)
        except InputError as error:
            return _end(WRONG_INPUT, *error.messages)
        except KeyboardInterrupt:
            return _end(STOPPED, "Stopped as you asked.")
        except BrokenPipeError:  # the reader of our output had enough
            _abandon_output()
            return DONE
        except MemoryError:
            return _end(WRONG_INPUT, f"Memory: {_OS_SENTENCES[errno.ENOMEM]}.")
        except OSError as error:
            sentence = _OS_SENTENCES.get(error.errno or 0)
            if sentence is None:
                return _fault()
            where = one_line(_file_of(error), 200) or "Output"
            return _end(WRONG_INPUT, f"{where}: {sentence}.")
        except Exception:
            return _fault()
        finally:
            if argv is None:  # Python ends, and would look through all objects for a second
                gc.freeze()

    return guarded


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


def _fault() -> int:
    with suppress(OSError, ValueError):
        traceback.print_exc(file=sys.stderr)
    return _end(
        OUR_FAULT,
        "This is a fault of Parcours, not of what you gave; please report it with the lines above.",
    )


def _abandon_output() -> None:
    """Leave standard output to nobody, so that Python does not fail on it while it exits."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
