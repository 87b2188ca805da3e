// What pages do besides with a script: nothing here is needed to use them.
"use strict";

// A slash leads to the search field, as on many sites; never while somebody is writing.
addEventListener("keydown", (event) => {
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const field = document.getElementById("q");
  if (event.key !== "/" || writing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// What can be copied gets a button that copies it and says so.
for (const block of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = block.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.dataset.text ?? block.textContent.trim());
    button.textContent = block.dataset.copied;
  });
  block.after(button);
}

// Passages ticked on one page of results are still ticked on the next.
const collecting = document.getElementById("collecting");
if (collecting) {
  const KEY = "kaupunkigraafi-collected";
  const read = () => { try { return JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { return []; } };
  const boxes = [...document.querySelectorAll('input[name="p"][form="collecting"]')];
  const here = new Set(boxes.map((box) => box.value));
  const tell = () => {
    const others = read().filter((each) => !here.has(each));
    const chosen = [...others, ...boxes.filter((box) => box.checked).map((box) => box.value)].slice(0, 100);
    try { sessionStorage.setItem(KEY, JSON.stringify(chosen)); } catch { /* private windows keep nothing */ }
    for (const old of collecting.querySelectorAll('input[type="hidden"][name="p"]')) old.remove();
    for (const each of others) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "p", value: each });
      collecting.append(field);
    }
    const count = collecting.querySelector("output");
    count.textContent = chosen.length ? String(chosen.length) : "";
  };
  for (const box of boxes) {
    box.checked = read().includes(box.value) || box.checked;
    box.addEventListener("change", tell);
  }
  tell();
}
