"""Thousands of forms at once: reviewed in processes, kept in a ledger, resumed after anything.

`run.run_batch` is the door; `review.review_form` is the pure function that every way of running
calls. Nothing is imported here: the processes that review need neither ledger nor model.
"""
