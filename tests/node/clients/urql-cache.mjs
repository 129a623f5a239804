// Asks through Graphcache; whatever it warns of goes to standard error. Prints what is read from the cache in the end.
import { gql } from "@urql/core";
import { createClient } from "./urql.js";

const [url, key] = process.argv.slice(2);
const client = createClient(url, key);

const PAGE = gql`
  query Page($after: String) {
    viewer { id name project { id name } }
    rateLimit { remaining }
    customer(id: "cus_2") {
      id name address { city } taxIds { type value } metadata { key value } balance { formatted }
      totals { id net { formatted } }
      nextCharge { at amount { formatted } }
      paymentIntents(first: 1, after: $after) {
        edges { node { id amount { formatted } failure { message } paymentMethod { brand } } }
        pageInfo { hasNextPage endCursor }
      }
      subscriptions { nodes { id status cancelAt items { id } paused { resumesAt } cancellation { reason }
        cancellationPreview(timing: AT_PERIOD_END) { effectiveAt } } }
      invoices { nodes { id number lines { nodes { id } } eInvoice { gap } } }
      activity { edges { node { id summary } } }
    }
  }
`;
const CANCEL = gql`
  mutation Cancel {
    cancelSubscription(input: { subscriptionId: "sub_2_1", timing: AT_PERIOD_END }) {
      subscription { id status cancelAt }
      userErrors { code }
    }
  }
`;

const first = await client.query(PAGE, {}).toPromise();
if (first.error) throw first.error;
const changed = await client.mutation(CANCEL, {}).toPromise();
if (changed.error) throw changed.error;
const read = await client.query(PAGE, {}, { requestPolicy: "cache-only" }).toPromise();
console.log(
  JSON.stringify({
    name: read.data.viewer.name,
    before: first.data.customer.subscriptions.nodes[0].cancelAt,
    scheduled: read.data.customer.subscriptions.nodes[0].cancelAt !== null,
  }),
);
