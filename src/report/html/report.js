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

  // a box to type in; `found` is given what to look for, in lower case
  function field(found) {
    var label = document.createElement("label");
    var input = document.createElement("input");
    label.className = "filter";
    input.type = "search";
    label.append(said.filter, input);
    input.addEventListener("input", function () { found(input.value.trim().toLowerCase()); });
    return label;
  }

  function holds(element, wanted) {
    return wanted === "" || element.textContent.toLowerCase().indexOf(wanted) >= 0;
  }

  function filter(table) {
    table.closest(".scroll").before(field(function (wanted) {
      Array.from(table.tBodies[0].rows).forEach(function (row) { row.hidden = !holds(row, wanted); });
    }));
  }

  // complaints of a finding, a page at a time
  function pages(box) {
    var size = 50, at = 0;
    var list = box.querySelector("ol");
    var all = Array.from(list.children), found = all;
    if (all.length < 8) return;
    var bar = document.createElement("div");
    var where = document.createElement("span");
    function turn(name, by) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", function () { at += by * size; show(); });
      return button;
    }
    var back = turn(said.previous, -1), on = turn(said.next, 1);
    function show() {
      var end = Math.min(at + size, found.length);
      all.forEach(function (line) { line.hidden = true; });
      found.slice(at, end).forEach(function (line) { line.hidden = false; });
      where.textContent = (found.length ? at + 1 : 0) + "–" + end + " / " + found.length;
      back.disabled = at === 0;
      on.disabled = end === found.length;
      back.hidden = on.hidden = found.length <= size;
    }
    bar.className = "pages";
    bar.append(back, where, on);
    list.before(field(function (wanted) {
      found = all.filter(function (line) { return holds(line, wanted); });
      at = 0;
      show();
    }));
    list.after(bar);
    show();
  }

  document.querySelectorAll(".evidence").forEach(pages);

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
    document.querySelectorAll("details:not([open]):not(.evidence)").forEach(function (d) { d.open = true; d.dataset.shut = ""; });
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
