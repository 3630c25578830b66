"""Windows edited as people edit today, saved as files are saved; and authentic ones beside them."""
