// What a click or a keystroke saves: the pages do all of it without this script, too.
"use strict";

const form = document.getElementById("project");
const answer = document.getElementById("answer");

function told() {
  const pairs = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim()) pairs.append(name, value.trim());
  }
  return pairs;
}

function withTold(path) {
  const query = told().toString();
  return query ? `${path}?${query}` : path;
}

let waiting;
let asked = 0;

async function advise() {
  const mine = ++asked;
  answer.classList.add("busy");
  try {
    const response = await fetch(withTold("/answer"));
    const text = await response.text();
    if (mine !== asked) return; // something newer was asked meanwhile
    const open = new Set([...answer.querySelectorAll("details[open]")].map((one) => one.id));
    answer.innerHTML = text;
    for (const one of answer.querySelectorAll("details")) if (open.has(one.id)) one.open = true;
    history.replaceState(null, "", withTold("/"));
    share();
  } catch {
    if (mine === asked) {
      answer.querySelector(".summary").textContent = "The server does not answer; this is what it said last.";
    }
  } finally {
    if (mine === asked) answer.classList.remove("busy");
  }
}

function share() {
  document.getElementById("share").href = withTold("/");
  document.getElementById("as-markdown").href = withTold("/advice.md");
  document.getElementById("as-file").href = withTold("/project.json");
  document.getElementById("log").action = withTold("/log");
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(advise, 250);
}

function answerWith(link) {
  const before = told();
  for (const [path, value] of new URL(link.href).searchParams) {
    if (before.getAll(path).join(",") === value) continue;
    const field = form.elements[path];
    if (!field) return false;
    for (const option of field.options ?? []) option.selected = option.value === value;
    if (!field.options) field.value = value;
    field.closest("details").open = true;
  }
  advise();
  return true;
}

function find(text) {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const part of document.querySelectorAll(".part")) {
    let shown = 0;
    for (const field of part.querySelectorAll(".field")) {
      const name = field.querySelector("[name]")?.name ?? "";
      const words = `${field.textContent} ${name}`.toLowerCase();
      field.hidden = !wanted.every((word) => words.includes(word));
      shown += !field.hidden;
    }
    part.hidden = !shown;
    if (wanted.length) part.open = true;
  }
}

async function copy(link) {
  const response = await fetch(link.href);
  await navigator.clipboard.writeText(await response.text());
  const label = link.textContent;
  link.textContent = "Copied";
  setTimeout(() => { link.textContent = label; }, 1500);
}

document.getElementById("find")?.addEventListener("input", (event) => find(event.target.value));

if (form) {
  form.addEventListener("input", later);
  form.addEventListener("submit", (event) => { event.preventDefault(); advise(); });
  answer.addEventListener("click", (event) => {
    const link = event.target.closest("a.choice");
    if (link && answerWith(link)) event.preventDefault();
    const field = event.target.closest("a[href^='#f-']");
    if (field) {
      const wanted = document.getElementById(field.hash.slice(1));
      if (wanted) { wanted.closest("details").open = true; wanted.focus(); event.preventDefault(); }
    }
  });
  const markdown = document.getElementById("as-markdown");
  markdown.textContent = "Copy as Markdown";
  markdown.addEventListener("click", (event) => {
    if (navigator.clipboard) { event.preventDefault(); copy(markdown); }
  });
}

const log = document.getElementById("log");
if (log) {
  const file = log.querySelector("input[type=file]");
  document.addEventListener("dragover", (event) => { event.preventDefault(); log.classList.add("over"); });
  document.addEventListener("dragleave", () => log.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    log.classList.remove("over");
    if (event.dataTransfer.files.length) { file.files = event.dataTransfer.files; log.submit(); }
  });
}

const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
if (target?.closest("details")) target.closest("details").open = true;
