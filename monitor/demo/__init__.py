"""Sample publishers on loopback for `peruwatch demo`: invented articles, served as real sites serve theirs."""
