// Shows a customer's page and cancels a subscription; prints what the page shows before and after, and the requests.
import { ConnectionHandler, commitMutation, createOperationDescriptor, fetchQuery, getRequest } from "relay-runtime";
import { createEnvironment } from "./relay.js";
import cancel from "./src/__generated__/CustomerPageCancelMutation.graphql.js";
import page from "./src/__generated__/CustomerPageQuery.graphql.js";

const [url, key] = process.argv.slice(2);
let requests = 0;
const fetched = globalThis.fetch;
globalThis.fetch = (...words) => {
  requests += 1;
  return fetched(...words);
};
const environment = createEnvironment(url, key);
const variables = { id: "cus_3" };

await fetchQuery(environment, page, variables).toPromise();
const operation = createOperationDescriptor(getRequest(page), variables);
environment.retain(operation);
const shown = [environment.lookup(operation.fragment)];
environment.subscribe(shown[0], (snapshot) => shown.push(snapshot));

await new Promise((onCompleted, onError) =>
  commitMutation(environment, {
    mutation: cancel,
    variables: {
      input: { subscriptionId: "sub_3_1", timing: "AT_PERIOD_END" },
      connections: [ConnectionHandler.getConnectionID("cus_3", "CustomerPage_activity")],
    },
    onCompleted,
    onError,
  }),
);
const tell = ({ data, isMissingData }) => ({
  isMissingData,
  scheduled: data.customer.subscriptions.edges.map(({ node }) => node.cancelAt !== null),
  activity: data.customer.activity.edges.map(({ node }) => node.kind),
});
console.log(JSON.stringify({ requests, before: tell(shown[0]), after: tell(shown.at(-1)) }));
