// Makes reading faster where there is a script; every page works without it.
"use strict";

// "/" goes to the search field, as in many readers.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  document.getElementById("find").focus();
});

function typing(target) {
  return target.matches("input, textarea, select, [contenteditable]");
}

// --- what is being prepared fills itself in ----------------------------------------------------------------------

async function fill(pause) {
  const part = document.getElementById("fills");
  if (!part || !part.dataset.preparing) return;
  await new Promise((done) => setTimeout(done, pause));
  const sent = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (sent && sent.ok) {
    const there = new DOMParser().parseFromString(await sent.text(), "text/html").getElementById("main");
    const next = there && there.querySelector("#fills");
    if (next && next.dataset.preparing !== part.dataset.preparing) {
      const main = document.getElementById("main");
      if (part.dataset.preparing === "counts") main.replaceChildren(...there.childNodes);
      else part.replaceWith(next);
    }
  }
  fill(Math.min(pause * 1.5, 10_000));
}

fill(1000);

// --- review by keyboard: decisions are sent without leaving the page ---------------------------------------------

const work = document.getElementById("work");
const told = document.getElementById("told");
let last = null; // the number in the log of what was decided last here

if (work) {
  work.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter, event.target.closest(".work"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.closest(".work").focus();
      return;
    }
    const here = document.activeElement.closest(".work");
    const step = { j: 1, ArrowDown: here ? 1 : 0, k: -1, ArrowUp: here ? -1 : 0 }[event.key];
    if (step) {
      event.preventDefault();
      move(here, step);
    } else if (event.key === "u") {
      undo();
    } else if (here && event.key === "c") {
      press(here, "confirm");
    } else if (here && event.key === "x") {
      press(here, "reject");
    } else if (here && event.key === "o") {
      here.querySelector(".where").click();
    } else if (here && event.key === "e" && here.querySelector("details")) {
      event.preventDefault();
      here.querySelector("details").open = true;
      here.querySelector("select").focus();
    }
  });
}

function move(here, step) {
  const rows = [...work.querySelectorAll(".work:not(.settled)")];
  const at = here ? rows.indexOf(here) : -1;
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (next) {
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }
}

function press(row, act) {
  const form = row.querySelector(`form[data-act="${act}"]`);
  if (form) send(form, form.querySelector("button"), row);
}

async function send(form, button, row) {
  const answer = await post(form.action, new FormData(form, button));
  if (answer.error) {
    tell(answer.error.detail);
    return;
  }
  last = answer.corrections[0].id;
  move(row, 1);
  row.classList.add("settled");
  row.replaceChildren(`${row.querySelector(".claim").innerText}: number ${last} of the log. `);
  tell(`Number ${last} of the log: ${answer.corrections.map((each) => each.field).join(", ")}. Press u to undo.`);
}

async function undo() {
  if (last === null) return;
  const answer = await post("/undo", new URLSearchParams({ number: last }));
  if (answer.error) tell(answer.error.detail);
  else location.reload();
}

async function post(address, fields) {
  const sent = await fetch(address, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams([...fields]),
  });
  return sent.json();
}

function tell(words) {
  const line = document.createElement("p");
  line.className = "flash";
  line.textContent = words;
  told.replaceChildren(line);
}
