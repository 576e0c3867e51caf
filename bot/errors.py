"""Errors of the running bot; one root, and messages that are fit for whoever operates it."""


class BotError(Exception):
    """Something about running the bot itself went wrong."""


class ConfigurationProblem(BotError):
    """Something only the operator can mend, such as a wrong token: a restart would not help.

    The message says what is wrong and what would be right; it never holds a secret.
    """
