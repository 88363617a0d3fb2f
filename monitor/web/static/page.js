// What a page can do without and is nicer with: times by the reader's own clock, addresses to copy, results as one types.
"use strict";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const root = document.documentElement;
if (zone && !root.dataset.chosenZone) {
  document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
  const form = new Intl.DateTimeFormat(root.lang === "en" ? "en-GB" : root.lang, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  for (const time of document.querySelectorAll("time.moment")) time.textContent = form.format(new Date(time.dateTime));
  for (const name of document.querySelectorAll(".zone")) name.textContent = zone;
}

for (const address of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = address.dataset.copy;
  button.setAttribute("aria-label", `${address.dataset.copy}: ${address.textContent}`);
  button.addEventListener("click", async () => {
    if (navigator.clipboard) await navigator.clipboard.writeText(address.textContent);
    else { // on a page without https of another machine there is none
      getSelection().selectAllChildren(address);
      document.execCommand("copy");
    }
    button.textContent = address.dataset.copied;
  });
  address.after(" ", button);
}

for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("formdata", ({formData}) => { // an address is no longer than it must be
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}

const box = document.querySelector("[data-results]");
if (box) {
  const results = document.getElementById(box.dataset.results);
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const asked = box.value;
      const address = new URL(box.form.action);
      address.search = new URLSearchParams(new FormData(box.form));
      const answer = await fetch(address).catch(() => null); // without an answer what stands there stays
      if (!answer || box.value !== asked) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = found.getElementById(box.dataset.results);
      if (!fresh || box.value !== asked) return;
      results.replaceChildren(...fresh.childNodes);
      document.getElementById(box.dataset.said).textContent = results.firstElementChild.textContent;
      history.replaceState(null, "", address); // so that it can be sent, and loaded again
    }, 300);
  });
}
