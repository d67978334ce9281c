"""Answers of comment platforms, made row by row: a module for each platform."""
