// Runs in the desk's component: `element` is its root, `trigger` sends an action to the server and
// `watch` tells when new markup has come. Keys and clicks share one way: `send`.
const TYPING = "textarea, select, [contenteditable]:not([contenteditable=false]), " +
  "input:not([type=radio]):not([type=checkbox])";
let current = "";
let waiting = [];
let busy = false;
let goto_row = "";
const unfolded = new Map();

const root = () => element.querySelector(".dk");
const cards = () => [...element.querySelectorAll(".dc")];
const card_of = (id) => cards().find((one) => one.dataset.card === id);
const shown = (one) => one && one.offsetParent !== null;
const rows = () => [...element.querySelectorAll(".dk-queue tbody .link")];

function send(data) {
  const top = root();
  const action = { form: top.dataset.form || "", version: +(top.dataset.version || 0), ...data };
  if (action.do !== "cancel" && busy) { waiting.push(action); return; }
  if (action.do !== "cancel") {
    busy = true;
    // Most answers come at once; only what takes longer is shown to be under way.
    setTimeout(() => { if (busy && root()) root().classList.add("wait"); }, 400);
  }
  trigger("act", action);
}

function select(id, { scroll = true } = {}) {
  const one = card_of(id);
  if (!one) return;
  const folded = one.closest("details");
  if (folded) folded.open = true;
  current = id;
  cards().forEach((other) => other.toggleAttribute("aria-current", other === one));
  one.focus({ preventScroll: true });
  if (scroll) reach(one);
  mark_row(one.querySelector("[data-goto]").dataset.goto, false);
}

// The card's top in view: in its own column on a wide screen, on the page on a narrow one.
function reach(one) {
  const column = one.closest(".dk-right");
  if (column.scrollHeight <= column.clientHeight + 1) return one.scrollIntoView({ block: "nearest" });
  const box = column.getBoundingClientRect();
  const at = one.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) column.scrollTop += at.top - box.top - 8;
}

function mark_row(id, scroll) {
  element.querySelectorAll(".dk-rows tr.here").forEach((row) => row.classList.remove("here"));
  const row = [...element.querySelectorAll(".dk-rows tr")].find((one) => one.dataset.indicator === id);
  if (!row) return false;
  row.classList.add("here");
  bring(row, scroll);
  return true;
}

// Scrolls the pane alone, never the page; where the pane stands above the cards, on demand only.
function bring(row, demanded) {
  const pane = row.closest(".dk-pane");
  const box = pane.getBoundingClientRect();
  const at = row.getBoundingClientRect();
  if (at.top < box.top || at.bottom > box.bottom) {
    pane.scrollTop += at.top - box.top - pane.clientHeight / 3;
  }
  if (demanded) pane.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const list = cards().filter(shown);
  if (!list.length) return;
  const at = list.findIndex((one) => one.dataset.card === current);
  const next = at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.min(Math.max(at + by, 0), list.length - 1);
  select(list[next].dataset.card);
}

function answer(one, data) {
  const chosen = one.querySelector(".candidates input:checked");
  send({
    card: one.dataset.card,
    candidate: chosen ? +chosen.value : 0,
    alike: !!one.querySelector(".alike input:checked"),
    ...data,
  });
}

function show(one, name) {
  const button = one.querySelector(`[data-show="${name}"]`);
  if (!shown(button)) return;
  one.querySelectorAll(".fill").forEach((form) => { form.hidden = form.dataset.form !== name; });
  const form = one.querySelector(`.fill[data-form="${name}"]`);
  const field = form.querySelector("textarea, input:not([type=checkbox])");
  form.scrollIntoView({ block: "nearest" });
  field.focus();
}

function close_forms() {
  element.querySelectorAll(".fill, .dk-return").forEach((form) => { form.hidden = true; });
  const one = card_of(current);
  if (one) one.focus({ preventScroll: true });
}

function help() {
  const box = element.querySelector(".dk-help");
  box.hidden = !box.hidden;
  element.querySelector("[data-help]").setAttribute("aria-expanded", String(!box.hidden));
}

function submitted(form) {
  const values = new FormData(form);
  const data = { do: form.dataset.send };
  if (form.dataset.send === "return") return send({ ...data, reason: values.get("reason") });
  const one = form.closest(".dc");
  if (form.dataset.send === "edit") {
    data.proposal = values.get("proposal") || "";
    data.fields = Object.fromEntries([...values].filter(([name]) => name !== "proposal"));
  } else {
    data.keys = values.getAll("keys");
    data.reason = values.get("reason") || "";
    data.expires = values.get("expires") || "";
  }
  answer(one, data);
}

