"""Pages of a newspaper, a blog and an old portal around a thread: menu, story, boxes of other stories, footer.

Threads are tried on pages that have what real pages have beside a thread: a bar to share, a box about the author, tags, a
form, a box of other stories, lists in a column.
"""

from __future__ import annotations

__all__ = ["framed"]

_TITLE = "Night train to the coast comes back in spring"
_PARAGRAPHS = [
    "The night train to the coast is to run again from the first of April, nine years after the last sleeping car was sold "
    "to a circus, the railway said on Wednesday.",
    "Six cars were bought from a neighbouring country and repaired in the works at Ostermoor, where forty people were taken "
    "on for it; two cars have a compartment for bicycles.",
    "A berth is to cost thirty-five in winter and fifty in summer. The mayor of the harbour town said that the hotels would "
    "feel it at once, and that the station needs a roof first.",
    "Whether the train will stop at Lower Fenn has not been decided; the platform there is eleven metres too short.",
]  # fmt: skip
_OTHERS = [
    "Ferry loses its second timetable within a year", "Signal box of 1911 becomes a library", "Harbour master counts swans again",
    "Circus sells its sleeping car", "Platform of Lower Fenn grows by a metre",
]  # fmt: skip


def framed(section: str, frame: str, lang: str = "en") -> str:
    """Return a whole page.

    :param frame: ``press``, ``blog`` or ``portal``; ``inside`` is a newspaper's page with the thread in the story's box
    """
    story = "".join(f"<p>{text}</p>" for text in _PARAGRAPHS)
    body = {"press": _press, "inside": _inside, "blog": _blog, "portal": _portal}[frame](story, section)
    return f"<html lang='{lang}'><head><meta charset='utf-8'><title>{_TITLE}</title></head><body>{body}</body></html>"


def _related() -> str:
    return "<aside class='more'><h2>More from this section</h2><ul>" + "".join(
        f"<li><a href='/s/{n}'><img src='/{n}.jpg' alt=''><h3>{title}</h3></a><p class='by'>By Jon Tarn</p><time datetime='2024-05-0"
        f"{n + 1}T08:00:00Z'>{n + 1} May 2024</time></li>" for n, title in enumerate(_OTHERS)
    ) + "</ul></aside>"  # fmt: skip


def _press(story: str, section: str) -> str:
    return (
        f"{_press_head()}<main><article><header><h1>{_TITLE}</h1><p class='byline'>By <a href='/by/tarn'>Jon Tarn</a></p><time "
        f"datetime='2024-05-02T16:00:00Z'>2 May 2024, 16:00</time></header><div class='text'>{story}</div><div class='share'><button>"
        "Share</button><button>Print</button><a href='#talk'>Comments</a></div><div class='tags'><a href='/t/rail'>Rail</a><a "
        f"href='/t/coast'>Coast</a></div></article>{section}{_related()}</main>{_press_foot()}"
    )


def _inside(story: str, section: str) -> str:
    return (
        f"{_press_head()}<div id='page'><div class='content'><h1>{_TITLE}</h1><p>Jon Tarn, 2 May 2024</p>{story}<div class='author-box'>"
        "<h4>About the author</h4><p>Jon Tarn writes about railways and ferries since 2011.</p></div>"
        f"{section}{_related()}</div></div>{_press_foot()}"
    )


def _press_head() -> str:
    return (
        "<header class='site'><a href='/'>The Fenn Courier</a><nav><ul><li><a href='/news'>News</a></li><li><a href='/town'>Town</a>"
        "</li><li><a href='/sport'>Sport</a></li><li><a href='/opinion'>Opinion</a></li></ul></nav></header>"
    )


def _press_foot() -> str:
    return (
        "<section class='most'><h2>Most read</h2><ol>" + "".join(f"<li><a href='/m/{n}'>{title}</a></li>" for n, title in enumerate(_OTHERS))
        + "</ol></section><footer><p>© 2024 The Fenn Courier. All rights reserved.</p><ul><li><a href='/imprint'>Imprint</a></li><li><a "
        "href='/privacy'>Privacy</a></li></ul></footer>"
    )  # fmt: skip


def _blog(story: str, section: str) -> str:
    return (
        "<div id='wrap'><div id='head'><h1><a href='/'>Sleeper and Sill</a></h1><p>Notes on slow trains</p></div><div id='main'><div class='post' "
        f"id='p-77'><h2><a href='/77'>{_TITLE}</a></h2><div class='meta'>Posted on May 2, 2024 by <a href='/about'>Jon</a> | <a href='#talk'>"
        f"Comments</a></div><div class='entry'>{story}</div><p class='filed'>Filed under: <a href='/c/rail'>Rail</a></p></div><div class='nav'><a "
        f"href='/76'>&laquo; {_OTHERS[1]}</a> <a href='/78'>{_OTHERS[2]} &raquo;</a></div>{section}</div><div id='side'><h3>Recent posts</h3><ul>"
        + "".join(f"<li><a href='/{n + 60}'>{title}</a></li>" for n, title in enumerate(_OTHERS))
        + "</ul><h3>Archives</h3><ul><li><a href='/2024/04'>April 2024</a> (9)</li><li><a href='/2024/03'>March 2024</a> (12)</li><li><a "
        "href='/2024/02'>February 2024</a> (7)</li></ul><h3>Blogroll</h3><ul><li><a href='https://one.example/'>Railway diary</a></li><li><a "
        "href='https://two.example/'>The tender</a></li></ul></div><div id='foot'>Powered by an old machine. Entries (RSS).</div></div>"
    )


def _portal(story: str, section: str) -> str:
    links = "<br>".join(f"<a href='/n{n}.html'>{title}</a>" for n, title in enumerate(_OTHERS))
    return (
        "<table width='760' border='0' cellpadding='0'><tr><td colspan='3'><img src='/logo.gif' alt='Fenn Online'> <a href='/'>Home</a> | <a "
        "href='/forum'>Forum</a> | <a href='/mail'>Mail</a></td></tr><tr><td width='140' valign='top'><b>News</b><br>"
        f"{links}</td><td valign='top'><font size='4'><b>{_TITLE}</b></font><br><font size='1'>02.05.2024 16:00, Jon Tarn</font>{story}<a "
        f"href='/print'>Print</a> | <a href='/send'>Send to a friend</a><br><br>{section}</td><td width='120' valign='top'><b>Weather</b><br>"
        "Coast: rain, 9 degrees<br><br><b>Poll</b><br>Do you sleep well on trains?<br>Yes 41 %<br>No 59 %</td></tr><tr><td colspan='3'><font "
        "size='1'>Copyright 1999-2024 Fenn Online. Write to the editors.</font></td></tr></table>"
    )
