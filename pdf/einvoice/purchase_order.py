"""The buyer's purchase order (BT-13), found among an invoice's custom fields by what they are called."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from pdf.einvoice.element import clean

# In the languages of invoices, without accents and punctuation. A plain "order number" may be the seller's own.
_NAMES = (
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
_IS_NAME = re.compile("|".join(f"(?:{name})" for name in _NAMES))
_NOT_A_LETTER = re.compile(r"[^\w]+|_")
# Of Latin and Arabic letters. Japanese ones keep theirs, which make other letters of them.
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0655]")


def find_purchase_order(fields: Iterable[Mapping[str, str]]) -> str | None:
    """The value of the first field that names a purchase order."""
    found = (clean(field["value"]) for field in fields if _IS_NAME.fullmatch(_simplify(field["name"])))
    return next((value for value in found if value), None)


def _simplify(name: str) -> str:
    """The name in lower case, without accents, signs and double spaces."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(_NOT_A_LETTER.sub(" ", unicodedata.normalize("NFKC", plain)).split())
