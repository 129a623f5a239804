// Where the editor finds its workers: beside the page's script, as separate files that the CSP allows.
const workers = { graphql: "graphql.worker.js", json: "json.worker.js" };

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(`/graphiql/assets/${workers[label] ?? "editor.worker.js"}`, { type: "module", name: label }),
};
