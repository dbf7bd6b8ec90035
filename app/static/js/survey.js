"use strict";
/* Makes the pages of the questionnaire livelier; without it everything works too.
   Quiet save: what changed is sent as a draft; the answer says which questions are shown and what is still open. */

(() => {
  const form = document.getElementById("answers");
  if (!form) return;

  const words = form.dataset;
  const state = document.getElementById("save-state");
  const mine = `unsent:${form.elements.whose.value}:`;
  const kept = mine + location.pathname;
  const WAIT = 1200;
  let timer = 0;
  let isDirty = false;
  let isStopped = false;
  let isSending = false;

  const say = (text) => { if (state && state.textContent !== text) state.textContent = text; };
  const body = () => new URLSearchParams(new FormData(form));

  /* --- quiet save ------------------------------------------------------------------------------------------ */

  const plan = (wait = WAIT) => {
    isDirty = true;
    clearTimeout(timer);
    if (!isStopped && words.draft) timer = setTimeout(send, wait);
  };

  async function send() {
    if (isSending || isStopped || !isDirty) return;
    isSending = true;
    isDirty = false;
    say(words.saving);
    const sent = body();
    let wait = WAIT;
    try {
      const signal = AbortSignal.timeout(8 * WAIT);
      const reply = await fetch(words.draft, { method: "POST", body: sent, credentials: "same-origin", signal });
      await understand(reply);
      sessionStorage.removeItem(kept);
    } catch {
      // Only now, when the network fails, does anything stay in this browser; it goes with the next save.
      sessionStorage.setItem(kept, sent.toString());
      say(words.offline);
      // What was typed meanwhile is kept soon; the same answers are not sent again and again to a server in trouble.
      if (!isDirty) wait = 10 * WAIT;
      isDirty = true;
    }
    isSending = false;
    if (isDirty && !isStopped) plan(wait);
  }

  async function understand(reply) {
    if (reply.status >= 500) throw new Error("server");
    const answer = await reply.json();
    if (!reply.ok) return stop(answer.state);
    form.elements.version.value = answer.version;
    say(`${words.saved} ${answer.saved}`);
    show(answer.shown);
    settle(new Set(answer.open));
    return undefined;
  }

  function stop(state) {
    isStopped = true;
    const told = {
      signed_out: words.signedOut, closed: words.closed, conflict: words.conflict,
      handed_in: words.handedIn, foreign: words.foreign,
    };
    say(told[state] || words.offline);
  }

  function show(places) {
    for (const part of form.querySelectorAll("[data-item]")) {
      if (part.dataset.item in places) part.hidden = !places[part.dataset.item];
    }
    if (form.elements.shown) {
      const names = Object.keys(places).filter((name) => places[name] && !name.includes("."));
      form.elements.shown.value = names.join(" ") || "-";
    }
  }

  /* A mark of an error goes as soon as the server has nothing against the answer any more. */
  function settle(open) {
    for (const problem of form.querySelectorAll(".problem[id$='-problem']")) {
      const place = problem.id.slice(0, -"-problem".length);
      if (open.has(place)) continue;
      const box = problem.closest(".is-wrong");
      if (box) box.classList.remove("is-wrong");
      const control = document.getElementById(place);
      if (control) control.removeAttribute("aria-invalid");
      problem.hidden = true;
    }
  }

  /* What somebody else left unsent in this browser is not for this reader. */
  function forgetOthers() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith("unsent:") && !key.startsWith(mine)) sessionStorage.removeItem(key);
    }
  }

  function restore() {
    const stored = sessionStorage.getItem(kept);
    if (!stored) return;
    sessionStorage.removeItem(kept);
    const typed = new URLSearchParams(stored);
    for (const control of form.elements) {
      if (!control.name || control.type === "submit") continue;
      if (control.type === "hidden") {
        // With the state it was typed on, so that a newer answer or consent is not overwritten but asked about.
        const isState = ["version", "language"].includes(control.name) || control.name.endsWith(".drawn");
        if (isState && typed.has(control.name)) control.value = typed.get(control.name);
        continue;
      }
      const values = typed.getAll(control.name);
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    plan(0);
  }

  /* --- options that exclude others ---------------------------------------------------------------------------- */

  const boxesOf = (box) => box.closest("fieldset, .question").querySelectorAll("input[type=checkbox]");

  function exclude(changed) {
    if (changed.type !== "checkbox" || !changed.checked) return;
    const isAlone = (box) => "exclusive" in box.dataset || "instead" in box.dataset;
    for (const other of boxesOf(changed)) {
      if (other !== changed && (isAlone(changed) || isAlone(other))) other.checked = false;
    }
    if (!("instead" in changed.dataset)) return;
    for (const typed of changed.closest(".question").querySelectorAll(":scope > .control .input, :scope > .textarea")) {
      typed.value = "";
    }
  }

  function untick(typed) {
    const isText = typed.type === "text" || typed.type === "textarea";
    const question = isText && typed.value && typed.closest(".question");
    if (!question) return;
    for (const box of question.querySelectorAll(":scope > .options--missing [data-instead]")) box.checked = false;
  }

  /* --- two steps: first the section, then the division -------------------------------------------------------- */

  function split(select) {
    const groups = [...select.querySelectorAll("optgroup")];
    if (groups.length < 2) return;
    const first = document.createElement("select");
    first.className = "select";
    first.id = `${select.id}-step`;
    first.name = `${select.name}:step`;
    first.append(select.options[0].cloneNode(true));
    for (const group of groups) first.append(new Option(group.label, group.label));
    const chosen = select.selectedOptions[0] && select.selectedOptions[0].closest("optgroup");
    first.value = chosen ? chosen.label : select.dataset.step;
    const narrow = () => {
      for (const group of groups) group.remove();
      select.append(...groups.filter((group) => group.label === first.value));
      select.disabled = !first.value;
    };
    first.addEventListener("change", () => { narrow(); select.value = ""; });
    select.before(labelled(first, select.dataset.steps), first, labelled(select, select.dataset.then));
    narrow();
  }

  function labelled(control, text) {
    const label = document.createElement("label");
    label.htmlFor = control.id;
    label.className = "step";
    label.textContent = text;
    return label;
  }

  /* --- a long list that is searched while one types ----------------------------------------------------------- */

  function makeSearch(select) {
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const count = document.createElement("p");
    let active = -1;
    let asked = 0;
    Object.assign(input, { type: "text", className: "input", id: `${select.id}-search`, autocomplete: "off" });
    Object.assign(list, { className: "finder__list", id: `${select.id}-found`, hidden: true });
    Object.assign(count, { className: "hidden-text", role: "status" });
    list.setAttribute("role", "listbox");
    const label = form.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]) {
      input.setAttribute(name, value);
    }
    if (label) {
      label.htmlFor = input.id;
      label.id ||= `${select.id}-label`;
      list.setAttribute("aria-labelledby", label.id);
    }
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    const box = document.createElement("div");
    box.className = "finder";
    select.before(box);
    box.append(input, list, count);
    select.hidden = true;
    input.id = select.id;
    select.removeAttribute("id");
    if (label) label.htmlFor = input.id;
    const worded = () => (select.value ? select.selectedOptions[0].textContent : "");
    input.value = worded();

    const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const choose = (code) => {
      select.value = code;
      input.value = worded();
      close();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const mark = (step) => {
      const items = [...list.querySelectorAll("[role=option]")];
      if (!items.length) return;
      active = (active + step + items.length) % items.length;
      items.forEach((item, number) => item.setAttribute("aria-selected", String(number === active)));
      items[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[active].id);
    };
    const draw = (found) => {
      list.replaceChildren(...found.map((hit, number) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${number}`;
        item.setAttribute("role", "option");
        item.textContent = hit.found ? `${hit.label} (${hit.found})` : hit.label;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(hit.code); });
        item.dataset.code = hit.code;
        return item;
      }));
      list.hidden = !found.length;
      active = -1;
      input.setAttribute("aria-expanded", String(found.length > 0));
      count.textContent = found.length ? `${found.length} ${select.dataset.found}` : select.dataset.none;
    };
    const missing = [...select.options].filter((option) => option.value.startsWith("!"))
      .map((option) => ({ code: option.value, label: option.textContent, found: "" }));

    input.addEventListener("input", async () => {
      const number = ++asked;
      if (!input.value.trim()) { select.value = ""; plan(); return draw(missing); }
      const address = `${words.searchAddress}${select.dataset.search}?q=${encodeURIComponent(input.value)}`;
      try {
        const found = await (await fetch(address, { credentials: "same-origin" })).json();
        if (number === asked) draw(found);
      } catch { box.remove(); select.hidden = false; select.id = input.id; }
      return undefined;
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(event.key === "ArrowDown" ? 1 : -1); }
      if (event.key === "Escape") close();
      if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(list.children[active].dataset.code); }
    });
    input.addEventListener("blur", () => {
      const hits = list.querySelectorAll("[role=option]");
      if (!list.hidden && hits.length === 1) choose(hits[0].dataset.code);
      else if (input.value !== worded()) input.value = worded();
      close();
    });
  }

  /* --- start ---------------------------------------------------------------------------------------------------- */

  form.querySelectorAll("select[data-steps]").forEach(split);
  form.querySelectorAll("select[data-search]").forEach(makeSearch);
  form.addEventListener("change", (event) => { exclude(event.target); plan(0); });
  form.addEventListener("input", (event) => { untick(event.target); plan(); });
  form.addEventListener("submit", (event) => {
    isStopped = true;
    clearTimeout(timer);
    if (navigator.onLine) sessionStorage.removeItem(kept);
    if (!isSending) return;
    // A quiet save is on its way: the page must carry the version which that one makes.
    event.preventDefault();
    const button = event.submitter;
    const goOn = () => (isSending ? setTimeout(goOn, 50) : form.requestSubmit(button));
    goOn();
  });
  addEventListener("pagehide", () => {
    if (isDirty && !isStopped && words.draft) fetch(words.draft, { method: "POST", body: body(), keepalive: true });
  });
  forgetOthers();
  restore();
})();
