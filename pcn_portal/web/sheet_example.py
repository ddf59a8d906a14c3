"""What the form for entering rates starts with: a sheet to change."""

EXAMPLE = """\
year: 2025/26
sources:
  letter: {title: Title of the document, url: unknown}
rates:
- id: enhanced-access-2025-26-letter
  payment: enhanced_access
  title: Enhanced access, as in the letter
  method: monthly
  value: "0.000"
  basis: adjusted
  unit: £ per patient
  per: year
  payee: network
  from: 2025-04-01
  to: 2026-04-01
  population_date: 2025-01-01
  published: unknown
  status: provisional
  confidence: single_source
  paid: monthly
  sources: [letter]
"""
