"""From articles to messages: matching, feeds, digests, and the channels that carry them."""
