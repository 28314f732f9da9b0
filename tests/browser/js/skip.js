// After the first Tab: whether the focus is on a visible link to the main element.
(() => {
  const at = document.activeElement;
  const target = at.matches('a[href^="#"]') && document.getElementById(at.hash.slice(1));
  const box = at.getBoundingClientRect();
  const skips = target && document.querySelector('main')?.contains(target) && box.right > 0 && box.bottom > 0;
  return skips ? [] : [`the first stop is no visible link to the main element: ${at.outerHTML.slice(0, 80)}`];
})()
