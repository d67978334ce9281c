"""Comments that stand as data in the page are read, whatever the shape in which a site's software prints them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import quote

import pytest

from newscrawler.comments.structure import Structure, read_structure
from newscrawler.html.page import Page

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
URL = "https://outlet.example/news/ferry-returns-31"
STORY = """<article><h1>Ferry returns after two years</h1>
<p>The small ferry between the quay and the lighthouse will sail again from Saturday, the council said on Monday.</p>
<p>Repairs took longer than planned because the parts had to be cast anew, said the manager of the yard.</p></article>"""

Row = dict[str, Any]

ROWS: list[Row] = [
    {"id": 31, "parent": None, "name": "Corin", "text": "The pier was never the problem, the winter was.", "at": "2026-11-20T07:15:00Z", "up": 9, "down": 1},
    {"id": 32, "parent": 31, "name": "Dagny V", "text": "Winters have got milder.", "at": "2026-11-20T08:00:00Z", "up": 2, "down": 0},
    {"id": 33, "parent": 32, "name": "Corin", "text": "Tell that to the pump, said “nobody”.", "at": "2026-11-20T08:20:00Z", "up": 5, "down": 0},
    {"id": 40, "parent": None, "name": "Ewald", "text": "Who pays the skipper?", "at": "2026-11-21T16:45:00Z", "up": 0, "down": 4},
]  # fmt: skip
USERS = {"Corin": 5, "Dagny V": 6, "Ewald": 7}


def page(body: str, *, url: str = URL, head: str = "") -> Page:
    html = f'<!DOCTYPE html><html lang="en"><head><title>Ferry</title>{head}</head><body>{STORY}{body}</body></html>'
    return Page(url, html.encode(), content_type="text/html; charset=utf-8", retrieved=NOW)


def script(value: Any, *, attributes: str = 'type="application/json"', before: str = "", after: str = "") -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return f"<script {attributes}>{before}{text}{after}</script>"


def flat(**names: str) -> list[Row]:
    """The rows with the fields that are named, under these names."""
    return [{names[field]: row[field] for field in row if field in names} for row in ROWS]


def plain() -> list[Row]:
    return flat(id="id", parent="parentId", name="author", text="body", at="createdAt", up="upvotes", down="downvotes")


def nested(make: Callable[[Row], Row], replies: Callable[[list[Row]], Any], name: str) -> list[Row]:
    """The rows with each one's replies inside it."""

    def below(parent: int | None) -> list[Row]:
        return [{**make(row), name: replies(below(row["id"]))} for row in ROWS if row["parent"] == parent]

    return below(None)


def epoch(row: Row) -> int:
    return int(datetime.fromisoformat(row["at"]).timestamp())


def graphql(row: Row) -> Row:
    return {
        "__typename": "Comment",
        "id": f"Q29tbWVudDo{row['id']}",
        "bodyHtml": f"<p>{escape(row['text'], quote=False)}</p>",
        "author": {"__typename": "User", "displayName": row["name"], "avatarUrl": "/a.png"},
        "publishedAt": row["at"],
        "likeCount": row["up"],
        "dislikeCount": row["down"],
    }


def edges(rows: list[Row]) -> Row:
    return {
        "edges": [{"cursor": f"c{n}", "node": row} for n, row in enumerate(rows)],
        "pageInfo": {"hasNextPage": False},
    }


def listing(rows: list[Row]) -> Any:
    return {"kind": "Listing", "data": {"children": [{"kind": "t1", "data": row} for row in rows]}} if rows else ""


