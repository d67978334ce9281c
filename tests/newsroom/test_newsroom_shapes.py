"""The newsroom's pages, feeds and JSON have the shapes that the real platforms have."""

import html
import http.client
import json
import re
from collections.abc import Iterator
from gzip import decompress

import pytest
from selectolax.lexbor import LexborHTMLParser

import newsroom
from newsroom import HARBORLIGHT, JAPANTODAY, MORNINGTIDE, OUTLETS, PLAINPRESS, Newsroom, truth


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with newsroom.start() as running:
        yield running


class Got:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def data(self):
        return json.loads(self.body)

    @property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.body)


def get(room: Newsroom, host: str, target: str, **headers: str) -> Got:
    connection = http.client.HTTPConnection(room.address, timeout=10)
    try:
        sent = {"Host": host} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", target.replace("'", "%27"), headers=sent)
        return Got(connection.getresponse())
    finally:
        connection.close()


def xhr(room: Newsroom, target: str) -> Got:
    return get(room, JAPANTODAY, target, X_Requested_With="XMLHttpRequest")


def test_every_wire_story_is_printed_by_three_outlets_under_the_agencys_headline(room: Newsroom) -> None:
    stories = truth.stories(room.edition)
    assert len(stories) >= 24
    for copies in stories.values():
        assert sorted(copy.outlet for copy in copies) == sorted([HARBORLIGHT, JAPANTODAY, PLAINPRESS])


def test_the_edition_is_the_same_every_time() -> None:
    assert truth.copies(newsroom.Edition()) == truth.copies(newsroom.Edition())


def test_printings_of_a_story_lie_within_the_window_and_recurring_headlines_do_not(room: Newsroom) -> None:
    for copies in truth.stories(room.edition).values():
        times = sorted(copy.datePublished for copy in copies)
        assert (times[-1] - times[0]).total_seconds() < 12 * 3600
    monday, tuesday = (room.edition.find(JAPANTODAY, f"minato-close-{day}") for day in (1, 2))
    assert monday.headline == tuesday.headline
    assert monday.body != tuesday.body
    assert (tuesday.published - monday.published).total_seconds() > 20 * 3600


