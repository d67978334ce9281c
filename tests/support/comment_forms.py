"""Threads as forums, blog engines, portals and apps of many countries and years print them.

Written from memory of such software before the reader was tried on them; names, words and hosts are this project's own.
Each form is a function of the comments that returns the section's markup; :func:`page_of_form` puts a story around it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

from tests.support.comment_kinds import Kind, am, at, registering, rows
from tests.support.comment_shapes import Said, nested

__all__ = ["FORMS", "Form", "page_of_form"]


@dataclass(frozen=True)
class Form(Kind):
    """A kind of thread, and where on its page the thread stands."""

    place: str = "after"
    """``after`` the story's element, ``inside`` it, ``before`` it, or as a ``whole`` page of its own."""


FORMS: dict[str, Form] = {}


def _said(name: str, day: int, text: str, up: int = 0, down: int = 0, above: int | None = None, depth: int = 0) -> Said:
    return Said(name, datetime(2024, 5, day, 9 + day % 10, 7 * (day % 8), tzinfo=UTC), text, up, down, above, depth)


TALK = [
    _said("Ines Corley", 3, "The reservoir was cleaned in my youth too, and the fish came back by themselves within two years.", 12, 1),
    _said("old_heron", 4, "Came back? Somebody carried them there in buckets, I saw it.", 7, 2, 0, 1),
    _said("Ines Corley", 5, "Then you saw more than the warden did, who slept.", 3, 0, 1, 2),
    _said("Basil Trent", 6, "What does it cost, and who has signed for it? The report does not say a word about money.", 30, 4),
    _said("weir-watcher", 8, "Half a million, says the notice at the town hall. Third sheet, small print.", 9, 0, 3, 1),
    _said("Lotte Amber", 9, "I like the new path round the water.", 2, 5),
]  # fmt: skip
FLAT = [replace(one, above=None, depth=0) for one in TALK]
PAIR = [
    _said("Basil Trent", 3, "Nobody asked the anglers, and nobody told the mill what would happen to its wheel in a dry summer.", 5, 1),
    _said("old_heron", 4, "The wheel has not turned since the flood. You may sleep in peace.", 8, 2),
]  # fmt: skip
ONE = PAIR[:1]
WORDS = [
    _said("Ines Corley", 3, "Finally!", 3, 0), _said("old_heron", 4, "Nonsense.", 1, 6), _said("Basil Trent", 5, "Why?", 2, 1),
    _said("weir-watcher", 6, "Bravo", 4, 0), _said("Lotte Amber", 8, "Hm.", 0, 2),
]  # fmt: skip
LONG = [
    _said("Ines Corley", 3, "My father kept the sluice for eleven years, and every spring he wrote down the day on which the first heron "
          "came. I have his books here. The earliest day was the second of March and the latest was the ninth of April, and in between "
          "there is a whole life of a man who looked at water.\n\nWhat the council plans is not wrong. But it should read such books "
          "before it sends engines, because the water was never where the map has it, and the map was drawn by somebody who came by "
          "train and left by train on the same day.\n\nI offer the books to whoever wants to read them. They are in the blue cupboard.", 40, 1),
    _said("Basil Trent", 4, "I worked for the water board, so let me say how this goes. First there is a plan, then there is a second "
          "plan because the first was too dear, and then there is a flood, and after the flood everything is done in three weeks "
          "without any plan, and it is done well.\n\nThe pumps that they have bought are for salt water. Our reservoir is not the sea. "
          "They will run, but they will be loud, and the valves will be worn out after four summers. I wrote that in a letter, and "
          "the answer was a leaflet about careers in the water board.", 22, 3),
    _said("Lotte Amber", 6, "The path is what I wanted to speak about. It is made of gravel, and gravel is a fine thing for boots, but "
          "there are two people in our street who come in wheelchairs, and they come no further than the second bench. It would have "
          "cost nothing to ask them. One of them is an engineer and would have told you what to do for the price of a cup of tea.", 17, 0),
]  # fmt: skip


def _words(*texts: str, names: Sequence[str]) -> list[Said]:
    above: tuple[int | None, ...] = (None, 0, None, None)
    return [
        _said(names[n], 3 + n, text, (12, 7, 3, 30)[n], (1, 2, 0, 4)[n], above[n], int(above[n] is not None))
        for n, text in enumerate(texts)
    ]


GERMAN = _words(
    "Der See wurde schon in meiner Jugend gereinigt, und die Fische kamen nach zwei Jahren von allein zurück.",
    "Von allein? Die hat jemand in Eimern hingetragen, ich stand daneben.",
    "Was kostet das, und wer hat es unterschrieben?", "Der neue Weg gefällt mir.",
    names=["Ines Korl", "alter_reiher", "Basil Trent", "Lotte A."],
)  # fmt: skip
POLISH = _words(
    "Zbiornik czyszczono już za mojej młodości i ryby same wróciły po dwóch latach.", "Same? Ktoś je przyniósł w wiadrach, widziałem.",
    "Ile to kosztuje i kto to podpisał?", "Podoba mi się nowa ścieżka.", names=["~Inka", "stara czapla", "~gość", "Lotta"],
)  # fmt: skip
RUSSIAN = _words(
    "Водохранилище чистили ещё в моей молодости, и рыба вернулась сама за два года.", "Сама? Её принесли в вёдрах, я видел.",
    "Сколько это стоит и кто подписал?", "Новая тропа мне нравится.", names=["Инна К.", "старая_цапля", "Василий", "Лотта"],
)  # fmt: skip
JAPANESE = _words(
    "貯水池は私が若い頃にも掃除され、魚は二年で自然に戻ってきました。", "自然に？誰かがバケツで運んだのを見ましたよ。",
    "費用はいくらで、誰が署名したのですか。", "新しい遊歩道は気に入っています。", names=["青鷺", "水守", "とおりすがり", "ろって"],
)  # fmt: skip
KOREAN = _words(
    "저수지는 제가 어릴 때도 청소했고 물고기는 이 년 만에 저절로 돌아왔습니다.", "저절로요? 누가 양동이로 나르는 걸 봤어요.",
    "얼마가 들고 누가 서명했나요?", "새 산책로가 마음에 듭니다.", names=["왜가리", "물지기", "지나가던이", "로테"],
)  # fmt: skip
PORTUGUESE = _words(
    "O açude já foi limpo na minha juventude e os peixes voltaram sozinhos em dois anos.", "Sozinhos? Alguém trouxe em baldes, eu vi.",
    "Quanto custa e quem assinou?", "Gostei do caminho novo.", names=["Inês Corral", "garça velha", "Basílio T.", "Lota"],
)  # fmt: skip
TURKISH = _words(
    "Gölet benim gençliğimde de temizlenmişti, balıklar iki yılda kendiliğinden döndü.", "Kendiliğinden mi? Kovalarla taşıdılar, gördüm.",
    "Kaça mal oluyor ve kim imzaladı?", "Yeni yolu beğendim.", names=["İnci K.", "yaşlı balıkçıl", "Vasıf", "Lale"],
)  # fmt: skip
ARABIC = _words(
    "نظف الخزان في شبابي أيضا وعادت الأسماك وحدها خلال عامين.", "وحدها؟ حملها أحدهم في دلاء وقد رأيت ذلك.", "كم يكلف ذلك ومن وقع عليه؟",
    "أعجبني الطريق الجديد.", names=["إيناس", "مالك الحزين", "باسل", "لوتي"],
)  # fmt: skip
SPANISH = _words(
    "El embalse ya se limpió en mi juventud y los peces volvieron solos en dos años.", "¿Solos? Alguien los trajo en cubos, yo lo vi.",
    "¿Cuánto cuesta y quién lo firmó?", "Me gusta el camino nuevo.", names=["Inés Corral", "garza vieja", "Basilio T.", "Lota"],
)  # fmt: skip
FRENCH = _words(
    "Le réservoir fut déjà nettoyé dans ma jeunesse et les poissons sont revenus tout seuls.", "Tout seuls ? On les a apportés en seaux.",
    "Combien cela coûte-t-il, et qui a signé ?", "J'aime bien le nouveau sentier.", names=["Inès C.", "vieux_heron", "Basile", "Lotte"],
)  # fmt: skip

_STORY = (
    "<h1>Reservoir above the town is to be cleaned</h1><p class='by'>By Agnes Moor</p><p>The reservoir above the town is to be emptied "
    "and cleaned this summer for the first time in forty years, the council decided on Tuesday evening.</p><p>Two pumps will be "
    "hired, and the fish are to be carried to the upper pond by the fire brigade before the sluice is opened in the middle of June."
    "</p><p>A path of two miles will lead round the water afterwards; the warden expects that it can be walked from October on.</p>"
)  # fmt: skip
_FOOT = (
    "<div class='foot'><ul><li><a href='/m1'>Fire brigade gets a boat that it never asked for</a></li><li><a href='/m2'>Mill wheel "
    "turns on Sundays only</a></li></ul><p>Imprint and contact</p></div>"
)  # fmt: skip


def page_of_form(name: str) -> str:
    """Return a whole page: menu, story, thread and furniture."""
    form = FORMS[name]
    section = form.write(form.said)
    if form.place == "whole":
        return section
    story = (
        f"<div class='story'>{_STORY}{section}</div>"
        if form.place == "inside"
        else f"<div class='story'>{_STORY}</div>"
    )
    main = section + story if form.place == "before" else story if form.place == "inside" else story + section
    return (
        f"<html lang='{form.lang}'><head><title>Reservoir above the town is to be cleaned</title></head><body><ul class='top'><li><a "
        "href='/n'>News</a></li><li><a href='/t'>Town</a></li><li><a href='/s'>Sport</a></li></ul><div class='main'>"
        f"{main}</div>{_FOOT}</body></html>"
    )  # fmt: skip


form = registering(FORMS, Form)


