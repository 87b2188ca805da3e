"""A file of ``ontology/questions`` → a Question: its words, its parameters, its SPARQL.

A file is SPARQL that any tool can run as it stands: the words are comments, and a parameter is
a variable written with ``$``. Lines of the head:

    # title-fi: …            the question, in fi, sv and en
    # about-fi: …            one sentence on what the answer rests on
    # empty-fi: …            what an empty answer means
    # param body: body = body/TEM070-00-2019 | toimielin | organ | body
    # column city: kaupunki | stad | city

A row that binds ``?reason`` to a concept tells what cannot be said, and why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.errors import QuestionBroken, QuestionUnknown
from kaupunkigraafi.model import LANGUAGES, Label, best_label
from kaupunkigraafi.resources import ontology_dir

REASON = "reason"
_WORDS = re.compile(r"# (title|about|empty)-(fi|sv|en): (\S.*)")
_PARAMETER = re.compile(r"# param (\w+): (\w+)(?: = ([^|]*?))? \| ([^|]+) \| ([^|]+) \| ([^|]+)")
_COLUMN = re.compile(r"# column (\w+): ([^|]+) \| ([^|]+) \| ([^|]+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question must be told.

    Attributes:
        kind: a kind of entity, or ``date``, ``year`` or ``text``.
        default: taken where none is given; empty: one must be given.
    """

    name: str
    kind: str
    default: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer."""

    name: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is written down.

    Attributes:
        about: a sentence on what the answer rests on.
        empty: what it means that there is no row.
        text: SPARQL, with ``$`` before the name of a parameter.
    """

    name: str
    titles: tuple[Label, ...]
    about: tuple[Label, ...]
    empty: tuple[Label, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str

    def title(self, language: str = "fi") -> str:
        """Return the question in a language.

        Args:
            language: ``fi``, ``sv`` or ``en``.

        Returns:
            One sentence.
        """
        return best_label(self.titles, language)


def question_of(name: str, text: str) -> Question:
    """Read a question.

    Args:
        name: of its file, without ``.rq``.
        text: of its file.

    Returns:
        The question.

    Raises:
        QuestionBroken: words are missing in a language.

    >>> head = "".join(f"# {part}-{language}: x\\n" for part in ("title", "about", "empty")
    ...                for language in ("fi", "sv", "en"))
    >>> question_of("q", head + "# column n: luku | tal | number\\nSELECT ?n {}").columns[0].name
    'n'
    """
    words: dict[str, list[Label]] = {"title": [], "about": [], "empty": []}
    parameters, columns, body = [], [], []
    for line in text.splitlines():
        if match := _WORDS.fullmatch(line):
            words[match[1]].append(Label(match[3], match[2]))
        elif match := _PARAMETER.fullmatch(line):
            labels = _labels(match[4], match[5], match[6])
            parameters.append(Parameter(match[1], match[2], (match[3] or "").strip(), labels))
        elif match := _COLUMN.fullmatch(line):
            columns.append(Column(match[1], _labels(match[2], match[3], match[4])))
        else:
            body.append(line)
    for part, labels_of in words.items():
        missing = set(LANGUAGES) - {label.language for label in labels_of}
        if missing:
            raise QuestionBroken(
                f"the question {name} has no {part} in {', '.join(sorted(missing))}; "
                f"write a line '# {part}-{min(missing)}: …'"
            )
    return Question(
        name,
        tuple(words["title"]),
        tuple(words["about"]),
        tuple(words["empty"]),
        tuple(parameters),
        tuple(columns),
        "\n".join(body).strip() + "\n",
    )


def _labels(*texts: str) -> tuple[Label, ...]:
    return tuple(
        Label(text.strip(), language) for text, language in zip(texts, LANGUAGES, strict=True)
    )


def load_questions(folder: Path | None = None) -> Mapping[str, Question]:
    """Read all questions.

    Args:
        folder: of ``.rq`` files; None: the packaged ones.

    Returns:
        Name → question, in the order of the names.

    Raises:
        QuestionBroken: a file lacks words.

    >>> load_questions()["body-cities"].title("en")
    'Which cities were represented in a body?'
    """
    paths = sorted((folder or ontology_dir() / "questions").glob("*.rq"))
    return {path.stem: question_of(path.stem, path.read_text(encoding="utf-8")) for path in paths}


def named(questions: Mapping[str, Question], name: str) -> Question:
    """Return a question by its name.

    Args:
        questions: all there are.
        name: of one.

    Returns:
        The question.

    Raises:
        QuestionUnknown: there is none of that name.
    """
    if name not in questions:
        raise QuestionUnknown(
            f"no question is named {name!r}; `kaupunkigraafi questions` lists the "
            f"{len(questions)} there are"
        )
    return questions[name]
