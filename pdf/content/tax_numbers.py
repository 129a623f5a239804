"""Tax numbers as printed, each called what its type says it is."""

from collections.abc import Mapping, Sequence

from models.access.project import Project
from pdf.content.invoice_content import TaxNumber
from pdf.einvoice.tax_number import compact, read_untyped

# What numbers other than VAT's are called, by Stripe's types: https://docs.stripe.com/billing/customer/tax-ids
_SCHEMES = {
    "ad_nrt": "NRT", "ae_trn": "TRN", "ar_cuit": "CUIT", "au_abn": "ABN", "au_arn": "ARN", "bg_uic": "UIC",
    "br_cnpj": "CNPJ", "br_cpf": "CPF", "ca_bn": "BN", "ca_gst_hst": "GST/HST", "ca_pst_bc": "PST", "ca_pst_mb": "PST",
    "ca_pst_sk": "PST", "ca_qst": "QST", "ch_uid": "UID", "cl_tin": "RUT", "cn_tin": "USCC", "co_nit": "NIT",
    "do_rcn": "RNC", "ec_ruc": "RUC", "es_cif": "NIF", "hk_br": "BR", "hr_oib": "OIB", "id_npwp": "NPWP",
    "in_gst": "GSTIN", "ke_pin": "PIN", "kr_brn": "BRN",
    "li_uid": "UID", "mx_rfc": "RFC", "my_frp": "FRP", "my_itn": "ITN", "my_sst": "SST", "no_voec": "VOEC",
    "nz_gst": "GST", "pe_ruc": "RUC", "ph_tin": "TIN", "rs_pib": "PIB", "ru_inn": "ИНН", "ru_kpp": "КПП",
    "sg_gst": "GST", "sg_uen": "UEN", "sv_nit": "NIT", "tr_tin": "VKN", "us_ein": "EIN", "uy_ruc": "RUC",
    "ve_rif": "RIF", "vn_tin": "MST",
}  # fmt: skip


def read_numbers(tax_ids: Sequence[Mapping[str, str]]) -> tuple[TaxNumber, ...]:
    """Numbers with their types."""
    return tuple(_read(tax_id.get("type", ""), tax_id["value"]) for tax_id in tax_ids)


def seller_numbers(seller: Project) -> tuple[TaxNumber, ...]:
    """The seller's own text first, each number once."""
    numbers = list(read_numbers(seller.tax_ids or ()))
    known = {compact(each.number) for each in numbers}
    if seller.tax_id and compact(seller.tax_id) not in known:
        is_vat = read_untyped(seller.tax_id, seller.country or "").any is not None
        numbers.insert(0, TaxNumber(seller.tax_id, is_vat=is_vat))
    return tuple(numbers)


def _read(kind: str, number: str) -> TaxNumber:
    return TaxNumber(number, kind.endswith("_vat"), _SCHEMES.get(kind))
