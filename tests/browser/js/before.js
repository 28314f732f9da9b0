// Puts the focus on the last link and remembers it, and which boxes were to be seen.
(() => {
  window.before = [...document.querySelectorAll('a[href]')].findLast(link => link.checkVisibility());
  window.shown = [...document.querySelectorAll('textarea, input')].filter(box => box.checkVisibility());
  window.before?.focus();
})()
