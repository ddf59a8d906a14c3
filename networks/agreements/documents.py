"""Keeping the documents of an agreement: PDF or DOCX, checked, in the database."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from networks.agreements.document_types import BadDocument, kind_of
from networks.agreements.papers import PapersRefused, note_down
from networks.models import Agreement, Document, SharingAgreement
from pcn_portal.audit.models import Actor
from practices.import_actions import lock_register


@transaction.atomic
def attach_document(
    *,
    agreement: Agreement | None = None,
    sharing: SharingAgreement | None = None,
    name: str,
    content: bytes,
    by: Actor,
    at: datetime,
) -> Document:
    """Keep a document with a network agreement, or with a data sharing agreement.

    It is never changed or removed; a newer one stands beside it. Raises PapersRefused where it is
    too large, no PDF or DOCX by its bytes, damaged, holds macros, or is there already.
    """
    paper = agreement or sharing
    if paper is None or (agreement and sharing):
        raise ValueError("A document belongs to one agreement.")
    try:
        kind = kind_of(content, name, settings.DOCUMENT_MAX_BYTES)
    except BadDocument as error:
        raise PapersRefused(str(error), "file") from error
    lock_register()
    digest = hashlib.sha256(content).hexdigest()
    same = Document.objects.filter(agreement=agreement, sharing=sharing, sha256=digest).first()
    if same:
        raise PapersRefused(f"This document is already there, as {same.name}.", "file")
    document = Document.objects.create(
        network=paper.network,
        agreement=agreement,
        sharing=sharing,
        name=kind.name,
        media_type=kind.media_type,
        size=len(content),
        sha256=digest,
        content=content,
        received_at=at,
        received_by_id=by.id,
    )
    note_down(
        *("document.attached", paper.network, by, at),
        document=document.pk,
        name=kind.name,
        to=str(paper),
        sha256=digest,
    )
    return document
