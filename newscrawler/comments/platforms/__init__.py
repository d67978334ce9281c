"""Comment platforms: one module for each, without input or output of its own."""
