// Mercurius on Fastify, with each query compiled the first time it comes.

import Fastify from "fastify";
import mercurius from "mercurius";
import { listening, newContext, resolvers, typeDefs } from "./contestant.mjs";

const app = Fastify();

app.register(mercurius, { schema: typeDefs, resolvers, context: newContext, jit: 1 });
await app.listen(listening);
