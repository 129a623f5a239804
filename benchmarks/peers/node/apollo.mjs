// Apollo Server with its own HTTP server, as its documentation teaches it.

import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { listening, newContext, resolvers, typeDefs } from "./contestant.mjs";

const server = new ApolloServer({ typeDefs, resolvers });

await startStandaloneServer(server, { context: async () => newContext(), listen: listening });
