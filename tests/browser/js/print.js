// What paper would cut off, and what is of no use on it.
(width => {
  const found = [];
  for (const element of document.querySelectorAll('nav, button, select, textarea, search, [role=search], dialog')) {
    if (element.checkVisibility({ visibilityProperty: true })) found.push(`printed: ${element.outerHTML.slice(0, 80)}`);
  }
  for (const element of document.body.querySelectorAll('*')) {
    const cuts = getComputedStyle(element).overflowX !== 'visible' && element.clientWidth > 1;
    if (cuts && element.scrollWidth > element.clientWidth + 1 && element.checkVisibility()) {
      found.push(`cut at ${element.clientWidth} of ${element.scrollWidth} px: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  const wide = document.documentElement.scrollWidth;
  if (wide > width) found.push(`${wide} px wide on paper of ${width} px`);
  return found;
})
