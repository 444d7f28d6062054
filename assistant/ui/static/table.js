// The table of indicators, drawn from the value of its component. Every word of a document is set
// as text, never as markup. A cell that a person is typing in is left alone until it is left.
const root = element.querySelector(".wb-table");
const drawn = new Map();

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};

const fit = (area) => {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};

const send = (cell) => {
  if (cell.value === cell.dataset.shown) return;
  cell.dataset.shown = cell.value;
  delete cell.dataset.dirty;
  trigger("edit", { row: cell.dataset.row, field: cell.dataset.field, value: cell.value });
};

const watchCell = (cell) => {
  cell.addEventListener("input", () => { cell.dataset.dirty = "1"; if (cell.tagName === "TEXTAREA") fit(cell); });
  cell.addEventListener("change", () => send(cell));
  cell.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(cell); cell.blur(); }
    if (event.key === "Escape") {
      cell.value = cell.dataset.shown; delete cell.dataset.dirty; cell.blur();
    }
  });
  return cell;
};

const area = (row, field, label, kind = "") =>
  watchCell(make("textarea", {
    class: `wb-cell wb-${field} ${kind}`, rows: 1, spellcheck: "false", autocomplete: "off",
    "data-row": row, "data-field": field, "aria-label": label, maxlength: 500,
  }));

const choice = (row, field, label, options) => {
  const select = make("select", {
    class: `wb-cell wb-${field}`, "data-row": row, "data-field": field, "aria-label": label,
  });
  for (const option of ["", ...options]) select.append(make("option", { value: option }, option));
  return watchCell(select);
};

const set = (cell, value) => {
  if (cell.dataset.dirty && document.activeElement === cell) return;
  delete cell.dataset.dirty;
  cell.dataset.shown = value;
  if (cell.value !== value) cell.value = value;
  if (cell.tagName === "SELECT" && cell.value !== value) {
    cell.append(make("option", { value }, value));
    cell.value = value;
  }
};

