"""The limits of values: what columns, indexes and the calendar can hold."""

INT64 = range(-(2**63), 2**63)
COUNT = range(2**31)

# A thousand times what the platform takes in a currency with the least worth, so that sums of thousands of amounts fit
# into 64 bits.
MOST_MONEY = 10**15
MONEY = range(-MOST_MONEY, MOST_MONEY + 1)
MONEY_TAKEN = range(MOST_MONEY + 1)

# 1970 to 9999: what `models.values.instant` can show.
SECONDS = range(253_402_300_800)

# Stripe's own limit for ids. Two of them and a time fit into one entry of a PostgreSQL index.
MAX_ID = 255
MAX_INDEXED_BYTES = 2_000

# Stripe keeps 12 decimals of a minor unit.
MAX_DECIMALS = 20
