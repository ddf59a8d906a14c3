"""Statements as documents: what stands on them, and how they become PDF, CSV and XLSX."""

from funding.documents.content import Document, Section
from funding.documents.files import FORMATS, as_bytes
from funding.documents.practice import practice_document, practice_months
from funding.documents.shares import shares_document
from funding.documents.statement import statement_document, statement_number
from funding.documents.year import YearSummary, year_document, year_summary

__all__ = [
    "FORMATS",
    "Document",
    "Section",
    "YearSummary",
    "as_bytes",
    "practice_document",
    "practice_months",
    "shares_document",
    "statement_document",
    "statement_number",
    "year_document",
    "year_summary",
]
