"""`peruwatch watch test`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from alerts.matching.idle import idle_in
from alerts.matching.match import Matcher
from alerts.quoting.excerpts import ExcerptPart, excerpts, marked
from alerts.quoting.plain import counted
from alerts.search.archive import find
from config.load import Config
from config.query import QueryError, parse_query
from config.values import guidance
from model.article import Article
from model.errors import ConfigError, Mistake, PeruwatchError
from model.watch import Evidence, Watch
from monitor.hints import hints, known_names
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import is_about, open_database, open_what_is_right
from monitor.terminal import say, standard_output

_EXCERPTS = 3
"""Places of a body that are shown."""

LimitOption = Annotated[int, typer.Option("--limit", "-n", min=0, help="How many articles to show; 0: all.")]

watch = typer.Typer(
    name="watch", help="Try watches.", rich_markup_mode=None, add_completion=False, no_args_is_help=True
)


@watch.callback()
def _watch() -> None:
    """Try watches on stored articles or on a text."""


@watch.command("test")
def try_watch(
    ctx: typer.Context,
    *,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A watch of watches.toml.")] = None,
    query: Annotated[str | None, typer.Option("--query", "-q", help="A query instead of a watch.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="FILE|-", help="Look in this text instead; - is standard input.")
    ] = None,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the stored articles that a watch or query matches, newest first, with the words that it found marked."""
    configuration, mistakes = open_what_is_right(ctx, config, data)
    wanted = _wanted(configuration, name, query, mistakes)
    tell_idle(wanted)
    if text is not None:
        _try_text(Matcher([wanted], configuration.rules), _read(text), as_json=as_json)
        return
    show_found(configuration, wanted, limit=limit, as_json=as_json)


def tell_idle(wanted: Watch) -> None:
    """Say on standard error what of a watch counts for nothing."""
    for idle in idle_in(wanted):
        say(f"peruwatch: {idle}", err=True)


def show_found(config: Config, wanted: Watch, *, limit: int, as_json: bool) -> None:
    """Print the stored articles that a watch matches, newest first, the first `limit` of them; 0: all.

    Names in its query that nothing has are told beside them.
    """
    with open_database(config) as database:
        with database.reading() as session:
            told = hints(wanted.wanted, known_names(config, session, [wanted.wanted]))
        for line in told:
            say(f"peruwatch: {line}", err=True)
        found = find(database, wanted, config.rules)
        meetings = ((article, match.evidence) for article, match in found.meetings())
        if as_json:
            typer.echo(json.dumps([_article_json(*one) for one in islice(meetings, limit or None)], indent=2))
        else:
            _show(meetings, limit, config)


def _wanted(config: Config, name: str | None, query: str | None, mistakes: Sequence[Mistake]) -> Watch:
    if (name is None) == (query is None):
        raise typer.BadParameter("give either the NAME of a watch or --query")
    if query is not None:
        return as_query(query)
    watches = {watch.name: watch for watch in config.watches}
    if name not in watches:
        if own := [one for one in mistakes if one.place == "watches.toml" and is_about(one, f"watches.{name}")]:
            raise ConfigError(own)
        raise typer.BadParameter(f'no watch "{name}"; {guidance(name or "", watches, "watches")}')
    return watches[name]


def as_query(text: str) -> Watch:
    """A query as a watch without a name; what is wrong with it is a wrong use of the command."""
    try:
        return Watch(name="query", title=text, query=parse_query(text))
    except QueryError as error:
        raise typer.BadParameter(f"{error} ({error.advice})" if error.advice else str(error)) from None


def _read(name: str) -> str:
    try:
        if name == "-":
            return sys.stdin.buffer.read().decode("utf-8")
        with open(name, encoding="utf-8", newline="") as file:  # noqa: PTH123 - as the user gave it
            return file.read()
    except OSError as error:
        raise PeruwatchError(f"{name} can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise PeruwatchError(f"{name} is not UTF-8 text") from None


def _try_text(matcher: Matcher, text: str, *, as_json: bool) -> None:
    from crawler.extract.language import language_of  # noqa: PLC0415 - slow to import, and few commands ask

    language = language_of(text)
    matches = matcher.match("", text, language=language)
    evidence = matches[0].evidence if matches else ()
    if as_json:
        places = [_place_json(place, text) for place in evidence]
        typer.echo(json.dumps({"matches": bool(matches), "language": language, "evidence": places}, indent=2))
        return
    console = standard_output()
    if matches:
        _print(console, marked(text, [(place.start, place.end) for place in evidence]))
    console.print(f"{'it matches' if matches else 'no match'}; language: {language or 'unknown'}")


def _show(found: Iterator[tuple[Article, tuple[Evidence, ...]]], limit: int, config: Config) -> None:
    console = standard_output()
    titles = {source.name: source.title for source in config.sources}
    shown = 0
    for article, evidence in islice(found, limit or None):
        shown += 1
        said = article.content
        day = said.published.value[:10] if said.published else f"first seen {article.first_seen:%Y-%m-%d}"
        title = said.title or article.url
        places = {
            field: [(place.start, place.end) for place in evidence if place.field == field]
            for field in ("title", "body")
        }
        head = ExcerptPart(f"{day}  {titles.get(article.source, article.source)}: ", found=False)
        _print(console, [head, *marked(title, places["title"] if said.title else [])])
        console.print(f"  {article.url}", soft_wrap=True)
        for excerpt in excerpts(said.body, places["body"], _EXCERPTS):
            _print(console, [ExcerptPart("  ", found=False), *excerpt])
    has_more = next(found, None) is not None
    console.print(f"{counted(shown, 'article')}{', and there are more: --limit 0 shows all' if has_more else ''}")


def _print(console: Console, parts: Iterable[ExcerptPart]) -> None:
    """A line with what was found in bold on a terminal, and between >> and << elsewhere."""
    line = Text()
    for part in parts:
        if part.found and not console.is_terminal:
            line.append(f">>{part.text}<<")
        else:
            line.append(part.text, style="bold reverse" if part.found else "")
    console.print(line, soft_wrap=True)


def _article_json(article: Article, evidence: tuple[Evidence, ...]) -> dict[str, object]:
    said = article.content
    texts = {"title": said.title, "other_title": said.other_title or "", "body": said.body}
    return {
        "url": article.url,
        "title": said.title,
        "source": article.source,
        "published": said.published.value if said.published else None,
        "first_seen": article.first_seen.isoformat(timespec="seconds"),
        "language": said.language,
        "evidence": [_place_json(place, texts[place.field]) for place in evidence],
    }


def _place_json(place: Evidence, text: str) -> dict[str, object]:
    return {
        "field": place.field,
        "start": place.start,
        "end": place.end,
        "text": text[place.start : place.end],
        "keyword": place.keyword,
    }