def paragraphs(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n"))


def by_day(one: Said, months: str, pattern: str) -> str:
    return pattern.format(day=one.at.day, month=months, year=one.at.year, clock=f"{one.at:%H:%M}")


# --- services whose threads are copied into the page -----------------------------------------------------------------


@form(TALK, parents=True, votes="up")
def a_hosted_service_with_reactions(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='cm-indent cm-indent-{c.depth}'><div id='comment-4f{n}a' class='cm-comment'><div class='cm-top'><button "
            f"class='cm-user'><span>{c.name}</span></button><button class='cm-stamp'><time datetime='{c.iso}Z'>{at(c)}</time></button>"
            f"</div><div class='cm-content'>{paragraphs(c.text)}</div><div class='cm-bar'><button aria-label='Respect comment by {c.name}'>"
            f"<i></i><span>Respect</span> <span>{c.up}</span></button><button>Reply</button><button>Share</button><button>Report"
            f"</button></div></div>{inner}</div>"
        )

    return f"<div id='cm-root'><div class='cm-count'>6 Comments</div><div role='feed'>{nested(said, one)}</div></div>"


@form(FLAT, time="", votes="up_as_score")
def a_conversation_app_with_hashed_names(said: Sequence[Said]) -> str:
    return "<div data-app='conversation' class='Fk3a'><h2 class='q8'>Conversation<span>6 Comments</span></h2><ul class='z1x'>" + rows(
        said,
        lambda n, c: f"<li class='z2x'><article class='p0a'><div class='p1b'><button class='a9'><img alt='' src='{n}.png'></button>"
        f"<div class='b7'><button class='u5'><span class='u6'>{c.name}</span></button><div class='t5'><time>{9 - n} days ago</time>"
        f"</div></div></div><div class='m4'><div class='m5'><p>{c.text}</p></div></div><div class='f0'><button class='f1'>Reply"
        f"</button><div class='f2'><button aria-label='Up'><svg></svg></button><span>{c.up}</span><button aria-label='Down'><svg></svg>"
        "</button></div><button class='f3'>Share</button></div></article></li>",
    ) + "</ul><button>Show more comments</button></div>"  # fmt: skip


@form(TALK, parents=True, votes="score")
def articles_with_an_indent_variable(said: Sequence[Said]) -> str:
    return "<div class='root'><div class='root__threads'>" + rows(
        said,
        lambda n, c: f"<article id='r-{n}f' class='thread__comment comment_level_{c.depth}' style='--indent: {c.depth}'><div class='comment__info'>"
        f"<span class='comment__avatar'></span><span class='comment__username'>{c.name}</span><a class='comment__time' href='#r-{n}f'>"
        f"{c.at:%d/%m/%Y} at {c.at:%H:%M}</a><span class='comment__score'><button>+</button><span>{c.up - c.down}</span><button>-</button></span></div>"
        f"<div class='comment__body'><div class='comment__text raw-content'><p>{c.text}</p></div><div class='comment__actions'>"
        "<button>Reply</button></div></div></article>",
    ) + "</div></div>"  # fmt: skip


@form(TALK, parents=True, votes="up_as_score")
def a_self_hosted_service_with_arrows(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='tk-comment' id='tk-{n}'><div class='tk-avatar'><svg></svg></div><div class='tk-wrapper'><div role='meta'><span "
            f"class='tk-author'>{c.name}</span><span>•</span><a href='#tk-{n}'><time title='{at(c)}' datetime='{c.iso}Z'>2 years ago"
            f"</time></a></div><div class='tk-text'><p>{c.text}</p></div><div class='tk-foot'><a class='tk-up' href='#'><svg></svg></a>"
            f"<span class='tk-votes'>{c.up}</span><a class='tk-down' href='#'><svg></svg></a><a href='#'>Reply</a></div><div class="
            f"'tk-follow-up'>{inner}</div></div></div>"
        )

    return f"<section id='tk-thread'><h4>6 Comments</h4><div id='tk-root'>{nested(said, one)}</div></section>"


@form(TALK, parents=True, votes="score", time="")
def cards_with_points_and_ages(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='card-{n}a'><div class='hd'><div class='av'>{c.name[0].upper()}</div><div class='nm'>{c.name}</div><div class='sub'>"
            f"<div class='sc'>{c.up - c.down} points</div><div class='tm'>2 years ago</div></div></div><div class='bd'><p>{c.text}</p></div>"
            f"<div class='kids'>{inner}</div></div>"
        )

    return f"<div id='kto'><div class='main-area'><div class='cnt'>6 comments</div>{nested(said, one)}</div></div>"


@form(TALK, parents=True)
def a_code_host_as_comment_box(said: Sequence[Said]) -> str:
    def reply(n: int, c: Said) -> str:
        return (
            f"<div class='g-reply'><div class='g-head'><a href='https://hub.example/{n}'><img src='{n}.png'><span>{c.name}</span></a><time "
            f"datetime='{c.iso}Z'>{at(c)}</time></div><div class='g-body markdown'><p>{c.text}</p></div></div>"
        )

    tops = [(n, c) for n, c in enumerate(said) if c.above is None]

    def below(top: int) -> list[tuple[int, Said]]:
        return [(n, c) for n, c in enumerate(said) if c.above == top]

    return "<div class='g'><h4>6 comments</h4><div class='g-list'>" + "".join(
        f"<div class='g-comment'><div class='g-head'><a href='https://hub.example/{n}'><img src='{n}.png'><span>{c.name}</span></a><time "
        f"datetime='{c.iso}Z'>{at(c)}</time></div><div class='g-body markdown'><p>{c.text}</p></div><div class='g-foot'><button "
        f"aria-label='Upvote'>↑</button></div><div class='g-replies'>{''.join(reply(m, d) for m, d in below(n))}</div></div>"
        for n, c in tops
    ) + "</div></div>"  # fmt: skip


FORMS["a_code_host_as_comment_box"] = replace(
    FORMS["a_code_host_as_comment_box"],
    said=[replace(one, above=0 if n == 2 else one.above) for n, one in enumerate(TALK)],
)  # fmt: skip


@form(FLAT, votes="up")
def likes_as_a_word_and_a_table_for_each(said: Sequence[Said]) -> str:
    return "<div class='comments-page'><div class='comment-list'>" + rows(
        said,
        lambda n, c: f"<div class='comment'><div class='comment-anchor' id='comment-88{n}'></div><table class='comment-content'><tr><td class="
        f"'comment-head'><a href='https://u{n}.example/'><img src='{n}.png'></a></td><td class='comment-body'><div class='comment-meta'><span><a "
        f"href='https://u{n}.example/'>{c.name}</a></span><a href='/p/comment/88{n}'>{at(c)}</a></div><p>{c.text}</p><div class='comment-actions'>"
        f"<a>Like ({c.up})</a><a>Reply</a><a>Share</a></div></td></tr></table></div>",
    ) + "</div></div>"  # fmt: skip


@form(FLAT, votes="both", time="")
def a_debate_service_with_a_total(said: Sequence[Said]) -> str:
    return "<div id='idb'><h3>6 Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='ib-c' id='IBC{n}77'><div class='ib-h'><div class='ib-v'><a title='Vote up'></a><span>{c.up}</span><a "
        f"title='Vote down'></a><span>{c.down}</span></div><a href='/people/{n}'><img src='a.png'></a><p class='ib-i'><a href='/people/{n}'>"
        f"{c.name}</a></p><p class='ib-m'><a href='#IBC{n}77'>{n + 2} weeks ago</a></p></div><div class='ib-t'><span>{c.text}</span></div>"
        "<div class='ib-b'><a href='#'>Reply</a> <a href='#'>Report</a></div></div>",
    ) + "</div>"  # fmt: skip


# --- blog engines ---------------------------------------------------------------------------------------------------


@form(TALK, parents=True)
def block_theme(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li id='comment-{n + 31}' class='comment depth-{c.depth + 1}'><div class='wp-block-columns'><div class='wp-block-column'><div "
            f"class='wp-block-avatar'><img alt='{c.name} Avatar' src='{n}.png'></div></div><div class='wp-block-column'><div class='wp-block-"
            f"comment-author-name'><a href='https://u{n}.example'>{c.name}</a></div><div class='wp-block-group'><div class='wp-block-comment-date'>"
            f"<time datetime='{c.iso}+00:00'><a href='#comment-{n + 31}'>{am(c)}</a></time></div></div><div class='wp-block-comment-content'><p>"
            f"{c.text}</p></div><div class='wp-block-comment-reply-link'><a href='?replytocom={n + 31}'>Reply</a></div></div></div>"
            + (f"<ol>{inner}</ol>" if inner else "") + "</li>"
        )  # fmt: skip

    return (
        "<div class='wp-block-comments'><h2>6 responses to “Reservoir above the town is to be cleaned”</h2><ol class='wp-block-comment-template'>"
        f"{nested(said, one)}</ol></div>"
    )


@form(FLAT)
def pairs_of_terms_with_clock_times(said: Sequence[Said]) -> str:
    return "<div id='comments_intro'><p><span class='bracket'>{</span> <span>6</span> comments… read them below <span>}</span></p></div><dl id='comment_list'>" + rows(
        said,
        lambda n, c: f"<dt class='comment' id='comment-{n + 5}'><span class='comment_author'>{c.name}</span> <span class='comment_meta'><a "
        f"href='#comment-{n + 5}'>{am(c)}</a></span></dt><dd class='comment'><div class='format_text'><p>{c.text}</p></div></dd>",
    ) + "</dl>"  # fmt: skip


@form(FLAT)
def an_old_theme_without_ids(said: Sequence[Said]) -> str:
    return "<h3>6 Responses to “Reservoir above the town is to be cleaned”</h3>" + rows(
        said,
        lambda n, c: f"<div class='box{n % 2}'><div class='left'><img src='http://faces.example/{n}' width='40' alt=''></div><div class='right'><small>"
        f"{am(c)}</small><br><strong>{c.name}</strong> wrote:<br><br>{paragraphs(c.text)}</div><div style='clear:both'></div></div>",
    )  # fmt: skip


@form(FLAT)
def vcards_that_say(said: Sequence[Said]) -> str:
    return "<ul class='kommentlist'>" + rows(
        said,
        lambda n, c: f"<li><div class='inner'><div class='author vcard'><img alt='' class='avatar photo' src='{n}.png'><cite class='fn'>{c.name}</cite> "
        f"<span class='says'>says:</span></div><div class='meta'><a href='#k{n}'>{am(c)}</a></div>{paragraphs(c.text)}<div class='reply'>"
        f"<a rel='nofollow' href='?re={n}'>Reply</a></div></div></li>",
    ) + "</ul>"  # fmt: skip


@form(TALK, parents=True)
def subjects_and_boxes_that_indent(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<a id='comment-{n + 91}'></a><div class='comment comment-by-anonymous'><h3><a href='/comment/{n + 91}#comment-{n + 91}' rel='bookmark'>"
            f"{' '.join(c.text.split()[:4])}</a></h3><div class='submitted'>Submitted by <span class='username'>{c.name}</span> on "
            f"{c.at:%a, %m/%d/%Y - %H:%M}</div><div class='content'><div class='field'><div class='field-items'><div class='field-item even'><p>{c.text}"
            "</p></div></div></div></div><ul class='links inline'><li><a href='/reply'>reply</a></li></ul></div>"
            + (f"<div class='indented'>{inner}</div>" if inner else "")
        )  # fmt: skip

    return f"<div id='comments' class='comment-wrapper'><h2 class='title'>Comments</h2>{nested(said, one)}</div>"


@form(FLAT)
def articles_with_a_person_in_the_footer(said: Sequence[Said]) -> str:
    return "<section class='field--type-comment'><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<article data-comment-user-id='{n}' id='comment-{n + 7}' class='js-comment'><mark class='hidden' data-timestamp='1{n}'></mark>"
        f"<footer><article class='profile'><div><img src='{n}.png' alt=''></div></article><p>Submitted by <a title='View user profile.' "
        f"href='/user/{n}'>{c.name}</a> on {c.at:%a, %m/%d/%Y - %H:%M}</p><a href='/comment/{n + 7}#comment-{n + 7}'>Permalink</a></footer><div><h3>"
        f"<a href='/comment/{n + 7}' class='permalink'>{' '.join(c.text.split()[:3])}</a></h3><div class='text-formatted'><p>{c.text}</p></div><ul><li>"
        "<a href='/comment/reply'>Reply</a></li></ul></div></article>",
    ) + "</section>"  # fmt: skip


