"""Clusters: stories that print one wire text under other headlines, and the links between them. Pure functions."""

from newscrawler.clusters.derivation import Cluster, derive
from newscrawler.clusters.keys import is_candidate, keys_of
from newscrawler.clusters.links import Link, link
from newscrawler.clusters.printing import Printed, printed
from newscrawler.clusters.texts import Text

__all__ = ["Cluster", "Link", "Printed", "Text", "derive", "is_candidate", "keys_of", "link", "printed"]
