"""GraphQL documents that the benchmarks ask, as a frontend would write them."""

CUSTOMER_PAGE = """
query CustomerPage($id: ID!) {
  customer(id: $id) {
    id name email createdAt delinquent nextBillingAt address { city country } metadata { key value }
    totals { currency paid { formatted } due { decimal } overdue { decimal } monthlyRecurring { amountMinor } }
    paymentIntents(first: 20) { nodes { id status amount { formatted } createdAt } }
    subscriptions(status: ACTIVE) {
      nodes { id status nextBillingAt quantity amount { formatted } plan { name productName amount { formatted } } }
    }
    invoices(first: 20) { nodes { id number status overdue total { formatted } } }
  }
}
"""
