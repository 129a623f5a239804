// What each field gives, the same in every server.

function rfc3339(microseconds) {
  if (microseconds === null) return null;
  const seconds = new Date(Math.floor(microseconds / 1000)).toISOString().slice(0, 19);
  const fraction = microseconds % 1_000_000;
  return fraction ? `${seconds}.${String(fraction).padStart(6, "0")}Z` : `${seconds}Z`;
}

const money = (amount, currency) => ({ amountMinor: amount, currency });
const page = (list) => async (customer, values, { loaders }) => ({
  nodes: await loaders.page(list, values).load(customer.id),
});

export const resolvers = {
  Query: {
    customer: (_, { id }, { database }) => database.customer({ id })[0] ?? null,
    customers: (_, { first }, { database }) => ({ nodes: database.customers({ first }) }),
  },
  Customer: {
    createdAt: (customer) => rfc3339(customer.created_at),
    address: (customer) => customer.address && JSON.parse(customer.address),
    paymentIntents: page("paymentIntents"),
    subscriptions: (customer, { first, status = null }, context) =>
      page("subscriptions")(customer, { first, status }, context),
    invoices: page("invoices"),
  },
  Address: {
    postalCode: (address) => address.postal_code,
  },
  PaymentIntent: {
    createdAt: (payment) => rfc3339(payment.created_at),
    amount: (payment) => money(payment.amount, payment.currency),
  },
  BillingSubscription: {
    createdAt: (subscription) => rfc3339(subscription.created_at),
    currentPeriodEnd: (subscription) => rfc3339(subscription.current_period_end),
    plan: (subscription, _, { loaders }) => loaders.plans.load(subscription.id),
  },
  Plan: {
    productName: (plan) => plan.product_name,
    amount: (plan) => money(plan.amount, plan.currency),
  },
  Invoice: {
    createdAt: (invoice) => rfc3339(invoice.created_at),
    dueAt: (invoice) => rfc3339(invoice.due_at),
    total: (invoice) => money(invoice.total, invoice.currency),
    amountDue: (invoice) => money(invoice.amount_due, invoice.currency),
  },
};
