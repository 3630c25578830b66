"""What the bytes of a file say, beside its decoder: the rules of ``core/formats`` once more.

Change both or neither; ``test/fixtures/odd`` is read by the tests of both.
"""
