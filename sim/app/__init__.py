"""The room: a training application on real runs of the model."""
