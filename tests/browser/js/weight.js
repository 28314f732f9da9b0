// The bytes of what the page says, and nothing of how: the text of its body as a reader gets it, in an open tab or a closed
// one, with each run of blanks as one, also in code, and one between blocks. No address, no label, no title counts, nor
// what a script adds: buttons and the choice of themes. Only on a page that is no record but a list of pages, the addresses
// are what it says, and count.
(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let text = '', block = document.body;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.parentElement.closest('script, style, template, button, select')) continue;
    let around = node.parentElement;
    while (getComputedStyle(around).display.startsWith('inline')) around = around.parentElement;
    if (around !== block) text += ' ';
    block = around;
    text += node.data;
  }
  const links = document.querySelector('main > .rail') ? [] : document.querySelectorAll('a[href]');
  const addresses = Array.from(links, link => link.getAttribute('href'));
  return new TextEncoder().encode(text.replace(/\s+/g, ' ').trim() + addresses.join('')).length;
})()
