// Runs before anything of every page: tells what the policy blocks and what moves. `told` leads out of the browser, so
// that nothing is lost when the page is left.
(() => {
  // What an attack calls when it runs, and what only an attack would call.
  globalThis.hit = why => told(`hit ${why}`);
  for (const name of ['alert', 'confirm', 'prompt', 'open', 'print']) globalThis[name] = why => told(`hit ${name} ${why}`);
  document.addEventListener('securitypolicyviolation', event => {
    told(`violation ${event.effectiveDirective} blocked ${event.blockedURI || 'inline'} ${event.sample}`);
  });
  const name = node => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.outerHTML?.slice(0, 80);
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) {
      const who = entry.sources.map(source => name(source.node)).join(' and ');
      // A shift that follows a key or a click counts too: opening the paste box must not push the page.
      told(`shift ${entry.value.toFixed(6)} ${entry.hadRecentInput ? 'after input' : 'unasked'}: ${who}`);
    }
  });
  observer.observe({ type: 'layout-shift', buffered: true });
})();
