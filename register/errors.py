"""What can go wrong with the register."""


class RegisterError(Exception):
    """Root of the register's errors."""


class RegisterDataError(RegisterError):
    """A packaged or facts table is not as it should be; the message names the file and the line."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}, line {line}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem
