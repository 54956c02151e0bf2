"""Accuracy and speed, measured on data that nothing was trained on, held to floors that rise."""
