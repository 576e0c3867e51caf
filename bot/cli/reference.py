"""The page docs/commands.md, made from the commands' own declarations: ``python -m bot.cli.reference``."""

from commands.core.catalogue import Catalogue, ours
from commands.core.declare import Area, Command, Permission

_WHO = {Permission.VOLUNTEER: " Not for observers.", Permission.ORGANISER: " For organisers."}


def page(catalogue: Catalogue) -> str:
    """The whole page as Markdown."""
    lines = [
        "# Commands",
        "",
        "Made by `./run.sh docs` from the declarations in `commands/`. On Discord and Matrix commands",
        "begin with `!` (or mention the bot, or write to it in private, without `!`); on Discord each is",
        "also a slash command. A body, place or postcode alone is answered as `ccg`. Where choices are",
        "offered, press, react or type the number.",
    ]
    for area in Area:
        here = [command for command in catalogue.commands if command.area is area]
        if here:
            lines += ["", f"## {area}"]
        for command in here:
            lines += _section(command)
    return "\n".join(lines) + "\n"


def _section(command: Command) -> list[str]:
    also = f" Also: {', '.join(f'`!{alias}`' for alias in command.aliases)}." if command.aliases else ""
    who = _WHO.get(command.permission, "")
    lines = ["", f"### !{command.name}", "", f"{command.summary}.{also}{who}", "", f"`!{command.usage()}`"]
    if command.parameters:
        lines += ["", "| parameter | what it is |", "|---|---|"]
        lines += [f"| {each.name} | {each.summary} |" for each in command.parameters]
    if command.examples:
        lines += ["", f"Examples: {', '.join(f'`!{example}`' for example in command.examples)}"]
    return lines


if __name__ == "__main__":
    print(page(ours()), end="")