def apollo() -> Row:
    store: Row = {"ROOT_QUERY": {"__typename": "Query", 'story({"id":"31"})': {"__ref": "Story:31"}}}
    top = [{"__ref": f"Comment:{row['id']}"} for row in ROWS if row["parent"] is None]
    store["Story:31"] = {
        "__typename": "Story",
        "id": "31",
        "title": "Ferry returns after two years",
        'comments({"first":20})': top,
    }
    for row in ROWS:
        store[f"Comment:{row['id']}"] = {
            "__typename": "Comment",
            "id": row["id"],
            "body": row["text"],
            "created": row["at"],
            "author": {"__ref": f"User:{USERS[row['name']]}"},
            "votes": {"__typename": "Votes", "up": row["up"], "down": row["down"]},
            "replies": [{"__ref": f"Comment:{other['id']}"} for other in ROWS if other["parent"] == row["id"]],
        }
    for name, number in USERS.items():
        store[f"User:{number}"] = {"__typename": "User", "id": number, "name": name}
    return store


def relay() -> Row:
    store: Row = {"client:root": {"__id": "client:root", "__typename": "__Root", "story": {"__ref": "U3Rvcnk6MzE="}}}
    for row in ROWS:
        key = f"Q29tbWVudDo{row['id']}="
        store[key] = {
            "__id": key, "__typename": "Comment", "text": row["text"], "createdTime": epoch(row), "reactionsUp": row["up"], "reactionsDown": row["down"],
            "commenter": {"__ref": f"VXNlcjo{USERS[row['name']]}="},
            "inReplyTo": {"__ref": f"Q29tbWVudDo{row['parent']}="} if row["parent"] else None,
        }  # fmt: skip
    for name, number in USERS.items():
        store[f"VXNlcjo{number}="] = {"__id": f"VXNlcjo{number}=", "__typename": "User", "name": name}
    return store


def entities() -> Row:
    comments = {
        str(row["id"]): {
            "id": row["id"],
            "parent": row["parent"] or 0,
            "userId": USERS[row["name"]],
            "message": row["text"],
            "ts": epoch(row) * 1000,
            "likes": row["up"],
            "dislikes": row["down"],
        }
        for row in ROWS
    }
    users = {str(number): {"id": number, "nick": name, "joined": "2011-02-03"} for name, number in USERS.items()}
    return {
        "entities": {"comments": {"byId": comments, "allIds": [row["id"] for row in ROWS]}, "users": {"byId": users}}
    }


def json_api() -> Row:
    return {
        "data": [
            {
                "type": "comments",
                "id": str(row["id"]),
                "attributes": {
                    "body": row["text"],
                    "created-at": row["at"],
                    "up-votes": row["up"],
                    "down-votes": row["down"],
                },
                "relationships": {
                    "author": {"data": {"type": "users", "id": str(USERS[row["name"]])}},
                    "parent": {"data": {"type": "comments", "id": str(row["parent"])} if row["parent"] else None},
                },
            }
            for row in ROWS
        ],
        "included": [
            {"type": "users", "id": str(number), "attributes": {"name": name}} for name, number in USERS.items()
        ],
    }


def devalue(value: Any) -> list[Any]:
    """Pack a value as Nuxt 3 and SvelteKit do: a list of values that name their parts by number."""
    packed: list[Any] = []

    def add(each: Any) -> int:
        place = len(packed)
        packed.append(None)
        if isinstance(each, dict):
            packed[place] = {name: add(part) for name, part in each.items()}
        elif isinstance(each, list):
            packed[place] = [add(part) for part in each]
        else:
            packed[place] = each
        return place

    add(value)
    return packed


def turbo(value: Any) -> list[Any]:
    """Pack a value as Remix does: names of fields are values too."""
    packed: list[Any] = []

    def add(each: Any) -> int:
        place = len(packed)
        packed.append(None)
        if isinstance(each, dict):
            packed[place] = {f"_{add(name)}": add(part) for name, part in each.items()}
        elif isinstance(each, list):
            packed[place] = [add(part) for part in each]
        else:
            packed[place] = each
        return place

    add(value)
    return packed


