// Asks for the schema again once the headers change while there is none: a key was pasted.
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

const TYPING_PAUSE_MS = 500;

function isJson(text) {
  try {
    return Boolean(JSON.parse(text));
  } catch {
    return false;
  }
}

export function SchemaRetry() {
  const { introspect } = useGraphiQLActions();
  const schema = useGraphiQL((state) => state.schema);
  const headerEditor = useGraphiQL((state) => state.headerEditor);

  useEffect(() => {
    if (schema || !headerEditor) return;
    let timer;
    const listener = headerEditor.onDidChangeModelContent(() => {
      clearTimeout(timer);
      timer = setTimeout(() => isJson(headerEditor.getValue()) && introspect(), TYPING_PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      listener.dispose();
    };
  }, [schema, headerEditor, introspect]);

  return null;
}