@form(FLAT, votes="up")
def an_extension_with_list_items(said: Sequence[Said]) -> str:
    return "<div id='section-kmo'><h3>Comments <span>(6)</span></h3><ul class='kmo-list reset-ul'>" + rows(
        said,
        lambda n, c: f"<li id='kmo-{n}' class='kmo-item'><div class='kmo-wrap'><div class='kmo-avatar'><img src='d.png'></div><div class='kmo-content'>"
        f"<div class='kmo-head'><span class='kmo-author'><span>{c.name}</span></span> <span class='kmo-time'><a href='#kmo-{n}'><time>{at(c)}</time>"
        f"</a></span><span class='kmo-permalink'>#{n + 1}</span></div><div class='kmo-body'>{c.text}</div><div class='kmo-control'><span><b>{c.up}</b> "
        "people like this</span> <a href='#'>Like</a> <a href='#'>Reply</a></div></div></div></li>",
    ) + "</ul></div>"  # fmt: skip


@form(FLAT)
def said_at_the_clock(said: Sequence[Said]) -> str:
    return "<a name='comments'></a><h4>6 Comments:</h4><dl>" + rows(
        said,
        lambda n, c: f"<dt class='pt' id='c11{n}'><a name='c11{n}'></a><a href='https://profile.example/{n}' rel='nofollow'>{c.name}</a> said...</dt><dd "
        f"class='pb'><p>{c.text}</p></dd><dd class='pf'><span><a href='#c11{n}'>{c.at:%I:%M %p, %B %d, %Y}</a></span></dd>",
    ) + "</dl>"  # fmt: skip


@form(FLAT, time="")
def at_the_clock_name_said(said: Sequence[Said]) -> str:
    return "<h4>6 Comments:</h4><ul id='talkback'>" + rows(
        said,
        lambda n, c: f"<li id='c{n}0'><a name='c{n}0'></a><cite>At <a href='#c{n}0'>{c.at:%I:%M %p}</a>, <a href='https://u{n}.example'>{c.name}</a> "
        f"said...</cite><p>{c.text}</p></li>",
    ) + "</ul>"  # fmt: skip


@form(FLAT, time="day")
def bootstrap_media(said: Sequence[Said]) -> str:
    return "<div class='card my-4'><h5 class='card-header'>Leave a Comment:</h5><form><textarea></textarea></form></div>" + rows(
        said,
        lambda n, c: f"<div class='media mb-4'><img class='mr-3 rounded' src='{n}.png' alt=''><div class='media-body'><h5 class='mt-0'>{c.name} <small><i>"
        f"Posted on {c.at:%B} {c.at.day}, {c.at:%Y}</i></small></h5><p>{c.text}</p></div></div>",
    )  # fmt: skip


@form(TALK, parents=True)
def media_objects_in_media_objects(said: Sequence[Said]) -> str:
    return "<h3>Discussion</h3>" + nested(
        said,
        lambda n, c, inner: f"<div class='d-flex mb-4'><div class='flex-shrink-0'><img src='{n}.png' alt='...'></div><div class='ms-3'><div class='fw-bold'>"
        f"{c.name}</div><small>{at(c)}</small><div>{c.text}</div>{inner}</div></div>",
    )  # fmt: skip


@form(FLAT)
def posted_by_after_each_text(said: Sequence[Said]) -> str:
    return "<h3 class='title'>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='entry'>{paragraphs(c.text)}</div><div class='posted'>Posted by {c.name} on {c.at:%m/%d/%Y} at {c.at:%I:%M %p}</div>",
    )  # fmt: skip


@form(FLAT, votes="up")
def hosted_site_builder(said: Sequence[Said]) -> str:
    return "<div class='sqs-comments' id='comments-66'><div class='comment-count'>Comments (6)</div><div class='comments'><div class='comments-content'>" + rows(
        said,
        lambda n, c: f"<div id='comment-66{n}' class='comment'><div class='comment-header'><span class='avatar'><img src='{n}.png' alt='{c.name}'></span><span "
        f"class='author'>{c.name}</span><span class='date'>{am(c)}</span></div><div class='comment-body'><p>{c.text}</p></div><div class='comment-footer'><a "
        f"class='like'>{c.up} Likes</a><a>Reply</a></div></div>",
    ) + "</div></div></div>"  # fmt: skip


@form(FLAT)
def headings_are_subjects_of_comments(said: Sequence[Said]) -> str:
    return "<div class='discussion'><h2>Reactions</h2>" + rows(
        said,
        lambda n, c: f"<div class='react'><h4>Re: Reservoir above the town</h4><div class='meta'>Posted by <b>{c.name}</b> at {at(c)}</div><div class='txt'><p>"
        f"{c.text}</p></div></div>",
    ) + "</div>"  # fmt: skip


# --- forums ---------------------------------------------------------------------------------------------------------


@form(FLAT)
def a_forum_in_tables_of_2004(said: Sequence[Said]) -> str:
    return "<div id='posts'>" + rows(
        said,
        lambda n, c: f"<table class='tborder' id='post{n + 700}' width='100%'><tr><td class='thead'><a name='post{n + 700}'></a>{c.at:%m-%d-%Y, %I:%M %p}</td>"
        f"<td class='thead' align='right'>#<a href='?p={n + 700}'><strong>{n + 1}</strong></a></td></tr><tr><td class='alt2' width='175'><div><a class='bigusername' "
        f"href='/member{n}'>{c.name}</a></div><div class='smallfont'>Senior Member</div><div class='smallfont'><div>Join Date: Jan 200{n}</div><div>Posts: {n * 31 + 4}"
        f"</div></div></td><td class='alt1'><div id='post_message_{n + 700}'>{c.text}</div></td></tr></table>",
    ) + "</div>"  # fmt: skip


@form(FLAT)
def a_board_with_rows_of_2002(said: Sequence[Said]) -> str:
    return "<table class='forumline' width='100%'><tr><th>Author</th><th>Message</th></tr>" + rows(
        said,
        lambda n, c: f"<tr><td class='row{n % 2 + 1}'><span class='name'><b>{c.name}</b></span><br><span class='postdetails'><br>Joined: 03 Jan 200{n}<br>Posts: "
        f"{n * 17 + 3}<br>Location: Ellin</span></td><td class='row{n % 2 + 1}'><table width='100%'><tr><td><span class='postdetails'>Posted: "
        f"{c.at:%a %b %d, %Y %I:%M %p}&nbsp; &nbsp;Post subject: Re: Reservoir</span></td></tr><tr><td colspan='2'><hr></td></tr><tr><td colspan='2'><span class='postbody'>"
        f"{c.text}</span></td></tr></table></td></tr>",
    ) + "</table>"  # fmt: skip


@form(FLAT, time="day")
def an_embedded_forum(said: Sequence[Said]) -> str:
    return "<header><a href='https://talk.example/t/9'>Start the discussion</a></header>" + rows(
        said,
        lambda n, c: f"<article class='post' id='post-{n}'><a class='post-date' href='https://talk.example/t/9/{n}'>{c.at:%d %b %Y}</a><div class='post-avatar'><img src='"
        f"{n}.png'><h3 class='username'><a href='https://talk.example/u/{n}'>{c.name}</a></h3></div><div class='cooked'><p>{c.text}</p></div></article>",
    )  # fmt: skip


@form(TALK, parents=True, votes="score")
def titles_with_a_score(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li id='tree_{n}'><div class='cw'><div class='title'><h4><a href='//ctree.example/c/{n}'>Re: water</a> <span>(Score:{c.up - c.down})</span></h4></div>"
            f"<div class='details'>by <a href='/~{n}'>{c.name}</a> on {c.at:%A %B %d, %Y @%I:%M%p} (<a href='/c/{n}'>#{n + 6400}</a>)</div><div class='cbody'>{c.text}</div>"
            f"</div>" + (f"<ul>{inner}</ul>" if inner else "") + "</li>"
        )  # fmt: skip

    return f"<ul id='ctree'>{nested(said, one)}</ul>"


@form(
    [
        replace(one, text=f"> {FLAT[n - 1].text}\n\n{one.text}" if n in (2, 4) else one.text)
        for n, one in enumerate(FLAT)
    ]
)
def quotes_of_the_one_before(said: Sequence[Said]) -> str:
    return "<div class='forum'><h3>Reader forum</h3>" + rows(
        said,
        lambda n, c: f"<div class='fp'><div class='fh'><b>{c.name}</b> <i>{at(c)}</i></div><div class='ft'>"
        + (f"<blockquote>{said[n - 1].text}</blockquote>" if n in (2, 4) else "")
        + f"<p>{c.text.partition(chr(10) * 2)[2] or c.text}</p></div></div>",
    ) + "</div>"  # fmt: skip


@form(TALK, parents=True)
def in_reply_to_a_number_in_words(said: Sequence[Said]) -> str:
    return "<div class='fl'><h3>6 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='fr'><span class='no'>#{n + 1}</span> <b>{c.name}</b> <span>{at(c)}</span>"
        + (f"<div class='re'>In reply to #{c.above + 1}</div>" if c.above is not None else "")
        + f"<div class='tx'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@form(TALK, parents=True)
def replying_to_a_name(said: Sequence[Said]) -> str:
    return "<section><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='it'><div class='who'><strong>{c.name}</strong>"
        + (f" <span>in reply to <a href='#m{c.above}'>{said[c.above].name}</a></span>" if c.above is not None else "")
        + f"</div><a id='m{n}'></a><time datetime='{c.iso}Z'>{at(c)}</time><p>{c.text}</p></div>",
    ) + "</section>"  # fmt: skip


@form(TALK, parents=True, votes="up_as_score")
def federated_blockquotes_by_level(said: Sequence[Said]) -> str:
    return "<section id='comments' class='comments-tree'>" + rows(
        said,
        lambda n, c: f"<blockquote class='entry-comment comment-level--{c.depth + 1}' id='entry-comment-{n + 90}' data-level='{c.depth + 1}'><header><a href='/u/{n}'>{c.name}</a>, <time "
        f"datetime='{c.iso}+00:00' title='{c.iso}+00:00'>2 years ago</time></header><figure><img src='{n}.png' alt=''></figure><div class='content'><p>{c.text}</p></div>"
        f"<aside class='vote'><form><button title='Favorite'>{c.up}</button></form></aside><footer><menu><li><a href='/r/{n}'>reply</a></li><li><a>more</a></li></menu></footer></blockquote>",
    ) + "</section>"  # fmt: skip


# --- portals of many countries --------------------------------------------------------------------------------------


@form(GERMAN, lang="de", votes="up")
def german_title_then_date_by_name(said: Sequence[Said]) -> str:
    return "<div class='fbox'><h3>Insgesamt 4 Beiträge</h3>" + rows(
        said,
        lambda n, c: f"<div class='art'><div class='date'>{c.at:%d.%m.%Y, %H:%M} Uhr von <b>{c.name}</b></div><div class='num'>{n + 1}. {' '.join(c.text.split()[:2])}</div><p>{c.text}</p><div class="
        f"'act'><a href='#'>Beitrag melden</a> <a href='#'>Antworten / Zitieren</a> <a href='#'>Empfehlen ({c.up})</a></div></div>",
    ) + "</div>"  # fmt: skip


@form(GERMAN, lang="de", parents=True)
def german_numbers_with_dots(said: Sequence[Said]) -> str:
    numbers = ["1", "1.1", "2", "3"]
    return "<section class='ks'><h2>4 Kommentare</h2>" + rows(
        said,
        lambda n, c: f"<article class='ks-i ks-{c.depth}'><h4>{c.name}</h4><a href='?cid={n}#cid-{n}'>#{numbers[n]} &nbsp;—&nbsp; {c.at.day}. Mai 2024 um {c.at:%H:%M} Uhr</a><p>{c.text}</p><a>Antworten</a> <a>"
        "Melden</a> <a>Empfehlen</a></article>",
    ) + "</section>"  # fmt: skip


