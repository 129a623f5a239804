"""What tax numbers are called, by their types."""

# What numbers other than VAT's are called, by Stripe's types: https://docs.stripe.com/billing/customer/tax-ids
SCHEMES = {
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


def is_vat(kind: str) -> bool:
    """Whether numbers of this type are those of VAT."""
    return kind.endswith("_vat")
