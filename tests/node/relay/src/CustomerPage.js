// A page as a frontend declares it; the compiler reads the tagged texts and this file is never run.
import { graphql } from "relay-runtime";

export const fragment = graphql`
  fragment CustomerPage_invoices on Customer {
    invoices(first: 5) {
      edges {
        node {
          number
          total {
            formatted
          }
        }
      }
    }
  }
`;

export const query = graphql`
  query CustomerPageQuery($id: ID!) {
    customer(id: $id) {
      name
      ...CustomerPage_invoices
    }
  }
`;
