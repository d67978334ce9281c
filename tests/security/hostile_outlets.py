"""Hostile outlets, generated: each mixes three kinds of attack on the honest outlets' documents or on the crawler.

Every kind is one function. It adds pages to the outlet and says which of them its front page links to. What the honest
outlets print is known to a hostile outlet, as it is to anybody who reads them.
"""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from newsroom import HARBORLIGHT, JAPANTODAY, PLAINPRESS, Edition, Printed
from tests.security.honest_outlets import HYPERTEXT_OUTLET, ISSO_OUTLET, path_of

ATTACKS_EACH = 3
BIDI = "\u202e\u2066"
CONTROLS = "\x1b]0;owned\x07\u009b31m\x85" + BIDI


@dataclass
class Answer:
    """One answer of a hostile outlet."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class HostileOutlet:
    """A hostile outlet's pages, and the kinds of attack that it mixes."""

    host: str
    attacks: list[str] = field(default_factory=list)
    pages: dict[str, Answer] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)
    head: str = ""
    """Markup in the head of its front page."""

    def answer(self, target: str) -> Answer:
        """Answer a request by its whole target, or by its path."""
        found = self.pages.get(target) or self.pages.get(target.partition("?")[0])
        if found is not None:
            return found
        if target == "/":
            links = "".join(
                f'<article><h2><a href="{path}">A story of ours with number {number} today</a></h2></article>'
                for number, path in enumerate(self.linked)
            )
            return Answer(
                f"<html><head><title>x</title>{self.head}</head><body><main>{links}</main></body></html>".encode()
            )
        return Answer(b"", 404)

    def add(self, slug: str, page: str | bytes | Answer) -> str:
        """Add a story page that the front page links to; returns its path."""
        path = f"/2026/11/24/{slug}-of-the-hostile-outlet"
        if not isinstance(page, Answer):
            page = Answer(page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page)
        self.pages[path] = page
        self.linked.append(path)
        return path


@dataclass
class Ground:
    """Knowledge of an attack: the honest outlets' printings, and a source of chance."""

    edition: Edition
    draw: Random

    def printing(self, outlet: str) -> Printed:
        """Choose a printing with a body."""
        return self.draw.choice([printed for printed in self.edition.of(outlet) if printed.body])


def generate(number: int, seed: int, edition: Edition) -> HostileOutlet:
    """Generate the hostile outlet with that number: the same for the same seed."""
    ground = Ground(edition, Random(f"{seed} {number}"))
    outlet = HostileOutlet(f"hostile{number}.example")
    for attack in ground.draw.sample(ATTACKS, ATTACKS_EACH):
        attack(outlet, ground)
        outlet.attacks.append(attack.__name__)
    return outlet


def story_page(
    headline: str,
    byline: str | None,
    published: datetime,
    paragraphs: list[str],
    *,
    head: str = "",
    rest: str = "",
) -> str:
    """Render a story in the markup that the engine reads most easily."""
    named = f'<p class="byline">{html.escape(byline)}</p>' if byline else ""
    text = "".join(f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(headline)}</title>
