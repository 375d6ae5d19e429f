"""The Hugging Face dataset: one definition, a folder that is uploaded as it is, its card, and its upload."""
