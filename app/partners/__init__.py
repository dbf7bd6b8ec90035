"""Pages of the network: approved releases and nothing else."""
