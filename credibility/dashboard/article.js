// Draws the article once per analysis, then only moves classes: no flicker, no scroll jump.
// All text is set with textContent. Keys: j and k step through the claims, Enter selects
// the focused one, Esc clears.

const state = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector("#article");
  if (!root || !data) return;

  const current = state.get(root) ?? {};
  state.set(root, current);
  if (current.version !== data.version) {
    const marks = draw(root, data);
    const fresh = { version: data.version, marks, selected: null, jump: data.jump, sent: data.echo };
    Object.assign(current, fresh);
    root.scrollTop = 0;
  }
  current.data = data;
  root.classList.toggle("whole", Boolean(data.whole));
  current.send = (id) => setTriggerValue("select", { id, number: ++current.sent });
  colour(current.marks, data);
  legend(parentElement.querySelector("#legend"), data.legend);
  // An answer to an earlier choice must not undo a later one.
  const answered = data.echo >= current.sent;
  if (answered && current.selected !== data.selected) select(root, current, data.selected, true);
  if (current.jump !== data.jump) {
    current.jump = data.jump;
    showSource(root, current);
  }

  root.onclick = (event) => {
    const mark = event.target.closest("mark");
    if (mark) choose(root, current, mark.dataset.claim);
  };
  root.onmouseover = (event) => hint(root, event.target.closest("mark"));
  root.onmouseleave = () => hint(root, null);
  root.onkeydown = (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("mark")) {
      event.preventDefault();
      choose(root, current, event.target.dataset.claim);
    }
  };
  if (!current.listener) {
    current.listener = (event) => step(root, current, event);
    document.addEventListener("keydown", current.listener);
  }
  return () => {
    document.removeEventListener("keydown", current.listener);
    current.listener = null;
  };
}

function draw(root, data) {
  const marks = [];
  const seen = new Set();
  root.replaceChildren();
  for (const block of data.blocks) {
    const paragraph = document.createElement("p");
    let mark = null;
    for (const piece of block.pieces) {
      const span = document.createElement("span");
      span.textContent = piece.t;
      if (piece.q) span.dataset.cue = piece.q.join(" ");
      if (piece.s) span.dataset.source = piece.s.join(" ");
      if (piece.n) span.dataset.named = piece.n.join(" ");
      if (piece.x !== undefined) span.className = "skipped";
      if (piece.c === undefined) {
        mark = null;
        paragraph.append(span);
        continue;
      }
      if (!mark || mark.dataset.claim !== String(piece.c)) {
        mark = document.createElement("mark");
        mark.dataset.claim = String(piece.c);
        mark.setAttribute("role", "button");
        // Further fragments of an interrupted claim are no tab stops of their own.
        mark.tabIndex = seen.has(piece.c) ? -1 : 0;
        mark.setAttribute("aria-label", `Claim ${piece.c + 1}. ${data.claims[piece.c].say}`);
        mark.setAttribute("aria-pressed", "false");
        seen.add(piece.c);
        marks.push(mark);
        paragraph.append(mark);
      }
      mark.append(span);
    }
    root.append(paragraph);
  }
  return marks;
}

function colour(marks, data) {
  for (const mark of marks) {
    const grade = data.claims[Number(mark.dataset.claim)].grades[data.colourBy];
    mark.dataset.step = grade.step;
    mark.dataset.level = grade.level;
    const hidden = data.shown && !data.shown.includes(Number(mark.dataset.claim));
    mark.classList.toggle("muted", Boolean(hidden));
  }
}

function legend(list, entries) {
  list.replaceChildren(
    ...entries.map((entry) => {
      const item = document.createElement("li");
      const swatch = document.createElement("span");
      swatch.className = "swatch";
      swatch.dataset.step = entry.step;
      swatch.textContent = entry.level;
      item.append(swatch, ` ${entry.label} `);
      const count = document.createElement("b");
      count.textContent = entry.count;
      item.append(count);
      return item;
    }),
  );
}

function choose(root, current, index) {
  const id = current.data.claims[Number(index)].id;
  const next = current.selected === id ? null : id;
  select(root, current, next, false);
  current.send(next ?? "");
}

function select(root, current, id, reveal) {
  current.selected = id;
  const index = current.data.claims.findIndex((claim) => claim.id === id);
  let first = null;
  for (const mark of current.marks) {
    const chosen = Number(mark.dataset.claim) === index;
    mark.classList.toggle("selected", chosen);
    mark.setAttribute("aria-pressed", String(chosen));
    if (chosen && !first) first = mark;
  }
  evidence(root, "on", index);
  if (first && reveal) bring(root, first);
}

function bring(root, node) {
  const box = node.getBoundingClientRect();
  const outer = root.getBoundingClientRect();
  if (box.top < outer.top || box.bottom > outer.bottom) {
    root.scrollTop += box.top - outer.top - outer.height / 3;
  }
}

// Where the source is named in full, else its nearest mention.
function showSource(root, current) {
  const index = current.data.claims.findIndex((claim) => claim.id === current.selected);
  const found =
    root.querySelector(`[data-named~="${index}"]`) ?? root.querySelector(`[data-source~="${index}"]`);
  if (!found) return;
  bring(root, found);
  root.scrollIntoView({ block: "nearest" });
  found.classList.remove("flash");
  void found.offsetWidth; // restarts the animation
  found.classList.add("flash");
}

function hint(root, mark) {
  evidence(root, "hint", mark ? Number(mark.dataset.claim) : -1);
}

function evidence(root, name, index) {
  for (const kind of ["cue", "source", "named"]) {
    for (const span of root.querySelectorAll(`[data-${kind}]`)) {
      const mine = span.dataset[kind].split(" ").includes(String(index));
      span.classList.toggle(`${kind}-${name}`, mine);
    }
  }
}

function step(root, current, event) {
  if (!root.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
  const path = event.composedPath();
  const typing = path.some((node) => node.matches?.("input, textarea, select, [contenteditable=true]"));
  if (typing || !["j", "k", "Escape"].includes(event.key)) return;
  if (event.key === "Escape") {
    if (!current.selected) return;
    select(root, current, null, false);
    current.send("");
    return;
  }
  const claims = current.data.claims;
  const order = current.data.shown ?? claims.map((_, index) => index);
  if (!order.length) return;
  const at = order.indexOf(claims.findIndex((claim) => claim.id === current.selected));
  const move = event.key === "j" ? 1 : -1;
  const next = at < 0 ? (move > 0 ? 0 : order.length - 1) : at + move;
  if (next < 0 || next >= order.length) return;
  const id = claims[order[next]].id;
  select(root, current, id, true);
  root.querySelector(`mark[data-claim="${order[next]}"]`)?.focus({ preventScroll: true });
  current.send(id);
}
