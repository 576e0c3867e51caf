"""Logging: structured, to standard error, and without a word of anybody's.

Events of ours name what happened with counts and kinds. Libraries' records are reduced to
their logger, level and line, since their messages may repeat what people wrote or who they are.
"""

import logging
import sys

import structlog


class _Reduced(logging.Handler):
    """Passes a library's record on without its message."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger("library").log(
            record.levelno, "library_record", logger=record.name, line=f"{record.module}:{record.lineno}"
        )


def configure(level: str = "info", *, json_lines: bool = False) -> None:
    """Set logging up once for the process; `level` is debug, info, warning or error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer = (
        structlog.processors.JSONRenderer()
        if json_lines
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Reduced(level=max(number, logging.WARNING))]
    root.setLevel(max(number, logging.WARNING))
