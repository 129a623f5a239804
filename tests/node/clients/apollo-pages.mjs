// Pages through one list by its nodes, and through another by its edges beside a component that shows nodes.
import { gql } from "@apollo/client";
import { createClient } from "./apollo.js";

const [url, key] = process.argv.slice(2);
const NODES = gql`
  query Nodes($after: String) {
    customers(first: 1, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } }
  }
`;
const EDGES = gql`
  query Edges($after: String) {
    customers(first: 1, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } }
  }
`;
const rest = () => new Promise((resolve) => setTimeout(resolve, 200));

function show(client, query) {
  const shown = { list: null };
  const watched = client.watchQuery({ query });
  shown.ready = new Promise((resolve) => {
    watched.subscribe(({ data, dataState }) => {
      if (dataState === "complete") resolve((shown.list = data.customers));
    });
  });
  shown.next = async () => {
    await watched.fetchMore({ variables: { after: shown.list.pageInfo.endCursor } });
    await rest();
  };
  return shown;
}

const byNodes = show(createClient(url, key), NODES);
await byNodes.ready;
await byNodes.next();

const client = createClient(url, key);
const byEdges = show(client, EDGES);
await byEdges.ready;
await byEdges.next();
const beside = show(client, NODES);
await beside.ready;
await rest();
await byEdges.next();

console.log(
  JSON.stringify({
    nodes: byNodes.list.nodes.map(({ id }) => id),
    edges: byEdges.list.edges.map(({ node }) => node.id),
    beside: beside.list.nodes.map(({ id }) => id),
  }),
);
