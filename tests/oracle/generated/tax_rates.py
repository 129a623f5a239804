"""Tax rates."""

from hypothesis import strategies as st

from tests.oracle.books import StripeObject
from tests.oracle.generated.moments import LONG_AGO

RATES = [("txr_20", 20.0), ("txr_7", 7.7), ("txr_5", 5.0)]


def make_rate(name: str, percentage: float, *, inclusive: bool) -> StripeObject:
    return {
        "id": f"{name}_{'in' if inclusive else 'on'}",
        "object": "tax_rate",
        "display_name": "VAT",
        "percentage": percentage,
        "inclusive": inclusive,
        "country": "GB",
        "livemode": True,
        "created": LONG_AGO,
    }


def rates() -> st.SearchStrategy[list[StripeObject]]:
    """Inclusive and exclusive ones do not meet on one line."""
    on_top = st.lists(st.sampled_from(RATES), min_size=1, max_size=2, unique=True).map(
        lambda chosen: [make_rate(*each, inclusive=False) for each in chosen]
    )
    return st.just([]) | on_top | st.sampled_from(RATES).map(lambda each: [make_rate(*each, inclusive=True)])