(() => {
  const box = make("div", { class: "wb-tip", role: "tooltip", id: "wb-tip", hidden: true });
  document.body.append(box);
  let owner = null;
  const hide = () => {
    box.hidden = true;
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
  };
  const show = (target) => {
    const lines = JSON.parse(target.dataset.tip || "[]");
    if (!lines.length) return hide();
    box.replaceChildren(...lines.map((line, place) => make("p", { class: place ? "" : "wb-tip-head" }, line)));
    box.hidden = false;
    owner = target;
    target.setAttribute("aria-describedby", "wb-tip");
    const at = target.getBoundingClientRect(), size = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, window.innerWidth - size.width - 8));
    const above = at.bottom + size.height + 12 > window.innerHeight && at.top > size.height + 12;
    box.style.left = `${left + window.scrollX}px`;
    box.style.top = `${(above ? at.top - size.height - 6 : at.bottom + 6) + window.scrollY}px`;
  };
  const of = (event) => event.target instanceof Element ? event.target.closest("[data-tip]") : null;
  root.addEventListener("mouseover", (event) => { const it = of(event); if (it) show(it); });
  root.addEventListener("mouseout", (event) => { if (of(event)) hide(); });
  root.addEventListener("focusin", (event) => { const it = of(event); if (it) show(it); });
  root.addEventListener("focusout", hide);
  root.addEventListener("click", (event) => {
    const it = of(event);
    if (it && it.tagName === "BUTTON" && !it.dataset.act) show(it);
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();

const tipped = (node, lines) => {
  const text = JSON.stringify(lines);
  if (node.dataset.tip !== text) node.dataset.tip = text;
  return node;
};

const act = (name, row, words, label, kind = "") => {
  const button = make("button", { type: "button", class: `wb-act ${kind}`, "data-act": name,
    "data-row": row, "aria-label": label, title: label }, words);
  button.addEventListener("click", () => trigger("act", { act: name, row }));
  return button;
};

const newRow = (row, words) => {
  const cells = {
    level1: area(row.id, "level1", words.level1, "small"),
    level2: area(row.id, "level2", words.level2),
    name: area(row.id, "name", words.name, "strong"),
    operator: choice(row.id, "operator", words.operator, words.operators),
    value: area(row.id, "value", words.value, "number"),
    unit: area(row.id, "unit", words.unit),
    weight: area(row.id, "weight", words.weight, "number"),
  };
  const number = make("th", { scope: "row", class: "wb-number" });
  const chips = make("div", { class: "wb-chips" });
  const smart = make("button", { type: "button", class: "wb-smart" });
  const passport = make("button", { type: "button", class: "wb-passport" });
  const confirm = act("confirm", row.id, words.confirm, "", "confirm");
  const line = make("tr", { "data-row": row.id, tabindex: "-1" },
    number,
    make("td", { class: "c-level", "data-label": words.class }, cells.level2, cells.level1),
    make("td", { class: "c-name", "data-label": words.name }, cells.name, chips),
    make("td", { class: "c-target", "data-label": words.target },
      make("div", { class: "wb-target" }, cells.operator, cells.value, cells.unit)),
    make("td", { class: "c-weight", "data-label": words.weight }, cells.weight),
    make("td", { class: "c-smart", "data-label": "SMART" }, smart),
    make("td", { class: "c-source", "data-label": words.source }, passport, confirm),
    make("td", { class: "c-more" },
      act("alternatives", row.id, "⇄", words.alternatives), act("remove", row.id, "×", words.remove)),
  );
  return { line, cells, number, chips, smart, passport, confirm };
};

const drawSmart = (box, smart) => {
  box.replaceChildren(...smart.letters.map(([letter, earned]) =>
    make("span", { class: earned ? "earned" : "lost", "aria-hidden": "true" }, letter)));
  box.setAttribute("aria-label", smart.label);
  tipped(box, smart.lines);
};

const drawChips = (box, findings) => box.replaceChildren(...findings.map((finding) =>
  tipped(make("a", { class: `wb-chip ${finding.severity}`, href: finding.page, target: "_blank", rel: "noopener" },
    make("b", {}, finding.code), ` ${finding.title}`), finding.lines)));

const same = (node, key, value) => {
  const text = JSON.stringify(value);
  if (node.dataset[key] === text) return true;
  node.dataset[key] = text;
  return false;
};

const fill = (parts, row, words) => {
  const { line, cells } = parts;
  line.className = [row.confirm ? "to-confirm" : "", row.fresh ? "fresh" : ""].join(" ").trim();
  parts.number.textContent = row.number;
  for (const [field, cell] of Object.entries(cells)) {
    set(cell, row[field]);
    cell.setAttribute("aria-label", `${words.row.replace("{row}", row.number)} ${words[field]}`);
  }
  if (!same(parts.chips, "drawn", row.findings)) drawChips(parts.chips, row.findings);
  parts.smart.hidden = !row.smart;
  if (row.smart && !same(parts.smart, "drawn", row.smart)) drawSmart(parts.smart, row.smart);
  parts.passport.hidden = !row.passport;
  if (row.passport) {
    parts.passport.textContent = row.passport.short;
    parts.passport.className = `wb-passport ${row.passport.kind}`;
    tipped(parts.passport, row.passport.lines);
  }
  parts.confirm.hidden = !row.confirm;
  parts.confirm.setAttribute("aria-label", words.confirmRow.replace("{row}", row.number));
  line.querySelectorAll("[data-act=remove],[data-act=alternatives]").forEach((button) => {
    const label = words[button.dataset.act].replace("{row}", row.number);
    button.setAttribute("aria-label", label);
    button.title = label;
  });
};

const frame = (words) => {
  const heads = ["number", "class", "name", "target", "weight", "smart", "source", "more"];
  root.replaceChildren(
    make("table", {},
      make("caption", { class: "wb-hidden" }, words.caption),
      make("thead", {}, make("tr", {}, ...heads.map((head) =>
        make("th", { scope: "col", class: `c-${head}` },
          head === "more" ? make("span", { class: "wb-hidden" }, words.more) : words[head])))),
      make("tbody", {})),
    make("div", { class: "wb-below" }),
  );
  drawn.clear();
};

let language = null;
const draw = () => {
  const data = props.value;
  if (!data || !data.words) return;
  if (language !== data.language) { frame(data.words); language = data.language; }
  const body = root.querySelector("tbody");
  root.dataset.version = data.version;
  root.classList.toggle("empty", !data.rows.length);
  root.classList.toggle("busy", data.busy);
  const wanted = new Set(data.rows.map((row) => row.id));
  for (const [id, parts] of drawn) if (!wanted.has(id)) { parts.line.remove(); drawn.delete(id); }
  data.rows.forEach((row, place) => {
    let parts = drawn.get(row.id);
    if (!parts) { parts = newRow(row, data.words); drawn.set(row.id, parts); }
    fill(parts, row, data.words);
    if (body.children[place] !== parts.line) body.insertBefore(parts.line, body.children[place] || null);
  });
  for (const { cells } of drawn.values())
    for (const cell of Object.values(cells)) if (cell.tagName === "TEXTAREA") fit(cell);
  const below = root.querySelector(".wb-below");
  if (!same(below, "drawn", [data.busy, data.rows.length > 0, data.language]))
    below.replaceChildren(...(data.rows.length && !data.busy ? [act("add", "", data.words.add, data.words.add, "add")] : []));
};

// What a reviewer or a colleague did meanwhile is seen on coming back to this window.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") trigger("act", { act: "look" });
});

let width = 0;
new ResizeObserver(() => {
  if (width === root.clientWidth) return;
  width = root.clientWidth;
  root.querySelectorAll("textarea.wb-cell").forEach(fit);
}).observe(root);
watch("value", draw);
draw();
