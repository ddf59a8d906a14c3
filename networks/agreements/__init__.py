"""Network agreements, signatures, documents and data sharing agreements: reads and writes."""
