"use strict";
(() => {
  const bar = document.querySelector(".filter");
  const cases = [...document.querySelectorAll(".case")];
  if (!bar || !cases.length) return;
  const words = bar.querySelector("input[type=search]");
  const errorsOnly = bar.querySelector("input[type=checkbox]");
  const told = bar.querySelector(".shown");
  const filter = () => {
    const wanted = words.value.trim().toLowerCase();
    let count = 0;
    for (const one of cases) {
      const text = [...one.querySelectorAll("summary, table")].map((e) => e.textContent).join(" ");
      const shown = (!errorsOnly.checked || one.dataset.errors !== "0")
        && (!wanted || text.toLowerCase().includes(wanted));
      one.hidden = !shown;
      count += shown;
    }
    told.textContent = `${count} of ${cases.length} cases`;
  };
  bar.hidden = false;
  words.addEventListener("input", filter);
  errorsOnly.addEventListener("change", filter);
  filter();
})();
