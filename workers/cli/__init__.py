"""The command `wireroom`: one module for each group of verbs, thin over the same functions that workers call."""

import os
import sys

import structlog
import typer
from typer.exceptions import TyperException

from config import logging
from pipeline.errors import Setback, Unavailable, WireroomError, WrongUsage
from workers.cli import (
    articles,
    changes,
    cleaning,
    entities,
    export,
    extraction,
    feeds,
    imports,
    operate,
    output,
    processes,
    replay,
    run,
    selecting,
    webhooks,
)

app = typer.Typer(
    name="wireroom",
    help="Turns news feeds into a database people can trust.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _module in (
    run,
    feeds,
    articles,
    cleaning,
    extraction,
    entities,
    replay,
    changes,
    webhooks,
    imports,
    export,
    operate,
    processes,
):
    _module.register(app)


def main() -> None:
    """Run a command; errors are one line on standard error. Exit 0 done, 1 failed, 2 wrong usage, 3 a server is away."""
    logging.configure(None, level=30)
    for argument in sys.argv[1:]:
        if not _is_text(argument):
            shown = os.fsencode(argument).decode(errors="backslashreplace")
            sys.exit(output.fail(f"'{shown}' is not text in this terminal's encoding", 2))
    sys.exit(_run(_with_any(sys.argv[1:])))


def _is_text(argument: str) -> bool:
    """Whether an argument can be written out again: bytes that are no text come as lone surrogates."""
    return not any("\ud800" <= character <= "\udfff" for character in argument)


def _with_any(arguments: list[str]) -> list[str]:
    """`--failed` may stand without a reason."""
    result = []
    for place, argument in enumerate(arguments):
        result.append(argument)
        if argument == "--failed" and (place + 1 == len(arguments) or arguments[place + 1].startswith("-")):
            result.append(selecting.ANY)
    return result


def _run(arguments: list[str]) -> int:
    try:
        result = app(args=arguments, standalone_mode=False, prog_name="wireroom")
    except TyperException as error:
        message, context = error.format_message(), getattr(error, "ctx", None)
        if not message:  # a group without a verb: its help has been printed
            return 2
        return output.fail(f"{message} (see {context.command_path} --help)" if context else message, error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except WrongUsage as error:
        return output.fail(str(error), 2)
    except Unavailable as error:
        return 130 if _interrupted(error) else output.fail(str(error), 3)
    except Setback as error:
        return output.fail(f"{error.reason}: {error.message}", 1)
    except WireroomError as error:
        return output.fail(str(error), 1)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001
        if _interrupted(error):
            return 130
        structlog.get_logger().debug("unexpected", exc_info=error)
        output.write_traceback(error)
        return output.fail(f"unexpected {type(error).__name__}: {error}", 1)
    return result if isinstance(result, int) else 0


def _interrupted(error: BaseException | None) -> bool:
    """Whether it came of Ctrl-C: whoever that stops in the middle of talking to a server finds the connection unusable."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None
