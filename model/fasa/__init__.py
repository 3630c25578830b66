"""FASA: Frequency-Aware Semantic Alignment for image manipulation localization.

One file per named part of arXiv 2604.12341; ``docs/paper-map.md`` leads from each equation to its
function and its test.
"""
