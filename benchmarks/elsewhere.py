"""Other people's tools, each in an environment of its own among the caches, which is made the first time."""

import os
import subprocess
import sys
from pathlib import Path


def programs(requirement: str, *more: str) -> Path:
    """Where the programs of an environment with just `requirement` are, such as ``numpy==2.3.5``.

    `more` is what it needs and does not say.
    """
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = caches / "ccgwatch-bench" / requirement.replace("==", "-")
    made = home / ".made"
    if not made.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        install = [str(home / "bin" / "pip"), "install", "--quiet", "--quiet", "--quiet", requirement, *more]
        subprocess.run(install, stderr=subprocess.DEVNULL, check=True)
        made.touch()
    return home / "bin"
