"""The papers, written: templates of a language, filled in, as Markdown and as one HTML page each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from convqa.conversation import Language
from convqa.errors import UsageError
from convqa.privacy.markdown import body, gaps, headings, plain
from convqa.privacy.setup import Setup
from convqa.privacy.view import steps, variables, words
from convqa.report.assets import asset, policy
from convqa.report.writers import naming_trouble, write_text

__all__ = ["PAPERS", "Paper", "write_papers"]

PAPERS = ("dpia", "employees")
"""The data protection impact assessment, and the sheet for employees and their representatives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper in one language; both forms are the same bytes for the same setup.

    Attributes:
        markdown: for whoever fills it in.
        html: the same to read and print, with nothing outside it.
    """

    name: str
    language: Language
    markdown: str
    html: str

    @classmethod
    def make(cls, name: str, setup: Setup, language: Language) -> Paper:
        """Fill in the template of one of `PAPERS`."""
        template = _templates().get_template(f"{language.value}/{name}.md")
        text = template.render(variables(setup, language)).strip() + "\n"
        text += _to_fill_in(text, language)
        return cls(name=name, language=language, markdown=text, html=_page(text, setup, language))

    @property
    def files(self) -> Mapping[str, str]:
        """File name to content."""
        stem = f"{self.name}-{self.language.value}"
        return {f"{stem}.md": self.markdown, f"{stem}.html": self.html}


def write_papers(folder: Path, papers: Iterable[Paper], *, overwrite: bool = False) -> list[Path]:
    """Write the papers into a folder, which is created where it is missing; returns the files in their order.

    Raises:
        UsageError: a file cannot be written, or is there already with another content, which people may have filled
            in, and `overwrite` is not set. Then nothing is written.
    """
    contents = {folder / name: text for paper in papers for name, text in paper.files.items()}
    if not overwrite:
        for path, text in contents.items():
            with naming_trouble(path):
                if path.is_file() and path.read_bytes() != text.encode():
                    raise UsageError(
                        f"{path} is there already and reads otherwise; it may have been filled in. "
                        "Choose another folder, or add --overwrite."
                    )
    for path, text in contents.items():
        write_text(path, text)
    return list(contents)


def _to_fill_in(text: str, language: Language) -> str:
    """The last section: what is left open, by section."""
    say = words(language)
    number = len(headings(text)) + 1
    lines = [f"\n## {number}. {say.say('fill', 'title')}\n", say.say("fill", "intro"), ""]
    for heading, found in groupby(gaps(text), key=lambda gap: gap.heading):
        lines.append(f"- **{heading or say.say('fill', 'top')}**")
        lines += [f"  - [[{gap.what}]]" for gap in found]
    return "\n".join(lines) + "\n"


def _page(markdown: str, setup: Setup, language: Language) -> str:
    style = asset("convqa.report", "style.css") + asset("convqa.privacy", "paper.css")
    say = words(language)
    return (
        _pages()
        .get_template("paper.html")
        .render(
            language=language.value,
            title=markdown.partition("\n")[0].removeprefix("# "),
            contents=headings(markdown),
            say=say.say,
            body=body(markdown, steps(setup, language)),
            style=style,
            policy=policy(style),
        )
    )


@cache
def _templates() -> Environment:
    """Those of the Markdown: every value is escaped for Markdown by `plain`, as HTML would be by autoescape."""
    return Environment(  # noqa: S701
        loader=PackageLoader("convqa.privacy", "texts"),
        finalize=plain,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _pages() -> Environment:
    return Environment(
        loader=PackageLoader("convqa.privacy"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
