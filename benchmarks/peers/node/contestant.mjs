// What each server is started with: node SERVER.mjs PORT FILE PROJECT.

import { readFileSync } from "node:fs";
import { openDatabase } from "./database.mjs";
import { Loaders } from "./loaders.mjs";

export { resolvers } from "./resolvers.mjs";

const [port, file, project] = process.argv.slice(2);
const database = openDatabase(file, project);

export const listening = { host: "127.0.0.1", port: Number(port) };
export const typeDefs = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");
export const newContext = () => ({ database, loaders: new Loaders(database) });
