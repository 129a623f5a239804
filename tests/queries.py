"""GraphQL documents that several tests ask."""

CUSTOMER_PAGE = """
query Page($id: ID!) {
  customer(id: $id) {
    id name email createdAt delinquent nextBillingAt address { city country } metadata { key value }
    totals { currency paid { formatted } due { decimal } overdue { decimal } monthlyRecurring { amountMinor } }
    paymentIntents(first: 20) { nodes { id status amount { formatted } createdAt } }
    subscriptions(status: ACTIVE) {
      nodes { id status nextBillingAt quantity amount { formatted } plan { name productName amount { formatted } } }
    }
    invoices(first: 20) { nodes { id number status overdue total { formatted } pdfUrl } }
  }
}
"""

CUSTOMER_LIST = """
query List($first: Int!) {
  customers(first: $first) {
    nodes {
      id name email delinquent nextBillingAt
      totals {
        currency paid { formatted } due { formatted } overdue { formatted } monthlyRecurring { formatted }
      }
      paymentIntents(first: 5) { nodes { id status amount { formatted } createdAt } }
      subscriptions(status: ACTIVE) {
        nodes { id nextBillingAt amount { formatted } plan { name amount { formatted } } items { quantity } }
      }
      invoices(first: 5) { nodes { id number status overdue total { formatted } pdfUrl } }
    }
  }
}
"""
