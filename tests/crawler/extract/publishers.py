# ruff: noqa: E501 - a page is easier to check in its own lines
"""Sample publishers, each with furniture of its own around and within its articles."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.crawler.extract.stories import Story, sentence, stories

PAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """A source with its articles and the look of their pages."""

    name: str
    language: str
    draw: Callable[[Story, Sequence[Story], random.Random], str]
    """Makes a page of an article, its source's other articles, and chance."""

    def pages(self, number: int = PAGES) -> list[tuple[Story, str]]:
        """Articles with their pages."""
        all_ = stories(self.language, number, seed=len(self.name))
        chance = random.Random(self.name)
        return [(story, self.draw(story, [one for one in all_ if one is not story], chance)) for story in all_]

    def address(self, story: Story) -> str:
        return f"https://{self.name}.example{story.path}"


def _menu(words: str) -> str:
    """A menu as sites have them: each section with its subsections, some hundred links in all."""
    parts = [
        f'<li class="menu-item menu-item-{at}"><a href="/{word.lower()}"><span>{word}</span></a><ul class="sub">'
        + "".join(f'<li><a href="/{word.lower()}/{sub}"><i></i><span>{word} {sub}</span></a></li>' for sub in range(15))
        + "</ul></li>"
        for at, word in enumerate(words.split())
    ]
    return f'<nav id="top"><ul class="menu">{"".join(parts)}</ul></nav>'


def _head(title: str, extra: str = "") -> str:
    style = "".join(f".b{at}{{margin:{at}px;padding:0;color:#{at:03}}}" for at in range(100, 900))
    script = "".join(f"window.q{at}=function(a,b){{return a+b*{at}}};" for at in range(900))
    return f'<head><meta charset="utf-8"><title>{title}</title>{extra}<style>{style}</style><script>{script}</script></head>'


def _p(story: Story, *, between: Sequence[str] = (), every: int = 3) -> str:
    """Paragraphs of an article with something between them."""
    parts: list[str] = []
    waiting = list(between)
    for at, text in enumerate(story.paragraphs):
        parts.append(f"<p>{text}</p>")
        if waiting and at % every == every - 1 and at + 1 < len(story.paragraphs):
            parts.append(waiting.pop(0))
    return "\n".join(parts)


def _comments(language: str, chance: random.Random, label: str, name: str) -> str:
    said = "".join(
        f'<div class="{name}-uno"><b>lector{chance.randrange(999)}</b><p>{sentence(language, chance)}</p></div>'
        for _ in range(chance.randrange(4))
    )
    return f'<section class="{name}"><h3>{label}</h3>{said}<p>{"Los mensajes son revisados antes de salir." if language == "es" else "Messages are read before they are shown here."}</p></section>'


