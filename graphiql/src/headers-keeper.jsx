// Carries the headers that were typed last into other tabs and into what comes from the history, which have none.
import { useGraphiQL } from "@graphiql/react";
import { useEffect, useRef } from "react";

export function HeadersKeeper({ headers }) {
  const headerEditor = useGraphiQL((state) => state.headerEditor);
  const typed = useRef(headers);

  useEffect(() => {
    const listener = headerEditor?.onDidChangeModelContent(() => {
      const text = headerEditor.getValue();
      if (headerEditor.hasTextFocus()) typed.current = text;
      else if (["", headers].includes(text) && text !== typed.current) headerEditor.setValue(typed.current);
    });
    return () => listener?.dispose();
  }, [headerEditor, headers]);

  return null;
}