class TestJapanToday:
    def test_prints_both_known_markups(self, room: Newsroom) -> None:
        bodies = {"div[itemprop=articleBody] > p": 0, "div.text-large.mb-40 > p": 0}
        for copy in room.edition.of(JAPANTODAY):
            tree = get(room, JAPANTODAY, copy.path).tree
            for selector in bodies:
                bodies[selector] += bool(tree.css(selector))
            assert tree.css_first("article h1").text() == copy.headline
            assert (
                tree.css_first("div.text-strong.text-xsmall.text-gray > time").attributes["datetime"].endswith("+09:00")
            )
        assert min(bodies.values()) > 8

    def test_page_names_its_comment_route_and_count(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "halden-fire")
        page = get(room, JAPANTODAY, story.path)
        data = json.loads(page.tree.css_first("#comments-js").attributes["data-json"])
        assert data["route"]["popular"] == f"/rest.api/article/{story.id}/comment?order=popular"
        assert page.tree.css_first("[itemprop=commentCount]").text() == "64"
        # As public readers of this site find it, by regular expression.
        assert re.search(r'id="comments-js"[^>]*data-json="([^"]+)"', page.text)
        assert re.search(r'href="#comments"[^>]*>[\s\S]*?itemprop="commentCount">(\d+)', page.text)

    def test_comment_endpoint_answers_all_rows_at_once(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "halden-fire")
        answer = xhr(room, f"/rest.api/article/{story.id}/comment?order=popular").data
        assert set(answer) == {"success", "message", "length", "comments"}
        assert answer["length"] == len(answer["comments"]) == 64
        row = answer["comments"][0]
        assert set(row) == {
            "comment_id", "user", "body", "rating", "positive_rating", "negative_rating", "date_created",
        }  # fmt: skip
        assert row["body"].startswith(("<p>", "<blockquote>"))
        assert row["date_created"].endswith("+09:00")
        ratings = [row["rating"] for row in answer["comments"]]
        assert ratings == sorted(ratings, reverse=True)
        assert ratings[-1] < 0

    def test_comment_endpoint_refuses_what_is_no_script(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "halden-fire")
        assert get(room, JAPANTODAY, f"/rest.api/article/{story.id}/comment").status == 400

    def test_slugs_have_apostrophes_dots_collision_digits_and_update_marks(self, room: Newsroom) -> None:
        paths = {story.story: story.path for story in room.edition.of(JAPANTODAY)}
        assert "'" in paths["karsova-envoy"]
        assert "st.-orra" in paths["orra-ferry"]
        assert paths["minato-close-2"] == paths["minato-close-1"] + "1"
        assert paths["sunomi-quake"].startswith("/category/national/update1-")
        assert paths["pickle-street"].startswith("/category/features/food/")
        assert get(room, JAPANTODAY, paths["karsova-envoy"].replace("'", "%27")).status == 200

    def test_lists_are_paged_and_lead_to_every_story(self, room: Newsroom) -> None:
        found: set[str] = set()
        target: str | None = "/"
        while target:
            page = get(room, JAPANTODAY, target)
            for link in page.tree.css("div.media.media-sm div.media-body > h3 > a"):
                found.add(link.attributes["href"].replace("%27", "'"))
            following = page.tree.css_first("ul.pagination a[rel=next]")
            target = following.attributes["href"] if following else None
        assert found == {story.path for story in room.edition.of(JAPANTODAY)}
        assert get(room, JAPANTODAY, "/?page=99").status == 404

    def test_comment_order_shows_the_same_page(self, room: Newsroom) -> None:
        path = room.edition.find(JAPANTODAY, "halden-fire").path
        assert get(room, JAPANTODAY, path + "?comment-order=popular").body == get(room, JAPANTODAY, path).body
        assert "?comment-order=popular" in get(room, JAPANTODAY, "/").text

    def test_an_expired_article_still_has_its_comments(self, room: Newsroom) -> None:
        story = room.edition.find(JAPANTODAY, "clockmaker-obit")
        assert "has expired" in get(room, JAPANTODAY, story.path).text
        assert len(xhr(room, f"/rest.api/article/{story.id}/comment?order=popular").data["comments"]) == 9

    @pytest.mark.parametrize("path", ["/feed", "/feed/atom", "/category/world/feed", "/category/features/food/feed"])
    def test_feeds(self, room: Newsroom, path: str) -> None:
        feed = get(room, JAPANTODAY, path)
        assert feed.status == 200
        assert "xml" in feed.headers["Content-Type"]
        assert "https://japantoday.com/category/" in feed.text

    def test_boilerplate_stands_where_the_site_has_it(self, room: Newsroom) -> None:
        text = get(room, JAPANTODAY, room.edition.find(JAPANTODAY, "vessa-motors").path).tree.body.text()
        order = [
            "© (c) Copyright Thomson Reuters 2026.",
            "©2026 GPlusMedia Inc.",
            "Login to comment",
            "Login to leave a comment",
            "Facebook users",
            "Facebook Connect",
            "Login with your JapanToday account",
            "User registration",
            "Articles, Offers & Useful Resources",
            "A mix of what's trending on our other sites",
        ]
        places = [text.index(line) for line in order]
        assert places == sorted(places)


