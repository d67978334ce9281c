"""Threads as software for comments, boards and portals prints them, on whole pages.

Written from memory of such software before the reader was tried on them; names, words and hosts are this project's own.
Each system is a function of the comments that returns the section's markup; :func:`page_of_system` puts a page around it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

from tests.support.comment_frames import framed
from tests.support.comment_kinds import Kind, am, at, registering, rows
from tests.support.comment_shapes import Said, nested

__all__ = ["SYSTEMS", "System", "page_of_system"]


@dataclass(frozen=True)
class System(Kind):
    """A kind of thread, and the page around it."""

    frame: str = "press"
    """As :func:`framed` takes it, or ``whole`` for a page of its own."""


SYSTEMS: dict[str, System] = {}


def _said(name: str, day: int, text: str, up: int = 0, down: int = 0, above: int | None = None, depth: int = 0) -> Said:
    return Said(name, datetime(2024, 5, day, 8 + day % 12, 7 + 6 * (day % 9), tzinfo=UTC), text, up, down, above, depth)


TALK = [
    _said("Rowan Ettrick", 3, "We took it in the year before it ended. The berths were hard, the tea was good and nobody slept.", 14, 2),
    _said("sleeper_agent", 4, "Nobody slept because you talked through the whole night.", 9, 1, 0, 1),
    _said("Rowan Ettrick", 5, "That was the conductor, and he sang.", 4, 0, 1, 2),
    _said("Mrs. Pell", 6, "Fifty for a berth in summer? The bus takes eleven and leaves when it says that it leaves.", 31, 12),
    _said("points.failure", 8, "The bus also breaks down at Ostermoor, every second Friday, in front of the chip shop.", 7, 3, 3, 1),
    _said("Ivo T.", 9, "Good news for the harbour.", 2, 6),
]  # fmt: skip
FLAT = [replace(one, above=None, depth=0) for one in TALK]
TWO = [replace(TALK[0]), replace(TALK[3])]
BACK = list(reversed(FLAT))


def _words(*texts: str, names: Sequence[str]) -> list[Said]:
    above: tuple[int | None, ...] = (None, 0, None, None)
    return [
        _said(names[n], 3 + n, text, (14, 9, 4, 31)[n], (2, 1, 3, 12)[n], above[n], int(above[n] is not None))
        for n, text in enumerate(texts)
    ]


def _flat(said: Sequence[Said]) -> list[Said]:
    return [replace(one, above=None, depth=0) for one in said]


HUNGARIAN = _words(
    "Utoljára kilenc éve utaztam rajta, kemény volt az ágy, de jó volt a tea.", "Mert egész éjjel beszéltél, senki sem aludt.",
    "Ötven egy hálóhely? A busz tizenegy, és akkor indul, amikor kell.", "Jó hír a kikötőnek.",
    names=["Réti Ágota", "alvokocsi", "Pál néni", "mozdony55"],
)  # fmt: skip
CZECH = _words(
    "Jel jsem jím naposledy před devíti lety, lůžka byla tvrdá a čaj dobrý.", "Nikdo nespal, protože jste celou noc mluvil.",
    "Padesát za lůžko? Autobus stojí jedenáct a jezdí načas.", "Dobrá zpráva pro přístav.",
    names=["Radek Etrych", "spáč", "Paní Pelcová", "Ivo T."],
)  # fmt: skip
SLOVAK = _words(
    "Naposledy som ním šiel pred deviatimi rokmi, lôžka boli tvrdé a čaj dobrý.", "Nikto nespal, lebo ste celú noc rozprávali.",
    "Päťdesiat za lôžko? Autobus stojí jedenásť a chodí načas.", "Dobrá správa pre prístav.",
    names=["Rado Etrich", "spachtos", "Pani Pelová", "Ivo"],
)  # fmt: skip
GERMAN = _words(
    "Ich bin im letzten Jahr noch mitgefahren. Die Liegen waren hart, der Tee war gut.", "Geschlafen hat keiner, weil Sie geredet haben.",
    "Fünfzig für eine Liege? Der Bus kostet elf und fährt, wenn er fahren soll.", "Gut für den Hafen.",
    names=["Rolf Ettrich", "Schlafwagen", "Frau Pelz", "Ivo T."],
)  # fmt: skip
FRENCH = _words(
    "Je l'ai pris l'année avant la fin. Les couchettes étaient dures et le thé était bon.", "Personne ne dormait, vous parliez.",
    "Cinquante pour une couchette ? Le car en coûte onze et part à l'heure.", "Bonne nouvelle pour le port.",
    names=["Romain E.", "voiture-lit", "Mme Pelle", "Ivo"],
)  # fmt: skip
SPANISH = _words(
    "Lo tomé el año antes de que acabara. Las literas eran duras y el té era bueno.", "Nadie dormía porque usted hablaba toda la noche.",
    "¿Cincuenta por una litera? El autobús cuesta once y sale a su hora.", "Buena noticia para el puerto.",
    names=["Román", "cochecama", "doña_pela", "ivo77"],
)  # fmt: skip
ITALIAN = _words(
    "L'ho preso l'anno prima che finisse. Le cuccette erano dure e il tè era buono.", "Nessuno dormiva perché lei parlava.",
    "Cinquanta per una cuccetta? La corriera ne costa undici e parte quando deve.", "Buona notizia per il porto.",
    names=["Romano E.", "vagoneletto", "Signora Pella", "ivo"],
)  # fmt: skip
DUTCH = _words(
    "In het jaar voor het einde heb ik hem nog genomen. De bedden waren hard, de thee was goed.", "Niemand sliep omdat jij praatte.",
    "Vijftig voor een bed? De bus kost elf en vertrekt op tijd.", "Goed nieuws voor de haven.",
    names=["Roan Etterik", "slaapwagen", "Mevr. Pel", "ivo_t"],
)  # fmt: skip
SWEDISH = _words(
    "Vi tog det året innan det lades ner. Britsarna var hårda och teet var gott.", "Ingen sov för att du pratade hela natten.",
    "Femtio för en brits? Bussen kostar elva och går när den ska.", "Goda nyheter för hamnen.",
    names=["Roland E.", "sovvagnen", "Fru Pell", "Ivo"],
)  # fmt: skip
DANISH = _words(
    "Vi tog det året før det holdt op. Køjerne var hårde, og teen var god.", "Ingen sov, fordi du snakkede hele natten.",
    "Halvtreds for en køje? Bussen koster elleve og kører til tiden.", "Godt nyt for havnen.",
    names=["Roald Etting", "sovevogn", "Fru Pelle", "Ivo"],
)  # fmt: skip
FINNISH = _words(
    "Matkustimme sillä vuotta ennen loppua. Vuoteet olivat kovia ja tee oli hyvää.", "Kukaan ei nukkunut, koska puhuit koko yön.",
    "Viisikymppiä vuoteesta? Bussi maksaa yksitoista ja lähtee ajallaan.", "Hyviä uutisia satamalle.",
    names=["Rauno E.", "makuuvaunu", "Rouva Pelli", "Iivo"],
)  # fmt: skip
RUSSIAN = _words(
    "Мы ехали на нём за год до отмены. Полки были жёсткие, а чай хороший.", "Никто не спал, потому что вы всю ночь говорили.",
    "Пятьдесят за полку? Автобус стоит одиннадцать и ходит вовремя.", "Хорошая новость для порта.",
    names=["Роман Етрих", "spalnik", "Тётя Пелагея", "ivo"],
)  # fmt: skip
SERBIAN = _words(
    "Išli smo njim godinu pre ukidanja. Ležajevi su bili tvrdi, a čaj dobar.", "Niko nije spavao jer ste pričali celu noć.",
    "Pedeset za ležaj? Autobus košta jedanaest i polazi na vreme.", "Dobra vest za luku.",
    names=["Radovan", "spavaća kola", "Gospođa Pela", "Ivo"],
)  # fmt: skip
BULGARIAN = _words(
    "Пътувахме с него година преди края. Леглата бяха твърди, а чаят добър.", "Никой не спеше, защото говорехте цяла нощ.",
    "Петдесет за легло? Автобусът струва единайсет и тръгва навреме.", "Добра новина за пристанището.",
    names=["Радко", "спален вагон", "Леля Пела", "Иво"],
)  # fmt: skip
HEBREW = _words(
    "נסענו בה שנה לפני הסוף. המיטות היו קשות והתה היה טוב.", "אף אחד לא ישן כי דיברת כל הלילה.",
    "חמישים למיטה? האוטובוס עולה אחת עשרה ויוצא בזמן.", "חדשות טובות לנמל.", names=["רון", "קרון שינה", "גברת פל", "עידו"],
)  # fmt: skip
PERSIAN = _words(
    "یک سال پیش از پایانش سوار شدیم. تخت‌ها سفت بود و چای خوب بود.", "هیچ‌کس نخوابید چون شما تمام شب حرف زدید.",
    "پنجاه برای یک تخت؟ اتوبوس یازده است و سر وقت می‌رود.", "خبر خوبی برای بندر است.", names=["روشن", "واگن خواب", "خانم پلنگ", "ایوب"],
)  # fmt: skip
CHINESE = _words(
    "停运前一年我们坐过，铺位很硬，茶倒是不错。", "没人睡着，因为你说了一整夜的话。", "一个铺位五十？大巴只要十一，而且准点。", "对港口是好消息。",
    names=["老罗", "卧铺客", "裴太太", "伊沃"],
)  # fmt: skip
JAPANESE = _words(
    "廃止の前の年に乗りました。寝台は固かったけれどお茶はおいしかったです。", "あなたが一晩中話していたので誰も眠れませんでしたよ。",
    "寝台が五十ですか。バスなら十一で時間どおりに出ます。", "港には良い知らせですね。", names=["rowan_e", "nemuri", "ペルさん", "ivo"],
)  # fmt: skip
KOREAN = _words(
    "없어지기 한 해 전에 탔는데 침대는 딱딱했고 차는 맛있었습니다.", "밤새 떠드셔서 아무도 못 잤어요.", "침대 하나에 오십이라고요? 버스는 열하나인데 제시간에 갑니다.",
    "항구에는 좋은 소식이네요.", names=["로완", "침대칸", "펠 여사", "이보"],
)  # fmt: skip
VIETNAMESE = _words(
    "Chúng tôi đi chuyến ấy một năm trước khi dừng. Giường cứng nhưng trà ngon.", "Không ai ngủ được vì anh nói suốt đêm.",
    "Năm mươi cho một giường? Xe khách chỉ mười một và chạy đúng giờ.", "Tin vui cho bến cảng.",
    names=["Rô An", "toa_nam", "Bà Bảy", "Vô"],
)  # fmt: skip
INDONESIAN = _words(
    "Kami naik setahun sebelum berhenti. Tempat tidurnya keras, tehnya enak.", "Tidak ada yang tidur karena Anda bicara semalaman.",
    "Lima puluh untuk satu ranjang? Bus cuma sebelas dan berangkat tepat waktu.", "Kabar baik untuk pelabuhan.",
    names=["Rowan E", "gerbongtidur", "Bu Pelita", "ivo"],
)  # fmt: skip
HINDI = _words(
    "बंद होने से एक साल पहले हम इसमें गए थे। बर्थ सख्त थी और चाय अच्छी थी।", "कोई नहीं सोया क्योंकि आप रात भर बोलते रहे।",
    "एक बर्थ के पचास? बस ग्यारह लेती है और समय पर चलती है।", "बंदरगाह के लिए अच्छी खबर।", names=["रोहन", "स्लीपर", "श्रीमती पाल", "इवो"],
)  # fmt: skip


def page_of_system(name: str) -> str:
    """Return a whole page with the thread of a system."""
    system = SYSTEMS[name]
    section = system.write(system.said)
    return section if system.frame == "whole" else framed(section, system.frame, system.lang)


system = registering(SYSTEMS, System)


def ordinal(day: int) -> str:
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day, 'th') }"


def below(said: Sequence[Said], top: int | None) -> list[tuple[int, Said]]:
    return [(n, one) for n, one in enumerate(said) if one.above == top]


# --- boards ---------------------------------------------------------------------------------------------------------


@system(FLAT, frame="whole")
def board_with_classic_posts(said: Sequence[Said]) -> str:
    posts = rows(
        said,
        lambda n, c: (
            f"<div class='post classic' id='post_{n + 40}'><div class='post_author scaleimages'><div class='author_avatar'><a "
            f"href='u{n}'><img src='a{n}.png' alt=''></a></div><div class='author_information'><strong><span class='largetext'><a href='u{n}'>"
            f"{c.name}</a></span></strong><br><span class='smalltext'>Member<br></span></div><div class='author_statistics'>Posts: {n * 31 + 7}<br>"
            f"Joined: Jan 2019</div></div><div class='post_content'><div class='post_head'><div class='float_right'><strong><a href='#pid{n + 40}'>#"
            f"{n + 1}</a></strong></div><span class='post_date'>{c.at:%m-%d-%Y}, {c.at:%I:%M %p}</span></div><div class='post_body scaleimages' "
            f"id='pid_{n + 40}'>{c.text}</div><div class='post_meta'></div></div><div class='post_controls'><div class='postbit_buttons'><a "
            f"href='search?u={n}'><span>Find</span></a><a href='newreply?tid=3&replyto={n + 40}'><span>Reply</span></a></div></div></div>"
        ),
    )
    return (
        "<html><head><title>Night train is back</title></head><body><div id='container'><div id='header'><a href='/'>Rail Forum</a><ul><li><a "
        "href='/search'>Search</a></li><li><a href='/members'>Member List</a></li></ul></div><div class='navigation'><a href='/'>Rail Forum</a> "
        f"› <a href='/f3'>Sleepers</a> › Night train is back</div><table class='tborder'><tr><td class='thead'><strong>Night train is back"
        f"</strong></td></tr><tr><td id='posts_container'><div id='posts'>{posts}</div></td></tr></table><div id='footer'>Forum Team | Contact "
        "Us | Return to Top</div></div></body></html>"
    )


@system(FLAT, votes="up", frame="press")
def suite_with_author_panes(said: Sequence[Said]) -> str:
    return "<div id='elFeed' data-role='commentFeed'><h2 class='title'>Recommended Comments</h2>" + rows(
        said,
        lambda n, c: f"<article id='elComment_{n + 300}' class='cPost box {'oddx' if n % 2 else ''}'><aside class='cAuthorPane'><h3><strong><a "
        f"href='/profile/{n}'>{c.name}</a></strong></h3><ul><li><a href='/profile/{n}'><img src='{n}.png' alt='{c.name}'></a></li><li>Members"
        f"</li><li>{n * 12 + 30} posts</li></ul></aside><div class='cMeta'><a href='?do=findComment&comment={n + 300}'>Posted <time datetime='"
        f"{c.iso}Z' title='{c.at:%m/%d/%Y %I:%M %p}'>{c.at:%B} {c.at.day}, 2024</time></a></div><div class='cPost_contentWrap'><div "
        f"data-role='commentContent'><p>{c.text}</p></div><div class='controls'><ul><li><a href='?do=report'>Quote</a></li></ul><ul class="
        f"'react'><li><button title='Like'><img alt='Like' src='l.png'></button></li><li>{c.up}</li></ul></div></div></article>",
    ) + "</div>"  # fmt: skip


@system(FLAT, frame="whole")
def stream_of_a_modern_board(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Night train is back - Rails</title></head><body><div id='app'><header id='header'><a href='/'>Rails</a></header>"
        "<main class='App-content'><div class='DiscussionPage'><header class='Hero'><h1>Night train is back</h1></header><div class='PostStream'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='PostStream-item' data-index='{n}' data-time='{c.iso}+00:00' data-number='{n + 1}' data-id='{n + 90}' data-type="
                f"'comment'><article class='CommentPost Post'><div><header class='Post-header'><ul><li class='item-user'><div class='PostUser'><h3><a "
                f"href='/u/{n}'><span class='Avatar'>{c.name[0]}</span><span class='username'>{c.name}</span></a></h3></div></li><li class='item-meta'>"
                f"<a class='Dropdown-toggle'><time pubdate datetime='{c.iso}+00:00' title='{am(c)}'>May '24</time></a></li></ul></header><div class="
                f"'Post-body'><p>{c.text}</p></div><aside class='Post-actions'><ul><li class='item-reply'><button>Reply</button></li></ul></aside>"
                "<footer class='Post-footer'></footer></div></article></div>"
            ),
        )
        + "</div></div></main><footer>Rails, a forum</footer></div></body></html>"
    )


@system(FLAT, votes="score", frame="whole")
def board_on_a_node(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Night train is back</title></head><body><nav><a href='/'>Rails</a> <a href='/recent'>Recent</a></nav><div class='topic'>"
        "<h1><span>Night train is back</span></h1><ul component='topic' class='posts list-unstyled'>"
        + rows(
            said,
            lambda n, c: (
                f"<li component='post' class='pt-4' data-index='{n}' data-pid='{n + 7}' data-uid='{n}' data-timestamp='"
                f"{int(c.at.timestamp() * 1000)}' data-username='{c.name}' itemprop='comment'><div class='post-header'><a href='/user/{n}'><span class='"
                f"avatar' title='{c.name}'>{c.name[0]}</span></a><a href='/user/{n}' data-username='{c.name}'>{c.name}</a><span>wrote on <a href='/post/"
                f"{n + 7}'><span class='timeago' title='{c.iso}.000Z'>{at(c)}</span></a></span><span class='idx'>#{n + 1}</span></div><div class='content' "
                f"component='post/content' itemprop='text'><p>{c.text}</p></div><div class='foot'><a component='post/reply' href='#'><i></i> Reply</a> <a "
                f"component='post/quote' href='#'>Quote</a><div class='votes'><a component='post/upvote' href='#'><i class='fa-up'></i></a><a "
                f"component='post/vote-count' data-votes='{c.up - c.down}' href='#'>{c.up - c.down}</a><a component='post/downvote' href='#'><i></i></a>"
                "</div></div></li>"
            ),
        )
        + "</ul></div></body></html>"
    )


@system(FLAT, lang="id", frame="whole", time="")
def indonesian_board(said: Sequence[Said]) -> str:
    return (
        "<html lang='id'><head><title>Kereta malam</title></head><body><div class='nav'><a href='/'>Forum</a> <a href='/lounge'>The Lounge</a></div>"
        "<h1>Kereta malam kembali</h1><div class='thread'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='postlist' id='post{n}a'><div class='phead'><div class='user'><a href='/u/{n}'><img alt='{c.name}' src='{n}.png'>"
                f"</a><div><a class='username' href='/u/{n}'>{c.name}</a><span class='rank'>Aktivis Kaskad</span></div></div><div class='pinfo'><time>"
                f"{n + 2} hari yang lalu</time> <a href='#post{n}a'>#{n + 1}</a></div></div><div class='entry'>{c.text}</div><div class='pfoot'><a "
                "href='#'>Kutip</a> <a href='#'>Balas</a></div></div>"
            ),
        )
        + "</div></body></html>"
    )


# --- slashcode and its time -----------------------------------------------------------------------------------------


@system(TALK, parents=True, frame="portal")
def scores_in_titles_and_definition_lists(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<table width='100%'><tr bgcolor='#eeeeee'><td><a name='{n + 4}'></a><b>{'Re: ' if c.depth else ''}Berths</b> (none / 0) (<a href='/c/{n}'>#"
            f"{n + 4}</a>)<br>by <a href='/user/{n}'>{c.name}</a> on {c.at:%a %b %d, %Y at %I:%M:%S %p} EST</td></tr><tr><td>{c.text}</td></tr><tr><td>"
            f"<font size='2'>[ <a href='/r/{n}'>Reply to This</a> | <a href='/p/{n}'>Parent</a> ]</font></td></tr></table>"
            + (f"<dl><dd>{inner}</dd></dl>" if inner else "")
        )

    return f"<a name='talk'></a><b>Night train</b> | 6 comments (6 topical, 0 hidden)<hr>{nested(said, one)}"


@system(FLAT, frame="portal")
def nuke_in_tables(said: Sequence[Said]) -> str:
    return "<table width='99%' border='0'><tr><td><b>Night train to the coast</b> | <b>Login/Create an Account</b> | <b>6</b> comments</td></tr></table>" + rows(
        said,
        lambda n, c: f"<table width='99%' border='0'><tr bgcolor='#dddddd'><td width='500'><b>Re: Night train to the coast</b> <font class='content'>"
        f"(Score: 1)<br>by <a href='mailto:x{n}@post.example'>{c.name}</a> on {c.at:%A, %B %d @ %H:%M:%S} CEST 2024<br>(<a href='/u/{n}'>User Info</a> | "
        f"<a href='/m/{n}'>Send a Message</a>)</font></td></tr><tr><td>{c.text}</td></tr></table><font class='content'> [ <a href='/reply/{n}'>Reply to "
        "This</a> ]</font><br><br>",
    )  # fmt: skip


@system(FLAT, lang="en", frame="portal")
def module_with_cells_for_users(said: Sequence[Said]) -> str:
    return "<table class='outer' cellpadding='5'>" + rows(
        said,
        lambda n, c: f"<tr><th width='20%'>Poster</th><th>Thread</th></tr><tr><td class='even'><a id='comment{n + 9}'></a><div class='comUserName'><a href='"
        f"/u/{n}'>{c.name}</a></div><div class='comUserRank'>Quite a regular</div><div class='comUserStat'>Joined: 2009/3/{n + 1}</div></td><td class="
        f"'odd'><div class='comTitle'>Re: Night train</div><div class='comDate'>Posted: {c.at:%Y/%m/%d %H:%M}</div><div class='comText'>{c.text}</div>"
        "</td></tr>",
    ) + "</table>"  # fmt: skip


@system(FLAT, time="", frame="whole")
def a_popup_of_a_free_service(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Comments</title></head><body><h3>Comments: Night train</h3>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='mess'>{c.text}<br><span class='byline'><b>{c.name}</b> | <a href='mailto:x@{n}.example'>Email</a> | <a href='https:"
                f"//{n}.example'>Homepage</a> | {c.at:%m.%d.%y} - {c.at:%I:%M} {c.at:%p} | <a href='#{n + 3000}'>#</a></span></div><hr>"
            ),
        )
        + "<form><b>Name:</b><br><input name='n'><br><b>Comment:</b><br><textarea></textarea></form></body></html>"
    )


@system(TALK, parents=True, frame="blog")
def bare_lists_in_lists(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li><b>{c.name}</b> <i>({c.at:%Y-%m-%d %H:%M})</i><br>{c.text}{f'<ul>{inner}</ul>' if inner else ''}</li>"
        )

    return f"<h3 id='talk'>Comments</h3><ul>{nested(said, one)}</ul>"


@system(TALK, parents=True, frame="portal")
def quotes_that_indent(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<p><a name='c{n}'></a><font color='#880000'><b>{c.name}</b></font> <font size='1'>{at(c)}</font><br>{c.text}<br><a href='/r?{n}'>[answer]</a></p>"
            + (f"<blockquote>{inner}</blockquote>" if inner else "")
        )

    return f"<hr><b>Comments</b>{nested(said, one)}<hr>"


# --- blog engines ---------------------------------------------------------------------------------------------------


@system(TALK, parents=True, frame="blog")
def dynamic_thread_of_a_blog_host(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        kids = (
            f"<div class='comment-replies'><div class='comment-thread inline-thread'><span class='thread-toggle thread-expanded'><span class='thread-"
            f"arrow'></span><span class='thread-count'><a target='_self'>Replies</a></span></span><ol class='thread-chrome thread-expanded'><div>{inner}"
            "</div><div class='continue'><a class='comment-reply'>Reply</a></div></ol></div></div>" if inner else ""
        )  # fmt: skip
        return (
            f"<li class='comment' id='c81{n}'><div class='avatar-image-container'><img src='b.png' alt=''></div><div class='comment-block'><div class="
            f"'comment-header'><cite class='user'><a href='https://p.example/{n}' rel='nofollow'>{c.name}</a></cite><span class='icon user'></span><span "
            f"class='datetime secondary-text'><a rel='nofollow' href='#c81{n}'>{am(c)}</a></span></div><p class='comment-content'>{c.text}</p><span class="
            "'comment-actions secondary-text'><a class='comment-reply'>Reply</a><span class='item-control blog-admin'><a>Delete</a></span></span></div>"
            f"{kids}</li>"
        )

    return (
        "<div class='comments' id='comments'><h4>6 comments:</h4><div class='comments-content'><div id='comment-holder'><div class='comment-thread toplevel-"
        f"thread'><ol id='top-ra'>{nested(said, one)}</ol><div class='continue'><a class='comment-reply'>Add comment</a></div></div></div></div></div>"
    )


@system(FLAT, frame="inside")
def portal_extension_with_even_and_odd(said: Sequence[Said]) -> str:
    return "<a name='itemCommentsAnchor'></a><div class='itemComments'><h3 class='itemCommentsCounter'><span>6</span> comments</h3><ul class='itemCommentsList'>" + rows(
        said,
        lambda n, c: f"<li class='{'even' if n % 2 else 'odd'}'><span class='commentLink'><a href='#comment{n + 1}' name='comment{n + 1}'>Comment Link</a></span>"
        f"<img src='u.jpg' alt='{c.name}' width='48'><span class='commentDate'>{c.at:%A, %d %B %Y %H:%M}</span><span class='commentAuthorName'>posted by "
        f"<a href='https://{n}.example/' rel='nofollow'>{c.name}</a></span><p>{c.text}</p><br class='clr'></li>",
    ) + "</ul><div class='clr'></div></div>"  # fmt: skip


@system(TALK, parents=True, votes="up", frame="inside")
def portal_extension_with_depth_attributes(said: Sequence[Said]) -> str:
    return "<div id='section-kmt'><div class='kmt-title'><h3>People in this conversation</h3></div><div class='kmt-list-wrap'><ul class='kmt-list'>" + rows(
        said,
        lambda n, c: f"<li id='kmt-{n + 55}' class='kmt-item kmt-child-{c.depth}' data-depth='{c.depth}' data-parentid='{0 if c.above is None else c.above + 55}' "
        f"data-id='{n + 55}'><div class='kmt-wrap'><div class='kmt-avatar'><img alt='' src='x.png'></div><div class='kmt-content'><div class='kmt-head'><span class='"
        f"kmt-author'><a href='#'>{c.name}</a></span><span class='kmt-time'><time datetime='{c.iso}Z'>{at(c)}</time></span><span class='kmt-permalink'><a href='#kmt-"
        f"{n + 55}'>#{n + 55}</a></span></div><div class='kmt-body'>{c.text}</div><div class='kmt-control'><span class='kmt-like'><a>Like</a> <b>{c.up}</b></span><span "
        "class='kmt-reply'><a>Reply</a></span><span class='kmt-share'><a>Share</a></span></div></div></div></li>",
    ) + "</ul></div></div>"  # fmt: skip


@system(TALK, parents=True, frame="press")
def zope_with_levels(said: Sequence[Said]) -> str:
    return "<div class='discussion'>" + rows(
        said,
        lambda n, c: f"<div class='comment replyTreeLevel{c.depth}' id='17{n}4'><div class='commentImage'><img src='d.png' alt=''></div><div class='documentByLine'>"
        f"<a href='/author/{n}'>{c.name}</a> says:<div class='commentDate'>{c.at:%b %d, %Y %I:%M %p}</div></div><div class='commentBody'><p>{c.text}</p></div><div class="
        "'commentActions'></div></div>",
    ) + "</div>"  # fmt: skip


@system(TALK, parents=True, frame="press")
def system_of_version_eight_with_hidden_parents(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        above = (
            ""
            if c.above is None
            else f"<p class='visually-hidden'>In reply to <a href='/comment/{c.above + 5}#c'>Berths</a> by <span>{said[c.above].name}</span></p>"
        )
        return (
            f"<article id='comment-{n + 5}' class='comment js-comment by-anonymous'><mark class='hidden' data-comment-timestamp='{int(c.at.timestamp())}'></mark><footer class="
            f"'comment__meta'><p class='comment__author'><span>{c.name}</span></p><p class='comment__time'>{c.at:%a, %m/%d/%Y - %H:%M}</p><p class='comment__permalink'><a "
            f"href='/comment/{n + 5}#c'>Permalink</a></p>{above}</footer><div class='comment__content'><div class='field field--name-comment-body'><p>{c.text}</p></div><ul "
            "class='links inline'><li><a href='/reply'>Reply</a></li></ul></div></article>" + (f"<div class='indented'>{inner}</div>" if inner else "")
        )  # fmt: skip

    return f"<section class='field field--type-comment'><h2>Comments</h2>{nested(said, one)}<h2>Add new comment</h2><form><label>Your name</label></form></section>"


@system(FLAT, frame="blog")
def engine_with_dates_first_and_authors_last(said: Sequence[Said]) -> str:
    return "<h1 id='comment'>Comments</h1><div id='commentlist'>" + rows(
        said,
        lambda n, c: f"<div id='id_8f{n}c' class='vcard comment'><p class='date'>{c.at.month}/{c.at.day}/2024 {c.at:%I:%M:%S %p} <a href='#id_8f{n}c'>#</a></p><p class='gravatar'>"
        f"<img alt='{c.name}' src='g.png'></p><p class='content'>{c.text}</p><p class='author'><a class='url fn' href='https://{n}.example'>{c.name}</a> <img class='flag' "
        "alt='Norway' src='no.png'></p></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, frame="blog")
def engine_with_re_and_posted_at(said: Sequence[Said]) -> str:
    return "<div id='comments'><h3>Feedback</h3>" + rows(
        said,
        lambda n, c: f"<div class='post'><h4><a name='{n + 51}'></a><a title='permalink' href='#{n + 51}'>#</a> re: Night train to the coast</h4><div class='postfoot'>{c.at.month}/"
        f"{c.at.day}/2024 {c.at:%I:%M %p} | <a href='https://{n}.example' target='_blank'>{c.name}</a></div><div class='postcontent'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, frame="blog")
def theme_with_links_to_the_last_posts_of_readers(said: Sequence[Said]) -> str:
    return "<div id='comments'><h3>6 Responses to “Night train”</h3><ol class='commentlist'>" + rows(
        said,
        lambda n, c: f"<li class='comment even thread-even depth-1' id='li-comment-{n + 8}'><div id='comment-{n + 8}'><div class='comment-author vcard'><img src='g.png' class='avatar'>"
        f"<cite class='fn'>{c.name}</cite> <span class='says'>says:</span></div><div class='comment-meta'><a href='#comment-{n + 8}'>{am(c)}</a></div><p>{c.text}</p>"
        + (f"<p class='cluv'>{c.name} recently posted…<a class='{n}' href='https://{n}.example/a' rel='nofollow'>My small layout in the attic</a></p>" if n % 2 == 0 else "")
        + "<div class='reply'><a class='comment-reply-link' href='?r'>Reply</a></div></div></li>",
    ) + "</ol></div>"  # fmt: skip


@system(FLAT, frame="blog")
def builder_with_headings_in_boxes(said: Sequence[Said]) -> str:
    return "<div class='blogCommentSection'>" + rows(
        said,
        lambda n, c: f"<div class='blogCommentWrap'><div class='blogCommentHeading'><div class='blogCommentHeadingInner'><div class='blogCommentLeft'><a href='https://{n}.example' "
        f"rel='nofollow'>{c.name}</a></div><div class='blogCommentDate'><span>{c.at.month}/{c.at.day}/2024 {c.at:%I:%M:%S %p}</span></div></div></div><div class='blogCommentText'><p>"
        f"{c.text}</p></div><div class='reply'><a href='#'>Reply</a></div></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, time="day", votes="up", frame="blog")
def builder_with_hooks(said: Sequence[Said]) -> str:
    return "<div data-hook='comments-section' class='sQ7'><div class='a1'><h2 data-hook='comments-title'>6 Comments</h2></div><div class='zz'><button>Sort by: Newest</button></div><ul>" + rows(
        said,
        lambda n, c: f"<li><div data-hook='comment' class='tB'><div class='h'><div data-hook='avatar' class='av' role='img' aria-label='{c.name}'></div><div><a data-hook='author-name'><span>"
        f"{c.name}</span></a><div class='m'><span data-hook='time'>{c.at:%b} {c.at:%d}, 2024</span></div></div></div><div class='b'><div data-hook='rce-viewer'><p><span><span>{c.text}</span>"
        f"</span></p></div></div><div class='f'><button aria-label='Like comment'><svg></svg><span>Like</span></button><span class='n'>{c.up}</span><button>Reply</button></div></div></li>",
    ) + "</ul></div>"  # fmt: skip


@system(CZECH, lang="cs", frame="inside")
def czech_builder_with_terms(said: Sequence[Said]) -> str:
    return "<div class='discussion'><h2>Diskusní téma: Noční vlak</h2>" + rows(
        said,
        lambda n, c: f"<div class='item'><div class='head'><p class='title'>Re: Noční vlak</p><dl><dt>Datum:</dt><dd>{c.at:%d.%m.%Y} {c.at:%H:%M}</dd><dt>Vložil:</dt><dd>{c.name}</dd></dl></div>"
        f"<div class='text'><p>{c.text}</p></div><p class='reply'><a href='#'>Odpovědět</a></p></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, votes="up", frame="whole")
def details_of_a_developers_blog(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Night trains in numbers</title></head><body><header><a href='/'>Rails</a></header><article><h1>Night trains in numbers</h1><p>We counted all "
        "night trains of the continent for one winter and drew them on a map, because nobody else had done it before.</p><p>The map has two hundred lines, and half of them "
        "end at a harbour, which surprised nobody who has ever waited for a ferry.</p></article><section id='comments'><h2>Top comments <span>(6)</span></h2><div id='tree'>"
        + rows(
            said,
            lambda n, c: (
                f"<details class='comment-wrapper root' open><summary aria-label='Toggle this comment'><span><svg></svg></span></summary><div id='comment-node-{n + 77}' class='comment "
                f"single-comment-node root comment--deep-0' data-comment-id='{n + 77}' data-comment-author-id='{n}'><div class='comment__inner'><a href='/u{n}'><img alt='{c.name} profile image' src="
                f"'{n}.png'></a><div class='inner-comment comment__details'><div class='comment__content'><div class='comment__header'><a href='/u{n}'><span class='js-name'>{c.name}</span></a><div "
                f"class='profile-preview-card'><div><button aria-label='{c.name} profile details'>{c.name}</button></div><div><div class='bio'>Follow</div><ul><li><div>Joined</div><div>Jan 7, "
                f"2019</div></li></ul></div></div><span role='presentation'>•</span><a href='#c{n}'><time datetime='{c.iso}Z'>{c.at:%b} {c.at.day}</time></a></div><div class='comment__body'><p>{c.text}"
                f"</p></div></div><footer class='comment__footer'><button aria-label='like'><svg></svg><span class='reactions-count'>{c.up}</span><span class='label'> likes</span></button><a href='#'>"
                "<span>Reply</span></a></footer></div></div></div></details>"
            ),
        )
        + "</div></section><footer>Made on rails</footer></body></html>"
    )


@system(TALK, parents=True, votes="up", time="day", frame="press")
def newsletter_host_with_tables(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='comment'><div id='comment-{n + 6000}' class='comment-anchor'></div><table class='comment-content'><tr><td class='comment-head'><div class='profile-img-wrap'><a href='/@{n}'>"
            f"<img src='x.png' alt=''></a></div></td><td class='comment-rest'><div class='comment-meta'><span><a href='/@{n}'>{c.name}</a></span><span class='dot'>·</span><a class='comment-timestamp' "
            f"href='/c/{n}'>{c.at:%b} {c.at.day}, 2024</a></div><div class='comment-body'><p>{c.text}</p></div><div class='comment-actions'><a class='like-button'><svg></svg><span>Like ({c.up})</span>"
            f"</a><a><span>Reply</span></a><a><span>Share</span></a></div></td></tr></table><div class='comment-list-container'>{inner}</div></div>"
        )

    return f"<div class='container'><h4>Discussion about this post</h4><div class='comment-list'>{nested(said, one)}</div></div>"


@system(TALK, parents=True, votes="score", frame="whole")
def link_board_with_subtrees(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li id='c_{n}x' class='comments_subtree'><input type='checkbox' class='comment_folder_button'><div class='comment' id='c_{n}y' data-shortid='{n}y'><label class='comment_folder'></label><div "
            f"class='voters'><a class='upvoter' href='/login'>{c.up - c.down}</a></div><div class='details'><div class='byline'><a href='/~{n}'><img class='avatar' alt='avatar' src='a.png'></a><span> <a class="
            f"'u-author' href='/~{n}'>{c.name}</a></span> <a href='/c/{n}'><time title='{c.at:%Y-%m-%d %H:%M:%S}' datetime='{c.iso}Z'>2 years ago</time></a> | <a href='/c/{n}'>link</a> | <a class="
            f"'comment_replier'>reply</a></div><div class='comment_text'><p>{c.text}</p></div></div></div><ol class='comments'>{inner}</ol></li>"
        )

    return (
        "<html><head><title>Night trains in numbers</title></head><body><header><a href='/'>Rails</a><a href='/active'>Active</a><a href='/recent'>Recent</a></header><div id='inside'><ol class='stories'><li><a "
        "href='https://map.example/'>Night trains in numbers</a> <span>map.example</span> via mrs_pell 2 years ago | 6 comments</li></ol><form><button>Post</button></form>"
        f"<ol class='comments comments1'><li class='comments_subtree'><ol class='comments'>{nested(said, one)}</ol></li></ol></div><footer>About | Tags | Chat</footer></body></html>"
    )


@system(TALK, parents=True, votes="score", time="", frame="whole")
def federated_board_with_articles(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li class='comment' role='comment'><article id='comment-{n + 31}' class='details comment-node'><div class='ms-2'><div class='d-flex'><button aria-label='collapse'><svg></svg></button><span><a class='"
            f"person-listing' title='{c.name}' href='/u/{n}'><img src='p.png' alt=''><span>{c.name}</span></a></span><a href='/comment/{n + 31}' title='link'><svg></svg></a><div class='flex-fill'></div><button class='btn' "
            f"aria-label='{c.up - c.down} Points'><svg></svg><span>{c.up - c.down}</span></button><span class='moment-time' data-tippy-content='x'>{n + 2} hours ago</span></div><div class='comment-content'><div class='md-div'>"
            f"<p>{c.text}</p></div></div><div class='btns'><button aria-label='Upvote'><svg></svg></button><button aria-label='Downvote'><svg></svg></button><button aria-label='reply'><svg></svg></button></div></div></article>"
            + (f"<ul class='comments'>{inner}</ul>" if inner else "") + "</li>"
        )  # fmt: skip

    return (
        "<html><head><title>Night trains in numbers</title></head><body><nav><a href='/'>Rails</a></nav><main><div class='post-listing'><h1>Night trains in numbers</h1><p>A map of two hundred lines, half of which end at a "
        f"harbour. It took us a winter and nine pens, and a friend who can read timetables of four languages.</p></div><ul class='comments'>{nested(said, one)}</ul></main><footer>Modlog | Docs</footer></body></html>"
    )


# --- hosted services ------------------------------------------------------------------------------------------------


@system(TALK, parents=True, votes="both", time="", frame="press")
def hosted_threads_with_headers(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='vf-comment-thread__item'><article class='vf-comment' data-id='f{n}' role='article'><header class='vf-comment-header'><button class='vf-user-avatar'>{c.name[0]}</button><div><button class='vf-comment-"
            f"header__username'>{c.name}</button><span class='vf-comment-header__time'>{n + 2} days ago</span></div></header><div class='vf-comment-html__content'><p>{c.text}</p></div><footer><button class='vf-like' title="
            f"'Like'><i></i><span>{c.up}</span></button><button class='vf-dislike' title='Dislike'><i></i><span>{c.down}</span></button><button>Reply</button></footer></article><div class='vf-replies'>{inner}</div></div>"
        )

    return f"<div class='vf-widget'><div class='vf-count'>6 comments</div><div class='vf-sort'><button>Newest</button><button>Most liked</button></div><div class='vf-content'>{nested(said, one)}</div></div>"


@system(TALK, parents=True, votes="up", frame="press")
def streaming_service_with_articles(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<article class='fy-comment-article' data-author-id='{n}' data-message-id='{n + 91}'><div class='fy-comment-wrapper'><a class='fy-comment-avatar'><img alt='Avatar' src='a.png'></a><header class='fy-comment-head'><a "
            f"class='fy-comment-username'><span itemprop='name'>{c.name}</span></a><span class='fy-bullet'>•</span><time class='fy-comment-date' datetime='{c.iso}Z'>{at(c)}</time></header><section class='fy-comment-body'><div class='fy-"
            f"comment'><p>{c.text}</p></div></section><footer class='fy-comment-footer'><span class='fy-comment-like-count'>{c.up}</span> <a class='fy-like'>Like</a><a class='fy-reply'>Reply</a></footer></div><div class='fy-comment-"
            f"replies'>{inner}</div></article>"
        )

    return f"<div class='fy-main'><div class='fy-stream-stats'><span>6 comments</span></div><div class='fy-stream-content'>{nested(said, one)}</div></div>"


@system(TALK, parents=True, votes="both", frame="press")
def social_login_service(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='gg-comment' data-comment-id='a{n}f'><div class='gg-comment-self'><div class='gg-comment-photo'><img alt='' src='p.png'></div><div class='gg-comment-data'><div class='gg-comment-header'><div class='left'><a "
            f"class='gg-comment-username'>{c.name}</a></div><div class='right'><span class='gg-comment-time'>{am(c)}</span></div></div><div class='gg-comment-body'>{c.text}</div><div class='gg-comment-footer'><span class='gg-reply'>Reply"
            f"</span><span class='gg-votes'><span class='gg-vote-up' title='Thumbs up'>{c.up}</span><span class='gg-vote-down' title='Thumbs down'>{c.down}</span></span><span>Share</span></div></div></div><div class='gg-comment-replies'>"
            f"{inner}</div></div>"
        )

    return f"<div class='gg-comments-container'><div class='gg-comments-count'>6 Comments</div><div class='gg-comments'>{nested(said, one)}</div></div>"


@system(FLAT, votes="both", frame="press")
def newspaper_platform_with_thumbs_in_brackets(said: Sequence[Said]) -> str:
    return "<div class='pk-wrap'><div class='pk-top'><span>Comments (6)</span></div>" + rows(
        said,
        lambda n, c: f"<div class='pk-comment'><div class='pk-user'><a href='/p/{n}'><img alt='' src='u.png'></a><p><a href='/p/{n}'>{c.name}</a></p><p class='pk-stamp'>{c.at:%I:%M %p} on {c.at:%B} {c.at.day}, 2024</p></div><div class='pk-body'>"
        f"{c.text}</div><div class='pk-tools'><a class='up' title='Thumb up'>Thumb up</a> <span>({c.up})</span> <a class='down' title='Thumb down'>Thumb down</a> <span>({c.down})</span> <a>Report abuse</a> <a>Permalink</a></div></div>",
    ) + "</div>"  # fmt: skip


@system(TALK, parents=True, votes="score", time="", frame="blog")
def service_with_signed_scores(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        score = c.up - c.down
        return (
            f"<div class='ic-c' id='ICComment{n + 900}'><div class='ic-c-m'><div class='ic-v'><span class='ic-v-total'>{score:+d}</span><a title='Vote up'><span>Vote up</span></a><a title='Vote down'><span>Vote down</span></a></div><div class='ic-c-h'>"
            f"<img src='m.png' alt=''><p class='ic-i'><a href='/p/{n}'>{c.name}</a> <span class='ic-rep'>{n * 7 + 41}p</span></p><p class='ic-time'>{n + 2} weeks ago</p></div><div class='ic-c-t'><div>{c.text}</div></div><p class='ic-c-b'><a>Reply</a> <a>Report</a>"
            f"</p></div><div class='ic-r'>{inner}</div></div>"
        )

    return f"<div id='ic-container'><div class='ic-head'><h3>Comments (6)</h3></div>{nested(said, one)}</div>"


@system(TALK, parents=True, votes="both", time="", frame="press")
def indian_service_with_days_only(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='v-comment' id='v{n}k'><div class='v-avatar'>{c.name[:2].upper()}</div><div class='v-box'><div class='v-top'><span class='v-name'>{c.name}</span><span class='v-ago'>{n + 2}d</span></div><div class='v-text'>{c.text}</div><div class='v-act'>"
            f"<button aria-label='Upvote'><i></i></button><span>{c.up}</span><button aria-label='Downvote'><i></i></button><span>{c.down}</span><button>Reply</button></div></div><div class='v-kids'>{inner}</div></div>"
        )

    return f"<div id='v-comments'><h3>6 Comments</h3>{nested(said, one)}</div>"


@system(RUSSIAN, lang="ru", parents=True, votes="score", time="", frame="press")
def russian_service_with_ages(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='mc-comment'><div class='mc-comment-wrap'><div class='mc-ava'><img alt='{c.name}' src='a.png'></div><div class='mc-comment-head'><span class='mc-comment-author'>{c.name}</span><a class='mc-comment-created'>{n + 2} дня назад</a></div><div "
            f"class='mc-comment-msg'>{c.text}</div><div class='mc-comment-foot'><a>Ответить</a><span class='mc-rate'><a class='mc-up'>+</a><span>{c.up - c.down:+d}</span><a class='mc-down'>−</a></span></div></div><div class='mc-comment-child'>{inner}</div></div>"
        )

    return f"<div id='mc-container'><div class='mc-menu'>Комментарии: 4</div>{nested(said, one)}</div>"


@system(RUSSIAN, lang="ru", parents=True, votes="score", frame="press")
def russian_site_of_posts_with_ratings(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='comment' id='comment_{n + 2001}' data-id='{n + 2001}' data-indent='{c.depth}' data-meta='pid={0 if c.above is None else c.above + 2001};r={c.up - c.down}'><div class='comment__body'><div class='comment__header'><div class='comment__rating-up' title='"
            f"Поставить плюсик'><svg></svg></div><div class='comment__rating-count' title='{c.up} плюсов / {c.down} минусов'>{c.up - c.down}</div><div class='comment__rating-down'><svg></svg></div><div class='comment__user' data-name='{c.name}'><a class='user' href='/@{n}'>"
            f"<span class='avatar'><img alt='' src='a.png'></span><span class='user__nick'>{c.name}</span></a><time datetime='{c.iso}+00:00' class='comment__datetime'>2 года назад</time></div></div><div class='comment__content'><p>{c.text}</p></div><div class='comment__"
            f"controls'><button>ответить</button></div></div><div class='comment__children'>{inner}</div></div>"
        )

    return f"<section class='comments'><div class='comments__title'>4 комментария</div><div class='comments__container'>{nested(said, one)}</div></section>"


# --- networks -------------------------------------------------------------------------------------------------------


@system(FLAT[:4], time="", frame="blog")
def notes_of_a_blog_network(said: Sequence[Said]) -> str:
    return "<div id='notes'><h3>9 notes</h3><ol class='notes'>" + rows(
        said,
        lambda n, c: (
            f"<li class='note reply tumblelog_{n} with_commentary'><a class='avatar_frame' href='https://{n}.blog.example/'><img src='a.png' alt=''></a><span class='action'><a href='https://{n}.blog.example/' class='tumblelog'>{c.name}</a> said: <span class='"
            f"answer_content'>{c.text}</span></span><div class='clear'></div></li><li class='note like tumblelog_{n + 20} without_commentary'><a class='avatar_frame' href='#'><img src='a.png' alt=''></a><span class='action'><a href='#'>ferry-{n}</a> liked this</span>"
            "<div class='clear'></div></li>"
        ),
    ) + "<li class='note original_post'><span class='action'><a href='/'>sleeper-and-sill</a> posted this</span></li></ol></div>"  # fmt: skip


@system(TALK, votes="up", frame="blog")
def replies_of_a_federated_network(said: Sequence[Said]) -> str:
    said = _flat(said)
    return "<div class='article-content'><h2>Comments</h2><p>You can use your account to reply to <a href='https://fed.example/1'>this post</a>.</p><div id='mc-list'>" + rows(
        said,
        lambda n, c: f"<div class='mc' style='margin-left: 0px'><div class='author'><div class='avatar'><img src='a.png' height='60' alt=''></div><div class='details'><a class='name' href='https://fed.example/@{n}' rel='nofollow'>{c.name}</a><a class='user' href='https://fed.example/"
        f"@{n}'>@u{n}@fed.example</a></div><a class='date' href='https://fed.example/{n + 3}'>{am(c)}</a></div><div class='content'><p>{c.text}</p></div><div class='attachments'></div><div class='status'><div class='replies'><a href='#'><i title='replies'></i></a></div>"
        f"<div class='favourites active'><a href='#'><i class='fa-star' title='favourites'></i>{c.up}</a></div></div></div>",
    ) + "</div></div>"  # fmt: skip


@system(FLAT, time="", votes="up", frame="blog")
def replies_with_hours_alone(said: Sequence[Said]) -> str:
    return "<section><h2>Replies</h2><p>Reply on the network to join in.</p><ul>" + rows(
        said,
        lambda n, c: f"<li><div class='r0'><img src='a.png' alt=''><a href='https://sky.example/{n}'><b>{c.name}</b> <span>@u{n}.sky.example</span></a> · <a href='https://sky.example/{n}/p'>{(2, 5, 8, 11, 14, 20)[n]}h</a></div><p>{c.text}</p><div class='r1'>"
        f"<span aria-label='likes'>♥ {c.up}</span></div></li>",
    ) + "</ul></section>"  # fmt: skip


@system(FLAT, time="", votes="up", frame="press")
def ages_in_letters_behind_names(said: Sequence[Said]) -> str:
    return "<div class='kq'><h2>Conversation (6)</h2>" + rows(
        said,
        lambda n, c: f"<div class='kq1'><div class='kq2'><span class='kq3'>{c.name}</span><span class='kq4'>{('2h', '5h', '1d', '3d', '2w', '1y')[n]}</span></div><div class='kq5'>{c.text}</div><div class='kq6'><button>Like {c.up}</button><button>Reply</button></div></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, votes="up", time="", frame="whole")
def videos_with_handles(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Night train, a ride along</title></head><body><header><a href='/'>Clips</a></header><h1>Night train, a ride along</h1><p>We took the first night train to the coast with a camera and a thermos, and this is what came of it, uncut and "
        "unslept.</p><div id='count'><h2>6 Comments</h2></div><div id='contents'>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='thread'><div id='body'><div id='thumb'><img alt='' src='a.png'></div><div id='main'><div id='header'><h3><a href='/@{n}'><span>{c.name}</span></a></h3><span><a href='?lc={n}'>{n + 2} years ago (edited)</a></span></div><div "
                f"id='expander'><span>{c.text}</span></div><div id='toolbar'><button aria-label='Like this comment along with {c.up} other people'><svg></svg></button><span id='vote-count' aria-label='{c.up} likes'>{c.up}</span><button aria-label='Dislike this comment'><svg></svg>"
                "</button><button>Reply</button></div></div></div></div>"
            ),
        )
        + "</div><footer>About Press Copyright</footer></body></html>"
    )


@system(FLAT, votes="up_as_score", frame="press")
def plus_ones_behind_dots(said: Sequence[Said]) -> str:
    return "<div class='gp'><div class='gp0'>6 comments</div>" + rows(
        said,
        lambda n, c: f"<div class='gp1'><a href='/{n}'><img alt='' src='a.png'></a><div class='gp2'><a class='gp3' href='/{n}'>{c.name}</a><span class='gp4'>{c.at:%b} {c.at.day}, 2024, {c.at:%H:%M}</span><div class='gp5'>{c.text}</div><span class='gp6' title='+1'>+{c.up}</span></div></div>",
    ) + "</div>"  # fmt: skip


@system(FLAT, votes="up_as_score", frame="whole")
def remarks_below_an_answer(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Which night trains take bicycles?</title></head><body><header><a href='/'>Rail questions</a></header><div id='content'><h1>Which night trains take bicycles?</h1><div class='question'><div class='prose'><p>I should like to take my bicycle to the "
        "coast by night and have found two timetables that contradict each other, one of which was printed by the railway and the other by my aunt.</p><p>Does anybody know which of the two is right, and whether a ticket for the bicycle can be had on board?</p></div></div>"
        "<div id='comments-9' class='comments js-comments'><ul class='comments-list'>"
        + rows(
            said,
            lambda n, c: (
                f"<li id='comment-{n + 51}' class='comment js-comment' data-comment-id='{n + 51}' data-comment-score='{c.up}'><div class='comment-actions'><div class='comment-score'><span title='number of “useful comment” votes received' class='cool'>{c.up}</span></div></div><div "
                f"class='comment-text'><div class='comment-body'><span class='comment-copy'>{c.text}</span> <div>– <a href='/users/{n}' class='comment-user' title='{n * 100 + 1} reputation'>{c.name}</a></div> <span class='comment-date'><a href='#comment{n + 51}'><span title='{c.at:%Y-%m-%d %H:%M:%S}Z, "
                f"License: CC' class='relativetime-clean'>{c.at:%b} {c.at.day}, 2024 at {c.at:%H:%M}</span></a></span></div></div></li>"
            ),
        )
        + "</ul></div></div><footer>Tour Help</footer></body></html>"
    )


@system(SPANISH, lang="es", votes="up_as_score", frame="press")
def spanish_links_with_epochs(said: Sequence[Said]) -> str:
    return "<div class='comments'><ol class='comments-list'>" + rows(
        said,
        lambda n, c: f"<li><div id='c-{n + 9}' class='comment' data-id='{n + 9}'><div class='comment-body'><div class='comment-header'><a href='/user/{n}' class='username'>{c.name}</a> <a class='comment-order' rel='nofollow'><strong>#{n + 1}</strong></a> <span class='comment-date showmytitle ts' "
        f"data-ts='{int(c.at.timestamp())}' title='comentado: '></span></div><div class='comment-text'>{c.text}</div></div><div class='comment-footer'><span class='votes'><a title='voto positivo'><i></i></a> <a class='votes-counter' title='votos'>{c.up}</a></span></div></div></li>",
    ) + "</ol></div>"  # fmt: skip


# --- portals of many countries --------------------------------------------------------------------------------------


@system(HUNGARIAN, lang="hu", parents=True, frame="whole", time="day")
def hungarian_forum_with_references(said: Sequence[Said]) -> str:
    return (
        "<html lang='hu'><head><title>Éjszakai vonat</title></head><body><div id='fejlec'><a href='/'>Fórum</a> <a href='/belepes'>Belépés</a></div><h1>Éjszakai vonat</h1>"
        + rows(
            said,
            lambda n, c: f"<table class='art'><tr class='art_h'><td class='art_h_l'><a class='art_owner' title='{c.name}' href='/u/{n}'><strong>{c.name}</strong></a> <span>{c.at:%Y.%m.%d}</span></td><td class='art_h_r'><a rel='license'>© szerzői jog</a> <a name='{n + 1}' "
            f"class='art_nr' href='#{n + 1}'>{n + 1}</a></td></tr><tr><td class='art_b' colspan='2'><div class='art_t'><p>{c.text}</p></div></td></tr><tr class='art_f'><td>"
            + (f"Előzmény: {said[c.above].name} (<a href='#{c.above + 1}'>{c.above + 1}</a>)" if c.above is not None else "&nbsp;") + "</td></tr></table>",
        )
        + "<div id='lab'>Impresszum</div></body></html>"
    )  # fmt: skip


@system(CZECH, lang="cs", votes="both", frame="press")
def czech_discussion_with_two_counts(said: Sequence[Said]) -> str:
    return "<div id='disc-list'><h2>Diskuse <span>(4)</span></h2>" + rows(
        said,
        lambda n, c: f"<div id='p{n + 6600}' class='contribution level00'><table><tr><td class='name'><h4 class='name'><a href='/n/{n}'>{c.name}</a></h4></td><td class='sum'>Souhlasím <span>{c.up}</span> Nesouhlasím <span>{c.down}</span></td><td class='date'><div class='date hover'>{c.at.day}.{c.at.month}."
        f"2024 {c.at:%H:%M}</div></td></tr></table><div class='user-text'><p>{c.text}</p></div><div class='cb'><a href='#'>Reagovat</a></div></div>",
    ) + "</div>"  # fmt: skip


@system(SLOVAK, lang="sk", votes="both", parents=True, frame="press")
def slovak_plus_and_minus(said: Sequence[Said]) -> str:
    return "<div class='diskusia'><h3>Diskusia</h3>" + rows(
        said,
        lambda n, c: f"<div class='prispevok' style='margin-left: {c.depth * 20}px'><div class='p-head'><b>{c.name}</b> <span>{c.at.day}. {c.at.month}. 2024 o {c.at:%H:%M}</span></div><div class='p-text'>{c.text}</div><div class='p-foot'><a href='#'>Reagovať</a> <span class='plus'>+{c.up}</span> / <span class='"
        f"minus'>-{c.down}</span></div></div>",
    ) + "</div>"  # fmt: skip


@system(GERMAN, lang="de", parents=True, votes="both", frame="press")
def austrian_postings(said: Sequence[Said]) -> str:
    return "<section class='forum'><h2>Forum: 4 Postings</h2><div class='forum-tools'><button>Älteste</button><button>Beste Bewertung</button></div>" + rows(
        said,
        lambda n, c: f"<div class='posting' id='posting-10{n}' data-postingid='10{n}' data-parentpostingid='{'' if c.above is None else f'10{c.above}'}' data-level='{c.depth}'><div class='posting-author'><button><strong>{c.name}</strong></button><span class='followers'>{n + 3}</span></div><time "
        f"class='posting-date' data-date='{c.iso}'>{c.at.day}. Mai 2024, {c.at:%H:%M}:24</time><div class='posting-content'><div class='posting-text'>{c.text}</div></div><div class='posting-rating'><button title='positiv bewerten'><span class='rating-positive'>{c.up}</span></button><button title='"
        f"negativ bewerten'><span class='rating-negative'>{c.down}</span></button></div><div class='posting-options'><a>antworten</a><a>melden</a></div></div>",
    ) + "</section>"  # fmt: skip


@system(GERMAN, lang="de", parents=True, votes="up", frame="press")
def german_weekly_with_numbers(said: Sequence[Said]) -> str:
    return "<section class='comment-section' id='comments'><div class='comment-section__head'><h2>4 Kommentare</h2></div><div class='comment-section__body'>" + rows(
        said,
        lambda n, c: f"<article class='comment {'comment--indented' if c.depth else 'js-comment-toplevel'}' id='cid-{n + 71}' {'data-ct-row=reply' if c.depth else ''}><div class='comment__container'><div class='comment-meta'><div class='comment-meta__name'><a href='/p/{n}'>{c.name}</a></div><a class='"
        f"comment-meta__date' href='#cid-{n + 71}'>#{n + 1}&nbsp;&nbsp;—&nbsp;&nbsp;{c.at.day}. Mai 2024, {c.at.hour}:{c.at:%M} Uhr</a></div><div class='comment__body'><p>{c.text}</p></div><div class='comment__reactions'><a class='comment__reaction'><span>Antwort schreiben</span></a><a class='"
        f"comment__reaction'><span>Kommentar melden</span></a><a class='comment__reaction js-recommend-comment' title='Empfehlen'><svg></svg><span class='js-comment-recommendations'>{c.up}</span><span> Empfehlungen</span></a></div></div></article>",
    ) + "</div></section>"  # fmt: skip


@system(FRENCH, lang="fr", frame="press", parents=True)
def french_daily_with_hours_in_h(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<li><article class='contrib'><p class='contrib__author'>{c.name}<span class='contrib__date'>{c.at:%d/%m/%Y} à {c.at:%H}h{c.at:%M}</span></p><p class='contrib__text'>{c.text}</p><p class='contrib__tools'><button>Répondre</button><button>Signaler</button></p></article>"
            + (f"<ul>{inner}</ul>" if inner else "") + "</li>"
        )  # fmt: skip

    return (
        f"<section><h4>Contributions</h4><p>Seuls les abonnés peuvent réagir.</p><ul>{nested(said, one)}</ul></section>"
    )


@system(ITALIAN, lang="it", frame="press")
def italian_with_bars(said: Sequence[Said]) -> str:
    return "<div class='boxcommenti'><div class='titolo'>I commenti dei lettori</div><ul>" + rows(
        _flat(said),
        lambda n, c: f"<li><div class='testo'>{c.text}</div><div class='firma'><strong>{c.name}</strong> <span>{c.at.day} maggio 2024 | {c.at:%H:%M}</span></div></li>",
    ) + "</ul></div>"  # fmt: skip


@system(DUTCH, lang="nl", frame="press", votes="both")
def dutch_footers_with_bars(said: Sequence[Said]) -> str:
    return "<section id='reacties'><h2>Reaguursels</h2>" + rows(
        said,
        lambda n, c: f"<article id='r{n}a'><p>{c.text}</p><footer>{c.name} | {c.at:%d-%m-%y} | {c.at:%H:%M} | <span class='plus'>+{c.up}</span> <span class='min'>-{c.down}</span></footer></article>",
    ) + "</section>"  # fmt: skip


@system(SWEDISH, lang="sv", frame="press")
def swedish_with_clock_words(said: Sequence[Said]) -> str:
    return "<div class='kommentarer'><h3>Kommentarer (4)</h3>" + rows(
        said,
        lambda n, c: f"<div class='k1'><p class='k2'><strong>{c.name}</strong> skrev {c.at.day} maj 2024 kl. {c.at:%H:%M}:</p><p class='k3'>{c.text}</p><p class='k4'><a href='#'>Anmäl</a> <a href='#'>Svara</a></p></div>",
    ) + "</div>"  # fmt: skip


@system(DANISH, lang="da", frame="blog", parents=True)
def danish_with_dashes(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return f"<li><span class='a'>{c.name}</span> - <span class='b'>{c.at.day}. maj 2024 kl. {c.at:%H:%M}</span><div>{c.text}</div><a href='#'>Svar</a>{f'<ol>{inner}</ol>' if inner else ''}</li>"

    return f"<h3>4 kommentarer</h3><ol>{nested(said, one)}</ol>"


@system(FINNISH, lang="fi", frame="press", votes="up")
def finnish_with_likes(said: Sequence[Said]) -> str:
    return "<section><h2>Kommentit (4)</h2><ul>" + rows(
        said,
        lambda n, c: f"<li><h3>{c.name}</h3><time datetime='{c.iso}Z'>{c.at.day}.{c.at.month}.2024 klo {c.at.hour}.{c.at:%M}</time><p>{c.text}</p><button>Tykkää {c.up}</button><button>Vastaa</button><button>Ilmoita</button></li>",
    ) + "</ul></section>"  # fmt: skip


@system(SERBIAN, lang="sr", frame="press", votes="both")
def serbian_with_recommendations(said: Sequence[Said]) -> str:
    return "<div class='komentari'><h4>Komentari (4)</h4><ol>" + rows(
        said,
        lambda n, c: f"<li><div class='tekst'>{c.text}</div><div class='meta'>({c.name}, {c.at.day}. maj 2024 {c.at:%H:%M})</div><div class='glas'><a href='#'>Preporučujem</a> (+{c.up}) <a href='#'>Ne preporučujem</a> (-{c.down}) <a href='#'>Odgovori</a></div></li>",
    ) + "</ol></div>"  # fmt: skip


@system(BULGARIAN, lang="bg", frame="press", votes="both")
def bulgarian_with_positions(said: Sequence[Said]) -> str:
    return "<div id='coms'><h2>Коментари</h2>" + rows(
        said,
        lambda n, c: f"<div class='com'><div class='com-head'><span class='com-num'>{n + 1}</span> <span class='com-name'>{c.name}</span> <span class='com-up'>{c.up}</span> <span class='com-down'>{c.down}</span> <a href='#'>Отговор</a></div><div class='com-text'>{c.text}</div><div class='com-date'>{c.at:%H:%M} "
        f"{c.at:%d.%m.%Y}</div></div>",
    ) + "</div>"  # fmt: skip


@system(HEBREW, lang="he", frame="press", time="day")
def hebrew_talkbacks(said: Sequence[Said]) -> str:
    return "<div dir='rtl' class='talkbacks'><h3>תגובות לכתבה (4)</h3>" + rows(
        said,
        lambda n, c: f"<div class='tb'><div class='tb-num'>{len(said) - n}.</div><div class='tb-head'><span class='tb-name'>{c.name}</span> <span class='tb-date'>({c.at:%d.%m.%y})</span></div><div class='tb-text'>{c.text}</div><a href='#'>הגב לתגובה זו</a></div>",
    ) + "</div>"  # fmt: skip


@system(PERSIAN, lang="fa", frame="press", time="")
def persian_with_its_own_calendar(said: Sequence[Said]) -> str:
    return "<div dir='rtl' class='comments'><div class='comments_title'>نظرات بینندگان</div>" + rows(
        said,
        lambda n, c: f"<div class='comm_info'><div class='comm_info_name'>{c.name}</div> | <div class='comm_info_date'>۰۹:۲{n} - ۱۴۰۳/۰۲/۱{n}</div><a href='#'>پاسخ</a><div class='comments_body'>{c.text}</div></div>",
    ) + "</div>"  # fmt: skip


@system(CHINESE, lang="zh", frame="press", votes="up")
def chinese_net_friends(said: Sequence[Said]) -> str:
    return "<div class='tie-area'><h2>网友跟贴</h2><div class='tie-list'>" + rows(
        said,
        lambda n, c: f"<div class='post'><div class='titleBar'><span class='author'>{c.name} <span class='from'>[广东省广州市网友]</span></span><span class='postTime'>{c.at:%Y-%m-%d %H:%M:%S}</span></div><p class='content'>{c.text}</p><ul class='operations'><li><a href='#'>顶</a>[{c.up}]</li><li><a href='#'>回复</a></li><li>"
        "<a href='#'>分享</a></li></ul></div>",
    ) + "</div></div>"  # fmt: skip


@system(CHINESE, lang="zh", frame="whole")
def chinese_group_with_times_before_names(said: Sequence[Said]) -> str:
    return (
        "<html lang='zh'><head><title>夜车</title></head><body><div class='nav'><a href='/'>小组</a></div><h1>去海边的夜车回来了</h1><div class='topic-doc'><h3><span class='from'>来自: 车迷</span> <span>2024-05-02 16:00:00</span></h3><p>铁路公司周三说，停了九年的夜车四月一日起重新开行，六节卧铺车是从邻国买来"
        "的，在奥斯特穆尔修好。</p></div><ul class='topic-reply'>"
        + rows(
            said,
            lambda n, c: (
                f"<li class='clearfix comment-item' id='8{n}1' data-cid='8{n}1'><div class='user-face'><a href='/p/{n}'><img alt='{c.name}' src='u.jpg'></a></div><div class='reply-doc content'><div class='bg-img-green'><h4><span class='pubtime'>{c.at:%Y-%m-%d %H:%M:%S}</span><a href='/p/{n}'>{c.name}</a></h4></div><p class='"
                f"reply-content'>{c.text}</p><div class='operation-div'><a href='#'>赞</a> <a href='#'>回应</a></div></div></li>"
            ),
        )
        + "</ul></body></html>"
    )


@system(CHINESE, lang="zh-TW", frame="whole", time="")
def pushes_of_a_terminal_board(said: Sequence[Said]) -> str:
    return (
        "<html lang='zh-TW'><head><title>[新聞] 夜車</title></head><body><div id='topbar'><a href='/'>批踢</a> <a href='/bbs/rail'>看板 Rail</a></div><div id='main-content' class='bbs-screen'><div class='article-metaline'><span class='tag'>作者</span><span class='val'>rail77 (車迷)</span></div><div class='article-metaline'><span class='tag'>"
        "時間</span><span class='val'>Thu May  2 16:00:00 2024</span></div>\n鐵路公司週三說，停了九年的夜車四月一日起重新開行，六節臥鋪車是從鄰國買來的，在奧斯特穆爾修好。\n\n兩節車可以放腳踏車，一個鋪位冬天三十五、夏天五十，港口的旅館都很高興。\n--\n"
        + rows(
            said,
            lambda n, c: (
                f"<div class='push'><span class='hl push-tag'>{'推' if n % 2 == 0 else '→'} </span><span class='f3 hl push-userid'>{c.name}</span><span class='f3 push-content'>: {c.text}</span><span class='push-ipdatetime'> {c.at:%m/%d %H:%M}\n</span></div>"
            ),
        )
        + "</div></body></html>"
    )


@system(JAPANESE, lang="ja", frame="whole", time="day")
def japanese_bookmarks(said: Sequence[Said]) -> str:
    return (
        "<html lang='ja'><head><title>夜行列車が春に復活</title></head><body><header><a href='/'>しおり</a></header><h1>夜行列車が春に復活</h1><p>海岸へ向かう夜行列車が四月一日から再び走ると鉄道会社が水曜日に発表した。最後の寝台車が売られてから九年になる。</p><section><h2>人気のコメント</h2><ul>"
        + rows(
            said,
            lambda n, c: (
                f"<li class='entry-comment'><a href='/{n}/'><img src='i.png' alt='{c.name}'></a><span class='users'><a href='/{n}/'>{c.name}</a></span><span class='entry-comment-text'>{c.text}</span><p class='entry-comment-meta'><span class='stamp'><a href='/{n}/2024'>{c.at:%Y/%m/%d}</a></span><a href='#'>リンク</a></p></li>"
            ),
        )
        + "</ul></section><footer>ヘルプ</footer></body></html>"
    )


@system(KOREAN, lang="ko", frame="press", votes="both")
def korean_portal_with_recommend(said: Sequence[Said]) -> str:
    return "<div class='alex-area'><h3>댓글 <span>4</span></h3><ul class='list_comment'>" + rows(
        said,
        lambda n, c: f"<li id='comment{n + 5}k'><div class='cmt_info'><strong class='tit_cmt'><a class='link_nick'>{c.name}<span class='screen_out'>님의 댓글</span></a></strong><span class='txt_date'>{c.at:%Y.%m.%d. %H:%M}</span><p class='desc_txt'>{c.text}</p><div class='box_reply'><button>답글 작성</button><span class='comment_recomm'><button><span>찬성하기</span"
        f"> <span class='num_txt'>{c.up}</span></button><button><span>반대하기</span> <span class='num_txt'>{c.down}</span></button></span></div></div></li>",
    ) + "</ul></div>"  # fmt: skip


@system(VIETNAMESE, lang="vi", frame="press", votes="up", time="")
def vietnamese_names_and_texts_in_one_paragraph(said: Sequence[Said]) -> str:
    return "<div class='box_comment'><div class='ykien'><h3>Ý kiến (<label>4</label>)</h3></div><div id='list_comment'>" + rows(
        said,
        lambda n, c: f"<div class='comment_item width_common'><div class='avata'><a href='/u/{n}'><img alt='' src='a.png'></a></div><div class='content-comment'><p class='full_content'><span class='txt-name'><a class='nickname' href='/u/{n}'><b>{c.name}</b></a></span>{c.text}</p><p class='block_like'><a class='like'><i></i>Thích</a><span class='total'>{c.up}</span><a "
        f"class='rep'>Trả lời</a><span class='time-com'>{c.at:%H:%M} {c.at.day}/{c.at.month}</span></p></div></div>",
    ) + "</div></div>"  # fmt: skip


@system(INDONESIAN, lang="id", frame="press", time="")
def indonesian_portal(said: Sequence[Said]) -> str:
    return "<div class='komentar'><div class='komentar__title'>Komentar (4)</div>" + rows(
        said,
        lambda n, c: f"<div class='kitem'><div class='kava'><img alt='' src='a.png'></div><div class='kdet'><h4>{c.name}</h4><span>{n + 2} jam yang lalu</span><p>{c.text}</p><a href='#'>Balas</a> <a href='#'>Laporkan</a></div></div>",
    ) + "</div>"  # fmt: skip


@system(HINDI, lang="hi", frame="press")
def hindi_portal(said: Sequence[Said]) -> str:
    return "<div class='tippani'><h3>टिप्पणियां (4)</h3>" + rows(
        said,
        lambda n, c: f"<div class='tp'><div class='tp1'><b>{c.name}</b> <span>{c.at.day} मई 2024, {c.at:%H:%M}</span></div><div class='tp2'>{c.text}</div><a href='#'>जवाब दें</a></div>",
    ) + "</div>"  # fmt: skip


# --- newspapers -----------------------------------------------------------------------------------------------------


@system(FLAT, frame="press")
def have_your_say_by_clock(said: Sequence[Said]) -> str:
    return "<div id='dna'><h3>Comments</h3><p>Sign in to comment on this entry.</p><ul>" + rows(
        said,
        lambda n, c: f"<li><p class='head'>{n + 1}. At <strong>{c.at:%I:%M%p}</strong> on {c.at:%d %b %Y}, <a href='/u/{n}'>{c.name}</a> wrote:</p><div class='txt'><p>{c.text}</p></div><p class='flag'><a href='/complain/{n}'>Complain about this comment (Comment number {n + 1})</a></p></li>",
    ) + "</ul></div>"  # fmt: skip


@system(FLAT, votes="score", frame="press")
def have_your_say_with_ratings(said: Sequence[Said]) -> str:
    return "<section class='cmts'><div class='cmts-tabs'><a href='#'>All Comments</a><a href='#'>Editors' Picks</a></div><ul>" + rows(
        said,
        lambda n, c: f"<li><div class='num'>{n + 1}.</div><div class='hd'><span class='cmt-user'>{c.name}</span> <time class='cmt-time' datetime='{c.iso}Z'>{ordinal(c.at.day)} May 2024 - {c.at.hour}:{c.at:%M}</time></div><p class='cmt-text'>{c.text}</p><div class='rate'><button title='Rate this comment up'><i></i></button><span class='val'>{c.up - c.down:+d}</span><button "
        f"title='Rate this comment down'><i></i></button></div><a href='/r/{n}'>Report this comment (Comment number {n + 1})</a></li>",
    ) + "</ul></section>"  # fmt: skip


@system(TALK, parents=True, votes="up", frame="press")
def liberal_daily_with_attributes(said: Sequence[Said]) -> str:
    def one(n: int, c: Said) -> str:
        kids = "".join(one(m, replace(d)) for m, d in below(said, n))
        return (
            f"<li class='d-comment' id='comment-{n + 70}' data-comment-id='{n + 70}' data-comment-author='{c.name}' data-comment-timestamp='{c.iso}Z' itemscope itemtype='http://schema.org/Comment'><div class='d-comment__inner'><div class='d-comment__meta'><span class='d-comment__author' itemprop='author'>{c.name}</span><time class='d-comment__time' "
            f"datetime='{c.iso}Z'>{at(c)}</time></div><div class='d-comment__recommend'><span class='d-comment__recommend-count'>{c.up}</span><button>Recommend</button></div><div class='d-comment__body' itemprop='text'><p>{c.text}</p></div><div class='d-comment__actions'><button>Share</button><button>Report</button></div></div>"
            + (f"<ul class='d-thread--responses'>{kids}</ul>" if kids else "") + "</li>"
        )  # fmt: skip

    return f"<section id='talk' class='discussion'><h2>Comments (6)</h2><ul class='d-thread'>{''.join(one(n, c) for n, c in below(said, None))}</ul></section>"


@system(FLAT, votes="up", time="", frame="press")
def american_daily_with_hidden_labels(said: Sequence[Said]) -> str:
    return "<div class='css-1x'><h2 class='css-2x'>Comments <span>6</span></h2><div class='css-3x'><button>NYC Picks</button><button>All</button></div><div><ol class='css-4x'>" + rows(
        said,
        lambda n, c: f"<li class='css-5x'><div class='css-6x'><h3 class='css-7x'><span class='css-8x'>{c.name}</span></h3><span class='css-9x'>Ostermoor | {c.at:%B} {c.at.day}</span></div><p class='css-ax'>{c.text}</p><div class='css-bx'><button aria-label='Recommend'><svg></svg><span>{c.up} Recommend</span></button><button>Share</button><button>Flag</button></div></li>",
    ) + "</ol></div></div>"  # fmt: skip


@system(FLAT, votes="both", frame="whole")
def forum_of_a_trade_paper(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Comments on: Night train • The Tender</title></head><body><header><a href='/'>The Tender</a></header><div id='forum'><h1><a href='/night-train'>Night train comes back</a></h1><p><a href='#new'>Post a comment</a></p>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='post {'alt' if n % 2 else ''}' id='c_{n + 48}'><div class='post_info'><a class='permalink' href='#c_{n + 48}'><time datetime='{c.iso}Z'>{c.at:%A} {ordinal(c.at.day)} May 2024 {c.at:%H:%M} GMT</time></a><div class='author'><a href='/u/{n}'>{c.name}</a> <img class='badge' alt='Silver badge' src='s.png'></div></div><div class='body'><p>"
                f"{c.text}</p></div><ul class='act'><li><a href='#'>Reply</a></li><li class='vote'><a class='up' title='Like this post?'><span class='n'>{c.up}</span></a><a class='down' title='Dislike this post?'><span class='n'>{c.down}</span></a></li></ul></div>"
            ),
        )
        + "</div><footer>About us</footer></body></html>"
    )


@system(TALK, parents=True, frame="press")
def pinned_first_and_one_deleted_member(said: Sequence[Said]) -> str:
    def one(n: int, c: Said, inner: str) -> str:
        return (
            f"<div class='mx {'mx-pin' if n == 0 else ''}'>" + ("<div class='mx-label'>Pinned by the editors</div>" if n == 0 else "")
            + f"<div class='mx-h'><span class='mx-n'>{c.name}</span><time datetime='{c.iso}Z'>{at(c)}</time></div><div class='mx-t'>{c.text}</div><div class='mx-b'><button>Reply</button></div><div class='mx-k'>{inner}</div></div>"
        )  # fmt: skip

    return f"<section><h2>Comments</h2>{nested(said, one)}</section>"


@system(FLAT, frame="press")
def picked_ones_and_the_rest_in_two_lists(said: Sequence[Said]) -> str:
    def one(n: int, c: Said) -> str:
        return f"<li><h4>{c.name}</h4><time datetime='{c.iso}Z'>{at(c)}</time><div>{c.text}</div><a href='#'>Reply</a></li>"

    return f"<section class='tk'><h3>Picked by the editors</h3><ul class='tk-a'>{rows(said[:2], one)}</ul><h3>All other comments</h3><ul class='tk-b'>{rows(said[2:], one)}</ul></section>"


@system(BACK, frame="press")
def newest_first_with_pager(said: Sequence[Said]) -> str:
    return (
        "<div class='ko'><h2>Readers' comments</h2><div class='pg'><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a> <a href='?p=3'>Next</a></div>"
        + rows(
            said,
            lambda n, c: (
                f"<div class='ko-{n % 2}'><div class='ko-a'>{len(said) - n}. {c.name}</div><div class='ko-d'>{c.at:%d.%m.%Y %H:%M}</div><div class='ko-t'>{c.text}</div></div>"
            ),
        )
        + "<div class='pg'><a href='?p=1'>1</a> <b>2</b> <a href='?p=3'>3</a> <a href='?p=3'>Next</a></div></div>"
    )


@system(TWO, frame="blog")
def two_that_reply_in_paragraphs_of_a_blog(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(said, lambda n, c: f"<p>{c.text}</p><p class='sig'>Comment by <a href='https://{n}.example'>{c.name}</a> — {am(c)}</p>") + "<h3>Leave a comment</h3><form><input></form>"  # fmt: skip


# --- without markup of their own ------------------------------------------------------------------------------------


@system(FLAT, frame="blog")
def letters_in_preformatted_text(said: Sequence[Said]) -> str:
    return "<h3>Comments</h3>" + rows(
        said, lambda n, c: f"<pre>From: {c.name} &lt;x{n} at post.example&gt;\nDate: {c.at:%a, %d %b %Y %H:%M:%S} +0000\n\n{c.text}\n</pre><hr>"
    )  # fmt: skip


@system(FLAT, frame="blog")
def one_preformatted_text_for_all(said: Sequence[Said]) -> str:
    return (
        "<h3>Comments</h3><pre>" + rows(said, lambda n, c: f"{c.name}  {c.at:%Y-%m-%d %H:%M}\n{c.text}\n\n") + "</pre>"
    )


@system(FLAT, frame="whole")
def tracker_with_preformatted_texts(said: Sequence[Said]) -> str:
    return (
        "<html><head><title>Ticket 77: night train has no lamp</title></head><body><div id='header'><a href='/'>Tracker</a></div><h1>Ticket 77: night train has no lamp</h1><table><tr><td>Status:</td><td>OPEN</td></tr><tr><td>Reported:</td><td>2024-05-02</td></tr></table><div id='comments'>"
        + rows(
            said,
            lambda n, c: (
                f"<div id='c{n}' class='bz_comment'><div class='bz_comment_head'><span class='bz_comment_number'><a href='#c{n}'>Comment {n}</a></span><span class='bz_comment_user'><span class='vcard'><span class='fn'>{c.name}</span></span></span><span class='bz_comment_time'>{c.at:%Y-%m-%d %H:%M:%S} UTC</span></div><pre class='bz_comment_text'>{c.text}</pre></div>"
            ),
        )
        + "</div><div id='footer'>Reports</div></body></html>"
    )


@system(FLAT, frame="press")
def in_a_template_that_waits(said: Sequence[Said]) -> str:
    return "<section id='comments'><h2>Comments (6)</h2><template>" + rows(
        said,
        lambda n, c: f"<div class='comment'><b class='author'>{c.name}</b> <time datetime='{c.iso}Z'>{at(c)}</time><p class='text'>{c.text}</p></div>",
    ) + "</template></section>"  # fmt: skip


@system(FLAT, frame="press")
def in_a_comment_of_the_markup_as_data(said: Sequence[Said]) -> str:
    value = {
        "thread": {
            "count": len(said),
            "posts": [
                {"pid": n, "nick": c.name, "when": int(c.at.timestamp()), "html": f"<p>{escape(c.text)}</p>"}
                for n, c in enumerate(said)
            ],
        }
    }
    return f"<div id='comments-app' data-comments='{escape(json.dumps(value), quote=True)}'></div>"


@system(FLAT, votes="up", frame="press")
def cells_of_one_row_each_with_avatar_and_stars(said: Sequence[Said]) -> str:
    return "<h3>Reader comments</h3><table class='rc'>" + rows(
        said,
        lambda n, c: f"<tr><td><img src='a.png' width='32' alt=''></td><td><a href='/u/{n}'>{c.name}</a><br><small>{at(c)}</small></td><td>{c.text}</td><td>👍 {c.up}</td></tr>",
    ) + "</table>"  # fmt: skip


@system(FLAT, frame="inside")
def numbers_in_headings(said: Sequence[Said]) -> str:
    return "<h2>Comments</h2>" + rows(
        said, lambda n, c: f"<h5>#{n + 1} {c.name} ({c.at:%d.%m.%Y %H:%M})</h5><p>{c.text}</p>"
    )


@system(FLAT, frame="portal")
def names_in_bold_with_mail_and_town(said: Sequence[Said]) -> str:
    return "<hr><b>What our readers say</b><br><br>" + rows(
        said, lambda n, c: f"<b><a href='mailto:r{n}@post.example'>{c.name}</a></b>, Ostermoor ({c.at:%d.%m.%Y %H:%M})<br>{c.text}<br><br>"
    )  # fmt: skip


@system(FLAT, frame="portal")
def table_with_coloured_heads(said: Sequence[Said]) -> str:
    return "<table width='100%' cellspacing='1'><tr><td bgcolor='#336699'><font color='white'><b>Your opinion (6)</b></font></td></tr>" + rows(
        said,
        lambda n, c: f"<tr><td bgcolor='#ccddee'><font size='2'><b>{c.name}</b> - {c.at:%d/%m/%Y %H:%M}</font></td></tr><tr><td bgcolor='#ffffff'><font size='2'>{c.text}</font></td></tr>",
    ) + "</table>"  # fmt: skip


@system(FLAT, frame="press")
def labels_for_screen_readers(said: Sequence[Said]) -> str:
    return "<section aria-label='Comments'><div role='feed'>" + rows(
        said,
        lambda n, c: f"<div role='article' aria-label='Comment by {c.name}' class='q{n}'><span class='vh'>Comment by</span><span class='w1'>{c.name}</span><span class='vh'>posted on</span><span class='w2'>{at(c)}</span><div class='w3'>{c.text}</div><div class='w4'><button aria-label='Reply to {c.name}'>Reply</button></div></div>",
    ) + "</div></section>"  # fmt: skip
