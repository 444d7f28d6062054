"""Makes a drafter of the model inside: examples, training, export and scores.

``python -m assistant.tuning examples | train | export | score``. Only training and export need the
``tuning`` extra; nothing else of the product imports this package.
"""
