// Keyboard shortcuts; none works while something is typed.
let before = "";

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest("input, select, textarea");
    if (field) {
      if (event.key === "Escape" && !field.closest("dialog")) field.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    const act = ACTIONS[before + event.key] ?? ACTIONS[event.key];
    before = event.key === "g" ? "g" : "";
    if (act && act() !== false) event.preventDefault();
  });
}

const ACTIONS = {
  "/": () => focus(document.getElementById("find")),
  "?": () => document.getElementById("shortcuts")?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  gc: () => document.querySelector("a.brand")?.click(),
};

function focus(field) {
  if (!field) return false;
  field.focus();
  field.select();
}

function step(by) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility?.() ?? true);
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
}
