// Repaints the editors when the system turns dark or light while the page is open.
import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";

export function ThemeFollower() {
  const { setTheme } = useGraphiQLActions();
  const theme = useGraphiQL((state) => state.theme);

  useEffect(() => {
    if (theme) return;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const repaint = () => setTheme(null);
    system.addEventListener("change", repaint);
    return () => system.removeEventListener("change", repaint);
  }, [theme, setTheme]);

  return null;
}
