"use strict";
(function () {
  var said = document.body.dataset;
  var compare = new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;

  function value(row, place) {
    var cell = row.cells[place];
    var v = cell.dataset.v;
    return v === undefined ? cell.textContent : v === "" ? null : Number(v);
  }

  function sort(table, place, head) {
    var down = head.getAttribute("aria-sort") !== "descending";
    if (!head.classList.contains("n") && !head.hasAttribute("aria-sort")) down = false;
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row) { return [value(row, place), row]; });
    rows.sort(function (a, b) {
      var x = a[0], y = b[0];
      if (typeof x !== "number" && typeof y !== "number") {
        var c = compare(x || "", y || "");
        return down ? -c : c;
      }
      // what is absent goes last, whichever way
      if (typeof x !== "number") return 1;
      if (typeof y !== "number") return -1;
      return down ? y - x : x - y;
    });
    rows.forEach(function (r) { body.appendChild(r[1]); });
    Array.from(table.tHead.rows[0].cells).forEach(function (h) { h.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  function filter(table) {
    var label = document.createElement("label");
    var input = document.createElement("input");
    label.className = "filter";
    input.type = "search";
    label.append(said.filter, input);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      });
    });
    table.closest(".scroll").before(label);
  }

  document.querySelectorAll("table:not(.plain)").forEach(function (table) {
    if (table.tBodies[0].rows.length > 2) {
      Array.from(table.tHead.rows[0].cells).forEach(function (head, place) {
        var first = table.tBodies[0].rows[0].cells[place];
        if (first.classList.contains("sparks")) return;
        var button = document.createElement("button");
        button.type = "button";
        button.title = said.sort;
        button.append.apply(button, Array.from(head.childNodes));
        button.addEventListener("click", function () { sort(table, place, head); });
        head.append(button);
      });
    }
    if ("filter" in table.dataset) filter(table);
  });

  document.querySelectorAll(".cmd").forEach(function (line) {
    var code = line.querySelector("code");
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = said.copy;
    button.addEventListener("click", function () {
      function done() {
        button.textContent = said.copied;
        setTimeout(function () { button.textContent = said.copy; }, 1500);
      }
      function byHand() {
        getSelection().selectAllChildren(code);
        if (document.execCommand("copy")) done();
      }
      if (navigator.clipboard) navigator.clipboard.writeText(code.textContent).then(done, byHand);
      else byHand();
    });
    line.append(button);
  });

  // a link to a folded finding opens it
  function open() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  addEventListener("hashchange", open);
  open();

  // paper shows everything
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details:not([open])").forEach(function (d) { d.open = true; d.dataset.shut = ""; });
  });
  addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-shut]").forEach(function (d) { d.open = false; delete d.dataset.shut; });
  });

  // where the reader is
  var links = new Map();
  document.querySelectorAll(".toc a").forEach(function (a) {
    links.set(decodeURIComponent(a.hash.slice(1)), a);
  });
  if ("IntersectionObserver" in window) {
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (e) {
        if (!e.isIntersecting) return;
        links.forEach(function (a) { a.removeAttribute("aria-current"); });
        links.get(e.target.id).setAttribute("aria-current", "true");
      });
    }, { rootMargin: "-15% 0px -75% 0px" });
    links.forEach(function (a, id) {
      var section = document.getElementById(id);
      if (section) watch.observe(section);
    });
  }
})();
