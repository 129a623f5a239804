"""The buyer's purchase order and reference are found among the custom fields by names in the invoices' languages."""

import pytest

from pdf.einvoice.references import find_buyer_reference, find_purchase_order


@pytest.mark.parametrize(
    "name",
    [
        "PO number", "PO", "P.O. Number", "PO #", "Purchase order", "Purchase Order No.", "Your order number",
        "Bestellnummer", "Bestell-Nr.", "Ihre Bestellnummer", "Kundenbestellnummer", "PO-Nummer",
        "N° de commande", "Numéro de commande", "Bon de commande", "Numéro du bon de commande", "Bon de commande n°",
        "Orden de compra", "Número de orden de compra", "N.º de pedido", "Nº pedido", "Pedido de compra",
        "رقم أمر الشراء", "أمر شراء", "رقم طلب الشراء",
        "注文番号", "ご注文番号", "発注番号", "発注書番号", "注文書No.", "PO番号",
    ],
)  # fmt: skip
def test_a_field_of_this_name_is_the_purchase_order(name: str) -> None:
    fields = [{"name": "Cost centre", "value": "17"}, {"name": name, "value": " PO-4711 "}]

    assert find_purchase_order(fields) == "PO-4711"


@pytest.mark.parametrize("name", ["", "Order number", "Auftragsnummer", "Policy", "Post", "Kostenstelle", "番号"])
def test_a_field_of_another_name_is_not(name: str) -> None:
    assert find_purchase_order([{"name": name, "value": "PO-4711"}]) is None


def test_an_empty_field_is_passed_over() -> None:
    assert find_purchase_order([{"name": "PO", "value": " "}, {"name": "Bestellnummer", "value": "7"}]) == "7"


@pytest.mark.parametrize(
    "name",
    [
        "Buyer reference", "Buyer's reference no.", "Customer reference", "Leitweg-ID", "Leitweg ID", "LeitwegID",
        "Käuferreferenz", "Kundenreferenz", "Référence acheteur", "Réf. de l’acheteur", "Referencia del comprador",
    ],
)  # fmt: skip
def test_a_field_of_this_name_is_the_buyers_reference(name: str) -> None:
    fields = [{"name": "PO", "value": "PO-4711"}, {"name": name, "value": " 04011000-12345-34 "}]

    assert find_buyer_reference(fields) == "04011000-12345-34"
    assert find_purchase_order(fields) == "PO-4711"


@pytest.mark.parametrize("name", ["", "Reference", "Our reference", "Your reference", "Buyer", "Leitweg", "Referenz"])
def test_a_field_of_another_name_is_no_reference_of_the_buyer(name: str) -> None:
    assert find_buyer_reference([{"name": name, "value": "04011000-12345-34"}]) is None
