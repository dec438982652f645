"""ClaimGraph -> a report for readers: what outlets share, what one alone says, where they differ, in their own words.

`selection` chooses and words, `english` makes sentences of claims; `markdown`, `page`, `terminal` and `data` show the same.
"""
