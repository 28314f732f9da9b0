// What is too small to be hit.
(touch => {
  const large = 'button, select, textarea, [role=button], input:not([type=radio], [type=checkbox]), header a[href*="search.html"]';
  const all = `${large}, a[href], input, summary, [role=tab], [tabindex="0"]`;
  // A link inside a sentence is as high as its line.
  const inSentence = element => {
    if (!element.matches('a') || getComputedStyle(element).display !== 'inline') return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    return block.textContent.trim().length > element.textContent.trim().length + 1;
  };
  const shown = box => box.width > 1 && box.height > 1 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
  const found = [];
  for (const element of document.querySelectorAll(all)) {
    if (!element.checkVisibility({ visibilityProperty: true }) || inSentence(element)) continue;
    // A label is part of its control's target.
    const boxes = [element, ...(element.labels ?? [])].map(part => part.getBoundingClientRect()).filter(shown);
    if (boxes.length === 0) continue;
    const needed = touch && element.matches(large) ? 44 : 24;
    const width = Math.max(...boxes.map(box => box.width));
    const height = Math.max(...boxes.map(box => box.height));
    if (width < needed - 0.1 || height < needed - 0.1) {
      found.push(`${width.toFixed(1)} x ${height.toFixed(1)}, needs ${needed}: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  return found;
})
