"""Page templates of :mod:`bench.edits`: 40 outlets in 8 languages, each with its own markup.

A template says where its related stories, advertisements, counters and times stand, and in which elements. The last ten
are kept aside: no rule of newscrawler was looked at with them.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ASIDE", "TEMPLATES", "Template"]

ASIDE = 10
"""Templates at the end of the list that are measured and not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Markup of one outlet. Parts in braces are filled in."""

    language: str
    shell: str
    """The page: ``headline``, ``by``, ``iso``, ``day``, ``text``, ``counter``, ``updated``, ``related``, ``ad``,
    ``menu``."""
    paragraph: str = "<p>{text}</p>"
    related: str = ""
    """A box of other stories: ``label`` and ``items``."""
    item: str = "<li><a href='{url}'>{title}</a></li>"
    ad: str = ""
    counter: str = ""
    """``shares``, ``comments``, ``views``, ``reading``."""
    updated: str = ""
    """``ago`` or ``clock``."""
    inside: tuple[tuple[int, str], ...] = ()
    """Parts that stand between paragraphs: number of the paragraph before, and name of the part."""


def _page(head: str, body: str) -> str:
    return f"<!doctype html><html lang='{{language}}'><head><meta charset='utf-8'><title>{{headline}}</title>{head}</head><body>{body}</body></html>"


_OG = "<meta property='og:type' content='article'><meta property='og:title' content='{headline}'>"
_PUBLISHED = "<meta property='article:published_time' content='{iso}'>"
_LD = (
    '<script type=\'application/ld+json\'>{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{headline}",'
    '"datePublished":"{iso}","author":{{"@type":"Person","name":"{name}"}}}}</script>'
)

TEMPLATES: tuple[Template, ...] = (
    Template(
        language="en",
        shell=_page(
            _OG,
            "<nav>{menu}</nav><article><h1>{headline}</h1><p class='byline'>{by}</p><time datetime='{iso}'>{day}</time>{updated}<div class='article-body'>{text}</div>{counter}</article><aside>{related}</aside>",
        ),
        related="<h3>{label}</h3><ul>{items}</ul>",
        ad="<div class='ad-slot'><span>{label}</span><a href='#'>{words}</a></div>",
        counter="<div class='share-bar'><span>{shares}</span> <span>{comments}</span></div>",
        updated="<span class='updated'>{ago}</span>",
        inside=((2, "ad"),),
    ),
    Template(
        language="de",
        shell=_page(
            _LD,
            "<header>{menu}</header><main><h2 class='kicker'>Hafen</h2><h1>{headline}</h1><div class='meta'><span>{by}</span> <span>{updated}</span> <span>{counter}</span></div><section itemprop='articleBody'>{text}</section></main><footer>{related}</footer>",
        ),
        related="<div class='teaser-list'><p class='h'>{label}</p>{items}</div>",
        item="<div class='teaser'><a href='{url}'><h4>{title}</h4></a></div>",
        ad="<p class='anzeige'><small>{label}</small></p><p><a href='https://shop.example/'>{words}</a></p>",
        counter="{comments}",
        updated="{clock}",
        inside=((1, "ad"), (4, "related")),
    ),
    Template(
        language="fr",
        shell=_page(
            _OG + _PUBLISHED,
            "<div id='wrap'><div id='col'><h1 class='titre'>{headline}</h1><div class='sig'>{by} – <time datetime='{iso}'>{day}</time></div>{updated}<div id='texte'>{text}</div></div><div id='droite'>{related}{ad}</div></div>",
        ),
        related="<div class='bloc'><strong>{label}</strong><ol>{items}</ol></div>",
        ad="<div class='pub'><em>{label}</em> {words}</div>",
        updated="<p class='maj'>{ago}</p>",
        counter="<p class='compteur'>{shares} | {comments}</p>",
        inside=((3, "counter"),),
    ),
    Template(
        language="es",
        shell=_page(
            _LD,
            "<div class='nota'><h1>{headline}</h1><p>{by}</p><p><time datetime='{iso}'>{day}</time></p><div class='cuerpo'>{text}</div><div class='redes'>{counter}</div></div>{related}",
        ),
        related="<section class='mas'><h2>{label}</h2>{items}</section>",
        item="<article><h3><a href='{url}'>{title}</a></h3></article>",
        ad="<figure class='publi'><figcaption>{label}</figcaption><a href='#'>{words}</a></figure>",
        counter="<b>{views}</b>",
        updated="<p class='hora'>{clock}</p>",
        inside=((0, "updated"), (2, "ad"), (3, "inline")),
    ),
    Template(
        language="ru",
        shell=_page(
            _OG,
            "<div class='layout'><div class='topic'><h1 class='topic__title'>{headline}</h1><div class='topic__info'><time datetime='{iso}'>{day}</time> <a>{by}</a></div><div class='topic-body'>{text}</div><div class='topic__footer'>{counter}{updated}</div></div>{related}</div>",
        ),
        related="<div class='box'><div class='box__head'>{label}</div>{items}</div>",
        item="<a class='card' href='{url}'><span>{title}</span></a>",
        ad="<div class='banner'>{label}: {words}</div>",
        counter="<span>{views}</span>",
        updated="<span>{ago}</span>",
        inside=((2, "ad"),),
    ),
    Template(
        language="ja",
        shell=_page(
            _LD,
            "<article class='entry'><header><h1>{headline}</h1><p>{by}</p><p><time datetime='{iso}'>{day}</time></p>{updated}</header><div class='entry-content'>{text}</div><ul class='sns'><li>{counter}</li></ul></article><section class='rel'>{related}</section>",
        ),
        related="<h2>{label}</h2><ul>{items}</ul>",
        ad="<div class='pr'><p>{label}</p><p>{words}</p></div>",
        counter="{comments}",
        updated="<p>{clock}</p>",
        inside=((2, "ad"),),
    ),
    Template(
        language="zh",
        shell=_page(
            _OG + _PUBLISHED,
            "<div class='main'><h1 id='title'>{headline}</h1><div class='info'><span>{day}</span> <span>{by}</span> <span>{counter}</span></div><div id='content'>{text}</div><div class='xg'>{related}</div></div>",
        ),
        related="<h3>{label}</h3>{items}",
        item="<p><a href='{url}'>{title}</a></p>",
        ad="<div class='gg'>{label}<br>{words}</div>",
        counter="{views}",
        updated="<p class='t'>{ago}</p>",
        inside=((3, "ad"), (5, "updated")),
    ),
    Template(
        language="pt",
        shell=_page(
            _OG,
            "<main><article><header><h1 itemprop='headline'>{headline}</h1><span itemprop='author'>{by}</span><time itemprop='datePublished' datetime='{iso}'>{day}</time>{updated}</header><div itemprop='articleBody'>{text}</div></article>{counter}{related}</main>",
        ),
        related="<aside class='veja'><h4>{label}</h4><ul>{items}</ul></aside>",
        ad="<div class='publicidade'>{label}<p>{words}</p></div>",
        counter="<div class='barra'>{shares}</div>",
        updated="<small>{clock}</small>",
        inside=((1, "inline"), (3, "ad")),
    ),
    Template(
        language="en",
        shell=_page(
            _LD,
            "<table width='100%'><tr><td>{menu}</td><td><font size='5'><b>{headline}</b></font><br>{by}<br>{day}<br>{text}<br>{counter}</td><td>{related}</td></tr></table>",
        ),
        related="<b>{label}</b><br>{items}",
        item="<a href='{url}'>{title}</a><br>",
        ad="<center><small>{label}</small><br>{words}</center>",
        counter="<i>{views}</i>",
        updated="<i>{clock}</i>",
        inside=((2, "ad"),),
    ),
    Template(
        language="de",
        shell=_page(
            _OG,
            "<article class='story' data-id='7'><h1><span class='dach'>Vessa:</span> {headline}</h1><address>{by}</address><time datetime='{iso}'>{day}</time><div class='story__text'>{text}</div></article>",
        ),
        paragraph="<p class='story__p'>{text}</p>",
        related="<div class='story__box'><span class='story__box-title'>{label}</span><ul>{items}</ul></div>",
        ad="<aside class='story__ad'>{label} – {words}</aside>",
        counter="<p class='story__count'>{reading}</p>",
        updated="<p class='story__upd'>{ago}</p>",
        inside=((0, "counter"), (2, "related"), (4, "ad"), (5, "updated")),
    ),
    Template(
        language="fr",
        shell=_page(
            _LD,
            "<div class='c-article'><h1 class='c-article__title'>{headline}</h1><p class='c-article__by'>{by}</p>{text}<p class='c-article__tags'>port, bacs</p></div>{related}",
        ),
        paragraph="<p class='c-p'>{text}</p>",
        related="<nav class='c-more'><h2>{label}</h2>{items}</nav>",
        item="<a href='{url}'>{title}</a>",
        ad="<div class='c-ad'>{label}</div><div>{words}</div>",
        counter="<p>{comments}</p>",
        updated="<p>{clock}</p>",
        inside=((0, "updated"), (2, "inline"), (4, "counter")),
    ),
    Template(
        language="es",
        shell=_page(
            _OG + _PUBLISHED,
            "<section><h1>{headline}</h1><h3>{by}</h3><div class='fecha'>{day}</div><div class='texto' id='texto'>{text}</div>{ad}</section><section>{related}</section>",
        ),
        paragraph="<div class='parrafo'>{text}</div>",
        related="<h4>{label}</h4><ul>{items}</ul>",
        ad="<div>{label}</div><div><a href='#'>{words}</a></div>",
        counter="<div class='parrafo-social'>{shares} · {comments}</div>",
        updated="<div class='act'>{ago}</div>",
        inside=((1, "updated"), (4, "counter")),
    ),
    Template(
        language="ru",
        shell=_page(
            _LD,
            "<main class='news'><h1>{headline}</h1><div class='news-meta'>{day} {by} {counter}</div><div class='news-text'>{text}</div></main><aside>{related}</aside>",
        ),
        paragraph="{text}<br><br>",
        related="<h5>{label}</h5><ul>{items}</ul>",
        ad="<div class='adv'>{label}</div>",
        counter="<em>{comments}</em>",
        updated="<em>{clock}</em>",
    ),
    Template(
        language="ja",
        shell=_page(
            _OG,
            "<div id='main'><h1>{headline}</h1><div class='date'>{day}　{by}</div><div id='honbun'>{text}</div><div class='foot'>{counter}　{updated}</div></div><div id='side'>{related}</div>",
        ),
        paragraph="<p>　{text}</p>",
        related="<dl><dt>{label}</dt>{items}</dl>",
        item="<dd><a href='{url}'>{title}</a></dd>",
        ad="<p class='koukoku'>［{label}］{words}</p>",
        counter="{views}",
        updated="{ago}",
        inside=((1, "ad"), (3, "inline")),
    ),
    Template(
        language="zh",
        shell=_page(
            _LD,
            "<article><h1>{headline}</h1><p class='source'>{by} {day}</p><section>{text}</section><footer>{counter} {updated}</footer></article>{related}",
        ),
        related="<section class='recommend'><strong>{label}</strong><ul>{items}</ul></section>",
        ad="<p><span>{label}</span> {words}</p>",
        counter="<span>{comments}</span>",
        updated="<span>{clock}</span>",
        inside=((2, "related"),),
    ),
    Template(
        language="pt",
        shell=_page(
            _LD,
            "<div class='materia'><h1>{headline}</h1><div class='autor'>{by}</div><div class='data'>{day}</div><div class='corpo'>{text}</div></div><div class='rodape'>{related}{counter}</div>",
        ),
        related="<p><b>{label}</b></p>{items}",
        item="<p>• <a href='{url}'>{title}</a></p>",
        ad="<div class='ad'><p>{label}</p><p>{words}</p></div>",
        counter="<p>{views}</p>",
        updated="<p class='att'>{ago}</p>",
        inside=((0, "updated"), (3, "ad")),
    ),
    Template(
        language="en",
        shell=_page(
            _OG + _PUBLISHED,
            "<div role='main'><div class='hed'>{headline}</div><h1 class='headline'>{headline}</h1><div class='author-line'>{by}</div><div class='rte'>{text}</div></div>",
        ),
        related="<div class='promo'><p><strong>{label}</strong></p><ul>{items}</ul></div>",
        ad="<div class='wrap'><p class='label'>{label}</p><p class='copy'><a href='#'>{words}</a></p></div>",
        counter="<p class='eng'>{reading}</p>",
        updated="<p class='ts'>{clock}</p>",
        inside=((0, "updated"), (1, "counter"), (3, "related"), (4, "ad")),
    ),
    Template(
        language="de",
        shell=_page(
            _LD,
            "<div class='artikel'><h1>{headline}</h1><p class='autor'>{by}</p>{counter}<div class='text'>{text}</div></div>{related}",
        ),
        related="<div class='link-box'><h3>{label}</h3>{items}</div>",
        item="<p><a href='{url}'>{title}</a></p>",
        ad="<hr><p>{label}</p><p>{words}</p><hr>",
        counter="<ul class='tools'><li>{shares}</li><li>{comments}</li></ul>",
        updated="<p><small>{clock}</small></p>",
        inside=((3, "inline"), (5, "updated")),
    ),
    Template(
        language="fr",
        shell=_page(
            _OG,
            "<main><h1>{headline}</h1><ul class='infos'><li>{by}</li><li>{day}</li><li>{counter}</li></ul><article>{text}</article></main><div class='bas'>{related}</div>",
        ),
        related="<h6>{label}</h6><ul>{items}</ul>",
        ad="<aside><p>{label}</p><p>{words}</p></aside>",
        counter="{reading}",
        updated="<p><i>{ago}</i></p>",
        inside=((2, "ad"), (5, "updated")),
    ),
    Template(
        language="es",
        shell=_page(
            _LD,
            "<article id='nota-7'><h1>{headline}</h1><div class='firma'>{by}</div><div class='contenido'>{text}</div><div class='etiquetas'><a>puerto</a> <a>isla</a></div></article>{related}",
        ),
        related="<div class='tarjetas'><div class='t'>{label}</div>{items}</div>",
        item="<div class='tarjeta'><img src='x.jpg' alt=''><a href='{url}'>{title}</a></div>",
        ad="<div class='banner-300'>{label}</div>",
        counter="<p class='cuenta'>{comments}</p>",
        updated="<p class='cuando'>{ago}</p>",
        inside=((1, "related"), (4, "counter"), (5, "updated")),
    ),
    Template(
        language="ru",
        shell=_page(
            _OG + _PUBLISHED,
            "<div class='article'><h1>{headline}</h1><p class='lead-info'>{day}, {by}</p><div class='article__content'>{text}</div></div><div class='more'>{related}</div>",
        ),
        related="<h3>{label}</h3>{items}",
        item="<div><a href='{url}'>{title}</a></div>",
        ad="<div class='article__ad'><p>{label}</p><p>{words}</p></div>",
        counter="<p class='article__views'>{views}</p>",
        updated="<p class='article__upd'>{clock}</p>",
        inside=((0, "counter"), (2, "inline"), (3, "ad"), (5, "updated")),
    ),
    Template(
        language="ja",
        shell=_page(
            _OG + _PUBLISHED,
            "<main><div class='ttl'><h1>{headline}</h1></div><div class='hizuke'>{day}</div><div class='kiji'>{text}</div><div class='btm'>{counter}</div></main>",
        ),
        related="<div class='kanren'><p>{label}</p><ul>{items}</ul></div>",
        ad="<div class='ad'><span>{label}</span>{words}</div>",
        counter="<span>{shares}</span><span>{comments}</span>",
        updated="<div class='koushin'>{clock}</div>",
        inside=((0, "updated"), (2, "related")),
    ),
    Template(
        language="zh",
        shell=_page(
            _OG,
            "<div class='detail'><div class='hd'><h1>{headline}</h1></div><div class='sub'>{by}　{day}</div><div class='bd'>{text}</div></div>{related}",
        ),
        paragraph="<p style='text-indent:2em'>{text}</p>",
        related="<div class='like'><div>{label}</div><ul>{items}</ul></div>",
        ad="<p class='tg'>{label}：{words}</p>",
        counter="<p class='rd'>{views}</p>",
        updated="<p class='gx'>{clock}</p>",
        inside=((0, "counter"), (2, "ad"), (3, "inline"), (5, "updated")),
    ),
    Template(
        language="pt",
        shell=_page(
            _LD,
            "<section class='post'><h1 class='post-title'>{headline}</h1><div class='post-meta'>{by}</div><div class='post-content'>{text}</div><div class='post-share'>{counter}</div></section><section class='related-posts'>{related}</section>",
        ),
        related="<h2>{label}</h2>{items}",
        item="<h3><a href='{url}'>{title}</a></h3>",
        ad="<div class='code-block'><p>{label}</p><a href='#'>{words}</a></div>",
        counter="<span>{shares}</span>",
        updated="<p>{ago}</p>",
        inside=((2, "ad"), (4, "inline"), (5, "updated")),
    ),
    Template(
        language="en",
        shell=_page(
            _LD,
            "<div class='page'><div class='l-col'><div class='story-wrap'><h1>{headline}</h1>{by}<div>{text}</div></div></div><div class='r-col'>{counter}{related}</div></div>",
        ),
        related="<ul><li class='h'>{label}</li>{items}</ul>",
        ad="<div><div>{label}</div><div>{words}</div></div>",
        counter="<p>{comments}</p>",
        updated="<div>{ago}</div>",
        inside=((1, "ad"), (3, "inline"), (5, "updated")),
    ),
    Template(
        language="de",
        shell=_page(
            _OG + _PUBLISHED,
            "<main id='inhalt'><h1>{headline}</h1><p class='vorspann-info'>{by} | {day} | {counter}</p><div class='absaetze'>{text}</div></main>",
        ),
        paragraph="<div class='absatz'><p>{text}</p></div>",
        related="<div class='absatz'><p><strong>{label}:</strong></p><ul>{items}</ul></div>",
        ad="<div class='absatz werbung'><p>{label}</p></div>",
        counter="{reading}",
        updated="<div class='absatz'><p>{ago}</p></div>",
        inside=((2, "ad"), (3, "related"), (5, "updated")),
    ),
    Template(
        language="fr",
        shell=_page(
            _OG + _PUBLISHED,
            "<article class='art'><h1>{headline}</h1><p class='chapo-meta'>{by}</p>{text}</article><section class='commentaires'><h2>{counter}</h2></section>",
        ),
        related="<blockquote class='voir'><p>{label}</p><p>{items}</p></blockquote>",
        item="<a href='{url}'>{title}</a> ",
        ad="<p class='pub-inline'>{label}</p>",
        counter="{comments}",
        updated="<p class='modif'>{clock}</p>",
        inside=((0, "updated"), (1, "ad"), (3, "inline")),
    ),
    Template(
        language="es",
        shell=_page(
            _OG,
            "<div class='col-md-8'><h1>{headline}</h1><p class='small'>{by} {day}</p><div class='body-text'>{text}</div>{counter}</div><div class='col-md-4'>{related}</div>",
        ),
        related="<div class='list-group'><a class='active'>{label}</a>{items}</div>",
        item="<a class='list-group-item' href='{url}'>{title}</a>",
        ad="<div class='alert'>{label} {words}</div>",
        counter="<p>{shares} {comments}</p>",
        updated="<p>{clock}</p>",
        inside=((0, "updated"), (2, "ad"), (4, "inline")),
    ),
    Template(
        language="ru",
        shell=_page(
            _LD,
            "<section><header><h1>{headline}</h1><div>{by}</div></header><div class='text-block'>{text}</div><div class='stat'>{counter}</div></section>",
        ),
        related="<div class='incut'><p>{label}</p><ul>{items}</ul></div>",
        ad="<div class='incut'><p>{label}</p><p>{words}</p></div>",
        counter="{shares} {comments}",
        updated="<p>{ago}</p>",
        inside=((1, "updated"), (2, "related"), (4, "ad")),
    ),
    Template(
        language="ja",
        shell=_page(
            _LD,
            "<div class='news_detail'><h1 class='news_title'>{headline}</h1><p class='news_date'>{day}</p><div class='news_body'>{text}</div></div><div class='news_list'>{related}</div>",
        ),
        paragraph="<p class='p'>{text}</p>",
        related="<p>{label}</p><ul>{items}</ul>",
        ad="<div class='news_ad'><p>{label}</p><p>{words}</p></div>",
        counter="<p class='news_cnt'>{views}</p>",
        updated="<p class='news_upd'>{ago}</p>",
        inside=((0, "counter"), (2, "ad"), (3, "inline"), (5, "updated")),
    ),
    # --- kept aside ---------------------------------------------------------------------------------------------
    Template(
        language="en",
        shell=_page(
            _OG,
            "<div id='app'><div class='grid'><section class='s-article'><h1 class='s-h'>{headline}</h1><div class='s-m'><span rel='author'>{by}</span><time datetime='{iso}'>{day}</time></div><div class='s-b'>{text}</div></section><section class='s-rail'>{ad}{related}</section></div></div>",
        ),
        related="<div class='s-r'><h2>{label}</h2>{items}</div>",
        item="<div class='s-i'><a href='{url}'><b>{title}</b></a></div>",
        ad="<section class='s-x'><h6>{label}</h6><p>{words}</p></section>",
        counter="<div class='s-c'>{views} · {comments}</div>",
        updated="<div class='s-u'>{ago}</div>",
        inside=((1, "updated"), (3, "ad"), (4, "inline"), (5, "counter")),
    ),
    Template(
        language="de",
        shell=_page(
            _LD,
            "<div class='seite'><h1>{headline}</h1><div class='zeile'>{by}</div><div class='inhalt-text'>{text}</div></div><div class='unten'>{counter}{related}</div>",
        ),
        paragraph="<p>{text}</p>\n\n",
        related="<fieldset><legend>{label}</legend><ul>{items}</ul></fieldset>",
        ad="<div class='w'>– {label} –<br><a href='#'>{words}</a></div>",
        counter="<p>{views}</p>",
        updated="<p class='z'>{ago}</p>",
        inside=((0, "updated"), (2, "inline"), (3, "ad")),
    ),
    Template(
        language="fr",
        shell=_page(
            _OG,
            "<article itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>{headline}</h1><p itemprop='author'>{by}</p><meta itemprop='datePublished' content='{iso}'><div itemprop='articleBody'>{text}</div></article><aside>{related}</aside>",
        ),
        related="<div><p>{label} :</p>{items}</div>",
        item="<p><a href='{url}'>→ {title}</a></p>",
        ad="<p>— {label} —</p>",
        counter="<p><b>{shares}</b></p>",
        updated="<p>{clock}</p>",
        inside=((1, "ad"), (2, "related"), (4, "counter"), (5, "updated")),
    ),
    Template(
        language="es",
        shell=_page(
            _LD,
            "<main class='lectura'><header><h1>{headline}</h1><p>{by}</p></header><div class='lectura__cuerpo'>{text}</div><footer>{counter}</footer></main>",
        ),
        paragraph="<p class='lectura__p'>{text}</p>",
        related="<div class='lectura__extra'><h5>{label}</h5><ol>{items}</ol></div>",
        ad="<div class='lectura__ad'><span>{label}</span><span>{words}</span></div>",
        counter="<span>{reading}</span> <span>{views}</span>",
        updated="<p>{ago}</p>",
        inside=((0, "updated"), (2, "ad"), (3, "related")),
    ),
    Template(
        language="ru",
        shell=_page(
            _OG,
            "<div id='content'><h1>{headline}</h1><p><small>{day} | {by} | {counter}</small></p>{text}</div><div id='sidebar'>{related}</div>",
        ),
        related="<h4>{label}</h4>{items}",
        item="<p><a href='{url}'>{title}</a></p>",
        ad="<table><tr><td>{label}</td></tr><tr><td>{words}</td></tr></table>",
        counter="{views}",
        updated="<p><small>{clock}</small></p>",
        inside=((2, "ad"), (4, "inline"), (5, "updated")),
    ),
    Template(
        language="ja",
        shell=_page(
            _OG,
            "<article><h1>{headline}</h1><div class='m'><time datetime='{iso}'>{day}</time><span>{by}</span></div><div class='article-main'>{text}</div></article><nav class='r'>{related}</nav>",
        ),
        paragraph="<p>{text}</p>",
        related="<h3>{label}</h3><ol>{items}</ol>",
        ad="<div class='a'><small>{label}</small><p>{words}</p></div>",
        counter="<div class='n'>{comments}　{shares}</div>",
        updated="<p class='u'>{clock}</p>",
        inside=((1, "counter"), (2, "inline"), (4, "ad"), (5, "updated")),
    ),
    Template(
        language="zh",
        shell=_page(
            _OG + _PUBLISHED,
            "<div class='content-article'><h1>{headline}</h1><div class='author'>{by}</div>{text}<div class='bar'>{counter}</div></div><div class='hot'>{related}</div>",
        ),
        paragraph="<p class='one-p'>{text}</p>",
        related="<p>{label}</p>{items}",
        item="<p class='one-link'><a href='{url}'>{title}</a></p>",
        ad="<div class='spread'><p>{label}</p><p>{words}</p></div>",
        counter="{comments}",
        updated="<p class='time'>{ago}</p>",
        inside=((0, "updated"), (2, "related"), (4, "ad")),
    ),
    Template(
        language="pt",
        shell=_page(
            _OG + _PUBLISHED,
            "<div class='conteudo'><h1>{headline}</h1><h2 class='assina'>{by}</h2><div class='conteudo-texto'>{text}</div>{related}</div>",
        ),
        related="<div class='leia'><span>{label}</span>{items}</div>",
        item="<span class='l'><a href='{url}'>{title}</a></span>",
        ad="<div class='anuncio'><em>{label}</em><p>{words}</p></div>",
        counter="<p class='num'>{comments} | {shares}</p>",
        updated="<p class='ult'>{clock}</p>",
        inside=((1, "ad"), (3, "counter"), (4, "inline"), (5, "updated")),
    ),
    Template(
        language="en",
        shell=_page("", "<h1>{headline}</h1><p><em>{by}, {day}</em></p>{text}<hr>{related}"),
        related="<p>{label}</p><ul>{items}</ul>",
        ad="<p><small>{label}</small></p><p><small>{words}</small></p>",
        counter="<p><small>{shares}</small></p>",
        updated="<p><small>{ago}</small></p>",
        inside=((2, "ad"), (4, "counter"), (5, "updated")),
    ),
    Template(
        language="de",
        shell=_page(
            _OG,
            "<div class='beitrag'><div class='beitrag-kopf'><h1>{headline}</h1><span>{by}</span><span>{day}</span></div><div class='beitrag-rumpf'>{text}</div><div class='beitrag-fuss'>{related}</div></div>",
        ),
        paragraph="<p>{text}</p>",
        related="<div class='empf'><h4>{label}</h4>{items}</div>",
        item="<a class='e' href='{url}'>{title}</a>",
        ad="<aside class='r'><b>{label}</b><p>{words}</p></aside>",
        counter="<p class='k'>{comments} · {reading}</p>",
        updated="<p class='s'>{clock}</p>",
        inside=((0, "counter"), (2, "ad"), (3, "inline"), (5, "updated")),
    ),
)