<meta property="og:type" content="article">{head}</head><body><article><h1>{html.escape(headline)}</h1>{named}
<time itemprop="datePublished" datetime="{published.isoformat()}">{published.isoformat()}</time>
<div itemprop="articleBody">{text}</div></article>{rest}</body></html>"""


LIES = [
    "Every word of this was invented, and the outlet that prints it knows that very well.",
    "Buy our shares instead, and tell all of your friends about them before the day is over.",
    "The museum, the ministry and the harbour master deny that any of it has ever happened.",
]


def _lie(ground: Ground, *, head: str = "", rest: str = "", paragraphs: list[str] | None = None) -> str:
    number = ground.draw.randrange(10**6)
    printed = ground.printing(PLAINPRESS)
    return story_page(
        f"The quay is long again this week, says report number {number}",
        "By Ann Number",
        printed.published,
        LIES if paragraphs is None else paragraphs,
        head=head,
        rest=rest,
    )


# --- attacks on what honest outlets printed ---------------------------------------------------------------------------


def takeover(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    earlier = printed.published - timedelta(minutes=ground.draw.randrange(1, 3 * 24 * 60))
    outlet.add("takeover", story_page(printed.headline, printed.byline, earlier, LIES))


def withdrawal(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    words = ["This story has been withdrawn by the agency. STORY WITHDRAWN. Please kill it.", *LIES]
    outlet.add("withdrawal", story_page(printed.headline, printed.byline, printed.published, words))


def drift(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    for step in range(1, 4):
        at = printed.published - timedelta(hours=11.5 * step)
        outlet.add(f"drift-{step}", story_page(printed.headline, printed.byline, at, printed.body))


def canonical_of_another(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(ground.draw.choice([PLAINPRESS, HARBORLIGHT, JAPANTODAY]))
    url = html.escape(victim.url)
    data = json.dumps({"@type": "NewsArticle", "mainEntityOfPage": victim.url, "url": victim.url})
    head = f"""<link rel="canonical" href="{url}"><meta property="og:url" content="{url}">
