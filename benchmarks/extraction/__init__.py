"""What the extractors reach on annotated texts, beside what others reach; run by `make quality`."""
