"""COMMENT_KEYS: the operator's key goes to its host and is nowhere else."""

HANDLER = "newscrawler.downloader.keys.KeyedDownloadHandler"
KEYED = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "COMMENT_KEYS": {"outlet.example": "s3cret"},
    "LOG_LEVEL": "DEBUG",
}


def test_the_key_is_put_in_as_the_request_leaves(outlets, crawl):
    outlets.pages["outlet.example", "/posts?thread=4&api_key=s3cret"] = (200, {}, "the posts")
    done = crawl(["https://outlet.example/posts?thread=4&api_key=(key)"], **KEYED)
    assert done.answers[0]["body"] == "the posts"
    assert done.answers[0]["url"] == "https://outlet.example/posts?thread=4&api_key=(key)"
    assert done.answers[0]["latency"] > 0
    assert "s3cret" not in done.log + str(done.answers)


def test_retries_and_redirects_show_no_key(outlets, crawl):
    outlets.pages |= {
        ("outlet.example", "/old?api_key=s3cret"): (302, {"Location": "/new?api_key=s3cret"}, ""),
        ("outlet.example", "/new?api_key=s3cret"): (200, {}, "moved here"),
        ("outlet.example", "/down?api_key=s3cret"): (500, {}, "down"),
    }
    done = crawl(["https://outlet.example/old?api_key=(key)", "https://outlet.example/down?api_key=(key)"], **KEYED)
    assert done.answers[0]["body"] == "moved here"
    assert len(outlets.asked("/down?api_key=s3cret")) == 3
    assert "s3cret" not in done.log + str(done.answers)


def test_no_page_can_have_the_key_sent_elsewhere(outlets, crawl):
    outlets.pages["other.example", "/steal?api_key=(key)"] = (200, {}, "nothing to see")
    outlets.pages["outlet.example", "/plain?api_key=(key)"] = (200, {}, "not in the clear")
    done = crawl(["https://other.example/steal?api_key=(key)", "http://outlet.example/plain?api_key=(key)"], **KEYED)
    assert [answer["body"] for answer in done.answers] == ["nothing to see", "not in the clear"]
    assert not [seen for seen in outlets.seen if "s3cret" in f"{seen.path}{seen.headers}"]
