"""The rate files hold every payment, never change silently, and answer as known on a day."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from funding.engine.rates import NATIONAL_RATES, RateBook, RateMissing, national_rates
from funding.engine.streams import ADDITIONAL_ROLES, INCENTIVE_FUND, MONTHLY_STREAMS, STREAM_TITLES
from pcn_portal.units.periods import ContractYear, Month

RESEARCH = Path(__file__).resolve().parents[4] / "shared" / "domain" / "des-rates.yaml"

PUBLISHED_FILES = {
    "2019-20.yaml": "7a04e1ef1e83894803ab312f668b3b57f7e6126bffd28e3fa4b84a2b1779caad",
    "2020-21.yaml": "0b61b214fa56297d035b53cf94c103f451dbd7157cc992d8f87ea024b0ddff62",
    "2021-22.yaml": "b513b048a0f9914352093642af91b23521553f379d296dcf4261aa7132d8cd7d",
    "2022-23.yaml": "6aff5cdff08a38959cb72aec18746f57174c6e1b5e3f365506da391993c71d8e",
    "2023-24.yaml": "73057158b75cc3f3811fec27902e2529018a196222189aedccd64fc3fc59a03e",
    "2024-25.yaml": "614753195155adaef1af2abb30cc86a03fdb0677ed4f6360a2d822b5ef51e492",
    "2025-26.yaml": "0083a0e1fef06bddf93c786a8eb39bdad9da106f7467d26ebebdaee42ce4e571",
    "2026-27.yaml": "de58a5504f176bf68fd428ffa08490857fc27315be4011173271bb693e84cffd",
    "sources.yaml": "74533f249cb7b69d4e813b55842e70c6796ae5230fa1ca216dc6766e791bdc36",
}
HOW_TO_PIN = (
    "A rate file that statements rest on has changed. If that is meant, enter the correction as "
    "docs/new-contract-year.md says and pin the new digest here, with a reviewer."
)


def ids(stream: str, month: Month, known_on: date | None) -> list[str]:
    return [rate.id for rate in national_rates().in_force(stream, month, known_on)]


def test_a_published_rate_file_never_changes_silently() -> None:
    digests = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in NATIONAL_RATES.glob("*.yaml")
    }

    assert digests == PUBLISHED_FILES, HOW_TO_PIN


def test_the_book_has_a_year_file_for_each_contract_year_to_2026_27() -> None:
    years = [ContractYear(start) for start in range(2019, 2027)]

    assert sorted(national_rates().years) == years
    assert all(national_rates().rates(year) for year in years)


def test_the_digest_is_the_same_for_the_same_files_and_another_for_others(tmp_path: Path) -> None:
    for path in NATIONAL_RATES.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert RateBook.load(tmp_path).digest == national_rates().digest

    (tmp_path / "2026-27.yaml").unlink()
    assert RateBook.load(tmp_path).digest != national_rates().digest


@pytest.mark.skipif(not RESEARCH.exists(), reason="../shared is not beside this checkout")
def test_every_payment_of_the_research_is_there_with_its_value_and_sources() -> None:
    research = yaml.safe_load(RESEARCH.read_text(encoding="utf-8"))
    ours = {rate.row: rate for year in national_rates().years.values() for rate in year.rates}

    assert len(research["payments"]) == len(ours) == 70
    for payment in research["payments"]:
        row = payment["id"].replace("-initial", "-first").replace("-revised", "-final")
        rate = ours[row]
        value = rate.value if rate.total is None else rate.total
        known = payment["rate"] not in ("unknown", "0")
        assert value == (Decimal(payment["rate"]) if known else None)
        assert rate.stream == payment["payment"]
        assert str(rate.starts) == payment["start"]
        assert len(rate.sources) == len(payment["source"])
        monthly = payment.get("monthly_rate")
        assert rate.monthly_value == (Decimal(monthly) if monthly else None)
        assert rate.monthly_published == payment.get("monthly_rate_published", False)


def test_the_first_rates_count_until_the_final_ones_are_published() -> None:
    july = Month(2024, 7)

    assert ids("enhanced_access", july, date(2024, 7, 15)) == ["ea-2024-25-first"]
    assert ids("enhanced_access", july, date(2024, 9, 25)) == ["ea-2024-25-first"]
    assert ids("enhanced_access", july, date(2024, 9, 26)) == ["ea-2024-25-final"]
    assert ids("enhanced_access", july, None) == ["ea-2024-25-final"]


def test_a_final_rate_with_an_unknown_split_hides_the_first_one() -> None:
    final = national_rates().in_force("core_pcn_funding", Month(2024, 7), None)

    assert [(rate.component, rate.value) for rate in final] == [
        ("registered", None),
        ("adjusted", None),
    ]
    assert {rate.total for rate in final} == {Decimal("2.967")}
    assert {rate.status for rate in final} == {"unknown"}


def test_a_payment_that_was_not_restated_keeps_its_rate() -> None:
    assert ids("capacity_and_access_support", Month(2024, 7), None) == ["casp-2024-25"]


def test_a_rate_of_unknown_publication_counts_as_known_from_its_first_day() -> None:
    july = Month(2021, 7)

    assert ids("core_pcn_funding", july, date(2021, 4, 1)) == ["core-2021-22"]
    with pytest.raises(RateMissing, match=r"no rate for July 2021 known on 31 March 2021"):
        national_rates().in_force("core_pcn_funding", july, date(2021, 3, 31))


def test_a_rate_that_is_not_there_raises() -> None:
    with pytest.raises(RateMissing, match="Clinical director contribution: no rate for April 2024"):
        national_rates().in_force("clinical_director", Month(2024, 4), None)
    with pytest.raises(RateMissing, match="contract year 2030/31: none are loaded"):
        national_rates().in_force("core_pcn_funding", Month(2030, 4), None)
    with pytest.raises(RateMissing, match="contract year 2018/19: none are loaded"):
        national_rates().rates(ContractYear(2018))


def test_streams_come_and_go_with_the_contract() -> None:
    book = national_rates()

    assert "clinical_director" not in book.streams(Month(2019, 6))
    assert "clinical_director" in book.streams(Month(2019, 7))
    assert "extended_hours_access" in book.streams(Month(2022, 9))
    assert "extended_hours_access" not in book.streams(Month(2022, 10))
    assert "enhanced_access" in book.streams(Month(2022, 10))
    assert "pcn_support_payment_winter" in book.streams(Month(2021, 12))
    assert "capacity_and_access_support" not in book.streams(Month(2026, 4))


def test_every_stream_of_the_files_has_a_name_in_plain_english() -> None:
    streams = {rate.stream for year in national_rates().years.values() for rate in year.rates}

    assert streams == set(STREAM_TITLES) - {ADDITIONAL_ROLES, INCENTIVE_FUND}
    assert set(MONTHLY_STREAMS) <= streams


def test_every_status_follows_from_its_confidence_and_every_rate_has_a_source() -> None:
    for year in national_rates().years.values():
        for rate in year.rates:
            assert (rate.status == "confirmed") == (rate.confidence == "two_sources")
            assert rate.citations
            assert rate.published is None or rate.published_evidence


def test_a_citation_says_source_publication_and_how_sure_it_is() -> None:
    (rate,) = national_rates().in_force("enhanced_access", Month(2024, 7), None)

    assert rate.citation == (
        "Pulse PCN: PCNs can claim more for ARRS staff but funding remains flat (27 Sept 2024) and"
        " 3 other sources. Published 26 September 2024. One source only."
    )


def test_a_citation_says_so_when_the_publication_date_is_unknown() -> None:
    (rate,) = national_rates().in_force("core_pcn_funding", Month(2021, 7), None)

    assert "Publication date unknown, so counted as known from 1 April 2021." in rate.citation
