"use strict";
// One conversation at a time, and a filter over the list. Without this the page is one long document.
const root = document.documentElement;
root.classList.add("js");

addEventListener("DOMContentLoaded", () => {
  const title = document.title;
  const items = [...document.querySelectorAll(".item")];
  const form = document.getElementById("filters");
  const narrow = matchMedia("(max-width: 36rem)");
  let current = null;

  const listed = () => items.filter((item) => !item.classList.contains("filtered")).map((item) => item.dataset.anchor);

  function link(article, selector, anchor) {
    const step = article.querySelector(selector);
    if (anchor) step.setAttribute("href", "#" + anchor);
    else step.removeAttribute("href");
  }

  function linkSteps(article) {
    const anchors = listed();
    const place = anchors.indexOf(article.id);
    if (place < 0) return;
    link(article, ".previous", anchors[place - 1]);
    link(article, ".next", anchors[place + 1]);
  }

  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const article = target && target.closest(".conversation");
    const moved = article !== current;
    if (moved) {
      if (current) current.classList.remove("current");
      if (article) {
        article.classList.add("current");
        linkSteps(article);
        if (narrow.matches) article.querySelectorAll("details.rating").forEach((part) => { part.open = false; });
      }
      root.classList.toggle("reading-one", Boolean(article));
      document.title = article ? article.querySelector("h2").lastChild.textContent.trim() + " · " + title : title;
      current = article;
    }
    document.querySelectorAll(".chosen").forEach((turn) => turn.classList.remove("chosen"));
    if (!target) return;
    if (target.classList.contains("turn")) {
      target.classList.add("chosen");
      target.scrollIntoView({ block: "center" });
      target.focus({ preventScroll: true });
    } else if (moved) {
      const heading = (article || target).querySelector("h1, h2");
      if (target === article || target.id === "overview") scrollTo(0, 0);
      else target.scrollIntoView();
      if (heading) heading.focus({ preventScroll: true });
    }
  }

  function filter() {
    const search = form.elements.search.value.trim().toLowerCase();
    const flag = form.elements.flag.value;
    const language = form.elements.language.value;
    let found = 0;
    for (const item of items) {
      const data = item.dataset;
      const fits = (!search || data.search.includes(search))
        && (!flag || data.flags.includes(" " + flag + " "))
        && (!language || data.language === language);
      item.classList.toggle("filtered", !fits);
      document.getElementById(data.anchor).classList.toggle("unlisted", !fits);
      found += fits;
    }
    const output = form.querySelector("output");
    output.textContent = output.dataset.words.replace("{n}", found).replace("{all}", items.length);
  }

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.querySelectorAll("a.filter").forEach((shortcut) => shortcut.addEventListener("click", () => {
    form.reset();
    form.elements.flag.value = shortcut.dataset.flag;
    filter();
  }));
  // A second click on the turn already chosen changes no address, but should lead there again.
  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[href^='#']");
    if (anchor && anchor.getAttribute("href") === location.hash) follow();
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  filter();
  follow();
});
