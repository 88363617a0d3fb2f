"""Words of the lines that frame an article or stand between its paragraphs, in many of the press's languages.

Each is read off a line that is short, or a link, or stands at the text's edge: the words alone prove nothing.
"""

from __future__ import annotations

import re

_INVITATIONS = (
    *("read (?:also|more|next|this|it)", "also read", r"see also", r"related\b", "more (?:on|from|about|news|stories)"),
    *(
        "further reading",
        "don['\u2019]t miss",
        "recommended",
        "you (?:may|might) (?:also|like|be)",
        "what to read next",
    ),
    "trending",
    *("le[ae] (?:también|además|más)", "leer (?:también|más)", "ve[ar]? también", "te puede interesar"),
    *("también te puede", "te recomendamos", "más (?:sobre|noticias)", r"relacionad[oa]s?\b"),
    "(?:notas|noticias|artículos) relacionad",
    *("leia (?:também|mais)", "veja (?:também|mais)", "saiba mais", "mais (?:notícias|sobre)"),
    *(
        "lesen sie (?:auch|mehr|hier)",
        "lies auch",
        "auch interessant",
        "mehr (?:zum thema|dazu|über|lesen)",
        "siehe auch",
    ),
    *(
        "(?:à )?lire (?:aussi|également|la suite|plus)",
        "voir aussi",
        "à (?:voir|découvrir) aussi",
        "sur le même (?:sujet|thème)",
    ),
    *("leggi (?:anche|di più|pure)", "vedi anche", "potrebbe interessarti", "ti potrebbe interessare"),
    *("lees (?:ook|meer|verder)", "meer over", "bekijk ook"),
    *("czytaj (?:także|też|również|więcej)", "zobacz (?:także|też|również)", "przeczytaj (?:także|też|również)"),
    *("čtěte (?:také|též|více)", "přečtěte si", "prečítajte si", "čítajte (?:aj|viac)", "pročitajte", "čitajte i"),
    *("läs (?:också|även|mer)", "les også", "les mer", "læs (?:også|mere)", "lue (?:myös|lisää)", "loe (?:ka|lisaks)"),
    *(
        "olvass(?:a el|on|ák)",
        "kapcsolódó (?:cikk|hír)",
        "citeşte şi",
        "cite[sș]te [sș]i",
        "vezi [sș]i",
        "skaitykite taip",
    ),
    *("lasi arī", "preberite tudi", "lexo edhe", "llegiu també", "llegeix també"),
    *("читайте (?:также|також|ще|еще|ещё)", "читать (?:также|далее)", "смотрите также", "дивіться також"),
    *("(?:прочетете|вижте) (?:още|също)", "прочитајте", "чытайце таксама", "по теме\\b", "за темою\\b"),
    *("διαβάστε (?:επίσης|ακόμ[αη]|περισσότερα|κι)", "δείτε (?:επίσης|ακόμ[αη])"),
    *(
        "ayrıca (?:oku|bak)",
        "ilgili haber",
        "bunlar da ilgi",
        "bunu da oku",
        "baca (?:juga|selengkapnya)",
        "lihat juga",
    ),
    *("xem thêm", "đọc thêm", "tin liên quan", "soma (?:pia|zaidi)", "basahin (?:din|rin)"),
    *("[اإأ]قر[أا]\\w* أيض", "اقرأ أيض", "شاهد أيض", "مواضيع ذات صلة", "بیشتر بخوانید", "(?:یہ بھی|مزید) پڑھ"),
    *("קרא(?:ו|י)? (?:גם|עוד)", "ראו גם", "(?:यह|ये) भी पढ़", "और पढ़", "संबंधित (?:खबर|समाचार)", "আরও পড়ুন", "আরো পড়ুন"),
    *("อ่าน(?:เพิ่มเติม|ข่าว|ต่อ)", "ข่าวที่เกี่ยวข้อง"),
    *(
        "(?:延伸|相關|相关|推薦|推荐|更多)(?:閱讀|阅读|報導|报道|新聞|新闻|文章)",
        "関連(?:記事|ニュース)",
        "あわせて読",
        "【関連",
    ),
    *("관련\\s?(?:기사|뉴스)", "더 ?보기"),
)
INVITATION = re.compile(f"(?:{'|'.join(_INVITATIONS)})", re.IGNORECASE)
"""How an invitation to read something else begins."""

