// What is wider than the window. A touch window grows with its content, so the width is given, not asked for.
(width => {
  const wide = document.documentElement.scrollWidth;
  const scrolls = element => {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      if (up !== element && getComputedStyle(up).overflowX !== 'visible') return true;
    }
    return false;
  };
  const outside = [...document.body.querySelectorAll('*')].filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.right > width + 0.5 && element.checkVisibility() && !scrolls(element);
  });
  const found = outside.slice(0, 3).map(element => `reaches beyond ${width} px: ${element.outerHTML.slice(0, 80)}`);
  if (wide > width) found.push(`the page is ${wide} px wide in a window of ${width} px`);
  return found;
})
