// Adds to pages that work without it: a theme, opened receipts, and answers that stream.
"use strict";

// What the script says, in the language of the page.
const spoken = JSON.parse(document.documentElement.dataset.words || "{}");
const say = (text, ...values) => {
  let next = 0;
  return (spoken[text] || text).replace(/\{(\d*)\}/g, (_, at) => values[at || next++]);
};

const themes = document.getElementById("themes");
const stored = (() => {
  try { return localStorage.getItem("theme"); } catch { return null; }
})();
if (stored) document.documentElement.dataset.theme = stored;
if (themes) {
  const choices = [["", say("Auto")], ["light", say("Light")], ["dark", say("Dark")]];
  const buttons = choices.map(([theme, words]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn plain", textContent: words });
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = theme;
      try { localStorage.setItem("theme", theme); } catch { /* it lasts for the page */ }
      press(theme);
    });
    themes.append(button);
    return button;
  });
  const press = (theme) => buttons.forEach((button, at) => {
    button.setAttribute("aria-pressed", String(choices[at][0] === theme));
  });
  press(stored || "");
  themes.hidden = false;
}

const openTarget = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const closed = target && target.closest("details");
  if (!closed) return;
  closed.open = true;
  target.scrollIntoView();
};
addEventListener("hashchange", openTarget);
openTarget();

// Who is new lives where the browser does, until they say otherwise.
const zone = document.querySelector("form[data-new] [name=timezone]");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
const named = document.querySelector("form [name=timezone]");
if (named) {
  const list = document.createElement("datalist");
  list.id = "zones";
  for (const name of Intl.supportedValuesOf?.("timeZone") || []) list.append(new Option(name));
  named.setAttribute("list", list.id);
  named.after(list);
}

// A form that was refused is shown again as it was filled in.
const back = document.querySelector("a[data-back]");
if (back) {
  back.addEventListener("click", (event) => {
    event.preventDefault();
    history.back();
  });
}

// On a narrow screen the page that is shown stands in sight among the others.
const here = document.querySelector(".side nav [aria-current]");
if (here) {
  const nav = here.closest("nav");
  nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
}

// Files: how many bytes are sent, while they are.
const upload = document.getElementById("upload");
if (upload) {
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    const bar = document.createElement("progress");
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    const button = upload.querySelector("button");
    button.disabled = true;
    bar.setAttribute("aria-label", say("Bytes that are sent"));
    for (const old of upload.querySelectorAll("progress, [role=status]")) old.remove();
    upload.append(bar, words);
    const fail = (text) => { words.textContent = text; bar.remove(); button.disabled = false; };
    const request = new XMLHttpRequest();
    const mb = (bytes) => (bytes / 1e6).toFixed(1);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
      words.textContent = loaded < total
        ? say("{} of {} MB are sent.", mb(loaded), mb(total)) : say("All is sent, and looked at.");
    });
    request.addEventListener("load", () => {
      if (request.status < 400) location.assign(request.responseURL);
      else fail(new DOMParser().parseFromString(request.responseText, "text/html")
        .querySelector("main .card p")?.textContent || say("The files were refused."));
    });
    request.addEventListener("error", () => fail(say("The host could not be reached. Send it again.")));
    request.open("POST", upload.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(upload));
  });
}

const form = document.getElementById("ask");
const talk = document.getElementById("talk");
const line = (kind, text) => {
  const element = document.createElement(kind === "me" ? "p" : "div");
  element.className = kind;
  element.textContent = text;
  talk.append(element);
  return element;
};

const stream = async (message) => {
  const box = line("bot", "");
  const body = { message };
  if (form.elements.talk.value) body.conversation = form.elements.talk.value;
  const answer = await fetch(form.dataset.stream, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.json()).error.message);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [name, data] = block.split("\n");
      const said = JSON.parse(data.slice(6));
      if (name === "event: text") box.textContent += said;
      if (name === "event: error") throw new Error(said);
      if (name === "event: answer") {
        // The page with its receipts is written on the server.
        location.assign(`/coach?talk=${encodeURIComponent(said.conversation)}#last`);
      }
    }
  }
};

if (form && talk && window.TextDecoderStream) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const message = form.elements.message.value.trim();
    if (!message) return;
    line("me", message);
    form.elements.message.value = "";
    stream(message).catch((error) => {
      line("bot", say("No answer: {}", error.message));
      form.elements.message.value = message;
    });
  });
  form.elements.message.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey) form.requestSubmit();
  });
}

