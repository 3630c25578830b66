"""Pictures to judge copied regions by: copies that were planted, and repetition that is natural."""
