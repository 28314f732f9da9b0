// The bytes of the page's text, shown or in a closed tab.
(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const encoder = new TextEncoder();
  let bytes = 0;
  while (walker.nextNode()) {
    if (!walker.currentNode.parentElement.closest('script, style, template')) {
      bytes += encoder.encode(walker.currentNode.data.replace(/\s+/g, ' ')).length;
    }
  }
  return bytes;
})()
