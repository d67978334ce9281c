"""Japan Today: Kyodo, AP, AFP and Reuters stories with a busy English-speaking readership."""

from newscrawler.extraction import Selectors
from newscrawler.spiders.syndication import SyndicationSpider


class JapanTodaySpider(SyndicationSpider):
    """``scrapy crawl japantoday``."""

    name = "japantoday"
    outlet = "japantoday.com"
    publisher = "GPlusMedia Inc."
    languages = ("en",)
    country = "JP"
    looked_up = "2026-11-27"
    time_zone = "Asia/Tokyo"
    feeds = ("https://japantoday.com/feed",)
    sections = (
        "https://japantoday.com/category/national",
        "https://japantoday.com/category/world",
        "https://japantoday.com/category/politics",
        "https://japantoday.com/category/business",
        "https://japantoday.com/category/tech",
        "https://japantoday.com/category/sports",
        "https://japantoday.com/category/entertainment",
        "https://japantoday.com/category/features",
    )
    category_feed = "https://japantoday.com/category/{category}/feed"
    category_page = "https://japantoday.com/category/{category}"
    story_selectors = ("div.media-body > h3 > a",)
    story_url = r"/category/[^/?#]+(?:/[^/?#]+)?/[^/?#]+$"
    # The endpoint since 2017; older pages may print their comments.
    comment_platforms = ("japantoday", "hypertext")
    # Two eras of markup: microdata until about 2017, utility classes since.
    selectors = Selectors(
        headline="article h1",
        published="div.text-strong.text-xsmall.text-gray > time[datetime]",
        body="div[itemprop=articleBody] > p, div.text-large.mb-40 > p",
    )
