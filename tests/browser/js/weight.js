// The bytes of what the page says: its text, shown or in a closed tab, the addresses it links to, and the labels of cells.
(() => {
  const encoder = new TextEncoder();
  const size = text => encoder.encode(text.replace(/\s+/g, ' ')).length;
  let bytes = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest('script, style, template')) bytes += size(walker.currentNode.data);
  }
  for (const name of ['href', 'data-label', 'aria-label', 'content']) {
    for (const element of document.querySelectorAll(`[${name}]`)) bytes += size(element.getAttribute(name));
  }
  return bytes;
})()
