"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const findings = all(".finding");
  const marks = all("mark");
  const bar = document.querySelector(".filters");
  const buttons = all("[data-facet]");
  const facets = [...new Set(buttons.map((b) => b.dataset.facet))];
  const chosen = new Map(facets.map((name) => [name, new Set()]));

  const passes = (finding, except) =>
    facets.every((name) => {
      const values = chosen.get(name);
      return name === except || values.size === 0 || values.has(finding.dataset[name]);
    });

  const apply = () => {
    const filtering = facets.some((name) => chosen.get(name).size > 0);
    const visible = new Set();
    for (const finding of findings) {
      finding.hidden = !passes(finding);
      if (!finding.hidden) visible.add(finding.id);
    }
    for (const group of all(".following")) {
      group.hidden = !all(".finding", group).some((f) => !f.hidden);
    }
    for (const button of buttons) {
      const { facet, value } = button.dataset;
      const count = findings.filter((f) => f.dataset[facet] === value && passes(f, facet)).length;
      button.querySelector(".n").textContent = count;
      button.toggleAttribute("data-empty", count === 0);
      button.setAttribute("aria-pressed", String(chosen.get(facet).has(value)));
    }
    for (const mark of marks) {
      mark.classList.toggle("off", !mark.dataset.findings.split(" ").some((id) => visible.has(id)));
    }
    for (const badge of all(".badge")) {
      badge.hidden = !visible.has(badge.hash.slice(1));
    }
    for (const bundle of all(".bundle")) {
      bundle.hidden = filtering && !all(".finding", bundle).some((f) => !f.hidden);
      const row = document.querySelector(`tr[data-bundle="${bundle.id}"]`);
      if (row) row.hidden = bundle.hidden;
    }
    document.getElementById("clear").hidden = !filtering;
    document.getElementById("shown").textContent = filtering
      ? `${visible.size} of ${findings.length} findings`
      : `${findings.length} finding${findings.length === 1 ? "" : "s"}`;
  };

  const filterHash = () =>
    facets
      .filter((name) => chosen.get(name).size > 0)
      .map((name) => `${name}=${[...chosen.get(name)].sort().join(",")}`)
      .join("&");

  const readHash = () => {
    const hash = decodeURIComponent(location.hash.slice(1));
    if (!hash.includes("=")) return false;
    for (const values of chosen.values()) values.clear();
    for (const part of hash.split("&")) {
      const [name, values = ""] = part.split("=");
      const known = new Set(
        buttons.filter((b) => b.dataset.facet === name).map((b) => b.dataset.value));
      for (const value of values.split(",")) if (known.has(value)) chosen.get(name).add(value);
    }
    return true;
  };

  const clear = () => {
    for (const values of chosen.values()) values.clear();
    apply();
  };

  const emphasise = (keep) => {
    for (const mark of marks) mark.classList.toggle("on", keep(mark));
  };
  const quotes = (mark, id) => mark.dataset.findings.split(" ").includes(id);
  let active = "";
  const activate = (id) => {
    active = id;
    for (const finding of findings) finding.classList.toggle("on", finding.id === id);
    emphasise((mark) => quotes(mark, id));
  };

  const show = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const finding = target.closest(".finding");
    if (finding) {
      if (finding.hidden) clear();
      const group = finding.closest(".following");
      if (group) group.open = true;
      activate(finding.id);
      finding.focus({ preventScroll: true });
    }
    target.scrollIntoView({ block: finding || target.matches("mark, .supports") ? "center" : "start" });
  };

  document.addEventListener("click", (event) => {
    const quote = event.target.closest("a.quote");
    const mark = event.target.closest("mark");
    if (quote && quote.hash) {
      const start = document.getElementById(quote.hash.slice(1));
      const end = Number(quote.dataset.end);
      if (quote.dataset.finding) {
        active = quote.dataset.finding;
        const note = start.closest(".note");
        const offset = (element) => Number(element.id.slice(element.id.lastIndexOf("-c") + 2));
        emphasise((m) => note.contains(m) && quotes(m, active)
          && offset(m) >= offset(start) && offset(m) < end);
      }
      if (quote.hash === location.hash) start.scrollIntoView({ block: "center" });
    } else if (mark) {
      const ids = mark.dataset.findings.split(" ")
        .filter((id) => !document.getElementById(id).hidden);
      if (ids.length === 0) return;
      event.preventDefault();
      const next = ids[(ids.indexOf(active) + 1) % ids.length];
      if (location.hash === `#${next}`) show();
      else location.hash = next;
    }
  });

  // A click beside the links of a finding brings its first quote into view in the note beside it.
  const reveal = (id) => {
    const mark = marks.find((m) => quotes(m, id));
    const pane = mark && mark.closest(".chart");
    if (!pane || getComputedStyle(pane).position !== "sticky") return;
    const from = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    if (from < 40 || from > pane.clientHeight - 40) pane.scrollTop += from - pane.clientHeight / 3;
  };

  for (const finding of findings) {
    finding.addEventListener("click", (event) => {
      if (event.target.closest("a, button, pre") || String(getSelection())) return;
      activate(finding.id);
      reveal(finding.id);
    });
    finding.addEventListener("mouseenter", () => emphasise((mark) => quotes(mark, finding.id)));
    finding.addEventListener("mouseleave", () => emphasise((mark) => quotes(mark, active)));
  }

  for (const button of all(".copy")) {
    const text = button.closest(".query").querySelector("pre");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        button.textContent = "copied";
      } catch {
        getSelection().selectAllChildren(text);
        button.textContent = "selected";
      }
    });
  }

  if (bar) {
    bar.hidden = false;
    const measure = () => document.documentElement.style.setProperty(
      "--bar", getComputedStyle(bar).position === "sticky" ? `${bar.offsetHeight}px` : "0px");
    new ResizeObserver(measure).observe(bar);
    measure();
    for (const button of buttons) {
      button.addEventListener("click", () => {
        const values = chosen.get(button.dataset.facet);
        if (!values.delete(button.dataset.value)) values.add(button.dataset.value);
        apply();
        history.replaceState(null, "", `#${filterHash()}`);
      });
    }
    document.getElementById("clear").addEventListener("click", () => {
      clear();
      history.replaceState(null, "", "#");
    });
    readHash();
    apply();
  }
  addEventListener("hashchange", () => (readHash() ? apply() : show()));
  if (location.hash && !location.hash.includes("=")) show();
  addEventListener("beforeprint", () => all("details").forEach((d) => (d.open = true)));
})();
