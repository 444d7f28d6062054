"""The reviewers' desk: what a reviewer does with the forms of many units, one function each."""
