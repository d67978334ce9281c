"""The shared frontier: requests on MongoDB, leased to workers, with one worker at a time for each host."""
