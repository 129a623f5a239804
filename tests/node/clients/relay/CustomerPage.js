// A page as a frontend declares it; the compiler reads the tagged texts and this file is never run.
import { graphql } from "relay-runtime";

export const query = graphql`
  query CustomerPageQuery($id: ID!) {
    customer(id: $id) {
      name
      subscriptions(first: 10) {
        edges {
          node {
            status
            cancelAt
            nextBillingAt
          }
        }
      }
      activity(first: 10) @connection(key: "CustomerPage_activity") {
        edges {
          node {
            kind
          }
        }
      }
    }
  }
`;

export const mutation = graphql`
  mutation CustomerPageCancelMutation($input: CancelSubscriptionInput!, $connections: [ID!]!) {
    cancelSubscription(input: $input) {
      subscription {
        status
        cancelAt
        nextBillingAt
      }
      activity @prependEdge(connections: $connections) {
        node {
          kind
        }
      }
    }
  }
`;