class TestHarborlight:
    def rest(self, room: Newsroom, query: str) -> Got:
        return get(room, HARBORLIGHT, f"/wp-json/wp/v2/comments?{query}")

    def test_comments_are_paged_by_headers(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "karsova-envoy").id
        pages = [self.rest(room, f"post={post}&per_page=100&page={number}") for number in (1, 2, 3)]
        assert [len(page.data) for page in pages] == [100, 30, 0]
        assert all(page.status == 200 for page in pages)
        assert pages[0].headers["X-WP-Total"] == "130"
        assert pages[0].headers["X-WP-TotalPages"] == "2"
        assert 'rel="next"' in pages[0].headers.get_all("Link")[1]
        ids = [row["id"] for page in pages for row in page.data]
        assert len(set(ids)) == 130
        assert ids == sorted(ids, reverse=True), "the default order is newest first"

    def test_rows_have_wordpress_fields(self, room: Newsroom) -> None:
        row = self.rest(room, "per_page=1").data[0]
        assert list(row) == [
            "id", "post", "parent", "author", "author_name", "author_url", "date", "date_gmt", "content", "link",
            "status", "type", "meta", "_links",
        ]  # fmt: skip
        assert row["content"]["rendered"].endswith("</p>\n")
        assert "\\/" in self.rest(room, "per_page=1").text

    def test_more_than_a_hundred_at_once_is_refused(self, room: Newsroom) -> None:
        refused = self.rest(room, "per_page=101")
        assert refused.status == 400
        assert refused.data["code"] == "rest_invalid_param"
        assert refused.data["data"]["details"]["per_page"]["code"] == "rest_out_of_bounds"

    def test_page_points_to_rest(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "karsova-envoy")
        tree = get(room, HARBORLIGHT, post.path).tree
        assert tree.css_first('link[rel="https://api.w.org/"]').attributes["href"] == f"https://{HARBORLIGHT}/wp-json/"
        alternate = tree.css_first('link[rel=alternate][type="application/json"]').attributes["href"]
        assert alternate == f"https://{HARBORLIGHT}/wp-json/wp/v2/posts/{post.id}"
        assert tree.css_first("link[rel=canonical]").attributes["href"] == post.url
        assert tree.css_first("title").text() == f"{post.headline} | The Harbor Light"

    def test_html_pages_hold_the_same_comments_as_rest(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "karsova-envoy")
        found: dict[str, str | None] = {}
        for path in (post.path, post.path + "comment-page-2/"):
            for node in get(room, HARBORLIGHT, path).tree.css("ol.comment-list li.comment"):
                found[node.attributes["id"]] = None
        assert found.keys() == {f"comment-{remark.id}" for remark in post.remarks}

    def test_replies_of_a_trashed_comment_are_orphans_in_rest_and_missing_in_html(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "aid-convoy")
        rows = self.rest(room, f"post={post.id}&per_page=100").data
        orphans = [row for row in rows if row["parent"] and row["parent"] not in {row["id"] for row in rows}]
        assert orphans
        page = get(room, HARBORLIGHT, post.path).text
        assert all(f'id="comment-{row["id"]}"' not in page for row in orphans)
        expected = {c.nativeId for c in truth.copy_of(post).thread.comments if c.state == "orphaned"}
        assert expected == {str(row["id"]) for row in orphans}

    @pytest.mark.parametrize(
        "path", ["/feed/", "/comments/feed/", "/wp-sitemap.xml", "/wp-sitemap-posts-post-1.xml", "/robots.txt"]
    )
    def test_feeds_and_sitemaps(self, room: Newsroom, path: str) -> None:
        assert get(room, HARBORLIGHT, path).status == 200

    def test_short_links_and_missing_slashes_redirect(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "karsova-envoy")
        for target in (f"/?p={post.id}", post.path.rstrip("/")):
            moved = get(room, HARBORLIGHT, target)
            assert (moved.status, moved.headers["Location"]) == (301, post.path)


class TestPlainPress:
    def test_comments_go_on_over_pages(self, room: Newsroom) -> None:
        story = room.edition.find(PLAINPRESS, "tarn-villagers")
        found: list[str] = []
        target: str | None = story.path
        pages = 0
        while target:
            tree = get(room, PLAINPRESS, target).tree
            pages += 1
            found += [node.attributes["id"] for node in tree.css("article.comment")]
            following = tree.css_first("link[rel=next]")
            target = following.attributes["href"] if following else None
        assert pages > 2
        assert sorted(found) == sorted(f"comment-{remark.id}" for remark in story.remarks)

    def test_comments_carry_microdata(self, room: Newsroom) -> None:
        story = room.edition.find(PLAINPRESS, "karsova-envoy")
        node = get(room, PLAINPRESS, story.path).tree.css_first('[itemtype="https://schema.org/Comment"]')
        for name in ("author", "dateCreated", "text", "upvoteCount", "downvoteCount"):
            assert node.css_first(f"[itemprop={name}]") is not None, name

    def test_a_removed_comment_leaves_a_tombstone(self, room: Newsroom) -> None:
        story = room.edition.find(PLAINPRESS, "tarn-villagers")
        removed = [remark for remark in story.remarks if remark.state == "removed"]
        assert removed
        assert "removed by a moderator" in get(room, PLAINPRESS, story.path).text

    def test_every_story_is_found_from_the_start_page(self, room: Newsroom) -> None:
        start = get(room, PLAINPRESS, "/").tree
        links = {node.attributes["href"] for node in start.css("main a")}
        for section in [link for link in links if link.startswith("/section/")]:
            links |= {node.attributes["href"] for node in get(room, PLAINPRESS, section).tree.css("main a")}
        assert {story.path for story in room.edition.of(PLAINPRESS)} <= links

    def test_robots_asks_for_a_delay(self, room: Newsroom) -> None:
        assert "Crawl-delay: 0.05" in get(room, PLAINPRESS, "/robots.txt").text


