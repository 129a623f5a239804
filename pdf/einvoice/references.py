"""The buyer's purchase order (BT-13) and reference (BT-10), among the custom fields by what these are called."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pdf.einvoice.element import clean

Field = Mapping[str, str]

# In the languages of invoices, without accents and punctuation. A plain "order number" may be the seller's own.
_PURCHASE_ORDER = (
    r"(your )?(customer )?(po|p o|purchase order)( (no|nr|number|nummer|num|id|ref|reference)| ?番号)?",
    r"(your|buyers?|customers?) order( (no|nr|number|ref|reference))?",
    r"(ihre |kunden ?)?bestell ?(nr|nummer|referenz|zeichen)|(ihre |kunden ?)bestellung",
    r"((n|no|numero|ref|reference) )?((de|du) )?(votre )?(bon )?de commande( (n|no|numero|client))?",
    r"votre commande",
    r"((n|no|n o|num|numero) )?(de )?(la )?(su )?(orden|pedido)( de)? compra",
    r"((n|no|n o|num|numero) )?(de )?(su )?pedido( del? cliente)?",
    r"(رقم )?(امر|طلب) (ال)?شراء",
    r"(御|ご|貴社)?(注文|発注|購買|購買発注)書? ?(番号|no)",
)
# "Your reference" may be anything; a Leitweg-ID is what German authorities call theirs.
_BUYER_REFERENCE = (
    r"(buyer|customer)( ?s)? ref(erence)?( (no|nr|number))?",
    r"leitweg ?(id|nummer|nr)",
    r"(kaufer|kunden) ?referenz( ?(nr|nummer))?",
    r"ref(erence)? (de l )?acheteur",
    r"ref(erencia)? del comprador",
)
_IS_PURCHASE_ORDER, _IS_BUYER_REFERENCE = (
    re.compile("|".join(f"(?:{name})" for name in names)) for names in (_PURCHASE_ORDER, _BUYER_REFERENCE)
)
_NOT_A_LETTER = re.compile(r"[^\w]+|_")
# Of Latin and Arabic letters. Japanese ones keep theirs, which make other letters of them.
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0655]")


def find_purchase_order(fields: Iterable[Field]) -> str | None:
    """The value of the first field that names a purchase order."""
    return _find(fields, _IS_PURCHASE_ORDER)


def find_buyer_reference(fields: Iterable[Field]) -> str | None:
    """The value of the first field that names what the buyer routes its invoices by."""
    return _find(fields, _IS_BUYER_REFERENCE)


def _find(fields: Iterable[Field], is_name: re.Pattern[str]) -> str | None:
    found = (clean(field["value"]) for field in fields if is_name.fullmatch(_simplify(field["name"])))
    return next((value for value in found if value), None)


def _simplify(name: str) -> str:
    """The name in lower case, without accents, signs and double spaces."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(_NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", plain)).split())
