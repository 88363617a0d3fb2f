"""What answers in an article's place: walls, excuses, lists. And articles that look a little like them."""

from __future__ import annotations

import pytest

from model.errors import NotAnArticle
from tests.crawler.extract.pages import ENGLISH, SPANISH, p, read

LOGIN = '<form action="/login"><label>{name}<input name="u"></label><input type="password" name="p">{rest}</form>'


def page(title: str, body: str) -> str:
    return (
        f'<html><head><title>{title} | Puerto Libre</title></head><body><header><a href="/">Puerto Libre</a>'
        f'<nav><a href="/peru">Peru</a> <a href="/world">World</a></nav></header><main>{body}</main>'
        "<footer>Puerto Libre, Jr. Lampa 100</footer></body></html>"
    )


WALLS = {
    "login": page("Log in", f"<h1>Log in</h1>{LOGIN.format(name='Your mail', rest='<a>Forgot it?</a>')}"),
    "login in Spanish": page(
        "Iniciar sesión",
        "<h1>Iniciar sesión</h1><p>Ingresa con tu cuenta para seguir leyendo las noticias de hoy.</p>"
        + LOGIN.format(name="Correo", rest=""),
    ),
    "login without a password": page(
        "Sign in to continue",
        "<h1>Sign in to continue</h1><p>We will send you a link by mail with which you can sign in without a password."
        '</p><form><input type="email"></form>',
    ),
    "subscribe": page(
        "Subscribe to continue reading",
        "<h1>Subscribe to continue reading</h1><p>Become a subscriber to get access to all of our articles for one "
        "month at the price of a coffee.</p>",
    ),
    "cookies": page(
        "Before you continue",
        "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services. Choose whether "
        "you accept all cookies or only those that are needed.</p><button>Accept all</button>",
    ),
    "cookies in Spanish": page(
        "Su privacidad",
        "<h1>Valoramos su privacidad</h1><p>Nosotros y nuestros socios almacenamos cookies en su dispositivo. Puede "
        "aceptar o rechazar su uso antes de continuar.</p><button>Aceptar</button>",
    ),
    "javascript": page(
        "Just a moment...", "<h1>One more step</h1><p>Enable JavaScript and cookies to continue to the site.</p>"
    ),
    "javascript alone": page(
        "Puerto Libre", "<p>You need to enable JavaScript to run this app, and then load the page again.</p>"
    ),
    "captcha": page(
        "Security check",
        "<h1>Please verify you are a human</h1><p>Access to this page has been denied because we believe you are using "
        "automation tools to browse the website.</p>",
    ),
    "soft 404": page(
        "Page not found", "<h1>Oops! That page can't be found.</h1><p>It looks like nothing was found here.</p>"
    ),
    "soft 404 in Spanish": page(
        "Puerto Libre",
        "<h1>La página que buscas no existe</h1><p>Es posible que el enlace esté roto o que la página haya sido "
        "eliminada. Prueba con el buscador.</p>",
    ),
    "soft 404 in Portuguese": page(
        "Página não encontrada", "<h1>Ops!</h1><p>A página que você procura não foi encontrada em nosso servidor.</p>"
    ),
    "soft 404 by its headline": page(
        "Puerto Libre", "<h1>404</h1><p>We looked everywhere for what you asked for, but it is not with us.</p>"
    ),
    "removed": page(
        "Contenido no disponible",
        "<h1>Contenido no disponible</h1><p>El contenido que solicita ya no está disponible en nuestro sitio web.</p>",
    ),
    "maintenance": page(
        "Site under maintenance",
        "<h1>Briefly unavailable for scheduled maintenance</h1><p>Check back in a minute or two, please.</p>",
    ),
    "database": page(
        "Database Error", "<h1>Error establishing a database connection</h1><p>Please try it again a little later.</p>"
    ),
    "domain for sale": page(
        "puertolibre.example is for sale",
        "<h1>This domain is for sale</h1><p>The domain may be for sale by its owner, make an offer now.</p>",
    ),
    "empty": page("Puerto Libre", ""),
    "empty article": page("A strike", "<article><h1>A strike in the port</h1></article>"),
    "tag page": page(
        "Peru",
        "<h1>Tag: Peru</h1>"
        + "".join(
            f'<article class="post"><h2><a href="/{at}">Story number {at} of the port</a></h2><p>{text}</p></article>'
            for at, text in enumerate([*ENGLISH, *SPANISH])
        ),
    ),
}


@pytest.mark.parametrize("wall", WALLS)
def test_what_is_no_article_is_refused(wall: str) -> None:
    with pytest.raises(NotAnArticle):
        read(WALLS[wall], title="Dockers' strike shuts the port of Callao")


ARTICLES = {
    "of a ban on cookies": page(
        "Ministry bans cookies from school kitchens",
        f"<article><h1>Ministry bans cookies from school kitchens</h1>{p(ENGLISH)}</article>",
    ),
    "with a login in its header": page(
        "Port shut", LOGIN.format(name="Mail", rest="") + f"<article><h1>Port shut</h1>{p(ENGLISH * 2)}</article>"
    ),
    "of somebody who was not found": page(
        "Missing hikers not found", f"<article><h1>Missing hikers not found</h1>{p(ENGLISH * 2)}</article>"
    ),
    "with a note on cookies": page(
        "Port shut",
        f"<div class='cookie-notice'>We use cookies. <button>Accept</button></div><article><h1>Port shut</h1>"
        f"{p(ENGLISH)}</article>",
    ),
    "of a room with the number 404": page(
        "The trial in room 404", f"<article><h1>The trial in room 404</h1>{p(SPANISH * 3)}</article>"
    ),
    "that is short": page(
        "Huelga de estibadores", f"<article><h1>Huelga de estibadores</h1><p>{SPANISH[0]}</p></article>"
    ),
    "of an election that nobody won": page(
        "Access denied to observers",
        f"<article><h1>Access denied to observers</h1>{p((*ENGLISH, *ENGLISH))}</article>",
    ),
}


@pytest.mark.parametrize("article", ARTICLES)
def test_an_article_is_none_of_that(article: str) -> None:
    assert read(ARTICLES[article]).body


SHORT = (
    "<h1>Rain in Puno closes the road to the lake</h1><p>The road from Juliaca to the lake is closed after rain.</p>"
)
STATED = '"@type":"NewsArticle","headline":"Rain in Puno closes the road to the lake"'
DESCRIBED = f'<script type="application/ld+json">{{{STATED}}}</script>'


@pytest.mark.parametrize("head", [DESCRIBED, '<meta property="og:type" content="article">'])
def test_short_news_is_an_article_though_every_page_of_its_site_has_a_login(head: str) -> None:
    form = LOGIN.format(name="Your mail", rest="")
    said = read(f"<html><head><title>Rain</title>{head}</head><body>{form}<main>{SHORT}</main></body></html>")
    assert said.body.startswith("The road from Juliaca")


@pytest.mark.parametrize(
    "text",
    [
        "今年四月に港で始まった労働者のストライキは、当局との話し合いの後、木曜日に終わったと組合が発表した",
        "秘鲁卡亚俄港的码头工人在与港务局的谈判破裂后于周四举行罢工 工会说三百份临时合同被终止",
        "คนงานท่าเรือกาเยาหยุดงานเมื่อวันพฤหัสบดีหลังจากการเจรจากับการท่าเรือล้มเหลว",
    ],
)
def test_a_text_without_spaces_between_its_words_is_one(text: str) -> None:
    assert read(page("港", f"<h1>Callao</h1><p>{text}</p>")).body == text
