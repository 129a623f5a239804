// Questions and help in a dialog; without a script the questions are pages of their own.
export function openDialogs() {
  for (const opener of document.querySelectorAll("[data-opens]")) {
    const dialog = document.getElementById(opener.dataset.opens);
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-asks]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    ask(link);
  });
  const question = document.querySelector("main form.question");
  if (question) watchDate(question);
  document.querySelector("main form.question [autofocus]")?.focus();
}

async function ask(link) {
  const dialog = document.getElementById(link.dataset.asks);
  let form;
  try {
    form = await fetchQuestion(link.href);
  } catch {
    // Whatever it is that came instead, its own page tells it.
    return location.assign(link.href);
  }
  dialog.replaceChildren(form);
  form.querySelector("[data-closes]").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.close();
  });
  watchDate(form);
  dialog.addEventListener("close", () => link.focus(), { once: true });
  dialog.showModal();
  form.querySelector("[data-closes]").focus({ preventScroll: true });
}

async function fetchQuestion(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) throw new Error("There is nothing to ask.");
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return document.adoptNode(page.querySelector("form.question"));
}

// A date chosen means that the end is on that date, and shows what it leads to.
function watchDate(form) {
  const date = form.querySelector('input[type="date"]');
  if (!date) return;
  form.querySelector('button[name="preview"]').remove();
  const onDate = date.closest(".option").querySelector('input[type="radio"]');
  date.addEventListener("input", () => {
    if (date.value) onDate.checked = true;
    preview(form, date.value);
  });
  for (const choice of form.querySelectorAll('input[type="radio"]')) {
    choice.addEventListener("change", () => {
      if (choice === onDate || !date.value) return;
      date.value = "";
      preview(form, "");
    });
  }
}

async function preview(form, date) {
  const url = new URL(form.action);
  url.search = new URLSearchParams({ timing: "ON_DATE", date });
  const fresh = await fetchQuestion(url).catch(() => null);
  if (fresh && form.querySelector('input[type="date"]').value === date) {
    form.querySelector("#consequence").textContent = fresh.querySelector("#consequence").textContent;
  }
}
