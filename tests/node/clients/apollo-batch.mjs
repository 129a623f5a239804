// Sends two operations in one request; prints the message that each component would show.
import { ApolloClient, InMemoryCache, gql } from "@apollo/client";
import { BatchHttpLink } from "@apollo/client/link/batch-http";

const [uri, key] = process.argv.slice(2);
const link = new BatchHttpLink({ uri, headers: { authorization: `Bearer ${key}` } });
const client = new ApolloClient({ link, cache: new InMemoryCache() });
const queries = [gql`query One { viewer { id name } }`, gql`query Two { viewer { id role } }`];
const shown = await Promise.all(queries.map((query) => client.query({ query }).catch((error) => error.message)));
console.log(JSON.stringify(shown));
