"""What pages of convqa are dressed in: style and script of the package, and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from markupsafe import Markup

__all__ = ["asset", "policy"]


@cache
def asset(package: str, name: str) -> Markup:
    """A style sheet or script out of a package's templates, to stand in the page as it is."""
    content = files(package).joinpath("templates", name).read_text(encoding="utf-8")
    return Markup(content)  # noqa: S704 - the package's own file


def policy(style: str, script: str | None = None) -> str:
    """The page's policy: no connection, and no style or script but these, which it names by hash."""
    scripts = "" if script is None else f"script-src {_hash(script)}; "
    return f"default-src 'none'; style-src {_hash(style)}; {scripts}base-uri 'none'; form-action 'none'"


def _hash(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"
