"""`make demo`: the dev environment on local AWS, one upload followed to its end."""
