"""The workbook of networks' directors, payees, agreements and signatures: given out, and read back.

See docs/adr/0092.
"""