_PRESSED = (
    *("advertisements?", "adverts?", "story continues below.*", "article continues below.*"),
    *(
        "publicidade?",
        "anuncios?",
        "anúncios?",
        "anzeige",
        "werbung",
        "publicité",
        "pubblicità",
        "advertentie",
        "reklama?",
    ),
    *(
        "hirdetés",
        "annons",
        "annonce",
        "annonse",
        "mainos",
        "publicitate",
        "iklan",
        "quảng cáo",
        "реклама",
        "διαφήμιση",
    ),
    *("إعلان", "اعلان", "تبلیغات", "פרסומת", "विज्ञापन", "বিজ্ঞাপন", "โฆษณา", "广告", "廣告", "広告", "광고"),
    r"(?:please )?share(?: (?:this|on|with|via)\b.*)?",
    r"compart(?:ir|e|a|ilhar|ilhe)\b.*",
    *(
        "teilen",
        "partager(?: .{0,20})?",
        "condividi(?: .{0,20})?",
        "delen",
        "udostępnij",
        "sdílet",
        "zdieľať",
        "dela",
        "jaa",
    ),
    *("megosztás", "distribuie", "bagikan", "chia sẻ", "paylaş", "поделиться(?: .{0,20})?", "поділитися", "сподели"),
    *(
        "κοινοποίηση",
        "مشاركة",
        "شارك",
        "שתפו",
        "שיתוף",
        "साझा करें",
        "शेयर करें",
        "แชร์",
        "分享",
        "シェア(?:する)?",
        "공유(?:하기)?",
    ),
    *("tweet", "facebook", "twitter", "whatsapp", "telegram", "linkedin", "copy link"),
    *(
        "print(?: this.*)?",
        "imprimir",
        "drucken",
        "imprimer",
        "stampa",
        "afdrukken",
        "drukuj",
        "печать",
        "טבעה",
        "打印",
        "印刷",
    ),
    *("e-?mail(?: this.*)?", "save", "close", "skip", "loading.*", "image", "photo", "video", "gallery"),
    r"\d* ?comments?(?: \(?\d+\)?)?",
    *("comentarios?", "comentários?", "kommentare?", "commentaires?", "commenti", "комментарии"),
    *(
        "leave a (?:comment|reply).*",
        "deja (?:un|tu) comentario.*",
        "deixe (?:um|seu) comentário.*",
        "tell us what you think.*",
    ),
    *(
        "back(?: to (?:top|.{0,30}))?",
        "volver.{0,20}",
        "voltar.{0,20}",
        "home",
        "inicio",
        "top",
        "nach oben",
        "haut de page",
    ),
    r"(?:page|página|pagina|seite) \d{1,3} (?:of|de|di|von|sur|/) \d{1,3}[\d\s»>]*",
    *("next(?: article.*)?", "prev(?:ious)?(?: article.*)?", "anterior", "siguiente"),
    *(
        "subscribe.*",
        "suscr[ií]bete.*",
        "sign up.*",
        "log in.*",
        "follow us.*",
        "síguenos.*",
        "подписаться.*",
        "abonnieren",
    ),
    *(
        "click (?:here|to) .*",
        "click here",
        "continue reading.*",
        "(?:seguir|continuar|sigue) leyendo.*",
        "weiterlesen",
        "lire la suite",
    ),
)
BUTTON = re.compile(f"(?:{'|'.join(_PRESSED)})[:!]?", re.IGNORECASE)
"""The whole of a label of something to press, or of an advertisement."""

TAGS = re.compile(
    r"(?:tags?|topics?|etiquetas?|temas?|categor(?:y|ies|ía|ías|ia|ias)|filed under|posted in|publicado en|keywords"
    r"|palabras clave|palavras-chave|schlag(?:wörter|worte)|themen|stichwörter|mots[- ]clés|thèmes|sujets|argomenti"
    r"|trefwoorden|tagi|tematy|štítky|témata|ämnen|emner|avainsanat|címkék|cuvinte cheie|etichete|etiketler|kata kunci"
    r"|từ khóa|chủ đề|теги|метки|темы|ключевые слова|теми|етикети|ετικέτες|الوسوم|وسوم|كلمات مفتاحية|برچسب\s?ها|תגיות"
    r"|टैग(?:्स)?|标签|標籤|标籤|关键词|關鍵[字詞]|タグ|キーワード|태그)\s*[:\uff1a]",
    re.IGNORECASE,
)
"""How a line begins that names an article's tags or categories."""

BYLINE = re.compile(
    r"(?:(?:(?:written |words |text |story |reported )?by|(?:escrito |texto |nota )?por|author|autora?|texto?|escribe"
    r"|redacción|von|autorin|auteur|autore|redaktion|door|автор|текст|yazar|penulis|συντάκτης|tác giả)\s*:?\s+"
    r"|(?:作者|記者|记者|文|기자|כתב|بقلم|كتب)\s*[:\uff1a/／]\s*)\S+(?:\s+\S+){0,7}",
    re.IGNORECASE,
)
"""The whole of a line that names who wrote an article."""

PLEA = re.compile(
    r"(?:subscribe|sign up|register|log in|sign in) (?:now )?(?:to|for) (?:continue|read|keep reading|unlock|get\b)"
    r"|to (?:continue|keep|read) (?:reading|the (?:rest|full)).{0,30}(?:subscribe|sign|register|log)"
    r"|already (?:have an account|a (?:subscriber|member))|(?:exclusive to|only for) (?:\S+ )?subscribers"
    r"|suscr[ií]b\w+ para (?:leer|seguir|continuar)|ya eres suscriptor|(?:solo|sólo|exclusivo) para suscriptores"
    r"|assine para|já é assinante|exclusivo para assinantes|abonnez-vous pour|déjà abonné|réservé aux abonnés"
    r"|jetzt abonnieren|weiterlesen mit|bereits abonniert|nur für abonnenten|abbonati per|sei già abbonato"
    r"|riservato agli abbonati|al abonnee\?|оформите подписку|тільки для передплатників",
    re.IGNORECASE,
)
"""Words by which a page asks to be paid for, or for an account, before it shows the rest."""

ENDING = re.compile(
    r"\W*(?:(?:about the authors?|sobre (?:el|la|o|a) autora?|über (?:den autor|die autorin)"
    r"|à propos de l['\u2019]auteur|об авторе|про автора|latest posts by \w+(?: \w+){0,3}|end of article)"
    r"\s*(?:$|[:(\u2013-])"
    r"|(?:disclaimer|disclosure)\s*:)",
    re.IGNORECASE,
)
"""How a paragraph begins below which nothing of an article stands."""

IS_SOMEBODY = re.compile(
    r"\s*,?\s+(?:is|was|are|has|writes|covers|works|reports|es|era|escribe|é|foi|est|écrit|ist|war|arbeitet|schreibt|è|scrive"
    r"|är|er|on|jest|je|este|является)\b",
    re.IGNORECASE,
)
"""The verb of a sentence that says who somebody is."""
