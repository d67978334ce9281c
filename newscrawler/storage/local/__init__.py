"""Local mongod processes under ``VAR_DIR``: one for a developer, three for a rehearsal of a cluster."""
