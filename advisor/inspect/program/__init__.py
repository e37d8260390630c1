"""Read programs that use Keras or PyTorch without running them."""