@form(GERMAN, lang="de")
def german_cells_with_labels(said: Sequence[Said]) -> str:
    return "<div class='tx-kom'><h2>Kommentare</h2>" + rows(
        said,
        lambda n, c: f"<table class='tk'><tr><th>Name:</th><td>{c.name}</td></tr><tr><th>Datum:</th><td>{c.at:%d.%m.%Y %H:%M}</td></tr><tr><th>Kommentar:</th><td>{c.text}</td></tr></table>",
    ) + "</div>"  # fmt: skip


@form(POLISH, lang="pl", votes="both", parents=True)
def polish_plus_and_minus(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li class='op'><div class='opi'><span class='nick'>{c.name}</span> <span class='dt'>{c.at:%Y-%m-%d %H:%M}</span><p>{c.text}</p><div><a class='p'>+{c.up}</a> <a class='m'>-{c.down}</a> <a>"
            f"odpowiedz</a> <a>zgłoś</a></div></div>" + (f"<ul>{inner}</ul>" if inner else "") + "</li>"
        )  # fmt: skip

    return f"<div class='opinie'><h3>Opinie (4)</h3><ul>{nested(said, one)}</ul></div>"


@form(RUSSIAN, lang="ru", votes="score", parents=True)
def russian_with_a_rating(said: Sequence[Said]) -> str:
    return "<div class='obs'><div class='ttl'>Обсуждение (4)</div>" + rows(
        said,
        lambda n, c: f"<div class='cmt' style='margin-left:{c.depth * 30}px'><div class='av'><img src='{n}.jpg'></div><div class='hd'><a href='/user/{n}'>{c.name}</a> <span>{c.at.day} мая 2024, {c.at:%H:%M}</span> <span class='r'>"
        f"+{c.up - c.down}</span></div><div class='tx'>{c.text}</div><div class='ac'><a>Ответить</a> | <a>Пожаловаться</a></div></div>",
    ) + "</div>"  # fmt: skip


FORMS["russian_with_a_rating"] = replace(
    FORMS["russian_with_a_rating"], said=[replace(one, down=min(one.down, one.up - 1)) for one in RUSSIAN]
)


@form(JAPANESE, lang="ja", votes="up")
def japanese_with_three_feelings(said: Sequence[Said]) -> str:
    return "<div class='sc-a'><h2>コメント<span>4件</span></h2><ul>" + rows(
        said,
        lambda n, c: f"<li class='sc-b'><article><div class='sc-c'><h2 class='sc-d'><a href='/u/{n}'>{c.name}</a></h2><time>{c.at:%Y/%m/%d %H:%M}</time></div><p class='sc-e'>{c.text}</p><div class='sc-f'><button>返信<span>0</span>件</button>"
        f"<button>いいね<span>{c.up}</span></button></div></article></li>",
    ) + "</ul></div>"  # fmt: skip


@form(FLAT[:4], lang="ja", named=True)
def numbered_lines_of_a_board(said: Sequence[Said]) -> str:
    return "<div class='matome'>" + rows(
        said,
        lambda n, c: f"<div class='t_h'>{n + 1}: <span style='color:green;font-weight:bold'>{c.name}</span> <span style='color:gray'>{c.at:%Y/%m/%d}(金) {c.at:%H:%M:%S} ID:a{n}Xk9</span></div><div class='t_b' style='margin-bottom:40px'>{c.text}<br></div>",
    ) + "</div>"  # fmt: skip


@form(KOREAN, lang="ko", votes="both")
def korean_recommend_and_oppose(said: Sequence[Said]) -> str:
    return "<div class='reply_area'><strong>댓글 4</strong><ul>" + rows(
        said,
        lambda n, c: f"<li><div class='info'><em>{c.name}</em><span>{c.at:%Y.%m.%d. %H:%M}</span></div><p>{c.text}</p><div class='btn'><a href='#'>답글</a><a href='#'>추천 <b>{c.up}</b></a><a href='#'>반대 <b>{c.down}</b></a><a href='#'>신고</a></div></li>",
    ) + "</ul></div>"  # fmt: skip


@form(PORTUGUESE, lang="pt-BR", time="", votes="up", parents=True)
def brazilian_with_ages(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='gc-item'><img src='{n}.png' alt=''><p class='gc-nome'>{c.name}</p><p class='gc-hora'>há {n + 2} dias</p><div class='gc-texto'>{c.text}</div><div class='gc-acoes'><button>Curtir <span>{c.up}</span></button><button>Responder"
            f"</button><button>Denunciar</button></div>" + (f"<div class='gc-respostas'>{inner}</div>" if inner else "") + "</div>"
        )  # fmt: skip

    return f"<div class='gc'><h3>4 comentários</h3>{nested(said, one)}</div>"


@form(TURKISH, lang="tr", votes="both")
def turkish_with_thumbs(said: Sequence[Said]) -> str:
    return "<div class='yorumlar'><h3>Yorumlar (4)</h3>" + rows(
        said,
        lambda n, c: f"<div class='yorum'><span class='isim'>{c.name}</span><span class='tarih'>{c.at.day} Mayıs 2024 {c.at:%H:%M}</span><p>{c.text}</p><span class='b'><i class='up'></i> {c.up}</span><span class='b'><i class='down'></i> {c.down}</span><a>"
        "Cevapla</a></div>",
    ) + "</div>"  # fmt: skip


@form(ARABIC, lang="ar")
def arabic_from_right_to_left(said: Sequence[Said]) -> str:
    return "<div dir='rtl' class='tq'><h3>التعليقات</h3>" + rows(
        said,
        lambda n, c: f"<div class='tq1'><div class='tq2'>{n + 1}</div><div class='tq3'><strong>{c.name}</strong><span>{c.at:%Y-%m-%d %H:%M}</span></div><div class='tq4'>{c.text}</div><a href='#'>رد</a></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT, votes="both", lang="en")
def indian_portal_with_agree(said: Sequence[Said]) -> str:
    return "<div class='cmt_wrap'><h2>All Comments (6)</h2><div class='sort'><a>Newest</a> <a>Oldest</a> <a>Recommended</a></div>" + rows(
        said,
        lambda n, c: f"<div class='cbx' data-id='88{n}'><div class='user'><a href='/p/{n}'>{c.name}</a> <span class='pts'>{n * 210 + 15}</span> <span class='loc'>Ellin</span> <span class='time'>{c.at:%d %b, %Y, %I:%M %p}</span></div><div class='ctx'>{c.text}"
        f"</div><div class='act'><span>Reply</span> <span>Agree ({c.up})</span> <span>Disagree ({c.down})</span> <span>Recommend</span> <span>Offensive</span></div></div>",
    ) + "</div>"  # fmt: skip


@form(SPANISH, lang="es", votes="both")
def spanish_numbers_and_arrows(said: Sequence[Said]) -> str:
    return "<div class='lista-com'><h2>4 comentarios</h2><ol>" + rows(
        said,
        lambda n, c: f"<li><div class='cab'><a class='orden' href='#c{n}'>#{n + 1}</a> <span class='autor'>{c.name}</span> <span class='fecha'>{c.at:%d/%m/%Y %H:%M} h</span></div><div class='cuerpo'><p>{c.text}</p></div><div class='pie'><a title='Votar a favor'>"
        f"<span>{c.up}</span></a><a title='Votar en contra'><span>{c.down}</span></a> <a>Responder</a></div></li>",
    ) + "</ol></div>"  # fmt: skip


@form(FRENCH, lang="fr", parents=True)
def french_rubric_with_by_lines(said: Sequence[Said]) -> str:
    return "<div class='reac'><h2>Vos réactions (4)</h2>" + nested(
        said,
        lambda n, c, inner: f"<div class='rea'><p class='sig'>par <b>{c.name}</b> le {c.at:%d/%m/%Y} à {c.at:%Hh%M}</p><p>{c.text}</p><p class='rep'><a>Répondre</a> <a>Signaler</a></p>{inner}</div>",
    ) + "</div>"  # fmt: skip


# --- markup of the first years ---------------------------------------------------------------------------------------


@form(FLAT)
def rules_between_comments_in_one_cell(said: Sequence[Said]) -> str:
    return "<table width='600'><tr><td><b>Comments</b><hr>" + "<hr>".join(
        f"<b>{c.name}</b> wrote on {at(c)}:<br>{c.text}" for c in said
    ) + "<hr></td></tr></table>"  # fmt: skip


@form(FLAT)
def fonts_and_breaks(said: Sequence[Said]) -> str:
    return "<p><font size='3'><b>Your comments</b></font></p>" + rows(
        said,
        lambda n, c: f"<font face='Verdana' size='2'><b>{c.name}</b></font><br><font face='Verdana' size='1' color='#666666'>{at(c)}</font><br><font face='Verdana' size='2'>{c.text}</font><br><br>",
    )  # fmt: skip


@form(FLAT)
def a_name_line_and_a_date_line_between_breaks(said: Sequence[Said]) -> str:
    return "<div class='kommentare'><h3>Comments</h3>" + "<br><br>".join(
        f"{c.name}<br>{at(c)}<br>{c.text}" for c in said
    ) + "</div>"  # fmt: skip


@form(FLAT)
def the_text_first_and_the_name_behind_a_dash(said: Sequence[Said]) -> str:
    return "<div class='letters2'><h3>What readers say</h3>" + rows(
        said,
        lambda n, c: f"<p>{c.text}</p><p align='right'><i>— {c.name}, {at(c)}</i></p>",
    ) + "</div>"  # fmt: skip


@form(FLAT)
def a_print_view(said: Sequence[Said]) -> str:
    return "<hr><h2>Comments</h2>" + rows(
        said,
        lambda n, c: f"<p><strong>{n + 1}. {c.name}</strong> | {at(c)}</p><blockquote>{paragraphs(c.text)}</blockquote>",
    )  # fmt: skip


@form(FLAT)
def labels_before_each_value(said: Sequence[Said]) -> str:
    return "<h3>Guest book of this story</h3><dl>" + rows(
        said,
        lambda n, c: f"<dt>Name</dt><dd>{c.name}</dd><dt>Date</dt><dd>{at(c)}</dd><dt>Comment</dt><dd>{c.text}</dd>",
    ) + "</dl>"  # fmt: skip


@form(FLAT)
def a_table_for_each_comment(said: Sequence[Said]) -> str:
    return "<b>Readers' opinions</b>" + rows(
        said,
        lambda n, c: f"<table border='1' width='100%'><tr bgcolor='#dddddd'><td>{c.name}</td><td align='right'>{at(c)}</td></tr><tr><td colspan='2'>{c.text}</td></tr></table><br>",
    )  # fmt: skip


@form(TALK, parents=True)
def indented_by_cells_with_a_picture(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<table><tr><td><img src='dot.gif' height='1' width='{c.depth * 25}'></td><td bgcolor='#eeeeee'><b>Subject:</b> water<br><b>{c.name}</b><br><small>{c.at:%Y-%m-%d %I:%M %p} UTC (<a href='/t{n}#t{n}'>link</a>)</small></td></tr><tr><td></td><td>"
        f"{c.text}<br><font size='-2'>(<a href='/r{n}'>Reply to this</a>)</font></td></tr></table>",
    )  # fmt: skip


@form(FLAT)
def talk_page_with_signatures(said: Sequence[Said]) -> str:
    return "<h2>Discussion</h2><ul>" + rows(
        said,
        lambda n, c: f"<li>{c.text} --<a href='/wiki/User:{n}'>{c.name}</a> {c.at:%H:%M}, {c.at.day} {c.at:%B %Y} (UTC)</li>",
    ) + "</ul>"  # fmt: skip


@form(FLAT)
def names_as_alternative_text_of_pictures(said: Sequence[Said]) -> str:
    return "<section><h2>6 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='row'><div class='face'><img src='/faces/{n}.jpg' alt='{c.name}'></div><div class='words'><p>{c.text}</p><time datetime='{c.iso}Z'>{at(c)}</time></div></div>",
    ) + "</section>"  # fmt: skip


