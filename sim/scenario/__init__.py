"""The typed parameters of the model, and the form in which kernels take them."""
