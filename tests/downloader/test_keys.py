"""COMMENT_KEYS: the operator's key goes to its host and is nowhere else."""

HANDLER = "newscrawler.downloader.keys.KeyedDownloadHandler"
KEYED = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "COMMENT_KEYS": {"outlet.example": "s3cret"},
    "LOG_LEVEL": "DEBUG",
}


def keyed(url):
    """A request as the spider makes one for a platform's module that has put the key's place there."""
    return {"url": url, "meta": {"comment_key": "disqus"}}


def test_the_key_is_put_in_as_the_request_leaves(outlets, crawl):
    outlets.pages["outlet.example", "/posts?thread=4&api_key=s3cret"] = (200, {}, "the posts")
    done = crawl([keyed("https://outlet.example/posts?thread=4&api_key=(key)")], **KEYED)
    assert done.answers[0]["body"] == "the posts"
    assert done.answers[0]["url"] == "https://outlet.example/posts?thread=4&api_key=(key)"
    assert done.answers[0]["latency"] > 0
    assert "s3cret" not in done.log + str(done.answers)


def test_retries_and_redirects_show_no_key(outlets, crawl):
    outlets.pages |= {
        ("outlet.example", "/old?a&api_key=s3cret"): (302, {"Location": "/new?a&api_key=s3cret"}, ""),
        ("outlet.example", "/new?a&api_key=s3cret"): (200, {}, "moved here"),
        ("outlet.example", "/down?a&api_key=s3cret"): (500, {}, "down"),
    }
    asked = ["https://outlet.example/old?a&api_key=(key)", "https://outlet.example/down?a&api_key=(key)"]
    done = crawl([keyed(url) for url in asked], **KEYED)
    assert done.answers[0]["body"] == "moved here"
    assert len(outlets.asked("/down?a&api_key=s3cret")) == 3
    assert "s3cret" not in done.log + str(done.answers)


def test_no_page_can_have_the_key_sent_elsewhere(outlets, crawl):
    outlets.pages["other.example", "/steal?a&api_key=(key)"] = (200, {}, "nothing to see")
    outlets.pages["outlet.example", "/plain?a&api_key=(key)"] = (200, {}, "not in the clear")
    asked = ["https://other.example/steal?a&api_key=(key)", "http://outlet.example/plain?a&api_key=(key)"]
    done = crawl([keyed(url) for url in asked], **KEYED)
    assert [answer["body"] for answer in done.answers] == ["nothing to see", "not in the clear"]
    assert not [seen for seen in outlets.seen if "s3cret" in f"{seen.path}{seen.headers}"]


def test_no_address_of_a_page_gets_the_key(outlets, crawl):
    """A story, a feed or a redirect may name the key's host with the placeholder in it, like any other address."""
    ends = ["?a&api_key=(key)", "(key)/story", "?q=(key)", "#&api_key=(key)", "?a&api_key=(key)&b"]
    asked = [f"https://outlet.example/{end}" for end in ends]
    moved = "https://outlet.example/moved?a&api_key=(key)"
    outlets.pages["other.example", "/elsewhere?a&api_key=(key)"] = (302, {"Location": moved}, "")
    done = crawl([*asked, keyed("https://other.example/elsewhere?a&api_key=(key)")], **KEYED)
    assert [seen.path for seen in outlets.seen if "moved" in seen.path] == ["/moved?a&api_key=(key)"]
    assert not [seen for seen in outlets.seen if "s3cret" in f"{seen.path}{seen.headers}"]
    assert "s3cret" not in done.log + str(done.answers)


def test_only_the_one_place_gets_the_key(outlets, crawl):
    outlets.pages["outlet.example", "/(key)?q=(key)&api_key=s3cret"] = (200, {}, "one key")
    done = crawl([keyed("https://outlet.example/(key)?q=(key)&api_key=(key)")], **KEYED)
    assert [answer["body"] for answer in done.answers] == ["one key"]


def test_a_server_that_repeats_the_key_does_not_get_it_stored(outlets, crawl):
    body = '{"error": "the key s3cret/+ is wrong", "next": "/x?api_key=s3cret%2F%2B"}'
    outlets.pages["outlet.example", "/posts?a&api_key=s3cret/+"] = (200, {"X-Asked": "s3cret/+"}, body)
    hidden = {"newscrawler.downloader.keys.KeysHidden": 580}
    settings = {**KEYED, "COMMENT_KEYS": {"outlet.example": "s3cret/+"}, "DOWNLOADER_MIDDLEWARES": hidden}
    done = crawl([keyed("https://outlet.example/posts?a&api_key=(key)")], **settings)
    assert done.answers[0]["body"] == '{"error": "the key (key) is wrong", "next": "/x?api_key=(key)"}'
    assert "s3cret" not in done.log + str(done.answers)
