// Filters and pages that change a part of the page while the rest of it stays: the same URLs, without the reload.
import { offerCopies } from "./copying.js";

const PAUSE = 180;
const TYPED = 'input[type="search"], input[type="text"]';
const MAIN = "main";
let latest = 0;
let timer;
let shown = addressOf(location);

export function updateLive() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    clearTimeout(timer);
    if (event.target.matches(TYPED)) timer = setTimeout(follow, PAUSE, form, "replaceState");
    else follow(form, "pushState");
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-live]")) return;
    event.preventDefault();
    follow(event.target, "pushState").then(() => openOnly(event.target));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".pager a");
    const part = link?.closest("section[id]");
    if (!part || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(new URL(link.href), part.id, "pushState").then(() => part.scrollIntoView({ block: "nearest" }));
  });
  // Within the page, to one of its sections, nothing else is to be shown.
  addEventListener("popstate", () => addressOf(location) === shown || show(new URL(location), MAIN));
}

function follow(form, entry) {
  clearTimeout(timer);
  const url = new URL(form.action);
  url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return show(url, form.dataset.live, entry);
}

// Enter after a search that finds one customer opens what it found.
function openOnly(form) {
  const field = document.activeElement;
  if (field.name !== "search" || field.form !== form || !field.value.trim()) return;
  const rows = document.getElementById(form.dataset.live).querySelectorAll("[data-row]");
  if (rows.length === 1) location.assign(rows[0].href);
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
    renew(part, fresh);
    if (entry) history[entry](null, "", url);
    shown = addressOf(location);
    tell(part);
  } catch {
    if (turn === latest) location.assign(url);
  } finally {
    part.removeAttribute("aria-busy");
  }
}

function renew(part, page) {
  const kept = part.id !== MAIN && part.querySelector("form[data-live]");
  swap(part, page);
  // What is being typed in stays as it is.
  if (kept) part.querySelector("form[data-live]").replaceWith(kept);
  // The forms and links of the other parts keep the view that stands now.
  for (const other of document.querySelectorAll("section[id]:has(form[data-live], .pager)")) {
    if (other !== part && !part.contains(other)) swap(other, page);
  }
  for (const link of page.querySelectorAll("a[data-follows]")) {
    document.querySelector("a[data-follows]")?.setAttribute("href", link.getAttribute("href"));
  }
}

function swap(part, page) {
  const fresh = page.getElementById(part.id);
  if (!fresh) throw new Error("The page has no such part.");
  part.replaceChildren(...fresh.childNodes);
  offerCopies(part);
}

// For those who don't see it: how much there is now, or what stands there instead.
function tell(part) {
  const rows = part.querySelectorAll("tbody tr, .timeline li").length;
  const instead = part.querySelector(".nothing, [role=alert]")?.textContent.trim();
  const total = part.querySelector(".total")?.textContent;
  document.getElementById("told").textContent = rows ? [total, `${rows} shown`].filter(Boolean).join(", ") : instead;
}

function addressOf(place) {
  return place.pathname + place.search;
}