element.addEventListener("click", (event) => {
  const at = event.target.closest("button, summary, .dc");
  if (!at) return;
  if (at.matches(".mark")) return select(at.dataset.card);
  if (at.matches("[data-goto]")) return look(at.dataset.goto, at.closest(".dc").dataset.card);
  if (at.matches("[data-help]")) return help();
  if (at.matches("[data-close]")) return close_forms();
  if (at.matches("[data-show]")) {
    const one = at.closest(".dc");
    if (one) { select(one.dataset.card, { scroll: false }); return show(one, at.dataset.show); }
    const form = element.querySelector(`#${at.dataset.show}`);
    form.hidden = !form.hidden;
    at.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("textarea").focus();
    return;
  }
  if (at.matches("[data-do]")) {
    const one = at.closest(".dc");
    if (one) { current = one.dataset.card; return answer(one, { do: at.dataset.do }); }
    const data = { do: at.dataset.do, value: at.dataset.value || "" };
    if (at.dataset.form) data.form = at.dataset.form;
    return send(data);
  }
  if (at.matches(".dc") && !event.target.closest("label, input, textarea, a, form")) {
    select(at.dataset.card, { scroll: false });
  }
});

function look(row, id) {
  if (id) select(id, { scroll: false });
  if (row && !mark_row(row, true)) { goto_row = row; send({ do: "pane", value: "document" }); }
  if (!row) element.querySelector(".dk-pane").scrollTop = 0;
}

element.addEventListener("submit", (event) => { event.preventDefault(); submitted(event.target); });

element.addEventListener("change", (event) => {
  const name = event.target.dataset.change;
  if (name) send({ do: name, value: event.target.value });
});

element.addEventListener("toggle", (event) => {
  if (event.target.dataset.key) unfolded.set(event.target.dataset.key, event.target.open);
}, true);

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  "?": help,
  Escape: close_forms,
  a: (one) => shown(one.querySelector("[data-do=accept]")) && answer(one, { do: "accept" }),
  e: (one) => show(one, "edit"),
  r: (one) => show(one, "reject"),
  w: (one) => show(one, "waive"),
  u: (one) => shown(one.querySelector("[data-do=withdraw]")) && answer(one, { do: "withdraw" }),
  s: (one) => { const box = one.querySelector(".alike input"); if (shown(box)) box.checked = !box.checked; },
  o: (one) => look(one.querySelector("[data-goto]").dataset.goto, one.dataset.card),
};

function choose(one, number) {
  const box = one.querySelectorAll(".candidates input")[number];
  if (shown(box)) box.checked = true;
}

function pressed(event) {
  const top = root();
  if (!top || !shown(top) || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  const typing = target.closest?.(TYPING);
  if (typing) {
    // What is typed is text; only Escape leaves, and only out of a form of ours.
    if (event.key === "Escape" && element.contains(target)) { close_forms(); event.preventDefault(); }
    return;
  }
  if (target !== document.body && !element.contains(target)) return;
  if (top.dataset.screen === "form") form_key(event);
  else if (top.dataset.screen === "queue") queue_key(event);
}

function form_key(event) {
  const one = card_of(current);
  if (/^[1-9]$/.test(event.key) && one) { choose(one, +event.key - 1); event.preventDefault(); return; }
  const act = KEYS[event.key];
  if (!act || (act.length && !shown(one))) return;
  act(one);
  event.preventDefault();
}

function queue_key(event) {
  if (event.key !== "j" && event.key !== "k") return;
  const list = rows();
  const at = list.indexOf(document.activeElement);
  const next = event.key === "j" ? at + 1 : at - 1;
  list[Math.min(Math.max(next, 0), list.length - 1)]?.focus();
  event.preventDefault();
}

document.addEventListener("keydown", pressed);

let screen = "";
watch("value", () => {
  const top = root();
  if (!top) return;
  unfolded.forEach((open, key) => {
    const one = [...element.querySelectorAll("details[data-key]")].find((box) => box.dataset.key === key);
    if (one) one.open = open;
  });
  const now = `${top.dataset.screen} ${top.dataset.form || ""}`;
  if (now !== screen) {
    screen = now;
    current = "";
    element.querySelectorAll(".dk-pane, .dk-right").forEach((pane) => pane.scrollTo({ top: 0 }));
    if (element.getBoundingClientRect().top < 0) element.scrollIntoView({ block: "start" });
    element.querySelectorAll("textarea").forEach((box) => { box.value = box.defaultValue; });
    if (top.dataset.screen === "form") select(cards()[0]?.dataset.card, { scroll: false });
    else if (document.activeElement === document.body) rows()[0]?.focus({ preventScroll: true });
  } else if (top.dataset.screen === "form") {
    settle();
  }
  if (goto_row) { mark_row(goto_row, true); goto_row = ""; }
  if (top.dataset.busy !== "yes") {
    busy = false;
    const next = waiting.shift();
    if (next) send({ ...next, version: +(top.dataset.version || 0) });
  }
});

// After an answer: on to the next card that is open, unless somebody is typing.
function settle() {
  const one = card_of(current);
  const typing = document.activeElement?.closest?.(TYPING);
  if (typing && shown(typing)) return;
  if (one && one.classList.contains("done") && root().dataset.answered === current) {
    const list = cards().filter(shown);
    const at = list.indexOf(one);
    const open = [...list.slice(at + 1), ...list.slice(0, at)].find((other) => !other.classList.contains("done"));
    return select((open || one).dataset.card);
  }
  if (one) select(current, { scroll: false });
}
