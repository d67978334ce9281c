"""Pages of many shapes with one thread each: blog engines, forums, newspapers and apps as they write comments.

Each shape is a function of the comments that returns the markup of the section. Nothing of it is any site's: the
shapes are written from memory of how such software marks up a thread, the words are this project's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["SHAPES", "Said", "Shape", "page_of", "thread_of"]


@dataclass(frozen=True)
class Said:
    """One comment of a thread."""

    name: str
    at: datetime
    text: str
    up: int = 0
    down: int = 0
    above: int | None = None
    """Index of the comment that it answers."""
    depth: int = 0

    @property
    def iso(self) -> str:
        return f"{self.at:%Y-%m-%dT%H:%M:%S}"


@dataclass(frozen=True)
class Shape:
    """A way to write a thread, and which fields it shows."""

    write: Callable[[Sequence[Said]], str]
    lang: str = "en"
    parents: bool = False
    votes: str = ""
    """``up``, ``both``, ``score`` or empty."""
    time: str = "exact"
    """``exact``, ``day`` or empty."""
    script: str = "latin"


SHAPES: dict[str, Shape] = {}

WORDS = {
    "en": ["The old quay was closed for longer than anybody had said it would be, and nobody told the fishermen.",
           "Quite so.", "I measured the slip last week: it is two metres too short at low tide, as it always was.",
           "Who pays?", "My grandmother took that boat to school every day and never once was it on time."],
    "de": ["Der alte Anleger war viel länger gesperrt, als irgendjemand angekündigt hatte, und keiner sagte Bescheid.",
           "Genau.", "Ich habe die Rampe letzte Woche gemessen, bei Ebbe fehlen wie immer zwei Meter.",
           "Wer zahlt das?", "Meine Großmutter fuhr mit dem Boot zur Schule, und pünktlich war es nie."],
    "fr": ["Le vieux quai est resté fermé bien plus longtemps que prévu et personne n'a prévenu les pêcheurs.",
           "Tout à fait.", "J'ai mesuré la cale la semaine dernière, il manque deux mètres à marée basse.",
           "Qui paie ?", "Ma grand-mère prenait ce bateau pour aller à l'école, il n'était jamais à l'heure."],
    "ja": ["古い桟橋は思ったよりずっと長く閉まっていて、漁師には誰も知らせませんでした。", "同感です。",
           "先週スロープを測りましたが、干潮では二メートル足りません。", "誰が払うの？", "祖母はあの船で毎日学校に通っていたそうです。"],
    "ko": ["낡은 부두는 생각보다 훨씬 오래 닫혀 있었고 어부들에게 아무도 알려 주지 않았습니다.", "맞아요.",
           "지난주에 경사로를 재 보니 썰물 때 이 미터가 모자랍니다.", "누가 내나요?", "할머니는 매일 그 배를 타고 학교에 다니셨습니다."],
    "ru": ["Старый причал был закрыт гораздо дольше, чем обещали, и рыбакам никто ничего не сказал.", "Именно.",
           "На прошлой неделе я измерил спуск: в отлив не хватает двух метров, как и всегда.", "Кто платит?",
           "Моя бабушка ездила на этом катере в школу, и он ни разу не пришёл вовремя."],
    "pl": ["Stare nabrzeże było zamknięte dużo dłużej, niż zapowiadano, i nikt nie uprzedził rybaków.", "Właśnie.",
           "W zeszłym tygodniu zmierzyłem pochylnię, przy odpływie brakuje dwóch metrów.", "Kto płaci?",
           "Moja babcia pływała tym statkiem do szkoły i nigdy nie był na czas."],
    "zh": ["老码头关闭的时间比所有人说的都长，也没有人通知渔民。", "说得对。", "上周我量过坡道，退潮时还差两米。", "谁来出钱？",
           "我外婆每天坐那条船上学，从来没有准时过。"],
    "es": ["El muelle viejo estuvo cerrado mucho más de lo que dijeron y nadie avisó a los pescadores.", "Eso es.",
           "La semana pasada medí la rampa y con marea baja faltan dos metros, como siempre.", "¿Quién paga?",
           "Mi abuela iba a la escuela en ese barco y nunca llegó a tiempo."],
}  # fmt: skip
NAMES = {
    "latin": ["Una Marsh", "perry_drinker", "Old Tam", "kelp77", "Sister Agnes"],
    "ja": ["港の猫", "よこはま", "T.K", "うみねこ", "さくら"],
    "ko": ["바다사람", "등대지기", "moon1004", "하늘", "갈매기"],
    "ru": ["Боцман", "Ирина П.", "yorsh", "Дед Мазай", "Чайка"],
    "zh": ["山雀", "阿芳", "oldsailor", "海风", "小渔"],
}
ABOVE = [None, 0, None, 2, 3]
DEPTH = [0, 1, 0, 1, 2]


def thread_of(lang: str) -> list[Said]:
    """Return five comments, three of them replies."""
    names = NAMES.get(lang, NAMES["latin"])
    texts = WORDS.get(lang, WORDS["en"])
    return [
        Said(names[n], datetime(2021, 3, 14 + n, 8 + n, 15 + 7 * n, tzinfo=UTC), texts[n], (12, 3, 0, 7, 25)[n], (1, 0, 4, 2, 0)[n],
             ABOVE[n], DEPTH[n])
        for n in range(5)
    ]  # fmt: skip


STORY = (
    "<h1>Harbour ferry returns</h1><p>The council said on Monday that the small ferry between the old quay and the "
    "lighthouse will sail again from Saturday, six times a day.</p><p>Repairs took longer than planned because the "
    "engine parts had to be cast anew, the yard's manager told this newspaper.</p><p>Tickets will cost the same as "
    "before the closure; children travel free until the end of the summer.</p>"
)


def page_of(shape: Shape) -> str:
    """Return a whole page: menu, story, thread, and the furniture around them."""
    section = shape.write(thread_of(shape.lang))
    return (
        f'<html lang="{shape.lang}"><head><title>Harbour ferry returns</title></head><body>'
        '<ul class="menu"><li><a href="/a">News</a></li><li><a href="/b">Sport</a></li><li><a href="/c">Culture</a></li>'
        f'</ul><div class="wrap"><div class="story">{STORY}</div>{section}</div><div class="foot"><ul>'
        '<li><a href="/x1">The lighthouse keeper retires after forty years of service</a></li>'
        '<li><a href="/x2">Six new lamps for the jetty, says the council</a></li></ul><p>Imprint, privacy, contact</p>'
        "</div></body></html>"
    )


def shape(**told: object) -> Callable[[Callable[[Sequence[Said]], str]], Callable[[Sequence[Said]], str]]:
    def add(write: Callable[[Sequence[Said]], str]) -> Callable[[Sequence[Said]], str]:
        SHAPES[write.__name__] = Shape(write, **told)  # type: ignore[arg-type]
        return write

    return add


def nested(said: Sequence[Said], one: Callable[[int, Said, str], str], above: int | None = None) -> str:
    """Return the comments with their replies inside them."""
    return "".join(one(n, each, nested(said, one, n)) for n, each in enumerate(said) if each.above == above)


def flat(said: Sequence[Said], one: Callable[[int, Said], str]) -> str:
    return "".join(one(n, each) for n, each in enumerate(said))


# --- blog engines -------------------------------------------------------------------------------------------------


@shape(parents=True)
def wordpress_2005(said: Sequence[Said]) -> str:
    return "<h3 id='comments'>5 Responses</h3><ol class='commentlist'>" + nested(
        said,
        lambda n, c, inner: f"<li class='alt' id='comment-{n + 40}'><cite>{c.name}</cite> Says:<br /><small class="
        f"'commentmetadata'><a href='#comment-{n + 40}'>{c.at:%B} {c.at.day}, {c.at:%Y} at {c.at:%H:%M}</a></small>"
        f"<p>{c.text}</p>" + (f"<ul class='children'>{inner}</ul>" if inner else "") + "</li>",
    ) + "</ol>"  # fmt: skip


@shape()
def movable_type(said: Sequence[Said]) -> str:
    return "<div class='comments-body'><h2>Comments</h2>" + flat(
        said,
        lambda n, c: f"<p>{c.text}</p><span class='comments-post'>Posted by: <a href='http://{n}.example/'>{c.name}</a>"
        f" | {c.at:%B} {c.at.day}, {c.at:%Y} {c.at:%I:%M %p}</span>",
    ) + "</div>"  # fmt: skip


@shape()
def typepad(said: Sequence[Said]) -> str:
    return "<a id='comments'></a><h3>Comments</h3>" + flat(
        said,
        lambda n, c: f"<a id='6a00{n}'></a><div class='content'><p>{c.text}</p></div><p class='posted'>Posted by: "
        f"{c.name} | <a href='#6a00{n}'>{c.at:%B %d, %Y at %I:%M %p}</a></p>",
    )  # fmt: skip


@shape()
def textpattern(said: Sequence[Said]) -> str:
    return "<h4>Commenting</h4><ol class='commentlist'>" + flat(
        said,
        lambda n, c: f"<li><p>{c.text}</p><p class='small'>— {c.name} <a id='c{n}' href='#c{n}'>{c.at.day} "
        f"{c.at:%B %Y, %H:%M}</a></p></li>",
    ) + "</ol>"  # fmt: skip


@shape(lang="de")
def serendipity(said: Sequence[Said]) -> str:
    return "<div class='serendipity_comments'><h3>Kommentare</h3>" + flat(
        said,
        lambda n, c: f"<a id='c{n}'></a><div class='serendipity_comment'><div class='serendipity_commentBody'>{c.text}"
        f"</div><div class='serendipity_comment_source'><a class='comment_source_trace' href='#c{n}'>#{n + 1}</a> "
        f"<span class='comment_source_author'>{c.name}</span> am {c.at:%d.%m.%Y %H:%M} (<a href='?r={n}'>Antwort</a>)"
        "</div></div>",
    ) + "</div>"  # fmt: skip


@shape(lang="fr")
def dotclear(said: Sequence[Said]) -> str:
    return "<h3>Commentaires</h3><dl>" + flat(
        said,
        lambda n, c: f"<dt id='c{n}'><span>{n + 1}.</span> Le {c.at:%d/%m/%Y, %H:%M} par <a href='/p{n}'>{c.name}</a>"
        f"</dt><dd><p>{c.text}</p></dd>",
    ) + "</dl>"  # fmt: skip


@shape()
def b2evolution(said: Sequence[Said]) -> str:
    return "<h3>5 comments</h3>" + flat(
        said,
        lambda n, c: f"<div class='bComment'><div class='bCommentTitle'>Comment from: <strong>{c.name}</strong> "
        f"[Visitor]</div><div class='bCommentText'><p>{c.text}</p></div><div class='bCommentSmallPrint'>"
        f"{c.at:%m/%d/%y @ %H:%M}</div></div>",
    )  # fmt: skip


@shape(parents=True)
def drupal_6_indented(said: Sequence[Said]) -> str:
    return "<div id='comments'>" + nested(
        said,
        lambda n, c, inner: f"<a id='comment-{n + 70}'></a><div class='comment clear-block'><div class='submitted'>"
        f"{c.at:%a, %m/%d/%Y - %H:%M} — {c.name}</div><h3><a href='/c/{n + 70}#comment-{n + 70}'>Subject {n}</a></h3>"
        f"<div class='content'><p>{c.text}</p></div><div class='links'><a href='/reply/{n}'>reply</a></div></div>"
        + (f"<div class='indented'>{inner}</div>" if inner else ""),
    ) + "</div>"  # fmt: skip


@shape(votes="score")
def joomla_jcomments(said: Sequence[Said]) -> str:
    return "<div id='jc'><h4>Comments</h4><div class='comments-list'>" + flat(
        said,
        lambda n, c: f"<div class='even' id='comment-item-{n + 9}'><div class='rbox'><div class='comment-box'>"
        f"<span class='comments-vote'><span>{c.up - c.down:+d}</span></span><a class='comment-anchor' href="
        f"'#comment-{n + 9}'>#{n + 1}</a> <span class='comment-author'>{c.name}</span> <span class='comment-date'>"
        f"{c.at:%Y-%m-%d %H:%M}</span><div class='comment-body'>{c.text}</div><span class='comments-buttons'><a>Quote"
        "</a></span></div></div></div>",
    ) + "</div></div>"  # fmt: skip


@shape(lang="ja")
def hatena_like(said: Sequence[Said]) -> str:
    return "<div class='comment-box'><ul class='entry-comments'>" + flat(
        said,
        lambda n, c: f"<li class='entry-comment' id='comment-82{n}'><div class='comment-user-name'><a href='/u{n}'>"
        f"{c.name}</a></div><div class='comment-content'><p>{c.text}</p></div><div class='comment-metadata'><time "
        f"title='{c.iso}Z' datetime='{c.iso}Z'>{c.at.year}年{c.at.month}月{c.at.day}日 {c.at:%H:%M}</time></div></li>",
    ) + "</ul></div>"  # fmt: skip


@shape(lang="ja")
def ameba_like(said: Sequence[Said]) -> str:
    return "<div class='skinCommentArea'><h3 class='skinTitle'>コメント</h3><ul>" + flat(
        said,
        lambda n, c: f"<li class='blogComment'><div><div class='commentHeader'>{n + 1} ■ 無題</div><div class="
        f"'commentBody'>{c.text}</div><div class='commentFooter'><span class='commentAuthor'><a href='/{n}'>{c.name}"
        f"</a></span> <span class='commentTime'><time>{c.at:%Y-%m-%d %H:%M:%S}</time></span></div></div></li>",
    ) + "</ul></div>"  # fmt: skip


@shape(lang="ja")
def five_channel_dl(said: Sequence[Said]) -> str:
    return "<dl class='thread'>" + flat(
        said,
        lambda n, c: f"<dt>{n + 1} ：<a href='mailto:sage'><b>{c.name}</b></a>：{c.at:%Y/%m/%d}(木) {c.at:%H:%M:%S} "
        f"ID:Ab{n}Xy</dt><dd>{c.text}<br><br></dd>",
    ) + "</dl>"  # fmt: skip


# --- forums and link sites ----------------------------------------------------------------------------------------


@shape()
def phpbb_3(said: Sequence[Said]) -> str:
    return flat(
        said,
        lambda n, c: f"<div id='p{n + 300}' class='post bg2'><div class='inner'><dl class='postprofile'><dt><a href="
        f"'./u{n}' class='username'>{c.name}</a></dt><dd><strong>Posts:</strong> {n * 31 + 5}</dd><dd><strong>Joined:"
        f"</strong> Mon Jan 0{n + 1}, 2018 9:00 am</dd></dl><div class='postbody'><h3><a href='#p{n + 300}'>Re: Ferry"
        f"</a></h3><p class='author'>by <strong><a href='./u{n}'>{c.name}</a></strong> » {c.at:%a %b %d, %Y %I:%M %p}"
        f"</p><div class='content'>{c.text}</div></div></div></div>",
    )  # fmt: skip


@shape()
def discourse_crawler(said: Sequence[Said]) -> str:
    return "<div id='topic-list'>" + flat(
        said,
        lambda n, c: f"<div id='post_{n + 2}' class='topic-body crawler-post'><div class='crawler-post-meta'><span "
        f"class='creator'><a href='/u/{n}'><span>{c.name}</span></a></span><span class='crawler-post-infos'><time "
        f"datetime='{c.iso}Z'>{c.at:%B %d, %Y, %I:%M%p}</time><span>{n + 2}</span></span></div><div class='post'><p>"
        f"{c.text}</p></div></div>",
    ) + "</div>"  # fmt: skip


@shape(parents=True, votes="score", time="exact")
def reddit_old_like(said: Sequence[Said]) -> str:
    return "<div class='commentarea'><div class='sitetable nestedlisting'>" + nested(
        said,
        lambda n, c, inner: f"<div class='thing id-t1_{n}a comment' id='thing_t1_{n}a' data-author='{c.name}'>"
        f"<div class='midcol'><div class='arrow up'></div><div class='arrow down'></div></div><div class='entry'><p "
        f"class='tagline'><a href='/user/{n}' class='author'>{c.name}</a> <span class='score'>{c.up - c.down} points"
        f"</span> <time title='x' datetime='{c.iso}+00:00'>3 years ago</time></p><form><div class='usertext-body'>"
        f"<div class='md'><p>{c.text}</p></div></div></form><ul class='flat-list buttons'><li><a>permalink</a></li>"
        f"</ul></div><div class='child'>" + (f"<div class='sitetable listing'>{inner}</div>" if inner else "")
        + "</div></div>",
    ) + "</div></div>"  # fmt: skip


@shape(parents=True)
def hackernews_indent_cell(said: Sequence[Said]) -> str:
    return "<table class='comment-tree'>" + flat(
        said,
        lambda n, c: f"<tr class='athing comtr' id='88{n}'><td><table><tr><td class='ind' indent='{c.depth}'><img "
        f"src='s.gif' height='1' width='{c.depth * 40}'></td><td valign='top' class='votelinks'><center><a><div class="
        f"'votearrow' title='upvote'></div></a></center></td><td class='default'><div><span class='comhead'><a href="
        f"'user?id={n}' class='hnuser'>{c.name}</a> <span class='age' title='{c.iso}'><a href='item?id=88{n}'>2 years "
        f"ago</a></span></span></div><br><div class='comment'><span class='commtext c00'>{c.text}</span><div class="
        "'reply'><p><font size='1'><u><a href='reply'>reply</a></u></font></div></div></td></tr></table></td></tr>",
    ) + "</table>"  # fmt: skip


@shape(parents=True, votes="score")
def slashdot_like(said: Sequence[Said]) -> str:
    return "<ul id='commentlisting'>" + nested(
        said,
        lambda n, c, inner: f"<li id='tree_60{n}' class='comment'><div class='cw'><div class='commentTop'><div class="
        f"'title'><h4><a href='//x.example/c?cid=60{n}#60{n}'>Tides</a> <span class='score'>(Score:{c.up - c.down}, "
        f"Insightful)</span></h4></div><div class='details'>by <a href='/~{n}'>{c.name}</a> <span class='otherdetails'>"
        f"on {c.at:%A %B %d, %Y @%I:%M%p} (<a href='#60{n}'>#60{n}</a>)</span></div></div><div class='commentBody'>"
        f"<div>{c.text}</div></div><div class='commentSub'><a>Reply to This</a></div></div>"
        + (f"<ul>{inner}</ul>" if inner else "") + "</li>",
    ) + "</ul>"  # fmt: skip


@shape(parents=True, lang="ru")
def livejournal_like(said: Sequence[Said]) -> str:
    return flat(
        said,
        lambda n, c: f"<div id='ljcmt{n + 500}' style='margin-left: {c.depth * 25}px; margin-top: 5px'><table><tr><td>"
        f"<b>{c.name}</b><br><span title='{c.at:%Y-%m-%d %H:%M}:00 UTC'>{c.at:%Y-%m-%d %H:%M} (UTC)</span></td></tr>"
        f"<tr><td>{c.text}</td></tr><tr><td>(<a href='?r{n}'>Ответить</a>)</td></tr></table></div>",
    )  # fmt: skip


@shape(votes="both", parents=True)
def habr_like(said: Sequence[Said]) -> str:
    return "<div class='tm-comments'><h2>Comments 5</h2>" + nested(
        said,
        lambda n, c, inner: f"<section class='tm-comment-thread'><article class='tm-comment'><header><a class="
        f"'tm-user' href='/users/{n}/'>{c.name}</a> <time datetime='{c.iso}.000Z'>{c.at:%d.%m.%Y %H:%M}</time></header>"
        f"<div class='tm-comment__body'><div><p>{c.text}</p></div></div><footer><div class='tm-votes' title="
        f"'Votes {c.up + c.down}'><button class='up'></button><span>+{c.up} / -{c.down}</span><button class='down'>"
        "</button></div></footer></article>" + (f"<div class='tm-comment-thread__children'>{inner}</div>" if inner else "")
        + "</section>",
    ) + "</div>"  # fmt: skip


# --- newspapers ---------------------------------------------------------------------------------------------------


@shape(lang="ko", votes="both")
def naver_like(said: Sequence[Said]) -> str:
    return "<div class='cbox'><h3>댓글 5</h3><ul class='cbox_list'>" + flat(
        said,
        lambda n, c: f"<li class='cbox_item'><div><strong class='cbox_nick'>{c.name}</strong><p class='cbox_txt'>{c.text}"
        f"</p><em class='cbox_dt'>{c.at:%Y.%m.%d. %H:%M}</em><div><a class='btn_good'>추천 <em>{c.up}</em></a><a class="
        f"'btn_bad'>반대 <em>{c.down}</em></a></div></div></li>",
    ) + "</ul></div>"  # fmt: skip


@shape(lang="ja", votes="up", time="")
def yahoo_japan_like(said: Sequence[Said]) -> str:
    return "<section class='sc-1x'><h2 class='sc-2y'>みんなのコメント5件</h2><ul class='sc-3z'>" + flat(
        said,
        lambda n, c: f"<li class='sc-4a'><article><p class='sc-5b'><a href='https://profile.example/{n}'>{c.name}</a></p>"
        f"<p class='sc-6c'>{c.text}</p><button class='sc-7d'>共感した<span>{c.up}</span></button></article></li>",
    ) + "</ul></section>"  # fmt: skip


@shape(lang="pl", votes="both")
def polish_portal(said: Sequence[Said]) -> str:
    return "<div id='opinie'><h3>Opinie (5)</h3>" + flat(
        said,
        lambda n, c: f"<div class='opinion' data-opinion='{n + 50}'><div><b>{c.name}</b> <i>{c.at:%d-%m-%Y %H:%M}</i></div>"
        f"<p>{c.text}</p><div class='rate'><a class='r-up' title='zgadzam się'>{c.up}</a> <a class='r-dn' title="
        f"'nie zgadzam się'>{c.down}</a></div></div>",
    ) + "</div>"  # fmt: skip


@shape(lang="de", parents=True, votes="up")
def german_daily(said: Sequence[Said]) -> str:
    return "<section><h2>Leserkommentare</h2><div class='debatte'>" + flat(
        said,
        lambda n, c: f"<div class='beitrag ebene-{c.depth}' id='b{n + 11}'><h4>{c.name}</h4><span>{c.at:%d.%m.%Y, %H:%M} Uhr"
        f"</span><p>{c.text}</p><a>Antworten</a> <a>Melden</a><a class='empf'>Empfehlen <b>{c.up}</b></a></div>",
    ) + "</div></section>"  # fmt: skip


@shape(parents=True, votes="up")
def css_modules(said: Sequence[Said]) -> str:
    return "<div class='Root_a1B2c'><div class='Head_x9Y8z'><span>5 comments</span></div><div class='List_q1W2e'>" + nested(
        said,
        lambda n, c, inner: f"<div class='Row_z0X1c'><div class='Top_m3N4b'><span class='Who_p5O6i'>{c.name}</span><time "
        f"class='When_u7Y8t' datetime='{c.iso}Z'>Mar {c.at.day}</time></div><div class='What_l1K2j'>{c.text}</div><div "
        f"class='Bar_h3G4f'><button aria-label='Like this comment'><svg></svg>{c.up}</button><button>Reply</button></div>"
        + (f"<div class='Kids_d5S6a'>{inner}</div>" if inner else "") + "</div>",
    ) + "</div></div>"  # fmt: skip


@shape(parents=True)
def tailwind(said: Sequence[Said]) -> str:
    return "<section class='mt-8'><h2 class='text-xl font-bold'>Discussion</h2>" + flat(
        said,
        lambda n, c: f"<article class='p-4 mb-2 {'ml-' + str(6 * c.depth) if c.depth else ''} bg-white'><footer class="
        f"'flex'><p class='mr-3 text-sm'>{c.name}</p><p class='text-sm text-gray-600'><time datetime='{c.iso}Z' title="
        f"'x'>Mar. {c.at.day}, 2021</time></p></footer><p class='text-gray-500'>{c.text}</p><div class='flex mt-4'>"
        "<button>Reply</button></div></article>",
    ) + "</section>"  # fmt: skip


@shape()
def web_component(said: Sequence[Said]) -> str:
    return "<reader-comments>" + flat(
        said,
        lambda n, c: f"<reader-comment key='{n}'><span slot='who'>{c.name}</span><time slot='when' datetime='{c.iso}Z'>"
        f"{c.at:%d %b %Y}</time><div slot='what'><p>{c.text}</p></div></reader-comment>",
    ) + "</reader-comments>"  # fmt: skip


# --- old hand-made pages ------------------------------------------------------------------------------------------


@shape()
def guestbook_table(said: Sequence[Said]) -> str:
    return "<table border=1 width='90%'>" + flat(
        said,
        lambda n, c: f"<tr bgcolor=#cccccc><td><font size=2><b>{c.name}</b></font></td><td align=right><font size=1>"
        f"{c.at:%d.%m.%Y %H:%M}</font></td></tr><tr><td colspan=2><font size=2>{c.text}</font></td></tr>",
    ) + "</table>"  # fmt: skip


@shape(time="day")
def bold_and_breaks(said: Sequence[Said]) -> str:
    return "<div id='talk'><b>Comments from our readers</b><br><br>" + flat(
        said, lambda n, c: f"<b>{c.name}</b> ({c.at:%d.%m.%Y})<br>{c.text}<br><hr size=1>"
    ) + "</div>"  # fmt: skip


@shape(time="")
def heading_said_runs(said: Sequence[Said]) -> str:
    return "<h3>What readers say</h3>" + flat(said, lambda n, c: f"<h4>{c.name} said:</h4><p>{c.text}</p>")


@shape()
def definition_list(said: Sequence[Said]) -> str:
    return "<h2>Comments</h2><dl>" + flat(
        said, lambda n, c: f"<dt>{c.name}, {c.at.day} {c.at:%B %Y, %H:%M}</dt><dd>{c.text}</dd>"
    ) + "</dl>"  # fmt: skip


@shape()
def blockquotes(said: Sequence[Said]) -> str:
    return "<h2>Your comments</h2>" + flat(
        said,
        lambda n, c: f"<blockquote>{c.text}<br><br><i>{c.name}</i>, <small>{c.at:%d %B %Y %H:%M}</small></blockquote>",
    )  # fmt: skip


@shape()
def rows_of_table(said: Sequence[Said]) -> str:
    return "<h3>Discussion</h3><table class='talk'><tr><th>Who</th><th>What</th><th>When</th></tr>" + flat(
        said, lambda n, c: f"<tr><td>{c.name}</td><td>{c.text}</td><td>{c.at:%Y-%m-%d %H:%M}</td></tr>"
    ) + "</table>"  # fmt: skip


@shape(lang="es")
def head_and_body_siblings(said: Sequence[Said]) -> str:
    return "<div class='opiniones'><h3>Opiniones de los lectores</h3>" + flat(
        said,
        lambda n, c: f"<div class='cab'><span class='quien'>{c.name}</span><span class='cuando'>{c.at:%d/%m/%Y %H:%M}</span>"
        f"</div><div class='cuerpo'>{c.text}</div>",
    ) + "</div>"  # fmt: skip


@shape(lang="zh", parents=True)
def chinese_portal(said: Sequence[Said]) -> str:
    return "<div class='pl-box'><div class='pl-tit'>网友评论 <span>5</span></div>" + nested(
        said,
        lambda n, c, inner: f"<div class='pl-item'><div class='pl-u'><a href='/u/{n}'>{c.name}</a><span>{c.at:%Y-%m-%d %H:%M}"
        f"</span></div><div class='pl-c'>{c.text}</div><div class='pl-op'><a>回复</a><a>举报</a></div>"
        + (f"<div class='pl-sub'>{inner}</div>" if inner else "") + "</div>",
    ) + "</div>"  # fmt: skip


@shape(lang="ru", votes="score")
def vk_like(said: Sequence[Said]) -> str:
    return "<div class='wall'><div class='wall_title'>Комментарии</div>" + flat(
        said,
        lambda n, c: f"<div class='wr' id='wr{n + 4}'><a class='wr_img' href='/id{n}'><img src='{n}.jpg'></a><div class="
        f"'wr_c'><a class='wr_who' href='/id{n}'>{c.name}</a><div class='wr_t'>{c.text}</div><div class='wr_i'><span>"
        f"{c.at.day} мар 2021 в {c.at:%H:%M}</span><a>Ответить</a><span class='vote'><i class='minus'></i><b>"
        f"{c.up - c.down}</b><i class='plus'></i></span></div></div></div>",
    ) + "</div>"  # fmt: skip


@shape(parents=True)
def numbered_replies(said: Sequence[Said]) -> str:
    numbers = ["1", "1.1", "2", "2.1", "2.1.1"]
    return "<div class='forum-box'><h2>Readers' forum</h2>" + flat(
        said,
        lambda n, c: f"<div class='fb'><div class='fb-n'>{numbers[n]}</div><div class='fb-h'><strong>{c.name}</strong>, "
        f"{c.at:%d.%m.%Y %H:%M}</div><div class='fb-t'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@shape(parents=True)
def parent_attribute(said: Sequence[Said]) -> str:
    return "<section id='responses'><h2>5 responses</h2>" + flat(
        said,
        lambda n, c: f"<div class='entry' data-id='{n + 900}'"
        + (f" data-parent='{c.above + 900}'" if c.above is not None else "")
        + f"><p class='line'><span>{c.name}</span> <span>{c.at:%d %b %Y %H:%M}</span></p><div>{c.text}</div></div>",
    ) + "</section>"  # fmt: skip


@shape(parents=True)
def in_reply_to_links(said: Sequence[Said]) -> str:
    return "<div id='feedback'><h3>Feedback</h3>" + flat(
        said,
        lambda n, c: f"<div class='fbk' id='comment-{n + 21}'><div class='by'><a href='/u{n}'>{c.name}</a> on "
        f"{c.at:%d %B %Y at %H:%M}" + (f" <a href='#comment-{c.above + 21}'>in reply to {said[c.above].name}</a>"
        if c.above is not None else "") + f"</div><div class='tx'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@shape()
def paragraphs_that_begin_with_a_name(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3><div>" + flat(
        said, lambda n, c: f"<p><strong>{c.name}</strong> ({c.at:%d %B %Y %H:%M})</p><p>{c.text}</p>"
    ) + "</div>"  # fmt: skip


@shape(parents=True)
def boxes_without_names(said: Sequence[Said]) -> str:
    return "<div><div>5 comments</div>" + nested(
        said,
        lambda n, c, inner: f"<div><div><div><span>{c.name}</span><span>{c.at:%d.%m.%Y %H:%M}</span></div><div><div>"
        f"{c.text}</div></div><div><span>Reply</span><span>Report</span></div></div>"
        + (f"<div>{inner}</div>" if inner else "") + "</div>",
    ) + "</div>"  # fmt: skip


@shape()
def boxes_of_one_class(said: Sequence[Said]) -> str:
    return "<section class='x'><h2 class='x'>Comments</h2><div class='x'>" + flat(
        said,
        lambda n, c: f"<div class='x'><div class='x'><span class='x'>{c.name}</span> <time datetime='{c.iso}Z'>now</time>"
        f"</div><div class='x'><p>{c.text}</p></div><div class='x'><a href='#'>Reply</a> <a href='#'>Report</a></div></div>",
    ) + "</div></section>"  # fmt: skip


@shape()
def numbers_beside_the_text(said: Sequence[Said]) -> str:
    return "<h2>5 comments</h2><table>" + flat(
        said,
        lambda n, c: f"<tr><td class='a1'><b>{c.name}</b></td><td class='a2'><time datetime='{c.iso}Z'>{c.at:%d %b %Y %H:%M}"
        f"</time> #{n + 1}</td></tr><tr><td colspan='2' class='a3'>{c.text}</td></tr>",
    ) + "</table>"  # fmt: skip


@shape(parents=True)
def elements_of_their_own(said: Sequence[Said]) -> str:
    return "<h2>Comments</h2><x-thread>" + nested(
        said,
        lambda n, c, inner: f"<x-entry><x-head><span>{c.name}</span> <span>{c.at:%d.%m.%Y %H:%M}</span></x-head><x-text>"
        f"{c.text}</x-text>" + (f"<x-answers>{inner}</x-answers>" if inner else "") + "</x-entry>",
    ) + "</x-thread>"  # fmt: skip


def names_of_shapes() -> Iterator[str]:
    """Yield the names of all shapes."""
    yield from SHAPES