def harbour(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """A marked body with a letter box, lines to other articles, an author's box and tags in it."""
    also = [f'<p>In depth: <a href="{other.path}">{other.title}</a></p>' for other in chance.sample(list(others), 2)]
    letter = '<div class="wp-block-group"><h4>The Harbour Letter</h4><p>Every Friday we send the week of the coast to your inbox, free of charge and without noise.</p><p><a href="/letter">Get it</a></p></div>'
    box = f'<div class="writer-card"><h4>Who wrote this</h4><p>{story.author} has been with the Harbour Post since its second year and covers the coast from end to end.</p></div>'
    head = _head(
        f"{story.title} - Harbour Post",
        f'<meta property="og:title" content="{story.title} - Harbour Post"><meta property="article:published_time" content="{story.day}T09:10:0{story.number % 10}Z">',
    )
    return f"""<!DOCTYPE html><html>{head}<body class="single postid-{story.number}">{_menu("Coast Inland Trade Weather Letters About Shop")}
<div class="site-top"><h1><a href="/">Harbour Post</a></h1></div><main><article class="post-{story.number} post hentry tag-{story.number}">
<h2 class="entry-title">{story.title}</h2><div class="byline">By {story.author}</div>
<div class="entry-content">{_p(story, between=[also[0], letter, also[1]], every=2)}{box}<p>Filed under: <a href="/t/1">coast</a>, <a href="/t/2">work</a></p>
<p>If you like what you read, buy us a coffee at the counter of the old customs house.</p></div></article></main>
<footer><p>Harbour Post, 4 Rope Walk. All words are ours unless it says otherwise.</p></footer></body></html>"""


def mill(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """A page of tables made by hand: a clock above, teasers of the newest articles below the text in the same cell."""
    text = "<br><br>".join(story.paragraphs)
    teasers = "".join(
        f'<b><a href="{other.path}">{other.title}</a></b><br>{other.paragraphs[0]}<br><br>' for other in others[:3]
    )
    return f"""<html><head><title>El Molino</title></head><body bgcolor="#fefefe"><table width="800"><tr><td colspan="2"><font size="6">EL MOLINO</font><br>Hoy es jueves 11 de julio de 2024</td></tr>
<tr><td width="150"><a href="/">Portada</a><br><a href="/campo">Campo</a><br><a href="/ciudad">Ciudad</a><br><a href="/archivo">Archivo</a></td>
<td><font size="5" color="#223344"><b>{story.title}</b></font><br><i>{story.author}</i><br>{story.long_day}<br><br><font size="2">{text}</font><br><br>
<table><tr><td bgcolor="#eeeeee"><b>LO ÚLTIMO DE EL MOLINO</b><br><br>{teasers}</td></tr></table>
<center>Puede reproducir este texto citando la fuente: El Molino, hoja de los pueblos del valle.</center></td></tr></table></body></html>"""


def ridge(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """Unmarked blocks with names of the house: a cookie note within the text, related notes, readers' words."""
    related = "".join(
        f'<div class="ficha"><h4><a href="{other.path}">{other.title}</a></h4><p>{other.paragraphs[0]}</p></div>'
        for other in chance.sample(list(others), 3)
    )
    also = [
        f'<p><strong>Más al respecto:</strong> <a href="{other.path}">{other.title}</a></p>'
        for other in chance.sample(list(others), 2)
    ]
    data = f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{story.title}","datePublished":"{story.day}","author":{{"@type":"Person","name":"{story.author}"}}}}</script>'
    return f"""<!DOCTYPE html><html lang="es">{_head(f"{story.title} | Pueblos | La Cresta", data)}<body><div class="capa">{_menu("Pueblos Minas Agua Cultura Opinión Contacto")}
<div class="franja"><h1>Pueblos</h1></div><div class="columnas"><div class="col-izq"><div class="pieza pieza-{story.number}"><div class="rotulo"><h2>{story.title}</h2>
<span class="firma">Por {story.author}</span> <span class="cuando">{story.day.day:02}/{story.day.month:02}/{story.day.year}</span></div>
<div class="contenido-{story.number % 7}"><p class="aviso">Este sitio guarda galletas en su equipo para saber qué notas se leen más. Al seguir leyendo lo acepta.</p>
{_p(story, between=also)}
<p>Escríbanos a la casilla 12 si tiene más datos sobre este asunto.</p></div>
<div class="enlazadas"><h3>Otras notas del cuaderno</h3>{related}</div>{_comments("es", chance, "Voces de quienes leen", "voces")}</div></div>
<div class="col-der"><h3>Avisos</h3><p>Se alquila cuarto cerca de la plaza, con vista al cerro y derecho a cocina.</p></div></div></div></body></html>"""


def recorder(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """An article element with all in it: lines to share, teasers of others, notes on its authors, which differ."""
    teasers = "".join(
        f"<div><h4>{other.title}</h4><p>{other.paragraphs[0]}</p></div>" for other in chance.sample(list(others), 2)
    )
    lives = {
        "Martha Ellery": "grew up on a barge and has reported on rivers ever since",
        "Colin Rudge": "keeps goats when he does not keep the books of this newspaper",
        "Priya Nandal": "was a surveyor for twelve years before she learned to type",
        "Owen Tarrant": "writes on courts and prisons and teaches on Mondays",
    }
    return f"""<!DOCTYPE html><html>{_head(f"County Ledger: {story.title}")}<body><div id="masthead">{_menu("Courts Fields Rivers Books Money Sport")}</div><main><article><p class="slug">Fields and rivers</p>
<h1>{story.title}</h1><p class="who">Words by {story.author}</p><p class="when">Published {story.long_day}</p>
<p>Pass it on by post, by mouth or by pigeon</p>
{_p(story, between=["<div class='q'><p>The Ledger lives from its readers alone. A year of it costs less than a pair of boots.</p></div>"])}
<div class="life"><p>{story.author} {lives[story.author]}.</p></div>
<div class="beyond"><h3>Elsewhere in the Ledger</h3>{teasers}</div></article></main><footer><p>The County Ledger is printed in the old dye works on recycled paper.</p></footer></body></html>"""


def canal(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """Text with lists, quotations and figures in a table, between furniture without names."""
    rows = "".join(
        f"<tr><td>{other.paragraphs[0].split()[1]}</td><td>{chance.randrange(999)}</td></tr>" for other in others[:3]
    )
    quoted = f"<blockquote><p>{story.paragraphs[1]}</p></blockquote>"
    rest = "".join(f"<p>{text}</p>" for text in story.paragraphs[2:-1])
    links = "".join(f'<li><a href="{other.path}">{other.title}</a></li>' for other in chance.sample(list(others), 3))
    return f"""<!DOCTYPE html><html>{_head(f"{story.title} :: Canal Abierto")}<body><div><div>{_menu("Riego Semillas Precios Radio")}</div><div><div><span>Canal Abierto</span> <span>jueves, 11 de julio de 2024</span></div>
<h1>{story.title}</h1><div><span>{story.long_day}</span> · <em>Escribe: {story.author}</em></div>
<div><p>{story.paragraphs[0]}</p>{quoted}<p>Escuche esta nota en la voz de nuestras locutoras, de lunes a viernes a las siete.</p>{rest}<ol><li>{story.paragraphs[-1]}</li></ol>
<div><p>Precios de la semana</p><table>{rows}</table><p>Cifras de la mesa de riego, sin garantía.</p></div>
<div><p>Siga leyendo el expediente</p><ul>{links}</ul></div><p>Canal Abierto es una cooperativa de regantes y no recibe dinero de ninguna empresa.</p></div></div></div></body></html>"""


def lantern(story: Story, others: Sequence[Story], chance: random.Random) -> str:
    """One look for the older articles and another for the newer ones: the class of the old text holds a summary now."""
    also = chance.choice(list(others))
    head = _head(f"{story.title} | The Lantern", '<meta property="og:site_name" content="The Lantern">')
    if story.number >= PAGES // 2:
        return f"""<!DOCTYPE html><html>{head}<body>{_menu("Home Town Sea Hills")}<div class="wrap"><div class="left"><h1 class="t">{story.title}</h1><p class="d">{story.long_day}</p>
<div class="words">{_p(story, between=[f"<p>See our earlier piece: <a href='{also.path}'>{also.title}</a></p>"])}<p>The Lantern is free. It stays so if those who can give do give.</p></div></div><div class="right"><h3>Tides</h3><p>High water at noon and at midnight, more or less.</p></div></div></body></html>"""
    summary = f"In short: {story.paragraphs[0].split('.')[0]}."
    return f"""<!DOCTYPE html><html>{head}<body><header class="bar">{_menu("Home Town Sea Hills Podcast")}</header><div class="stage"><div class="words"><p>{summary}</p></div>
<section class="reading"><h1 class="big">{story.title}</h1><div class="meta">{story.long_day}, {story.author}</div><div class="flow">{_p(story, between=["<div class='call'><p>Hear the Lantern as a podcast, wherever you hear such things, each Sunday.</p></div>"])}</div>
<div class="about-us"><p>The Lantern is run by nine people and a dog from a former bakery.</p></div></section></div></body></html>"""


PUBLISHERS = (
    Publisher(name="harbour", language="en", draw=harbour),
    Publisher(name="molino", language="es", draw=mill),
    Publisher(name="la-cresta", language="es", draw=ridge),
    Publisher(name="ledger", language="en", draw=recorder),
    Publisher(name="canal", language="es", draw=canal),
    Publisher(name="lantern", language="en", draw=lantern),
)
