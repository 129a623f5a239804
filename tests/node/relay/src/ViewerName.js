// The smallest document there is.
import { graphql } from "relay-runtime";

export const query = graphql`
  query ViewerNameQuery {
    viewer {
      name
    }
  }
`;