# --- who is not named, how many there are, where they stand -----------------------------------------------------------


@form([replace(one, name="Anonymous") for one in FLAT])
def all_anonymous(said: Sequence[Said]) -> str:
    return "<div class='an'><h3>6 comments:</h3>" + rows(
        said,
        lambda n, c: f"<div class='an1'><span class='an2'>{c.name}</span><span class='an3'>{am(c)}</span><p>{c.text}</p><a>Reply</a></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT, named=False)
def numbers_and_dates_without_names(said: Sequence[Said]) -> str:
    return "<div class='nn'><h3>6 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='nn1'><span>#{n + 1}</span> <span>{at(c)}</span><p>{c.text}</p><a>Report</a></div>",
    ) + "</div>"  # fmt: skip


@form(WORDS)
def one_word_each(said: Sequence[Said]) -> str:
    return "<section><h2>5 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='ow'><div class='ow1'>{c.name}</div><div class='ow2'>{at(c)}</div><div class='ow3'>{c.text}</div></div>",
    ) + "</section>"  # fmt: skip


@form(WORDS, time="", votes="up")
def one_word_each_without_times(said: Sequence[Said]) -> str:
    return "<section class='comments'><h2>5 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='comment'><b>{c.name}</b><p>{c.text}</p><button>Like</button> <span>{c.up}</span> <button>Reply</button></div>",
    ) + "</section>"  # fmt: skip


@form(LONG)
def longer_than_the_story(said: Sequence[Said]) -> str:
    return "<div class='cc'><h3>3 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='cc1'><h4>{c.name}</h4><div class='cc2'>{at(c)}</div>{paragraphs(c.text)}</div>",
    ) + "</div>"  # fmt: skip


@form(LONG, place="inside")
def longer_than_the_story_and_inside_its_box(said: Sequence[Said]) -> str:
    return "<h3>3 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='cc1'><h4>{c.name}</h4><div class='cc2'>{at(c)}</div>{paragraphs(c.text)}</div>",
    )  # fmt: skip


@form(FLAT, place="inside")
def inside_the_box_of_the_story(said: Sequence[Said]) -> str:
    return "<div class='tail'><h3>Comments</h3><ul>" + rows(
        said,
        lambda n, c: f"<li><b>{c.name}</b> <i>{at(c)}</i><p>{c.text}</p></li>",
    ) + "</ul></div>"  # fmt: skip


@form(FLAT, place="before")
def a_column_before_the_story(said: Sequence[Said]) -> str:
    return "<div class='col-l'><h3>6 comments on this story</h3>" + rows(
        said,
        lambda n, c: f"<div class='cl1'><a href='/u/{n}'>{c.name}</a> <time datetime='{c.iso}Z'>{at(c)}</time><p>{c.text}</p><a>Reply</a></div>",
    ) + "</div>"  # fmt: skip


@form(ONE)
def only_one_with_hashed_names(said: Sequence[Said]) -> str:
    return "<div class='x1'><h2 class='x2'>1 comment</h2>" + rows(
        said,
        lambda n, c: f"<div class='x3'><div class='x4'><span class='x5'>{c.name}</span><span class='x6'>{at(c)}</span></div><div class='x7'>{c.text}</div><div class='x8'><a>Reply</a></div></div>",
    ) + "</div>"  # fmt: skip


@form(ONE)
def only_one_in_a_list(said: Sequence[Said]) -> str:
    return "<h3>One response</h3><ol>" + rows(
        said,
        lambda n, c: f"<li><strong>{c.name}</strong> says:<br><a href='#r{n}'>{am(c)}</a><p>{c.text}</p></li>",
    ) + "</ol>"  # fmt: skip


@form(PAIR, time="")
def two_without_times(said: Sequence[Said]) -> str:
    return "<section><h2>2 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='tw'><a href='/profile/{n}'>{c.name}</a><p>{c.text}</p><a>Reply</a> <a>Report</a></div>",
    ) + "</section>"  # fmt: skip


@form(FLAT, votes="up")
def the_first_one_is_set_apart(said: Sequence[Said]) -> str:
    def one(n: int, c: Said) -> str:
        return f"<div class='s2'><b>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time></div><div class='s3'><p>{c.text}</p></div><div class='s4'><button>Like</button> <span>{c.up}</span> <button>Reply</button></div>"

    return (
        f"<section class='s'><h2>Comments (6)</h2><div class='s0'><div class='s9'>Pinned by the editors</div><div class='s1'>{one(0, said[0])}</div></div><div class='sl'>"
        + "".join(f"<div class='s1'>{one(n, c)}</div>" for n, c in enumerate(said) if n) + "</div></section>"
    )  # fmt: skip


@form(FLAT)
def pro_and_contra_in_two_boxes(said: Sequence[Said]) -> str:
    def box(part: Sequence[Said]) -> str:
        return rows(
            part,
            lambda n, c: (
                f"<div class='pc1'><div class='pc2'>{c.name} <span>{at(c)}</span></div><div class='pc3'>{c.text}</div></div>"
            ),
        )

    return f"<div class='pc'><div class='pro'><h3>Comments for it</h3>{box(said[:3])}</div><div class='con'><h3>Comments against it</h3>{box(said[3:])}</div></div>"


@form(FLAT)
def folded_in_details(said: Sequence[Said]) -> str:
    return "<details><summary>6 comments</summary>" + rows(
        said,
        lambda n, c: f"<div class='fd'><span>{c.name}</span> · <span>{at(c)}</span><p>{c.text}</p></div>",
    ) + "</details>"  # fmt: skip


@form(FLAT)
def in_a_noscript(said: Sequence[Said]) -> str:
    return "<div id='app-comments'></div><noscript><div class='ns'><h3>6 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='ns1'><b>{c.name}</b> <i>{at(c)}</i><p>{c.text}</p></div>",
    ) + "</div></noscript>"  # fmt: skip


@form(FLAT)
def in_a_template_of_a_shadow_root(said: Sequence[Said]) -> str:
    return "<x-comments><template shadowrootmode='open'><h3>6 comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='ns1'><b>{c.name}</b> <i>{at(c)}</i><p>{c.text}</p></div>",
    ) + "</template></x-comments>"  # fmt: skip


