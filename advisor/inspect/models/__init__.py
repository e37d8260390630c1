"""Read models from files, and PyTorch modules from their code where the caller says so."""
