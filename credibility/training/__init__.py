"""From public annotation to weights: prepare, train, calibrate, evaluate."""
