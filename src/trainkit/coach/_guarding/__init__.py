"""What an answer claims about an athlete, and which of his facts bear it out."""
