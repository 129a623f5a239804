// graphql-yoga, as its documentation teaches it.

import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import { listening, newContext, resolvers, typeDefs } from "./contestant.mjs";

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context: newContext,
  graphiql: false,
  logging: "error",
});

createServer(yoga).listen(listening);
