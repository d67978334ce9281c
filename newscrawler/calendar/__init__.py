"""Calendar: when a list, copy or thread is looked at again, and why. Pure functions of stored visits."""

from newscrawler.calendar.choosing import Chosen
from newscrawler.calendar.entries import TOLD, Entry, Kind, Why
from newscrawler.calendar.habits import NO_HABITS, Habits
from newscrawler.calendar.lists import Gap, headline_number
from newscrawler.calendar.lists import retitled as headlines_changed
from newscrawler.calendar.memories import CopyMemory, ListForm, ListMemory, Memory, ThreadMemory
from newscrawler.calendar.pace import after, asks_in_full, choose, expected, gain, listed, retitled
from newscrawler.calendar.transitions import Noted, counts, due_now
from newscrawler.calendar.visits import CopyVisit, Listed, ListHints, ListVisit, Mark, ThreadVisit, Visit

__all__ = [
    "NO_HABITS",
    "TOLD",
    "Chosen",
    "CopyMemory",
    "CopyVisit",
    "Entry",
    "Gap",
    "Habits",
    "Kind",
    "ListForm",
    "ListHints",
    "ListMemory",
    "ListVisit",
    "Listed",
    "Mark",
    "Memory",
    "Noted",
    "ThreadMemory",
    "ThreadVisit",
    "Visit",
    "Why",
    "after",
    "asks_in_full",
    "choose",
    "counts",
    "due_now",
    "expected",
    "gain",
    "headline_number",
    "headlines_changed",
    "listed",
    "retitled",
]
