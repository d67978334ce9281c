"""For ``scrapyd-client deploy``, which builds its egg with a setup.py and would write one of its own."""

from setuptools import setup

setup()
