// Asks through graphql-request; prints the answer, and what an error looks like.
import { createClient } from "./graphql-request.js";

const [url, key] = process.argv.slice(2);
const client = createClient(url, key);
const { viewer } = await client.request("query Me { viewer { name } }");
const refused = await client.request("{ nothing }").catch((error) => error.response.errors[0].extensions.code);
console.log(JSON.stringify({ viewer, refused }));
