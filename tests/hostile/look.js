// What stands in the frames of this page that no template and no Markdown of ours puts there.
(async () => {
  // The search answers a moment after its page is there.
  const answered = (frame) => frame.contentDocument?.querySelector("#answers")?.children.length > 0;
  const silent = () => [...document.querySelectorAll("iframe[src*='html?q=kettle']")].filter((frame) => !answered(frame));
  for (let wait = 0; wait < 300 && silent().length > 0; wait++) await new Promise((done) => setTimeout(done, 50));
  const elements = new Set(("html head meta title link script body header nav main footer section div span p a b i u s var em strong " +
    "small code samp kbd cite pre figure figcaption blockquote hr br h1 h2 h3 h4 h5 h6 ul ol li dl dt dd sup table caption thead tbody tr th td " +
    "mark details summary sub img form label textarea input button select option noscript style").split(" "));
  const attributes = new Set(("lang charset http-equiv content name rel href src defer class id role tabindex for type checked hidden value " +
    "action rows spellcheck autocomplete autocapitalize placeholder start open disabled selected title media scope width height loading alt").split(" "));
  const found = silent().map((frame) => `${frame.dataset.page}: the search does not answer`);
  for (const frame of document.querySelectorAll("iframe")) {
    const page = frame.contentDocument;
    const where = frame.dataset.page;
    if (!page || !page.body || !page.querySelector("main")) {
      found.push(`${where}: was left for ${frame.contentWindow?.location}`);
      continue;
    }
    for (const element of page.querySelectorAll("*")) {
      const name = element.nodeName.toLowerCase();
      if (!elements.has(name)) found.push(`${where}: <${name}>`);
      for (const { name: attribute, value } of element.attributes) {
        const known = attributes.has(attribute) || /^(aria|data)-[a-z-]+$/.test(attribute);
        if (!known) found.push(`${where}: <${name} ${attribute}>`);
        if (["href", "src", "action"].includes(attribute)) {
          const url = new URL(value, page.baseURI);
          const inside = url.origin === location.origin && url.pathname.startsWith("/");
          const web = name === "a" && ["https:", "http:", "mailto:"].includes(url.protocol);
          if (!inside && !web) found.push(`${where}: <${name} ${attribute}="${value}">`);
        }
      }
    }
    const count = (what) => page.querySelectorAll(what).length;
    if (count("meta[http-equiv=Content-Security-Policy]") !== 1) found.push(`${where}: not one policy`);
    if (count("title") !== 1 || count("main") !== 1 || count("body") !== 1) found.push(`${where}: not one title, main and body`);
    if (count("script:not([src])") !== 0) found.push(`${where}: a script within the page`);
    if (page.body.textContent.includes("PRIVATE")) found.push(`${where}: private notes at ${page.location.pathname}`);
  }
  return found;
})()
