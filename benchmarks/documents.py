"""GraphQL documents for the benchmarks, as a frontend would write them."""

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

# Its answer does not change when a subscription is canceled or an invoice becomes late.
CUSTOMER_LIST = """
query CustomerList($first: Int!, $search: String, $each: Int = 5) {
  customers(first: $first, search: $search, orderBy: NAME) {
    totalCount
    nodes {
      id name email
      paymentIntents(first: $each) { nodes { id status amount { formatted } createdAt } }
      invoices(first: $each) { nodes { id number status total { formatted } } }
    }
  }
}
"""

INVOICE_NODE = """
query Node($id: ID!) {
  node(id: $id) {
    id
    ... on Invoice {
      number status total { decimal currency }
      lines(first: 20) { nodes { description quantity amount { formatted } } }
      customer { id name }
    }
  }
}
"""

CANCEL = """
mutation Cancel($id: ID!, $timing: CancellationTiming!, $key: String!) {
  cancelSubscription(input: { subscriptionId: $id, timing: $timing, idempotencyKey: $key }) {
    subscription { id status cancelAt }
    userErrors { code }
  }
}
"""

RESUME = """
mutation Resume($id: ID!, $key: String!) {
  resumeSubscription(input: { subscriptionId: $id, idempotencyKey: $key }) {
    subscription { id status cancelAt }
    userErrors { code }
  }
}
"""