const wish = document.getElementById("wish");
const verdict = document.getElementById("verdict");
if (wish && verdict) {
  let asked = 0;
  const judge = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(wish));
    const answer = await fetch(wish.dataset.verdict, { method: "POST", body });
    const text = await answer.text();
    // Only the last question counts. The part is written, and escaped, on the server.
    if (answer.ok && mine === asked) verdict.innerHTML = text;
  };
  let waiting = 0;
  wish.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => judge().catch(() => {}), 400);
  });
  if (wish.elements.goal.value && !verdict.querySelector(".answer")) judge().catch(() => {});
}

// The calendar: arrows walk its days, and a session can be dragged where the rules allow it.
const weeks = document.getElementById("weeks");
if (weeks) {
  const cells = [...weeks.querySelectorAll("td[data-day]")];
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  weeks.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target.closest("td"));
    if (at < 0) return;
    let to = at + steps[event.key];
    if (event.key === "Home") to = at - (at % 7);
    if (event.key === "End") to = at - (at % 7) + 6;
    if (!cells[to]) return;
    event.preventDefault();
    cells[to].querySelector("a").focus();
  });
  let from = "";
  const mark = (told) => {
    for (const cell of cells) {
      const broken = told && told[cell.dataset.day];
      cell.classList.toggle("free", broken === "");
      cell.classList.toggle("barred", Boolean(broken));
      cell.title = broken || "";
    }
  };
  weeks.addEventListener("dragstart", (event) => {
    from = event.target.closest("td").dataset.day;
    event.dataTransfer.setData("text/plain", from);
    fetch(`/calendar/moves?day=${from}`)
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then((told) => from && mark(told))
      .catch(() => {});
  });
  weeks.addEventListener("dragend", () => { from = ""; mark(null); });
  weeks.addEventListener("dragover", (event) => {
    if (event.target.closest("td.free")) event.preventDefault();
  });
  weeks.addEventListener("drop", (event) => {
    const cell = event.target.closest("td.free");
    if (!cell || !from) return;
    event.preventDefault();
    const move = document.createElement("form");
    move.method = "post";
    move.action = "/calendar/move";
    for (const [name, value] of [["day", from], ["to_day", cell.dataset.day]]) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      move.append(input);
    }
    document.body.append(move);
    move.submit();
  });
}

// Charts: the row of the table below that belongs to the place under the pointer, or of the slider.
const readers = [];
for (const figure of document.querySelectorAll("figure[data-read]")) {
  const table = figure.parentElement.querySelector("details table");
  const rows = table ? [...table.rows].slice(1).reverse() : [];
  if (rows.length < 2) continue;
  const names = [...table.rows[0].cells].map((cell) => cell.textContent);
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: 0, max: rows.length - 1, value: rows.length - 1 });
  slider.setAttribute("aria-label", say("Place in {}", figure.dataset.read));
  const words = document.createElement("p");
  words.className = "readout";
  figure.after(slider, words);
  const cursors = [...figure.querySelectorAll("svg")].map((svg) => {
    const axis = svg.querySelector('path[stroke-opacity=".5"], path[stroke-opacity=".14"]');
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("class", "cursor");
    svg.append(line);
    return { svg, axis, line };
  });
  const show = () => {
    const cells = [...rows[slider.value].cells].map((cell) => cell.textContent);
    const said = cells.slice(1).map((text, at) => `${names[at + 1]} ${text || "-"}`);
    words.textContent = [cells[0], ...said].join(" · ");
    slider.setAttribute("aria-valuetext", words.textContent);
    for (const { svg, axis, line } of cursors) {
      if (!axis || !svg.getClientRects().length) continue;
      const box = axis.getBBox();
      const x = box.x + (box.width * slider.value) / slider.max;
      line.setAttribute("d", `M${x} 0V${svg.viewBox.baseVal.height}`);
    }
  };
  readers.push({ slider, show });
  const all = () => {
    for (const other of readers) {
      if (other.slider.max !== slider.max) continue;
      other.slider.value = slider.value;
      other.show();
    }
  };
  slider.addEventListener("input", all);
  for (const { svg, axis } of cursors) {
    svg.addEventListener("pointermove", (event) => {
      if (!axis) return;
      const box = axis.getBBox();
      const at = svg.getScreenCTM().inverse();
      const x = event.clientX * at.a + at.e;
      slider.value = Math.round(((x - box.x) / box.width) * slider.max);
      all();
    });
  }
  show();
}
