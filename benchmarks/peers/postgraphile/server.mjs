// PostGraphile with the preset that its documentation starts from: node server.mjs PORT URL.

import { createServer } from "node:http";
import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [port, connectionString] = process.argv.slice(2);

const served = postgraphile({
  extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset],
  // It would hide what has no index of its own, such as the status of one customer's few subscriptions.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString, schemas: ["public"] })],
  grafserv: { graphiql: false },
});

const server = createServer();
await served.createServ(grafserv).addTo(server);
server.listen({ host: "127.0.0.1", port: Number(port) });