def island(value: Any) -> Any:
    """Pack a value as Astro does: each value behind the number of its type."""
    if isinstance(value, list):
        return [1, [island(each) for each in value]]
    if isinstance(value, dict):
        return [0, {name: island(each) for name, each in value.items()}]
    return [0, value]


def flight(value: Any) -> str:
    rows = f'1:"$Sreact.fragment"\n2:I[123,["static/chunk.js"],"default"]\n0:["$","div",null,{{"children":["$","$L2",null,{json.dumps(value)}]}}]\n'
    half = len(rows) // 2
    return "".join(
        script(f"self.__next_f.push([1,{json.dumps(part)}])", attributes="") for part in (rows[:half], rows[half:])
    )


def nuxt() -> str:
    """The state as Nuxt 2 prints it: a function of its values."""
    rows = ",".join(
        f"{{id:{row['id']},parent_id:{row['parent'] or 'a'},user_name:{json.dumps(row['name'])},text:{json.dumps(row['text'])},"
        f"date:{json.dumps(row['at'])},likes:{row['up']},dislikes:{row['down'] or 'b'}}}"
        for row in ROWS
    )
    return f'window.__NUXT__=(function(a,b,c){{return {{layout:c,data:[{{story:{{title:"Ferry"}},comments:[{rows}]}}],serverRendered:!0}}}}(null,0,"default"));'


def literal() -> str:
    rows = ",\n".join(
        f"  {{ id: {row['id']}, replyTo: {row['parent'] or 'undefined'}, name: '{row['name']}', // {row['id']}\n"
        f"    text: '{row['text']}', posted: new Date({json.dumps(row['at'])}), thumbsUp: {row['up']}, thumbsDown: {row['down']}, render: function (x) {{ return '}}' + x; }}, }}"
        for row in ROWS
    )
    return f"(function () {{ var app = {{ user: void 0, rate: NaN, comments: [\n{rows},\n], }}; start(app); }})();"


def rails() -> list[Row]:
    return [
        {
            "comment": {
                "id": row["id"],
                "parent_id": row["parent"],
                "body": row["text"],
                "created_at": row["at"].replace("T", " ").replace("Z", " UTC"),
                "ups": row["up"],
                "downs": row["down"],
                "user": {"id": 1, "username": row["name"]},
            }
        }
        for row in ROWS
    ]


