"""What the benchmarks of the server share: the servers, the load, the figures."""
