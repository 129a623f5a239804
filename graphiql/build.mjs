// Bundles GraphiQL, its editor's workers and its fonts into dist/, whole or not at all.
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
// Beside the packages: out of sight of git, and on the same disk, so that a rename is enough.
const workshop = await mkdtemp(join(here, "node_modules", ".bundle-"));

// GraphiQL's own style sheet has the editor's in it already.
const skipEditorStyles = {
  name: "skip-editor-styles",
  setup: ({ onLoad }) => onLoad({ filter: /monaco-editor.esm.*\.css$/ }, () => ({ contents: "", loader: "empty" })),
};

// The explorer moves the focus into its last input whenever it opens or the tab changes.
const STEAL_FOCUS = /input\.focus\(\);\s+input\.setSelectionRange\(0, input\.value\.length\);/;
const leaveFocus = {
  name: "leave-focus",
  setup: ({ onLoad }) =>
    onLoad({ filter: /graphiql-explorer.dist.Explorer\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!STEAL_FOCUS.test(source)) throw new Error("graphiql-explorer has changed: look at leaveFocus again");
      return { contents: source.replace(STEAL_FOCUS, "") };
    }),
};

// Once here, not for each visitor: what the service sends to browsers that take br or gzip.
async function compress(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(js|css)$/.test(name));
  for (const name of names) {
    const path = join(folder, name);
    const content = await readFile(path);
    await writeFile(`${path}.br`, await promisify(brotliCompress)(content));
    await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
  }
}

try {
  const fresh = join(workshop, "fresh");
  await build({
    absWorkingDir: here,
    entryPoints: {
      main: "src/main.jsx",
      "editor.worker": "monaco-editor/esm/vs/editor/editor.worker.js",
      "graphql.worker": "monaco-graphql/esm/graphql.worker.js",
      "json.worker": "monaco-editor/esm/vs/language/json/json.worker.js",
    },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    loader: { ".graphql": "text" },
    plugins: [skipEditorStyles, leaveFocus],
    // The names that GraphiQL imports are CommonJS, whose exports a dynamic import does not see.
    alias: { "prettier/parser-babel": "prettier/plugins/babel", "prettier/parser-graphql": "prettier/plugins/graphql" },
    chunkNames: "chunks/[name]-[hash]",
    legalComments: "linked",
    logLevel: "warning",
  });
  await compress(fresh);
  await rename(dist, join(workshop, "old")).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(fresh, dist);
} finally {
  await rm(workshop, { recursive: true, force: true });
}
