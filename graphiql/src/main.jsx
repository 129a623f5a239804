// The page: GraphiQL on this service's endpoint, with the examples as its first tabs.
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./page.css";
import "./workers.js";

import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";

import { ExampleMenu } from "./example-menu.jsx";
import { listExamples } from "./examples.js";
import { createFetcher } from "./fetcher.js";
import { HeadersKeeper } from "./headers-keeper.jsx";
import { SchemaRetry } from "./schema-retry.jsx";
import { storage } from "./storage.js";
import { ThemeFollower } from "./theme-follower.jsx";

const root = document.getElementById("graphiql");
const { endpoint, key } = root.dataset;
const headers = { Authorization: `Bearer ${key ?? "sk_test_…"}` };
const headersText = JSON.stringify(headers, null, 2);
const fetcher = createFetcher(endpoint, headers);
const examples = await listExamples(fetcher);
const plugins = [HISTORY_PLUGIN, { ...explorerPlugin(), title: "Explorer" }];

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    plugins={plugins}
    defaultTabs={examples}
    defaultHeaders={headersText}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
    schemaDescription
  >
    <GraphiQL.Toolbar>
      {({ prettify, merge, copy }) => (
        <>
          {prettify}
          {merge}
          {copy}
          <ExampleMenu examples={examples} />
        </>
      )}
    </GraphiQL.Toolbar>
    <HeadersKeeper headers={headersText} />
    <SchemaRetry />
    <ThemeFollower />
  </GraphiQL>,
);
