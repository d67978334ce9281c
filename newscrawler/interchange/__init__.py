"""Stored stories and threads in the formats that other programs exchange: ninjs, ActivityStreams, Atom, JSON Feed."""
