// Two components show different fields of the same objects; prints how many requests it took until both are at rest.
import { gql } from "@apollo/client";
import { createClient, prependActivity } from "./apollo.js";

const [url, key] = process.argv.slice(2);
let requests = 0;
const fetched = globalThis.fetch;
globalThis.fetch = (...words) => {
  requests += 1;
  return fetched(...words);
};
const client = createClient(url, key);

const COMPONENTS = [
  gql`
    query Names {
      viewer { id name }
      customer(id: "cus_1") {
        id
        name
        totals { id currency net { formatted } }
        invoices(first: 5) { edges { node { id number total { formatted } } } pageInfo { hasNextPage endCursor } }
        activity(first: 5) { edges { cursor node { id kind } } }
      }
    }
  `,
  gql`
    query Roles {
      viewer { id role }
      customer(id: "cus_1") {
        id
        email
        totals { id due { amountMinor } }
        invoices(first: 5) { nodes { id total { amountMinor } } totalCount }
      }
      rateLimit { limited }
    }
  `,
];

const shown = [];
await Promise.all(
  COMPONENTS.map(
    (query, index) =>
      new Promise((resolve) => {
        client.watchQuery({ query }).subscribe(({ data, loading, dataState }) => {
          shown[index] = dataState === "complete" ? data : null;
          if (!loading) resolve();
        });
      }),
  ),
);
const rest = () => new Promise((resolve) => setTimeout(resolve, 200));
await rest();
const settled = requests;

const CANCEL = gql`
  mutation Cancel {
    cancelSubscription(input: { subscriptionId: "sub_1_1", timing: AT_PERIOD_END }) {
      subscription { id status cancelAt }
      activity { cursor node { id kind } }
    }
  }
`;
const before = shown[0].customer.activity.edges.length;
await client.mutate({ mutation: CANCEL, update: prependActivity("cus_1") });
await rest();
const [added] = shown[0].customer.activity.edges;
console.log(
  JSON.stringify({
    settled,
    requests,
    names: shown[0].viewer,
    roles: shown[1].viewer,
    numbers: shown[0].customer.invoices.edges.length,
    nodes: shown[1].customer.invoices.nodes.length,
    added: [shown[0].customer.activity.edges.length - before, added.node.kind],
  }),
);
