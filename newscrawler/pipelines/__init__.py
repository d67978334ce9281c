"""Item pipelines, in the order items meet them: boilerplate → validation → dedupe → mongo."""
