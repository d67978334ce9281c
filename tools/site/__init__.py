"""The documentation site: MkDocs hooks and generated pages. Run by ``make docs``."""
