// The example operations, in the order of their tabs; a tab is named for its first operation.
import cancelSubscription from "./examples/cancel-subscription.graphql";
import customer from "./examples/customer.graphql";
import customerList from "./examples/customer-list.graphql";
import customerPage from "./examples/customer-page.graphql";
import money from "./examples/money.graphql";
import nextCharge from "./examples/next-charge.graphql";
import whoAmI from "./examples/who-am-i.graphql";

const SOMEONE = `{
  customers(first: 1, filter: { subscriptionStatus: ACTIVE }) {
    nodes { id subscriptions(first: 1, status: ACTIVE) { nodes { id } } }
  }
}`;

/** The ids that the examples start from: real ones when the key is good, else placeholders. */
async function findIds(fetcher) {
  const answer = await fetcher({ query: SOMEONE }).catch(() => null);
  const someone = answer?.data?.customers.nodes[0];
  return {
    customer: someone?.id ?? "cus_…",
    subscription: someone?.subscriptions.nodes[0]?.id ?? "sub_…",
  };
}

const writeJson = (variables) => JSON.stringify(variables, null, 2);

export async function listExamples(fetcher) {
  const ids = await findIds(fetcher);
  return [
    { title: "A customer's page in one query", query: customerPage },
    { title: "One customer by id", query: customer, variables: writeJson({ id: ids.customer }) },
    { title: "What became of the money", query: money, variables: writeJson({ id: ids.customer }) },
    { title: "What is charged next", query: nextCharge, variables: writeJson({ id: ids.customer }) },
    { title: "A list of customers", query: customerList, variables: writeJson({ search: null, after: null }) },
    { title: "Cancel a subscription", query: cancelSubscription, variables: writeJson({ id: ids.subscription }) },
    { title: "Who am I?", query: whoAmI },
  ];
}
