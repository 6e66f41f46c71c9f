"""A data source and a language model for trainkit."""
