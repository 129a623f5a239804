// The search box: customers found while one types, and those viewed last while it is empty. The keys go through them.
const PAUSE = 150;

export function suggest() {
  for (const field of document.querySelectorAll("input[data-hits]")) watch(field);
}

function watch(field) {
  const hits = document.createElement("div");
  hits.className = "hits";
  hits.hidden = true;
  field.after(hits);
  let timer;
  const update = () => show(field, hits);
  field.addEventListener("focus", update);
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(update, PAUSE);
  });
  const box = field.parentElement;
  box.addEventListener("keydown", (event) => move(event, field, hits));
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) close(hits);
  });
  if (document.activeElement === field) update();
}

async function show(field, hits) {
  const text = field.value.trim();
  hits.dataset.asked = text;
  // Where the list itself follows what is typed, hits would say it twice.
  if (text && field.form.dataset.live) return close(hits);
  const url = `${field.dataset.hits}?${new URLSearchParams({ search: text })}`;
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response || response.redirected) return close(hits);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (hits.dataset.asked !== text || !field.parentElement.contains(document.activeElement)) return;
  hits.replaceChildren(...page.body.childNodes);
  hits.hidden = !hits.childElementCount;
  if (text) document.getElementById("told").textContent = tell(hits);
}

function tell(hits) {
  const found = hits.querySelectorAll("li").length;
  return found ? `${found} found` : hits.textContent.trim();
}

function close(hits) {
  hits.hidden = true;
}

function move(event, field, hits) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || hits.hidden) return;
  const stops = [field, ...hits.querySelectorAll("[data-hit]")];
  const at = stops.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    stops[(at + step + stops.length) % stops.length].focus();
    event.preventDefault();
  } else if (event.key === "Escape") {
    if (at > 0) field.focus();
    // What was asked for meanwhile is not shown either.
    delete hits.dataset.asked;
    close(hits);
  }
}
