"""The state of a world: columns of persons and organisations, counts, bundles for kernels."""
