// On a report's page: a figure lights up its sentence and its spans, a sentence lights up its figures.
(() => {
  "use strict";
  const light = (numbers) => {
    for (const each of document.querySelectorAll(".lit")) each.classList.remove("lit");
    for (const each of document.querySelectorAll("mark[data-claims], .fate[data-claim], .s[data-claims]")) {
      const own = (each.dataset.claims || each.dataset.claim).split(" ");
      if (own.some((number) => numbers.includes(number))) each.classList.add("lit");
    }
  };
  for (const fate of document.querySelectorAll(".fate")) {
    fate.addEventListener("click", () => light([fate.dataset.claim]));
    fate.addEventListener("focusin", () => light([fate.dataset.claim]));
  }
  for (const sentence of document.querySelectorAll(".s[data-claims]")) {
    sentence.addEventListener("click", (event) => {
      const mark = event.target.closest("mark[data-claims]");
      const numbers = (mark || sentence).dataset.claims.split(" ");
      light(numbers);
      const fate = document.querySelector(`.fate[data-claim="${CSS.escape(numbers[0])}"]`);
      if (fate && !event.target.closest("a")) fate.scrollIntoView({ block: "nearest" });
    });
  }
  const fromHash = () => {
    const target = window.location.hash.startsWith("#claim-") && document.getElementById(window.location.hash.slice(1));
    if (target) {
      light([target.dataset.claim]);
      const sentence = document.querySelector(`.s[data-claims~="${CSS.escape(target.dataset.claim)}"]`);
      if (sentence) sentence.scrollIntoView({ block: "center" });
    }
  };
  window.addEventListener("hashchange", fromHash);
  fromHash();
})();
