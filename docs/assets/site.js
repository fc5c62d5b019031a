// Three small things: the filter on the page of exercises, wide tables and code that the keyboard can scroll, and
// names for the parts of the theme that screen readers would otherwise call by none.
(() => {
  "use strict";

  function filterExercises() {
    const box = document.querySelector(".exercise-filter");
    if (!box) return;
    const words = document.getElementById("exercise-words");
    const demand = document.getElementById("exercise-demand");
    const count = document.getElementById("exercise-count");
    const cards = [...document.querySelectorAll(".exercise")].map((heading) => ({
      parts: [heading, heading.nextElementSibling],
      demand: heading.dataset.demand,
      text: (heading.textContent + " " + heading.nextElementSibling.textContent).toLowerCase(),
    }));
    const show = () => {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      let found = 0;
      for (const card of cards) {
        const fits =
          (demand.value === "" || card.demand === demand.value) && wanted.every((word) => card.text.includes(word));
        found += fits;
        for (const part of card.parts) part.hidden = !fits;
      }
      count.textContent = found === cards.length ? "" : `${found} of ${cards.length} exercises`;
    };
    words.addEventListener("input", show);
    demand.addEventListener("change", show);
    box.hidden = false;
  }

  function letKeyboardScroll() {
    for (const wide of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code, .picture")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    }
  }

  function nameParts() {
    document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
    for (const part of document.querySelectorAll("nav.md-nav[aria-labelledby]")) {
      const title = part.querySelector(":scope > .md-nav__title")?.textContent.trim();
      if (!title) continue;
      part.removeAttribute("aria-labelledby");
      part.setAttribute("aria-label", `Pages: ${title}`);
    }
  }

  // The theme puts each button for copying into a landmark of its own, all of them without a name.
  function quietButtons() {
    for (const part of document.querySelectorAll("nav.md-code__nav:not([role])")) part.setAttribute("role", "none");
  }

  function begin() {
    nameParts();
    quietButtons();
    new MutationObserver(quietButtons).observe(document.body, { childList: true, subtree: true });
    filterExercises();
    letKeyboardScroll();
    addEventListener("resize", letKeyboardScroll);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
