// A row opens what its link opens, wherever it is clicked; what is selected in it can still be copied.
const OWN = "a, button, summary, input, select, label";

export function openRows() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".rows tr")?.querySelector("a[data-row]");
    if (!link || event.target.closest(OWN) || !getSelection().isCollapsed) return;
    if (event.ctrlKey || event.metaKey) open(link.href, "_blank", "noopener");
    else link.click();
  });
}
