"""What the parity suite and the end-to-end checks share: starting servers, asking both, comparing the answers."""
