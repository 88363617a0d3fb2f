"""`peruwatch development`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import typer

from alerts.developments.additions import Printed, additions, figures_printed
from alerts.quoting.plain import counted
from config.load import Config
from model.article import Article, ArticleBrief
from model.development import Decision, Development, Placement
from monitor.correcting import Action, corrected, read
from monitor.options import ConfigOption, DataOption, JsonOption
from monitor.place import open_database, open_what_is_right
from monitor.terminal import standard_output

_FIGURES = 10
"""Kinds of figures that are shown, those that changed most often; `--json` has all."""


def development(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="ID", help="Its number, as `export` and the page have it.")],
    action: Annotated[
        Action | None,
        typer.Argument(
            metavar="[merge ID | split ARTICLE… | move ARTICLE…]",
            help="What you know better: another development that is the same one, articles that are about something "
            "else, or articles that belong here, too. The program keeps to it.",
        ),
    ] = None,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="", help="Of developments or articles.")] = None,
    *,
    why: Annotated[bool, typer.Option("--why", help="Say what tied each article in, quoted.")] = False,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the articles about one happening, who tells of it, and what tied each of them in."""
    configuration, _ = open_what_is_right(ctx, config, data)
    with open_database(configuration) as database:
        if action is not None and not numbers:
            raise typer.BadParameter(f"{action} needs numbers: of {action.of}")
        if action is not None:
            number = corrected(database, configuration, number, action, numbers or [])
        found, decisions = read(database, number)
    if as_json:
        typer.echo(json.dumps(as_record(found, decisions, configuration), ensure_ascii=False, indent=2))
        return
    console = standard_output()
    if found.id != number:
        console.print(f"development {number} is part of development {found.id}", soft_wrap=True)
    networks = len(found.networks(configuration.networks))
    console.print(f"{found.id}: {found.headline}", soft_wrap=True)
    console.print(
        f"{counted(len(found.articles), 'article')}, told by {counted(networks, 'network')}; "
        f"first known {found.started.isoformat(timespec='minutes')}, "
        f"last joined {found.updated.isoformat(timespec='minutes')}",
        soft_wrap=True,
    )
    if found.after is not None:
        console.print(f"goes on from development {found.after}")
    titles = {source.name: source.title for source in configuration.sources}
    for printed in figures_printed(found.articles)[:_FIGURES]:
        console.print(f"  {chain(printed, titles)}", soft_wrap=True)
    adds = additions(found.articles)
    for article in found.articles:
        tied_in = reasons(decisions.get(article.id)) if why else []
        for line in _described(article, titles.get(article.source, article.source), adds.get(article.id, ()), tied_in):
            console.print(line, soft_wrap=True)


def _described(article: Article, publisher: str, adds: Sequence[str], tied_in: Sequence[str]) -> Iterator[str]:
    """An article in lines."""
    yield f"\n{article.id}: {article.content.title}"
    yield f"  {publisher}, {dated(article)}  {article.url}"
    yield from (f"  new: {sentence}" for sentence in adds)
    if article.copy_of is not None:
        yield f"  prints the text of {article.copy_of}"
    else:
        yield from (f"  {line}" for line in tied_in)


def reasons(decision: Decision | None) -> list[str]:
    """What tied an article in, a line each."""
    if decision is None or not decision.reasons:
        return ["it began with it"]
    if decision.place is Placement.USER:
        return ["you put it there"]
    return [f"{reason.kind}: {', '.join(reason.quotes)}" for reason in decision.reasons if reason.quotes]


def chain(printed: Sequence[Printed], titles: Mapping[str, str]) -> str:
    """Figures of one kind as they followed each other, each with who printed it first and when."""
    return " → ".join(
        f"{one.figure.number} {one.figure.unit}".strip()
        + f" ({titles.get(one.article.source, one.article.source)}, {_day(one.article)})"
        for one in printed
    )


def _day(article: ArticleBrief) -> str:
    published = article.content.published
    return published.value[:10] if published else f"seen {article.first_seen.date().isoformat()}"


def dated(article: Article) -> str:
    """When an article was published, and who says so."""
    published = article.content.published
    return f"{published.value} ({published.source})" if published else "undated"


def as_record(found: Development, decisions: Mapping[int, Decision], config: Config) -> dict[str, object]:
    """A development for programs."""
    adds = additions(found.articles)
    return {
        "id": found.id,
        "headline": found.headline,
        "started": found.started.isoformat(timespec="seconds"),
        "updated": found.updated.isoformat(timespec="seconds"),
        "after": found.after,
        "networks": sorted(found.networks(config.networks)),
        "matches": list(found.matches),
        "figures": [
            {
                "number": one.figure.number,
                "unit": one.figure.unit,
                "sentence": one.figure.sentence,
                "article": one.article.id,
                "source": one.article.source,
                "published": one.article.content.published.value if one.article.content.published else None,
            }
            for printed in figures_printed(found.articles)
            for one in printed
        ],
        "articles": [
            {
                "id": article.id,
                "source": article.source,
                "url": article.url,
                "title": article.content.title,
                "published": article.content.published.value if article.content.published else None,
                "first_seen": article.first_seen.isoformat(timespec="seconds"),
                "copy_of": article.copy_of,
                "adds": list(adds.get(article.id, ())),
                "reasons": [
                    {"kind": reason.kind, "quotes": list(reason.quotes)}
                    for reason in (decisions[article.id].reasons if article.id in decisions else ())
                ],
            }
            for article in found.articles
        ],
    }