class TestMorningTide:
    def test_prints_wire_text_under_headlines_of_its_own_and_cuts_it_from_the_end(self, room: Newsroom) -> None:
        stories = truth.stories(room.edition)
        printed = room.edition.of(MORNINGTIDE)
        assert len(printed) >= 8
        for copy in printed:
            whole = room.edition.find(PLAINPRESS, copy.story)
            assert copy.headline not in {other.headline for other in stories[copy.story]}
            cut = [paragraph for paragraph in copy.body if paragraph in whole.body]
            assert cut == whole.body[: len(cut)]
            assert 3 <= len(cut) < len(whole.body) or copy.story == "museum-return"
            assert "".join(node.text() for node in get(room, MORNINGTIDE, copy.path).tree.css(".story-text p")) == (
                copy.dateline_prefix + "".join(copy.body)
            )

    def test_adds_a_paragraph_of_its_own_to_some(self, room: Newsroom) -> None:
        own = [
            copy.story
            for copy in room.edition.of(MORNINGTIDE)
            if copy.body[-1] not in room.edition.find(PLAINPRESS, copy.story).body
        ]
        assert sorted(own) == ["glacier-survey", "halden-fire"]

    def test_has_no_comments(self, room: Newsroom) -> None:
        for copy in room.edition.of(MORNINGTIDE):
            assert truth.copy_of(copy).thread is None
            assert "omment" not in get(room, MORNINGTIDE, copy.path).text


class TestEveryHost:
    @pytest.mark.parametrize("host", OUTLETS)
    def test_every_linked_page_answers(self, room: Newsroom, host: str) -> None:
        queue, seen, broken = ["/"], {"/"}, []
        while queue:
            got = get(room, host, queue.pop())
            kind = got.headers["Content-Type"] or ""
            found: list[str] = []
            if "html" in kind:
                found = [
                    node.attributes.get("href") or node.attributes.get("src") or ""
                    for node in got.tree.css("a[href], link[href], img[src]")
                ]
            elif "xml" in kind:
                found = [html.unescape(url) for url in re.findall(r"<(?:loc|link)>([^<]+)", got.text)]
            for link in found:
                target = link.partition("#")[0].removeprefix(f"https://{host}") or "/"
                if target.startswith("/") and target not in seen:
                    seen.add(target)
                    queue.append(target)
                    status = get(room, host, target).status
                    # Documented: WordPress's short links redirect to the post.
                    if status != 200 and not (target.startswith("/?p=") and status == 301):
                        broken.append((target, status))
        assert not broken
        assert len(seen) > (15 if host == MORNINGTIDE else 40)

    @pytest.mark.parametrize("host", [JAPANTODAY, HARBORLIGHT, PLAINPRESS])
    def test_robots_forbids_something_that_is_linked(self, room: Newsroom, host: str) -> None:
        forbidden = re.findall(r"Disallow: (\S+)", get(room, host, "/robots.txt").text)
        linked = [node.attributes["href"] for node in get(room, host, "/").tree.css("a")]
        assert set(linked) & set(forbidden)

    @pytest.mark.parametrize("host", OUTLETS)
    def test_unknown_pages_are_404(self, room: Newsroom, host: str) -> None:
        assert get(room, host, "/no/such/page").status == 404

    @pytest.mark.parametrize("host", OUTLETS)
    def test_what_has_not_changed_is_304(self, room: Newsroom, host: str) -> None:
        for target in ("/", room.edition.find(host, "karsova-envoy").path):
            first = get(room, host, target)
            assert get(room, host, target, If_None_Match=first.headers["ETag"]).status == 304
            assert get(room, host, target, If_Modified_Since=first.headers["Last-Modified"]).status == 304
            assert get(room, host, target, If_None_Match='"other"').status == 200
            assert get(room, host, target, If_Modified_Since="Sun, 01 Nov 2026 00:00:00 GMT").status == 200

    def test_feeds_and_json_are_304_too(self, room: Newsroom) -> None:
        post = room.edition.find(HARBORLIGHT, "vessa-motors").id
        for host, target in [
            (JAPANTODAY, "/feed"),
            (PLAINPRESS, "/feed.xml"),
            (HARBORLIGHT, "/feed/"),
            (HARBORLIGHT, f"/wp-json/wp/v2/comments?post={post}&per_page=100"),
        ]:
            first = get(room, host, target)
            again = get(room, host, target, If_None_Match=first.headers["ETag"])
            assert (again.status, again.body) == (304, b""), target

    def test_gzip_only_when_accepted(self, room: Newsroom) -> None:
        plain = get(room, JAPANTODAY, "/")
        zipped = get(room, JAPANTODAY, "/", Accept_Encoding="gzip, deflate")
        assert plain.headers["Content-Encoding"] is None
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert decompress(zipped.body) == plain.body

    def test_pages_say_what_the_truth_says(self, room: Newsroom) -> None:
        for copy in truth.copies(room.edition):
            page = get(room, copy.outlet, copy.url.removeprefix(f"https://{copy.outlet}"))
            text = page.tree.body.text()
            assert copy.headline in text
            assert copy.copyrightNotice in text
            assert copy.byline is None or all(name in text for name in copy.authors or [copy.byline])
            assert all(paragraph in text for paragraph in copy.body), copy.url
            assert copy.datelinePrefix + (copy.body[0] if copy.body else "") in text
