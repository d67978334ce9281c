"""Program for Mezzanine's own environment: runs each line ``[[name, argument, …], …]`` on its models and answers it."""

import json
import sys
from datetime import UTC, datetime, timedelta
from os import environ
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))
environ["DJANGO_SETTINGS_MODULE"] = "outlet.settings"

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.sites.models import Site  # noqa: E402
from django.db import transaction  # noqa: E402
from mezzanine.blog.models import BlogPost  # noqa: E402
from mezzanine.generic.models import ThreadedComment  # noqa: E402


def story(slug, title, content):
    user = get_user_model().objects.first() or get_user_model().objects.create_superuser(
        "editor", password="only for tests"
    )
    published = datetime.now(UTC) - timedelta(days=3)
    post = BlogPost.objects.create(title=title, slug=slug, content=content, user=user, status=2, publish_date=published)
    return post.id


def seeded(post, comments):
    """As an import of an older discussion does it; the post counts its comments as they are saved."""
    now, made = datetime.now(UTC), []
    content_type = ContentType.objects.get_for_model(BlogPost)
    with transaction.atomic():
        for text, author, answers, seconds in comments:
            comment = ThreadedComment(
                content_type=content_type, object_pk=str(post), site=Site.objects.get_current(), comment=text, user_name=author,
                user_email="reader@plainpress.example", submit_date=now - timedelta(seconds=seconds), by_author=False,
                replied_to=None if answers is None else made[answers],
            )  # fmt: skip
            comment.save()
            made.append(comment)
    return [comment.id for comment in made]


def changed(**fields):
    return lambda comment: ThreadedComment.objects.filter(id=comment).update(**fields)


def rows(post):
    found = ThreadedComment.objects.filter(object_pk=str(post)).order_by("id")
    return [
        {
            "id": row.id, "parent": row.replied_to_id, "author": row.user_name, "text": row.comment, "rating": row.rating_average,
            "ratings": row.rating_count, "public": row.is_public, "removed": row.is_removed, "at": row.submit_date.timestamp(),
        }
        for row in found
    ]  # fmt: skip


KNOWN = {
    "site": lambda domain: Site.objects.update(domain=domain),
    "story": story,
    "seeded": seeded,
    "rows": rows,
    "edited": lambda comment, text: ThreadedComment.objects.filter(id=comment).update(comment=text),
    "removed": changed(is_removed=True),
    "held back": changed(is_public=False),
    "released": changed(is_public=True),
    "deleted for good": lambda comment: (
        ThreadedComment.objects.get(id=comment).delete()[1].get("generic.ThreadedComment", 0)
    ),
}
for line in sys.stdin:
    print(json.dumps([KNOWN[name](*arguments) for name, *arguments in json.loads(line)]), flush=True)
