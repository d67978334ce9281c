"""HOST_MAP: production spiders crawl a local server and nothing but the address differs."""

HTML = {"Content-Type": "text/html"}


def test_a_mapped_host_is_served_from_the_address_and_keeps_its_name(outlets, crawl):
    outlets.pages["outlet.example", "/story?a=1&b=it%27s"] = (200, {}, "the story")
    outlets.pages["www.outlet.example", "/"] = (200, {}, "the front page")
    done = crawl(["https://outlet.example/story?a=1&b=it%27s#comments", "http://www.outlet.example/"])
    story, front = done.answers
    assert story["url"] == "https://outlet.example/story?a=1&b=it%27s"
    assert (story["body"], front["body"]) == ("the story", "the front page")
    assert story["latency"] > 0
    assert outlets.asked("/story?a=1&b=it%27s")[0].headers["x-forwarded-proto"] == "https"
    assert outlets.address not in str(story["headers"])


def test_redirects_robots_cookies_and_retries_belong_to_the_original_host(outlets, crawl):
    tries = []

    def flaky(seen):
        tries.append(seen)
        return (200, {}, "up again") if len(tries) > 1 else (500, {}, "down")

    outlets.pages |= {
        ("outlet.example", "/robots.txt"): (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow: /private"),
        ("other.example", "/robots.txt"): (200, {"Content-Type": "text/plain"}, "User-agent: *\nDisallow:"),
        ("outlet.example", "/private"): (200, {}, "must not be read"),
        ("other.example", "/private"): (200, {}, "public here"),
        ("outlet.example", "/moved"): (301, {"Location": "https://www.outlet.example/new#top"}, ""),
        ("www.outlet.example", "/new"): (302, {"Location": "/newest", "Set-Cookie": "reader=1; Secure"}, ""),
        ("www.outlet.example", "/newest"): (200, {}, "moved here"),
        ("outlet.example", "/flaky"): flaky,
    }
    done = crawl(
        [
            "https://outlet.example/private",
            "https://other.example/private",
            "https://outlet.example/moved",
            "https://outlet.example/flaky",
        ],
        ROBOTSTXT_OBEY=True,
        AUTOTHROTTLE_ENABLED=True,
        AUTOTHROTTLE_START_DELAY=0.05,
        DOWNLOAD_DELAY=0.05,
        COOKIES_ENABLED=True,
    )
    private, public, moved, again = done.answers
    assert "robots.txt" in private["error"]
    assert public["body"] == "public here"
    assert (moved["url"], moved["body"]) == ("https://www.outlet.example/newest", "moved here")
    assert moved["redirects"] == ["https://outlet.example/moved", "https://www.outlet.example/new#top"]
    assert outlets.asked("/newest")[0].headers["cookie"] == "reader=1"
    assert "cookie" not in outlets.asked("/flaky")[0].headers
    assert (again["url"], again["body"], len(tries)) == ("https://outlet.example/flaky", "up again", 2)


def test_an_unmapped_host_goes_to_the_network_and_is_named_once(outlets, crawl):
    outlets.pages[outlets.address, "/a"] = (200, {}, "a")
    outlets.pages[outlets.address, "/b"] = (200, {}, "b")
    urls = [f"http://{outlets.address}/a", f"http://{outlets.address}/b"]
    done = crawl(urls, HTTPPROXY_ENABLED=False, FETCH_ALLOW=[outlets.address])
    assert [answer["body"] for answer in done.answers] == ["a", "b"]
    assert done.log.count("is not in HOST_MAP") == 1


def test_an_empty_map_leaves_everything_alone(outlets, crawl):
    outlets.pages[outlets.address, "/a"] = (200, {}, "a")
    url = f"http://{outlets.address}/a"
    done = crawl([url], HOST_MAP={}, HTTPPROXY_ENABLED=False, FETCH_ALLOW=[outlets.address])
    assert done.answers[0]["body"] == "a"
    assert "HOST_MAP" not in done.log


def test_an_address_without_port_is_refused_by_name(outlets, crawl):
    done = crawl(["http://outlet.example/"], HOST_MAP={"outlet.example": "localhost"})
    assert "HOST_MAP: 'localhost' for 'outlet.example' is not an address and port" in done.log
    assert "error" in done.answers[0]
