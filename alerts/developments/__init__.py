"""Articles into developments: evidence from each, comparison with what is known, and the decision where it belongs."""
