"use strict";
/* A button that copies the sentence; without it the text can be marked and copied. */

(() => {
  const text = document.getElementById("satz-text");
  const button = document.getElementById("satz-kopieren");
  if (!text || !button) return;

  button.parentElement.hidden = false;
  document.getElementById("satz-hilfe").hidden = true;
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy");
    }
    document.getElementById("satz-meldung").textContent = button.dataset.done;
  });
})();
