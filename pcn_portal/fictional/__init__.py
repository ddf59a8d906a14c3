"""A made-up England: plainly fictional organisations and figures in the real file formats.

Pure Python, no database and no clock: the same seed gives the same bytes. Used by the commands
`make_england` and `seed_demo`, by tests and by benchmarks. Imports nothing of ours but
`pcn_portal.units.periods`.
"""
