"""What services hold: care home beds, and what each part of the contract's services records."""

from services.models.beds import BedCount

__all__ = ["BedCount"]
