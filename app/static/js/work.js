"use strict";
/* Shows how far a piece of work is; without it the page loads itself anew every few seconds. */

(() => {
  const work = document.getElementById("work");
  if (!work || !work.dataset.look) return;

  const WAIT = 1000;
  const show = (id, text) => {
    const place = document.getElementById(id);
    if (place.textContent !== text) place.textContent = text;
  };

  async function look() {
    let wait = WAIT;
    try {
      const reply = await fetch(work.dataset.look, { credentials: "same-origin", signal: AbortSignal.timeout(10 * WAIT) });
      const found = reply.ok && !reply.redirected ? await reply.json() : {};
      // Done, failed, nobody there to do it, or signed out: the page itself says what comes next.
      if (found.state !== work.dataset.state && reply.status < 500) return location.reload();
      if (found.state) {
        document.getElementById("work-bar").value = found.done * 100;
        show("work-words", found.words);
        show("work-percent", found.percent);
      }
    } catch {
      wait = 5 * WAIT;
    }
    return setTimeout(look, wait);
  }

  setTimeout(look, WAIT);
})();
