"""The calculation: frozen facts in, explained lines and gaps out. Pure Python.

No Django, no database, no clock: dates are arguments, money is Decimal.
"""