SHAPES: dict[str, str] = {
    "state assignment": script({"user": None, "discussion": {"total": 4, "comments": plain()}}, attributes="", before="window.__INITIAL_STATE__ = ", after=";"),
    "data script": script({"props": {"pageProps": {"thread": {"items": plain()}}}}, attributes="id=__NEXT_DATA__ type=application/json"),
    "script named comments, fields by single letters": script([{"i": r["id"], "p": r["parent"], "n": r["name"], "t": r["text"], "date": r["at"], "up": r["up"], "down": r["down"]} for r in ROWS], attributes='type="application/json" id="comments-data"'),
    "JSON in a string": script("window._preloads = JSON.parse(" + json.dumps(json.dumps({"comments": plain()})).replace("'", "\\u0027") + ")", attributes=""),
    "JSON in a single-quoted string": script("var data = JSON.parse('" + json.dumps({"comments": plain()}).replace("\\", "\\\\").replace('"', "\\u0022") + "');", attributes=""),
    "JSON percent-encoded": script(f'window.__STATE__ = JSON.parse(decodeURIComponent("{quote(json.dumps({"comments": plain()}))}"));', attributes=""),
    "JSON in a value": script({"status": 200, "body": json.dumps({"comments": plain()})}, attributes='type="application/json" data-sveltekit-fetched'),
    "attribute": f'<div data-component="Thread" data-props="{escape(json.dumps({"articleId": 4, "comments": plain()}))}"></div>',
    "attribute in single quotes": "<div id=app data-page='" + json.dumps({"props": {"comments": plain()}}).replace("'", "&#39;") + "'></div>",
    "hidden input": f'<input type="hidden" name="comments" value="{escape(json.dumps(plain()))}">',
    "bound attribute": f'<comment-list :comments="{escape(json.dumps(plain()))}"></comment-list>',
    "typed pairs of an island": f'<astro-island props="{escape(json.dumps({"comments": island(plain())}))}"></astro-island>',
    "literal with functions": script(literal(), attributes=""),
    "function of its values": script(nuxt(), attributes=""),
    "list of references": script(devalue({"data": {"comments": plain()}, "once": []}), attributes='type="application/json" id="__NUXT_DATA__"'),
    "stream of references": script(f"window.__reactRouterContext.streamController.enqueue({json.dumps(json.dumps(turbo({'loaderData': {'comments': plain()}})))});", attributes=""),
    "streamed rows": flight({"comments": plain()}),
    "one call for each": script("var thread = [];" + "".join(f"thread.comments.push({json.dumps(row)});" for row in plain()), attributes=""),
    "nested replies": script({"thread": {"items": nested(lambda row: {"commentId": row["id"], "user": {"displayName": row["name"]}, "content": {"html": f"<p>{row['text']}</p>"}, "publishedAt": row["at"], "reactions": {"likes": row["up"], "dislikes": row["down"]}}, list, "replies")}}),
    "nested under a word of another language": script({"opiniones": nested(lambda row: {"id": row["id"], "usuario": row["name"], "mensaje": row["text"], "fecha": row["at"], "up": row["up"], "down": row["down"]}, list, "hijos")}),
    "edges and nodes": script({"data": {"story": {"comments": edges(nested(graphql, edges, "replies"))}}}),
    "wrapped listing": script({"comments": listing(nested(lambda row: {"name": f"t1_{row['id']}", "id": row["id"], "author": row["name"], "body": row["text"], "created_utc": float(epoch(row)), "ups": row["up"], "downs": row["down"]}, listing, "replies"))}),
    "store of all kinds": script(apollo(), attributes="", before="window.__APOLLO_STATE__="),
    "store by opaque keys": script({"relay": {"records": relay()}}),
    "entities by id": script(entities(), attributes="", before="window.__PRELOADED_STATE__ = "),
    "resources with relations": script(json_api()),
    "seconds since 1970 and users apart": script({"comments": [{"cid": r["id"], "pid": r["parent"] or -1, "uid": USERS[r["name"]], "author": USERS[r["name"]], "content": r["text"], "created": epoch(r), "plus": r["up"], "minus": r["down"]} for r in ROWS], "users": [{"id": n, "name": name} for name, n in USERS.items()]}),
    "path of ids": script({"comments": [{"id": r["id"], "ancestor_path": {31: "", 32: "31", 33: "31.32", 40: ""}[r["id"]], "name": r["name"], "body": r["text"], "date": r["at"], "up": r["up"], "down": r["down"]} for r in ROWS]}),
    "depths": script({"comments": [{"id": r["id"], "level": {31: 1, 32: 2, 33: 3, 40: 1}[r["id"]], "name": r["name"], "message": r["text"], "when": r["at"], "likes": str(r["up"]), "dislikes": str(r["down"])} for r in ROWS]}),
    "ids of replies": script({"commentsById": {f"c-{r['id']}": {"author_name": r["name"], "text": r["text"], "time": r["at"], "agree": r["up"], "disagree": r["down"], "children": [f"c-{o['id']}" for o in ROWS if o["parent"] == r["id"]]} for r in ROWS}}),
    "numbers of posts": script({"topic": {"post_stream": {"posts": [{"id": 900 + r["id"], "post_number": r["id"], "reply_to_post_number": r["parent"], "username": r["name"], "cooked": f"<p>{r['text']}</p>", "created_at": r["at"], "votes_up": r["up"], "votes_down": r["down"]} for r in ROWS]}}}),
    "rows wrapped by kind": script({"comments": rails()}),
    "pages of one list": script({"queries": [{"state": {"data": {"pages": [{"comments": plain()[:2]}, {"comments": plain()[2:]}]}}}]}),
    "WordPress": script({"comments": [{"id": r["id"], "parent": r["parent"] or 0, "author_name": r["name"], "author_url": "", "date_gmt": r["at"][:-1] + "+00:00", "content": {"rendered": f"<p>{r['text']}</p>\n"}, "link": f"{URL}#comment-{r['id']}", "type": "comment", "likes": r["up"], "dislikes": r["down"]} for r in ROWS]}),
    "call of a script's own": script(f"Comments.init({json.dumps(plain())});", attributes=""),
    "members assigned one by one": script("var comments = [];" + "".join(f"comments[{n}] = {json.dumps(row)};" for n, row in enumerate(plain())), attributes=""),
    "names of another alphabet": script({"댓글": [{"번호": r["id"], "parentId": r["parent"], "작성자": r["name"], "내용": r["text"], "작성일": r["at"], "추천": r["up"], "비추천": r["down"]} for r in ROWS]}),
    "documents of an editor": script({"comments": [{"id": r["id"], "parent": r["parent"], "user": {"name": r["name"]}, "createdAt": r["at"], "content": {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": r["text"][:5]}, {"type": "text", "text": r["text"][5:]}]}]}, "up": r["up"], "down": r["down"]} for r in ROWS]}),
    "messages with users by id": script({"conversation": {"comments": [{"id": f"c_{r['id']}", "content": [{"type": "text", "text": r["text"]}], "user_id": f"u_{USERS[r['name']]}", "written_at": epoch(r), "parent_id": f"c_{r['parent']}" if r["parent"] else "", "rank": {"ranks_up": r["up"], "ranks_down": r["down"]}, "replies": []} for r in ROWS], "users": {f"u_{n}": {"id": f"u_{n}", "display_name": name} for name, n in USERS.items()}, "messages_count": 4}}),
    "literal in an attribute": f'<div x-data="{escape("{ open: false, comments: " + json.dumps(plain()) + " }")}"></div>',
    "list in an attribute of an element named comments": "<div id='comments' data-list='" + json.dumps(plain()).replace("'", "&#39;") + "'></div>",
    "list without a word for comments, with replies": script({"items": nested(lambda r: {"id": r["id"], "author": r["name"], "text": r["text"], "date": r["at"], "likes": r["up"], "dislikes": r["down"]}, list, "replies")}),
    "reactions by name": script({"comments": [{"id": r["id"], "parent": {"id": r["parent"]} if r["parent"] else None, "user": {"first_name": r["name"].split()[0], "last_name": r["name"].partition(" ")[2]}, "text": r["text"], "date": r["at"], "reactions": [{"type": "like", "count": r["up"]}, {"type": "dislike", "count": r["down"]}]} for r in ROWS]}),
    "escapes of a template engine": script(json.dumps({"comments": plain()}).replace("&", "&a;").replace('"', "&q;").replace("'", "&s;").replace("<", "&l;"), attributes='id="serverApp-state" type="application/json"'),
}  # fmt: skip


def read(html: str, **options: Any) -> Structure:
    return read_structure(page(html, **options))


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_gives_the_same_comments(shape: str) -> None:
    rows = read(SHAPES[shape]).rows
    assert [row.fields.text for row in rows] == [row["text"] for row in ROWS]
    assert [row.fields.author for row in rows] == [row["name"] for row in ROWS]
    assert [row.time.at if row.time else None for row in rows] == [datetime.fromisoformat(row["at"]) for row in ROWS]
    assert [row.time.precision for row in rows] == ["exact"] * 4
    assert [row.parent for row in rows] == [None, 0, 1, None]
    assert [(row.fields.votes.up, row.fields.votes.down) for row in rows] == [(row["up"], row["down"]) for row in ROWS]
    assert len({row.native_id for row in rows}) == 4
