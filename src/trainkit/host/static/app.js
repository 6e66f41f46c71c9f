// Adds to pages that work without it: a theme, opened receipts, and answers that stream.
"use strict";

const themes = document.getElementById("themes");
const stored = (() => {
  try { return localStorage.getItem("theme"); } catch { return null; }
})();
if (stored) document.documentElement.dataset.theme = stored;
if (themes) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn plain";
  button.textContent = "Light or dark";
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const dark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* it lasts for the page */ }
  });
  themes.append(button);
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
      line("bot", `No answer: ${error.message}`);
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
}
