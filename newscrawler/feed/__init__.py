"""The change feed: what happens to stored documents, as events that are numbered without gaps.

A :class:`Sequencer` numbers the changes that MongoDB's change stream tells into the collection ``feed``; :class:`Feed`
reads them. One sequencer at a time works for a database; any process may offer one. docs/change-feed.md is the contract
for consumers.
"""

from newscrawler.feed.events import KINDS, Event, Kind
from newscrawler.feed.hosting import SequencerThread, number_and_index
from newscrawler.feed.reading import Feed, FeedGoneError, FeedPage, FeedState
from newscrawler.feed.sequencer import Sequencer
from newscrawler.feed.watching import Watch

__all__ = [
    "KINDS",
    "Event",
    "Feed",
    "FeedGoneError",
    "FeedPage",
    "FeedState",
    "Kind",
    "Sequencer",
    "SequencerThread",
    "Watch",
    "number_and_index",
]
