"""Comments that stand as data in the page: in scripts, in the state of an application, in attributes of elements.

No script is run. Values are read as far as they are literals, groups of like objects are looked for among them, and
the group that is the comments of the page's own story is read. Types and repetition show what an object is; the words
of its names rank what fits.
"""

from newscrawler.comments.structure.embedded.joining import join_comments
from newscrawler.comments.structure.embedded.pages import embedded_comments
from newscrawler.comments.structure.embedded.reading import EmbeddedThread

__all__ = ["EmbeddedThread", "embedded_comments", "join_comments"]