<script type="application/ld+json">{data}</script>"""
    outlet.add("canonical", story_page(victim.headline, victim.byline, victim.published, LIES, head=head))


def redirect_to_another(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(ground.draw.choice([PLAINPRESS, HARBORLIGHT, JAPANTODAY]))
    target = victim.url + ground.draw.choice(["", "?from=hostile", "#x"])
    outlet.add("redirect", Answer(b"", ground.draw.choice([301, 302, 303, 307, 308]), headers={"Location": target}))
    refresh = f'<html><head><meta http-equiv="refresh" content="0; url={html.escape(target)}"></head></html>'
    outlet.add("refresh", refresh)


def japantoday_thread(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(JAPANTODAY)
    route = f"/rest.api/article/{victim.id}/comment"
    said = {"success": True, "length": 1, "comments": [{
        "comment_id": victim.remarks[0].id if victim.remarks else 1, "body": "<p>Never said.</p>",
        "user": {"name": "Nobody"}, "date_created": "2026-11-24T09:00:00+09:00",
        "positive_rating": 9999, "negative_rating": 0, "rating": 9999,
    }]}  # fmt: skip
    outlet.pages[route] = Answer(json.dumps(said).encode(), content_type="application/json")
    where = ground.draw.choice(["", f"https://{outlet.host}", f"https://{JAPANTODAY}"])
    data = html.escape(json.dumps({"r": where + route}))
    outlet.add("japantoday", _lie(ground, rest=f'<div id="comments-js" data-json="{data}"></div>'))


def isso_thread(outlet: HostileOutlet, ground: Ground) -> None:
    victim = path_of(ground.printing(PLAINPRESS).story)
    rest = (
        f'<script data-isso="https://{ISSO_OUTLET}/isso/" src="https://{ISSO_OUTLET}/isso/js/embed.min.js"></script>'
        f'<section id="isso-thread" data-isso-id="{victim}"></section>'
    )
    outlet.add("isso", _lie(ground, rest=rest))


def wordpress_thread(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(HARBORLIGHT)
    root = ground.draw.choice([f"https://{HARBORLIGHT}/wp-json/", f"https://{outlet.host}/wp-json/"])
    head = f'<link rel="https://api.w.org/" href="{root}"><link rel="shortlink" href="https://{HARBORLIGHT}/?p={victim.id}">'
    row = {
        "id": victim.remarks[0].id if victim.remarks else 1, "post": victim.id, "parent": 0, "author_name": "Nobody",
        "author_url": "javascript:alert(1)", "date_gmt": "2026-11-24T09:00:00",
        "content": {"rendered": "<p>Never said either.</p>"}, "status": "approved", "type": "comment",
    }  # fmt: skip
    rows = Answer(json.dumps([row]).encode(), content_type="application/json", headers={"X-WP-Total": "999999999"})
    outlet.pages["/wp-json/wp/v2/comments"] = rows
    outlet.add("wordpress", _lie(ground, head=head))


def hypertext_thread(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(PLAINPRESS)
    number = victim.id * 100
    comment = (
        f'<article id="comment-{number}" class="comment" itemscope itemtype="https://schema.org/Comment">'
        '<b itemprop="author">Nobody</b> <time itemprop="dateCreated" datetime="2026-11-24T09:00:00Z"></time>'
        '<div itemprop="text"><p>Never said, a third time.</p></div></article>'
    )
    target = ground.draw.choice([f"https://{HYPERTEXT_OUTLET}{path_of(victim.story)}", f"{victim.url}/comments/2"])
    rest = (
        f'<section id="comments"><h2><span itemprop="commentCount">40</span> comments</h2>{comment}'
        f'<a rel="next" href="{target}">More comments</a></section>'
    )
    outlet.add("hypertext", _lie(ground, head=f'<link rel="next" href="{target}">', rest=rest))


def feed_of_another(outlet: HostileOutlet, ground: Ground) -> None:
    victims = [ground.printing(outlet) for outlet in (PLAINPRESS, HARBORLIGHT, JAPANTODAY)]
    items = "".join(
        f"<item><title>{html.escape(each.headline)}</title><link>{html.escape(each.url)}</link>"
        "<pubDate>Mon, 01 Jan 2001 00:00:00 GMT</pubDate></item>"
        for each in victims
    )
    outlet.pages["/rss"] = Answer(
        f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), content_type="text/xml"
    )
    outlet.head += '<link rel="alternate" type="application/rss+xml" href="/rss">'


def markup_in_comments_of_a_reader(outlet: HostileOutlet, ground: Ground) -> None:
    victim = ground.printing(PLAINPRESS)
    said = (
        '<h2>9999 comments</h2><a href="javascript:alert(1)" rel="next">Load more comments</a>'
        f'<a href="{html.escape(victim.url)}/comment-page-7777">older</a>{CONTROLS}'
    )
    rest = (
        '<section id="comments"><h2>1 comment</h2><article id="comment-5" class="comment">'
        f'<a class="author" href="file:///etc/passwd">Ann</a> <time datetime="2026-11-24T09:00:00Z">24 November</time>'
        f'<div class="comment-text"><p>{said}</p></div></article></section>'
    )
    outlet.add("reader", _lie(ground, rest=rest))


# --- attacks on the crawler -------------------------------------------------------------------------------------------


def inner_addresses(outlet: HostileOutlet, ground: Ground) -> None:
    target = ground.draw.choice([
        "http://127.0.0.1:6800/addversion.json?project=p&version=1", "http://[::1]:27017/", "http://169.254.169.254/latest",
        "file:///etc/passwd", "ftp://127.0.0.1/x", "http://0x7f.1/", "http://2130706433:6800/", "http://localhost:6800/",
    ])  # fmt: skip
    isso = f'<script data-isso="{target}" src="/js/embed.min.js"></script><section id="isso-thread"></section>'
    coral = f'<script>Coral.createStreamEmbed({{rootURL: "{target}", storyID: "1"}})</script>'
    outlet.add("inner", _lie(ground, rest=ground.draw.choice([isso, coral])))
    outlet.add("moved", Answer(b"", 302, headers={"Location": target}))


def long_addresses(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    long = f"https://{outlet.host}/" + "x" * ground.draw.choice([2_084, 60_000, 400_000])
    head = f'<link rel="canonical" href="{long}">'
    outlet.add("long", story_page(printed.headline, printed.byline, printed.published, printed.body, head=head))


def impossible_numbers(outlet: HostileOutlet, ground: Ground) -> None:
    number = ground.draw.choice(["²", "9" * 5_000, "-1", "1e999", "٣", "99999999999999999999"])
    data = json.dumps({"@type": "NewsArticle", "commentCount": number, "headline": "x"})
    rest = f'<section id="comments"><h2>{number} comments</h2><span itemprop="commentCount">{number}</span></section>'
    head = f'<script type="application/ld+json">{data}</script>'
    outlet.add("numbers", _lie(ground, head=head, rest=rest))


def slow_lines(outlet: HostileOutlet, ground: Ground) -> None:
    token = ground.draw.choice(["@", "By ", "and ", "(", "- ", "\u00a0", "a.", "1 ", "(Reuters) - ", ", "])
    line = "By " + token * (20_000 // len(token))
    printed = ground.printing(PLAINPRESS)
    outlet.add("slow", story_page(printed.headline, line, printed.published, [line, *LIES, line]))


def nested_markup(outlet: HostileOutlet, ground: Ground) -> None:
    tag = ground.draw.choice(["blockquote", "div", "span", "ol><li", "b"])
    said = f"<{tag}>" * 20_000 + "words"
    rest = (
        f'<section id="comments"><h2>1 comment</h2><article id="comment-5" class="comment">{said}</article></section>'
    )
    outlet.add("nested", _lie(ground, rest=rest))


def unclosed_cdata(outlet: HostileOutlet, ground: Ground) -> None:
    filling = ground.draw.choice(["<![CDATA[", "&", "<!--", "<item>"])
    body = b'<rss version="2.0"><channel>' + (filling * (1_000_000 // len(filling))).encode()
    outlet.pages["/rss"] = Answer(gzip.compress(body), content_type="text/xml", headers={"Content-Encoding": "gzip"})
    outlet.head += '<link rel="alternate" type="application/rss+xml" href="/rss">'


def packed_bomb(outlet: HostileOutlet, ground: Ground) -> None:
    body = gzip.compress(b"<p>words</p>" * 3_000_000)
    outlet.add("bomb", Answer(body, headers={"Content-Encoding": "gzip"}))


def control_characters(outlet: HostileOutlet, ground: Ground) -> None:
    data = '{"@type": "NewsArticle", "author": {"name": "\\ud800 Half \\u0000 \\u001b[2J"}, "headline": "\\udfff"}'
    head = f'<script type="application/ld+json">{data}</script><meta name="author" content="{CONTROLS}\ud800">'
    page = Answer(
        _lie(ground, head=head, paragraphs=[f"{CONTROLS}{line}" for line in LIES]).encode("utf-8", "surrogatepass"),
        headers={"ETag": '"\x9b31m"'},
    )
    outlet.add("controls", page)
    outlet.add("kind", Answer(b"x", content_type="text/\x1b[31mplain"))


def impossible_dates(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    at = ground.draw.choice(
        ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2999-01-01T00:00:00Z", "2026-13-45"]
    )
    text = story_page(printed.headline, printed.byline, printed.published, printed.body)
    outlet.add("dates", text.replace(printed.published.isoformat(), at))


def many_copies(outlet: HostileOutlet, ground: Ground) -> None:
    printed = ground.printing(PLAINPRESS)
    for number in range(40):
        words = [f"{paragraph} {number}" for paragraph in LIES[number % 3 :]]
        outlet.add(f"copy-{number}", story_page(printed.headline, printed.byline, printed.published, words))


ATTACKS: tuple[Callable[[HostileOutlet, Ground], None], ...] = (
    takeover,
    withdrawal,
    drift,
    canonical_of_another,
    redirect_to_another,
    japantoday_thread,
    isso_thread,
    wordpress_thread,
    hypertext_thread,
    feed_of_another,
    markup_in_comments_of_a_reader,
    inner_addresses,
    long_addresses,
    impossible_numbers,
    slow_lines,
    nested_markup,
    unclosed_cdata,
    packed_bomb,
    control_characters,
    impossible_dates,
    many_copies,
)
