// The text of the main element that is to be seen, node by node, without what stands `apart`.
(apart => {
  const main = document.querySelector('main');
  if (!main) return [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const { width, height } = parent.getBoundingClientRect();
    // Text for screen readers alone is clipped to a point.
    const unseen = width <= 1 || height <= 1 || !parent.checkVisibility({ visibilityProperty: true });
    const text = walker.currentNode.data.replace(/\s+/g, ' ').trim();
    if (text && !unseen && !parent.closest(apart)) texts.push(text);
  }
  return texts;
})