@form(FLAT, time="", votes="score")
def name_points_and_age_in_one_line(said: Sequence[Said]) -> str:
    return "<div class='sitetable'>" + rows(
        said,
        lambda n, c: f"<div class='thing'><div class='entry'><p class='tagline'><a href='/user/{n}'>{c.name}</a> {c.up - c.down} points {n + 3} days ago</p><div class='md'><p>{c.text}</p></div><ul class='flat-list'><li>permalink</li><li>reply</li></ul></div></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT)
def name_and_town(said: Sequence[Said]) -> str:
    return "<section><h2>6 Comments</h2><p>The comments section is closed.</p><ul>" + rows(
        said,
        lambda n, c: f"<li><div><header><h3>{c.name}</h3><span>Ellin</span><span> | </span><time>{at(c)}</time></header><p>{c.text}</p><div><button>Recommend</button><button>Share</button></div></div></li>",
    ) + "</ul></section>"  # fmt: skip


@form(TALK, parents=True)
def an_arrow_before_those_that_answer(said: Sequence[Said]) -> str:
    return "<div class='ar'><h3>Comments</h3>" + rows(
        said,
        lambda n, c: f"<div class='ar1' style='padding-left: {c.depth * 2}em'>" + ("<span>↳</span> " if c.depth else "")
        + f"<b>{c.name}</b> <small>{at(c)}</small><p>{c.text}</p></div>",
    ) + "</div>"  # fmt: skip


@form([replace(one, text=f"@{FLAT[n - 1].name} {one.text}" if n in (1, 4) else one.text) for n, one in enumerate(FLAT)])
def mentions_of_the_one_before(said: Sequence[Said]) -> str:
    return "<div class='mt'><h3>Join the conversation</h3>" + rows(
        said,
        lambda n, c: f"<div class='mt1'><a href='/@{n}'>{c.name}</a><p>{c.text}</p><a href='/s/{n}'><time datetime='{c.iso}Z'>{at(c)}</time></a></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT, time="", votes="up")
def a_social_plugin_as_a_copy(said: Sequence[Said]) -> str:
    return "<div class='_a1'><div class='_a2'><span>6 Comments</span></div>" + rows(
        said,
        lambda n, c: f"<div class='_b1'><a class='_b2' href='https://face.example/{n}'><img src='{n}.jpg' alt=''></a><div class='_b3'><span><a class='_b4' href='https://face.example/{n}'>{c.name}</a><div class='_b5'>Works at Ellin Mill</div></span><div class='_b6'><span>"
        f"{c.text}</span></div><div class='_b7'><a>Like</a> · <a>Reply</a> · <i></i><span>{c.up}</span> · <abbr>{n + 2}y</abbr></div></div></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT, votes="up")
def emoji_with_counts(said: Sequence[Said]) -> str:
    return "<div class='space-y-4'><h2 class='text-lg font-bold'>6 comments</h2>" + rows(
        said,
        lambda n, c: f"<div class='flex gap-3 border-b'><img class='w-8 h-8 rounded-full' src='{n}.png' alt=''><div class='flex-1'><div class='flex gap-2 text-sm'><span class='font-medium'>{c.name}</span><span class='text-gray-500'>{at(c)}</span></div><p class='mt-1'>{c.text}"
        f"</p><div class='flex gap-2'><button class='px-2'>👍 {c.up}</button><button class='px-2'>Reply</button></div></div></div>",
    ) + "</div>"  # fmt: skip


# --- state of scripts ------------------------------------------------------------------------------------------------


def _script(opening: str, value: object, closing: str = "</script>") -> str:
    return opening + json.dumps(value, ensure_ascii=False) + closing


@form(TALK, parents=True, votes="both")
def state_of_a_page_framework(said: Sequence[Said]) -> str:
    found = [
        {"_id": f"c{n}", "content": c.text, "user": {"displayName": c.name, "avatar": f"/{n}.png"}, "createdAt": c.iso + ".000Z", "likes": c.up, "dislikes": c.down,
         "parentId": None if c.above is None else f"c{c.above}"}
        for n, c in enumerate(said)
    ]  # fmt: skip
    return _script(
        "<div id='__next'></div><script id='__NEXT_DATA__' type='application/json'>",
        {"props": {"pageProps": {"story": {"title": "Reservoir"}, "comments": found}}},
    )


@form(TALK, parents=True, votes="up")
def a_normalised_store_with_references(said: Sequence[Said]) -> str:
    names = list(dict.fromkeys(c.name for c in said))
    store: dict[str, object] = {
        f"User:{n}": {"__typename": "User", "id": str(n), "username": name} for n, name in enumerate(names)
    }
    for n, c in enumerate(said):
        store[f"Comment:{n}"] = {
            "__typename": "Comment", "id": str(n), "body": c.text, "author": {"__ref": f"User:{names.index(c.name)}"}, "createdAt": c.iso + "Z", "upvotes": c.up,
            "parent": None if c.above is None else {"__ref": f"Comment:{c.above}"},
        }  # fmt: skip
    return _script("<script>window.__APOLLO_STATE__ = ", store, ";</script>")


@form(FLAT, votes="up")
def entities_by_id(said: Sequence[Said]) -> str:
    names = list(dict.fromkeys(c.name for c in said))
    state = {
        "entities": {
            "comments": {"byId": {str(n): {"id": n, "text": c.text, "userId": names.index(c.name), "date": c.iso + "Z", "likeCount": c.up} for n, c in enumerate(said)}, "allIds": list(range(len(said)))},
            "users": {"byId": {str(n): {"id": n, "name": name} for n, name in enumerate(names)}},
        }
    }  # fmt: skip
    return _script("<script>window.__PRELOADED_STATE__ = ", state, "</script>")


@form(FLAT, votes="up")
def a_state_in_a_quoted_string(said: Sequence[Said]) -> str:
    found = {
        "thread": {
            "items": [
                {"id": n, "message": c.text, "nick": c.name, "ts": int(c.at.timestamp()), "plus": c.up}
                for n, c in enumerate(said)
            ]
        }
    }
    return f"<script>window.__DATA__=JSON.parse({json.dumps(json.dumps(found))});</script>"


@form(FLAT, votes="up")
def a_payload_of_indices(said: Sequence[Said]) -> str:
    flat: list[object] = [["Reactive", 1], {"data": 2}, {"comments": 3}, []]
    for n, c in enumerate(said):
        here = len(flat)
        flat += [
            {"id": here + 1, "body": here + 2, "author": here + 3, "createdAt": here + 5, "likes": here + 6},
            n + 400,
            c.text,
            {"name": here + 4},
            c.name,
            c.iso + "Z",
            c.up,
        ]
        assert isinstance(flat[3], list)
        flat[3].append(here)
    return _script("<script type='application/json' id='__NUXT_DATA__'>", flat)


@form(FLAT)
def a_fetched_answer_inside_the_page(said: Sequence[Said]) -> str:
    body = json.dumps(
        {
            "comments": [
                {"id": n, "body": f"<p>{escape(c.text)}</p>", "author": {"name": c.name}, "created_at": c.iso + "Z"}
                for n, c in enumerate(said)
            ]
        }
    )
    return _script(
        "<script type='application/json' data-sveltekit-fetched data-url='/api/comments'>",
        {"status": 200, "headers": {}, "body": body},
    )


@form(TALK, parents=True, votes="up")
def edges_and_nodes(said: Sequence[Said]) -> str:
    def tree(above: int | None) -> dict[str, object]:
        return {
            "edges": [
                {"node": {"id": f"n{n}", "bodyText": c.text, "author": {"login": c.name}, "publishedAt": c.iso + "Z", "likeCount": c.up, "replies": tree(n)}, "cursor": f"k{n}"}
                for n, c in enumerate(said)
                if c.above == above
            ]
        }  # fmt: skip

    return _script(
        "<script>window.__remixContext = ",
        {"state": {"loaderData": {"routes/story": {"discussion": tree(None)}}}},
        ";</script>",
    )


@form(FLAT, time="")
def linked_data_half_filled(said: Sequence[Said]) -> str:
    found = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": "Reservoir above the town is to be cleaned",
        "comment": [{"@type": "Comment", "text": c.text, "author": {"@type": "Person", "name": c.name}} for c in said],
    }  # fmt: skip
    return _script("<script type='application/ld+json'>", found)


@form(FLAT)
def properties_of_another_vocabulary(said: Sequence[Said]) -> str:
    return "<div class='rd'>" + rows(
        said,
        lambda n, c: f"<div typeof='sioc:Post sioct:Comment' about='/comment/{n}#comment-{n}'><span rel='sioc:has_creator'><span property='foaf:name'>{c.name}</span></span> <span property='dc:date dc:created' content='{c.iso}+00:00'>{at(c)}</span><div property="
        f"'content:encoded'><p>{c.text}</p></div></div>",
    ) + "</div>"  # fmt: skip


@form(FLAT)
def items_of_microdata_without_names_of_classes(said: Sequence[Said]) -> str:
    return "<div>" + rows(
        said,
        lambda n, c: f"<div itemprop='comment' itemscope itemtype='https://schema.org/UserComments'><meta itemprop='discusses' content='x'><span itemprop='creator'>{c.name}</span><meta itemprop='commentTime' content='{c.iso}Z'><div itemprop='commentText'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


# --- whole pages -----------------------------------------------------------------------------------------------------


@form(FLAT, place="whole")
def a_page_of_2003(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Ellin Post: Reservoir above the town is to be cleaned</title></head><body bgcolor='#ffffff'><table width='760'><tr><td width='140' valign='top'><a href='/'>Home</a><br><a href='/t'>Town</a>"
        f"<br><a href='/s'>Sport</a></td><td valign='top'><font face='Arial'>{_STORY}</font><p><a name='comments'></a><b>Comments</b></p>"
        + rows(said, lambda n, c: f"<p><a name='{n + 900}'></a>{c.text}</p><p><small>Posted by: <a href='mailto:x@u{n}.example'>{c.name}</a> at {c.at:%B %d, %Y %I:%M %p}</small></p><hr size='1'>")
        + "<form><b>Post a comment</b><br>Name: <input name='n'><br><textarea></textarea></form></td><td width='120' valign='top'><b>Archives</b><br><a href='/4'>April</a><br><a href='/3'>March</a></td></tr></table></body></html>"
    )  # fmt: skip


@form(FLAT, place="whole", votes="up_as_score")
def a_page_of_an_accelerated_kind(said: Sequence[Said]) -> str:
    return (
        "<!doctype html><html amp lang='en'><head><title>Reservoir above the town is to be cleaned</title><style amp-custom>.a{}</style></head><body><header class='h'><a href='/'>Ellin Post</a></header><main><article>"
        f"{_STORY}</article><section class='am'><h2>Comments</h2>"
        + rows(said, lambda n, c: f"<div class='am-c'><amp-img src='{n}.png' width='40' height='40' alt=''></amp-img><p class='am-n'>{c.name}</p><p class='am-d'>{at(c)}</p><div class='am-t'>{paragraphs(c.text)}</div><p class='am-l'>{c.up} likes</p></div>")
        + "</section></main><footer><p>Imprint</p></footer></body></html>"
    )  # fmt: skip


@form(FLAT, place="whole")
def nothing_but_boxes(said: Sequence[Said]) -> str:
    story = (
        _STORY.replace("<p", "<div")
        .replace("</p>", "</div>")
        .replace("<h1>", "<div class='b1'>")
        .replace("</h1>", "</div>")
    )
    return (
        f"<html><head><title>Reservoir above the town is to be cleaned</title></head><body><div class='b0'><div class='b9'><a href='/'>Home</a></div><div class='b2'>{story}</div><div class='b3'><div class='b4'>6 comments</div>"
        + rows(said, lambda n, c: f"<div class='b5'><div class='b6'>{c.name}</div><div class='b7'>{at(c)}</div><div class='b8'>{c.text}</div></div>")
        + "</div><div class='c1'><div class='c2'>Imprint</div></div></div></body></html>"
    )  # fmt: skip


@form(FLAT, place="whole")
def an_archived_copy_with_a_bar(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Reservoir above the town is to be cleaned</title></head><body><div id='wm-bar'><p>The archive has 14 captures</p><ul><li>3 May 2024</li><li>9 June 2024</li></ul></div><div id='page'><div id='content'>"
        f"<div class='post'>{_STORY}<p class='postmetadata'>This entry was posted on May 3rd and is filed under Town. You can follow any responses through the feed.</p></div><h3 id='comments'>6 Responses to “Reservoir”</h3><ol>"
        + rows(said, lambda n, c: f"<li class='{'alt' if n % 2 else ''}' id='comment-{n + 61}'><cite><a href='http://web.archive.example/2024/http://u{n}.example'>{c.name}</a></cite> Says: <br><small><a href='#comment-{n + 61}'>{am(c)}</a> </small>{paragraphs(c.text)}</li>")
        + "</ol></div><div id='sidebar'><h2>Recent Comments</h2><ul><li>Basil Trent on <a href='/other#c3'>Mill wheel turns</a></li><li>Lotte Amber on <a href='/o2#c4'>Boat for the brigade</a></li></ul></div></div></body></html>"
    )  # fmt: skip


# --- boards, hosts of code and the smallest threads -----------------------------------------------------------------


@form(FLAT)
def a_board_of_version_four(said: Sequence[Said]) -> str:
    return (
        "<ol id='posts' class='posts'>"
        + rows(
            said,
            lambda n, c: (
                f"<li class='postbitlegacy postbitim postcontainer' id='post_{n + 70}'><div class='posthead'><span class='postdate old'><span class='date'>{c.at:%d.%m.%Y},&nbsp;<span class='time'>{c.at:%H:%M}</span></span></span><span class='nodecontrols'><a name='post{n + 70}' href='showthread?p={n + 70}#post{n + 70}' class='postcounter'>#{n + 1}</a></span></div><div class='postdetails'><div class='userinfo'><div class='username_container'><a class='username offline' href='member?{n}'><strong>{c.name}</strong></a></div><span class='usertitle'>Member</span><dl class='userinfo_extra'><dt>Join Date</dt><dd>Jan 2009</dd><dt>Posts</dt><dd>{n * 7 + 31}</dd></dl></div><div class='postbody'><div class='postrow has_after_content'><h2 class='title icon'>Re: Reservoir</h2><div class='content'><div id='post_message_{n + 70}'><blockquote class='postcontent restore'>{c.text}</blockquote></div></div></div></div></div></li>"
            ),
        )
        + "</ol>"
    )


@form(FLAT)
def a_simple_board(said: Sequence[Said]) -> str:
    return (
        "<div id='forumposts'><h3 class='catbg'>Topic: Reservoir (Read 312 times)</h3>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='windowbg{n % 2 + 1}'><div class='post_wrapper'><div class='poster'><h4><a href='?u={n}' title='View the profile of {c.name}'>{c.name}</a></h4><ul><li class='membergroup'>Member</li><li class='postcount'>Posts: {n * 9 + 2}</li></ul></div><div class='postarea'><div class='keyinfo'><h5><a href='?msg={n}'>Re: Reservoir</a></h5><div class='smalltext'>« <strong>Reply #{n + 1} on:</strong> {am(c).replace(' at', ',')} »</div></div><div class='post'><div class='inner'>{c.text}</div></div></div><div class='moderatorbar'><div class='smalltext'>Logged</div></div></div></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def a_board_with_hcards(said: Sequence[Said]) -> str:
    return (
        "<div class='topic'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='post_block hentry' id='post_id_{n + 8}'><div class='post_wrap'><h3 class='row2'><span class='post_id right'><a href='#entry{n + 8}'>#{n + 1}</a></span><span class='author vcard'><a class='url fn' href='/user/{n}'>{c.name}</a></span></h3><div class='author_info'><ul class='basic_info'><li class='group_title'>Members</li><li class='post_count'>{n * 12 + 1} posts</li></ul></div><div class='post_body'><p class='posted_info'>Posted <abbr class='published' title='{c.iso}+00:00'>{c.at:%d %B %Y - %I:%M %p}</abbr></p><div class='post entry-content'><p>{c.text}</p></div></div></div></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def issues_of_a_code_host(said: Sequence[Said]) -> str:
    return (
        "<div class='js-discussion'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='TimelineItem js-comment-container'><div class='avatar-parent'><a href='/{n}'><img alt='@{n}x' src='{n}.png'></a></div><div class='timeline-comment' id='issuecomment-{n + 500}'><div class='timeline-comment-header'><h3><strong><a class='author' href='/{n}'>{c.name}</a></strong> commented <a href='#issuecomment-{n + 500}'><relative-time datetime='{c.iso}Z'>{c.at:%b} {c.at.day}, {c.at:%Y}</relative-time></a></h3></div><div class='edit-comment-hide'><table><tbody><tr><td class='comment-body markdown-body'><p>{c.text}</p></td></tr></tbody></table></div></div></div>"
            ),
        )
        + "</div>"
    )


@form(TALK, parents=True, votes="score")
def elements_with_all_in_attributes(said: Sequence[Said]) -> str:
    return (
        "<section><rd-comment-tree>"
        + nested(
            said,
            lambda n, c, i: (
                f"<rd-comment author='{c.name}' thingid='t1_k{n}' depth='{c.depth}' score='{c.up - c.down}' permalink='/r/x/comments/1/comment/k{n}/'><div slot='commentAvatar'><img src='{n}.png' alt=''></div><div slot='commentMeta'><div><a href='/user/{n}/'>{c.name}</a><span>•</span><a href='/r/x/comments/1/comment/k{n}/'><time datetime='{c.iso}.000Z'>2y ago</time></a></div></div><div slot='comment'><div><p>{c.text}</p></div></div><div slot='actionRow'><button>Reply</button></div>{i}</rd-comment>"
            ),
        )
        + "</rd-comment-tree></section>"
    )


@form(FLAT, time="", votes="score")
def rows_of_a_news_aggregator(said: Sequence[Said]) -> str:
    return (
        "<table class='comment-tree'>"
        + rows(
            said,
            lambda n, c: (
                f"<tr class='athing comtr' id='{n + 3900}'><td><table><tr><td class='ind' indent='0'><img src='s.gif' height='1' width='0'></td><td class='votelinks'><center><a id='up_{n}' href='vote?id={n}'><div class='votearrow' title='upvote'></div></a></center></td><td class='default'><div><span class='comhead'><a href='user?id={n}' class='hnuser'>{c.name}</a> <span class='score'>{c.up - c.down} points</span> <span class='age'><a href='item?id={n}'>{n + 2} days ago</a></span></span></div><br><div class='comment'><div class='commtext c00'>{c.text}</div><div class='reply'><p><font size='1'><u><a href='reply?id={n}'>reply</a></u></font></div></div></td></tr></table></td></tr>"
            ),
        )
        + "</table>"
    )


@form(FLAT, votes="both")
def baltic_portal(said: Sequence[Said]) -> str:
    return (
        "<div class='comments-list'><div class='comments-count'>Comments 6</div>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='comment-post' data-post-id='{n + 7000}'><div class='comment-post-head'><span class='comment-author'>{c.name}</span><span class='comment-date'>{c.at:%Y.%m.%d %H:%M}</span></div><div class='comment-content'><div class='comment-content-inner'>{c.text}</div></div><div class='comment-votes'><a class='comment-votes-up'><span>{c.up}</span></a><a class='comment-votes-down'><span>{c.down}</span></a></div><a class='comment-reply'>Reply</a></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def responses_of_a_story_host(said: Sequence[Said]) -> str:
    return (
        "<div class='re'><h2>Responses (6)</h2>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='aa'><div class='bb'><a href='/@{n}'><img alt='{c.name}' src='{n}.png'></a><div class='cc'><a href='/@{n}'><p class='dd'>{c.name}</p></a><p class='ee'><time datetime='{c.iso}Z'>{c.at:%b} {c.at.day}, {c.at:%Y}</time></p></div></div><div class='ff'><pre class='gg'>{c.text}</pre></div><div class='hh'><button>--</button><p>Reply</p></div></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT, time="")
def reactions_without_times(said: Sequence[Said]) -> str:
    return (
        "<div id='reacties'><h3>Reacties (6)</h3>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='reactie'><div class='nr'>{n + 1}</div><strong>{c.name}</strong><div class='reactietekst'>{c.text}</div></div>"
            ),
        )
        + "</div>"
    )


@form(ONE)
def one_below_a_label_with_a_count(said: Sequence[Said]) -> str:
    return (
        "<div id='cmts'><p><b>Comments: 1</b></p>"
        + rows(said, lambda n, c: f"<div><p><em>{c.name}</em>, {at(c)}</p><p>{c.text}</p></div>")
        + "</div>"
    )


@form(ONE, time="")
def one_with_an_age(said: Sequence[Said]) -> str:
    return (
        "<section class='article-comments'><h2>Comments <span>1</span></h2>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='cmt'><div class='cmt-h'><span class='cmt-a'>{c.name}</span><span class='cmt-d'>3 months ago</span></div><div class='cmt-b'>{c.text}</div></div>"
            ),
        )
        + "</section>"
    )


@form(PAIR)
def two_signed_in_one_box(said: Sequence[Said]) -> str:
    return (
        "<h3>Comments</h3><div id='c'>"
        + rows(said, lambda n, c: f"<p>{c.text}</p><p>- {c.name} | {at(c)}</p>")
        + "</div>"
    )


@form(ONE)
def one_in_a_table(said: Sequence[Said]) -> str:
    return (
        "<a name='comments'></a><h2>1 Comment</h2><table width='100%'>"
        + rows(said, lambda n, c: f"<tr><td><b>{c.name}</b> ({at(c)}):<br>{c.text}</td></tr>")
        + "</table>"
    )


# --- flat siblings, alternating shapes, badges and labelled values ----------------------------------------------------


@form(GERMAN, lang="de", place="inside")
def rules_and_names_that_write(said: Sequence[Said]) -> str:
    lines = rows(
        said,
        lambda n, c: (
            f"<p><b>{c.name}</b> schreibt am {c.at.day}.{c.at.month}.{c.at:%Y} um {c.at:%H:%M} Uhr:<br>{c.text}</p><hr>"
        ),
    )
    return f"<p><b>Das meinen unsere Leser</b></p><hr>{lines}<p><a href='/m'>Schreiben Sie uns</a> - <a href='/'>Start</a></p>"


@form(FLAT, place="inside")
def names_and_stamps_that_begin_paragraphs(said: Sequence[Said]) -> str:
    return rows(said, lambda n, c: f"<p><strong>{c.name}</strong> ({c.at:%Y-%m-%d %H:%M})<br>{c.text}</p>")


@form(FLAT, time="day")
def small_headings_before_the_next_part(said: Sequence[Said]) -> str:
    same = said[0].at
    return (
        "<h3>Reader comments</h3><p>Thank you for all of them.</p>"
        + rows(said, lambda n, c: f"<h5>{c.name}, {same.day} {same:%B %Y}</h5>{paragraphs(c.text)}")
        + "<h3>How to find us</h3><p>Mill Lane 4, behind the fire station.</p>"
    )


FORMS["small_headings_before_the_next_part"] = replace(
    FORMS["small_headings_before_the_next_part"], said=[replace(one, at=FLAT[0].at) for one in FLAT]
)


@form(FLAT)
def labelled_values_of_which_some_are_missing(said: Sequence[Said]) -> str:
    towns = ["Ellin", "", "Upper Weir", "Ellin", "Reed", ""]
    lines = rows(
        said,
        lambda n, c: (
            f"<tr><td><font size=2><b>Who:</b> {c.name}<br><b>When:</b> {at(c)}<br><b>Town:</b> {towns[n]}<br>"
            f"<b>Opinion:</b><br>{c.text}</font></td></tr>"
        ),
    )
    return f"<table border=1><tr bgcolor='#000080'><td><b>Your opinion</b></td></tr>{lines}</table>"


@form(FLAT)
def kinds_of_members_in_brackets(said: Sequence[Said]) -> str:
    return "<h4>6 comments</h4>" + rows(
        said,
        lambda n, c: (
            f"<div class='bw'><div class='bw1'>From: <a href='/u{n}'>{c.name}</a> {'(guest)' if n != 2 else '(moderator)'}</div>"
            f"<div class='bw2'><p>{c.text}</p></div><div class='bw3'>{at(c)}</div></div>"
        ),
    )


@form(PORTUGUESE, lang="pt", parents=True)
def a_link_in_the_head_to_the_one_answered(said: Sequence[Said]) -> str:
    def head(c: Said) -> str:
        if c.above is None:
            return ""
        return f" <a class='q4' href='#pp{c.above + 1}'>Volta a {said[c.above].name} #{c.above + 1} acima</a>"

    return "<div id='pp'><h3>Comentários (4)</h3>" + rows(
        said,
        lambda n, c: (
            f"<div class='q1' id='pp{n + 1}'><div class='q2'><a href='#pp{n + 1}'>{n + 1}.</a> <strong>{c.name}</strong> "
            f"<span>{c.at:%d.%m.%Y} {c.at:%H:%M}</span>{head(c)}</div><div class='q3'>{c.text}</div></div>"
        ),
    ) + "</div>"  # fmt: skip


@form(FLAT)
def a_subject_of_one_word_above_name_and_time(said: Sequence[Said]) -> str:
    subjects = ["Fish", "Buckets", "Warden", "Money", "Answer", "Path"]
    return "<div id='kk'><h3>Comments (6)</h3>" + rows(
        said,
        lambda n, c: (
            f"<div class='k1'><div class='k2'>{n + 1}</div><div class='k3'>{subjects[n]}</div><div class='k4'><span>{c.name}</span> - "
            f"<span>{at(c)}</span></div><div class='k5'>{c.text}</div></div>"
        ),
    ) + "</div>"  # fmt: skip


@form(FLAT)
def rows_below_the_row_of_the_story(said: Sequence[Said]) -> str:
    story = (
        "<tr><td><font size=5>Reservoir above the town is to be cleaned</font><br><font size=1>3 May 2024 - by Agnes Moor</font><br>"
        "<font size=2>The reservoir above the town is to be emptied and cleaned for the first time in forty years.</font></td></tr>"
    )
    lines = rows(said, lambda n, c: f"<tr><td><font size=1>By <b>{c.name}</b>, {at(c)}</font><br>{c.text}</td></tr>")
    return f"<table>{story}<tr><td bgcolor='#036'><b>Your comments</b></td></tr>{lines}</table>"


@form(FLAT)
def boxes_that_alternate_between_rules(said: Sequence[Said]) -> str:
    return "<div id='tp'><h3 class='bar'>Author and topic: Reservoir</h3>" + rows(
        said,
        lambda n, c: (
            f"<div class='win{'' if n % 2 else '2'}'><div class='pw'><div class='pp'><h4><a href='?u={n}'>{c.name}</a></h4><ul><li "
            f"class='postrank'>New member</li><li class='postcount'>Posts: {n + 3}</li></ul></div><div class='pa'><h5><a href='#m{n}'>"
            f"Re: Reservoir</a></h5><div class='st'>« <strong>Reply #{n + 1}:</strong> {at(c)} »</div><div class='post'>"
            f"<div class='inner'>{c.text}</div></div></div></div></div><hr class='sep'>"
        ),
    ) + "</div>"  # fmt: skip


@form(FLAT, place="whole")
def rows_that_alternate_below_a_row_of_headings(said: Sequence[Said]) -> str:
    return (
        "<html><body><table><tr><td><a href='/t4'>Reservoir above the town</a></td></tr></table><table class='line'><tr><th>Author</th>"
        "<th>Message</th></tr>"
        + rows(
            said,
            lambda n, c: (
                f"<tr><td class='row{n % 2 + 1}'><b>{c.name}</b><br>Joined: 12 May 2003<br>Posts: {n + 30}<br>Town: Ellin</td><td "
                f"class='row{n % 2 + 1}'><table><tr><td>Posted: {at(c)}</td><td><a href='posting.php?mode=quote&amp;p={n + 90}'><img "
                f"src='q.gif'></a></td></tr><tr><td colspan='2'><hr></td></tr><tr><td colspan='2'><span class='pb'>{c.text}</span>"
                f"</td></tr></table></td></tr><tr><td class='row{n % 2 + 1}'><a href='#top'>Top</a></td><td><a href='p.php'><img "
                "src='p.gif'></a></td></tr><tr><td class='space' colspan='2'></td></tr>"
            ),
        )
        + "</table></body></html>"
    )


# --- boards, apps and portals of more countries ---------------------------------------------------------------------


@form(FLAT, place="whole")
def a_board_with_a_table_for_each_post(said: Sequence[Said]) -> str:
    return (
        "<html><body><h1>Reservoir</h1><div id='posts'>"
        + rows(
            said,
            lambda n, c: (
                f"<div align='center'><div class='page'><table class='tborder' id='post{n + 40}'><tr><td class='thead'>{c.at:%d-%m-%Y, %H:%M}</td><td class='thead' align='right'>#<a href='showpost.php?p={n + 40}' id='postcount{n + 40}'><strong>{n + 1}</strong></a></td></tr><tr><td class='alt2' width='175'><a class='bigusername' href='member.php?u={n}'>{c.name}</a><div class='smallfont'>Senior Member</div><div class='smallfont'>Join Date: Jan 2003</div><div class='smallfont'>Posts: {n * 7 + 20}</div></td><td class='alt1' id='td_post_{n + 40}'><div id='post_message_{n + 40}'>{c.text}</div></td></tr></table></div></div>"
            ),
        )
        + "</div></body></html>"
    )


@form(FLAT, place="whole")
def a_board_with_two_rows_for_each_post(said: Sequence[Said]) -> str:
    return (
        "<html><body><div class='borderwrap'><div class='maintitle'>Reservoir</div>"
        + rows(
            said,
            lambda n, c: (
                f"<table class='ipbtable'><tr><td class='row2'><span class='normalname'><a href='?showuser={n}'>{c.name}</a></span></td><td class='row2'><span class='postdetails'>{am(c)}</span> <a href='#'>Post #{n + 1}</a></td></tr><tr><td class='post2'><span class='postdetails'>Group: Members<br>Posts: {n + 33}<br>Joined: 4-March 03<br></span></td><td class='post2'><div class='postcolor'>{c.text}</div></td></tr></table>"
            ),
        )
        + "</div></body></html>"
    )


@form(SPANISH, lang="es")
def spanish_positions_names_and_times_in_one_line(said: Sequence[Said]) -> str:
    return (
        "<ol id='opiniones'>"
        + rows(
            said,
            lambda n, c: (
                f"<li><p class='a'>#{n + 1} Por: {c.name} el {c.at:%d/%m/%Y} a las {c.at:%H:%M}</p><p>{c.text}</p></li>"
            ),
        )
        + "</ol>"
    )


@form(FLAT)
def fieldsets_with_names_in_legends(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(
        said, lambda n, c: f"<fieldset><legend>{c.name} ({at(c)})</legend>{c.text}</fieldset>"
    )


@form(FLAT, time="")
def names_before_colons_without_times(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(said, lambda n, c: f"<p><b>{c.name}:</b> {c.text}</p>")


@form(FLAT, time="")
def names_behind_dashes_without_times(said: Sequence[Said]) -> str:
    return "<h3>Reader comments</h3><ul>" + rows(said, lambda n, c: f"<li>{c.text} <i>— {c.name}</i></li>") + "</ul>"


@form(FLAT)
def nothing_but_spans(said: Sequence[Said]) -> str:
    return (
        "<h3>Comments</h3><span>"
        + rows(
            said,
            lambda n, c: (
                f"<span class='x'><span class='y'>{c.name}</span><span class='z'>{at(c)}</span><span class='w'>{c.text}</span></span>"
            ),
        )
        + "</span>"
    )


@form(FLAT)
def home_pages_on_other_hosts(said: Sequence[Said]) -> str:
    return (
        "<div class='hs'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='MainTable'><span class='message'>{c.text}</span><br><br><a href='mailto:a@b.example'>{c.name}</a> | <a href='http://h{n}.example'>Homepage</a> | {c.at:%d.%m.%y} - {c.at:%H:%M} | <a href='#{n}'>#</a></div><hr>"
            ),
        )
        + "</div>"
    )


@form(FLAT, place="whole", votes="score")
def tables_directly_in_the_page(said: Sequence[Said]) -> str:
    return (
        "<html><body><h1>Reservoir is cleaned</h1><p>The reservoir above the town is to be emptied and cleaned this summer for the first time in forty years.</p>"
        + rows(
            said,
            lambda n, c: (
                f"<table width='99%' border=0><tr bgcolor='#ddd'><td width='500'><b>Re: Reservoir</b> (Score: {c.up - c.down})<br>by <a href='modules.php?u={n}'>{c.name}</a> on {am(c)}<br>(<a href='modules.php?info={n}'>User Info</a> | <a href='modules.php?send={n}'>Send a Message</a>)</td></tr><tr><td>{c.text}</td></tr></table><br>[ <a href='reply.php?pid={n}'>Reply to This</a> ]<br><br>"
            ),
        )
        + "</body></html>"
    )


@form(FLAT)
def elements_of_an_app_with_one_class(said: Sequence[Said]) -> str:
    return (
        "<app-thread _nghost-x='' class='ng-star-inserted'><ul _ngcontent-x=''>"
        + rows(
            said,
            lambda n, c: (
                f"<li _ngcontent-x='' class='ng-star-inserted'><div _ngcontent-x='' class='mat-card'><div _ngcontent-x='' class='mat-card-title'>{c.name}</div><div _ngcontent-x='' class='mat-card-subtitle'>{at(c)}</div><div _ngcontent-x='' class='mat-card-content'>{c.text}</div><button _ngcontent-x=''>thumb_up</button></div></li>"
            ),
        )
        + "</ul></app-thread>"
    )


@form(FLAT)
def czech_subjects_above_name_and_time(said: Sequence[Said]) -> str:
    return (
        "<div id='diskuse'><h2>Diskuse</h2>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='pr'><h4>Nadpis {n}a</h4><p class='m'>{c.name} | {c.at.day}. {c.at.month}. {c.at:%Y} {c.at:%H:%M}</p><p>{c.text}</p><p class='m'><a href='#'>reagovat</a></p></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def greek_prepositions_before_times(said: Sequence[Said]) -> str:
    return "<h3>Σχόλια (6)</h3>" + rows(
        said,
        lambda n, c: (
            f"<div class='s'><div>{c.name} στις {c.at:%d/%m/%Y, %H:%M}</div><div>{c.text}</div><a>Απάντηση</a></div>"
        ),
    )


@form(FLAT)
def thai_tables_with_names_below(said: Sequence[Said]) -> str:
    return "<div>ความคิดเห็นที่ 1-6</div>" + rows(
        said,
        lambda n, c: (
            f"<table><tr><td>ความคิดเห็นที่ {n + 1}</td></tr><tr><td>{c.text}</td></tr><tr><td>จากคุณ : {c.name} - [ {c.at:%Y-%m-%d %H:%M} ]</td></tr></table>"
        ),
    )


@form(FLAT, votes="both")
def chinese_floors(said: Sequence[Said]) -> str:
    return (
        "<div class='pl'><h3>网友评论（6）</h3>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='pl1'><span>{n + 1}楼 {c.name}</span><span>{c.at:%Y}年{c.at.month}月{c.at.day}日 {c.at:%H:%M}</span><p>{c.text}</p><a>回复</a><a>支持({c.up})</a><a>反对({c.down})</a></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def the_opening_one_has_another_class(said: Sequence[Said]) -> str:
    return (
        "<div class='discuss'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='lead'><div class='u'>{c.name}</div><div class='t'>{at(c)}</div><div class='b'>{c.text}</div></div>"
                if not n
                else f"<div class='answer'><div class='u'>{c.name}</div><div class='t'>{at(c)}</div><div class='b'>{c.text}</div></div>"
            ),
        )
        + "</div>"
    )


@form(FLAT)
def signatures_behind_breaks(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(said, lambda n, c: f"<p>{c.text}<br><i>{c.name}, {at(c)}</i></p>")


@form(FLAT)
def cells_of_a_grid_without_rows(said: Sequence[Said]) -> str:
    return (
        "<h3>Comments</h3><div style='display: grid'>"
        + rows(said, lambda n, c: f"<div>{c.name}</div><div>{at(c)}</div><div>{c.text}</div>")
        + "</div>"
    )


@form(FLAT)
def colours_and_rules_without_a_label(said: Sequence[Said]) -> str:
    return "<hr>" + rows(
        said, lambda n, c: f"<font color='red'>{c.name}</font> <small>[{at(c)}]</small><br>{c.text}<hr>"
    )


@form(FLAT)
def terms_with_numbers_that_alternate(said: Sequence[Said]) -> str:
    return "<div id='cts'><h2>Comments</h2><dl>" + rows(
        said,
        lambda n, c: (
            f"<dt id='c{n + 7}' class='{'odd' if n % 2 else ''}'><a href='#c{n + 7}' class='nr'>{n + 1}.</a> On {c.at:%A, %B} {c.at.day} "
            f"{c.at:%Y}, {c.at:%H:%M} by <a href='http://a{n}.example'>{c.name}</a></dt><dd class='{'odd' if n % 2 else ''}'>"
            f"<p>{c.text}</p></dd>"
        ),
    ) + "</dl></div>"  # fmt: skip


@form(FLAT)
def bylines_with_the_clock_behind_a_colon(said: Sequence[Said]) -> str:
    return "<div class='blogComments'><b>Comments:</b><br>" + rows(
        said,
        lambda n, c: (
            f"<a name='{n + 900}'></a><div class='blogComment'>{c.text}<div class='byline'># posted by <a href='/p{n}'>{c.name}</a> : "
            f"{c.at:%I:%M %p}, {c.at:%B} {c.at.day}, {c.at:%Y}</div></div>"
        ),
    ) + "</div>"  # fmt: skip
