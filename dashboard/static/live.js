// Filters and pages that change a part of the page while the rest of it stays: the same URLs, without the reload.
import { offerCopies } from "./copying.js";

const PAUSE = 180;
let latest = 0;

export function updateLive() {
  for (const form of document.querySelectorAll("form[data-live]")) follow(form);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".pager a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const part = link.closest("section[id]");
    if (!part) return;
    event.preventDefault();
    show(new URL(link.href), part.id, true).then(() => part.scrollIntoView({ block: "nearest" }));
  });
  addEventListener("popstate", () => location.reload());
}

function follow(form) {
  let timer;
  const go = (entry) => {
    clearTimeout(timer);
    show(urlOf(form), form.dataset.live, entry);
  };
  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.target.type === "search") timer = setTimeout(go, PAUSE, false);
    else go(true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(true);
  });
}

function urlOf(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return url;
}

async function show(url, id, entry) {
  const turn = ++latest;
  const part = document.getElementById(id);
  part.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { headers: { Accept: "text/html" } });
    if (turn !== latest) return;
    if (response.redirected) return location.assign(url);
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    if (turn !== latest) return;
    replace(part, fresh.getElementById(id), fresh);
    history[entry ? "pushState" : "replaceState"](null, "", url);
  } catch {
    if (turn === latest) location.assign(url);
  } finally {
    part.removeAttribute("aria-busy");
  }
}

function replace(part, fresh, page) {
  if (!fresh) throw new Error("The page has no such part.");
  // What is being typed in stays as it is.
  const kept = part.querySelector("form[data-live]");
  part.replaceChildren(...fresh.childNodes);
  const stale = kept && part.querySelector("form[data-live]");
  if (stale) stale.replaceWith(kept);
  for (const link of page.querySelectorAll("a[download][data-follows]")) {
    document.querySelector("a[download][data-follows]")?.setAttribute("href", link.getAttribute("href"));
  }
  offerCopies(part);
}
