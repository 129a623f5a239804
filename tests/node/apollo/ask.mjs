// Asks the service through Apollo Client's own persisted query link, and prints what went over the wire.
// node ask.mjs URL KEY [get]: one query twice and a mutation once; JSON on standard output.
import { createHash } from "node:crypto";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const [url, key, method] = process.argv.slice(2);

const QUERY = gql`
  query Customer($id: ID!) {
    customer(id: $id) {
      id
      name
    }
  }
`;
const MUTATION = gql`
  mutation Token($id: ID!) {
    createCustomerToken(input: { customerId: $id }) {
      expiresAt
      userErrors {
        code
      }
    }
  }
`;

const requests = [];

async function recordingFetch(target, options) {
  const response = await fetch(target, options);
  const sent = options.method === "GET" ? Object.fromEntries(new URL(target).searchParams) : JSON.parse(options.body);
  const { errors } = await response.clone().json();
  requests.push({
    method: options.method,
    query: "query" in sent,
    hash: "extensions" in sent && JSON.stringify(sent.extensions).includes("sha256Hash"),
    status: response.status,
    error: errors?.[0].message ?? null,
  });
  return response;
}

const persisted = new PersistedQueryLink({
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  useGETForHashedQueries: method === "get",
});
const http = new HttpLink({ uri: url, fetch: recordingFetch, headers: { authorization: `Bearer ${key}` } });
const client = new ApolloClient({ link: persisted.concat(http), cache: new InMemoryCache() });

const variables = { id: "cus_1" };
const answers = [];
for (let time = 0; time < 2; time += 1) {
  const { data } = await client.query({ query: QUERY, variables, fetchPolicy: "no-cache" });
  answers.push(data.customer);
}
const { data } = await client.mutate({ mutation: MUTATION, variables, fetchPolicy: "no-cache" });
answers.push(data.createCustomerToken.userErrors);

console.log(JSON.stringify({ answers, requests }));
