// What axe objects to, and which contrasts it cannot tell. It can tell all of them where every frame that scrolls has
// a background of its own and no text stands over a picture.
axe
  .run({
    runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
    resultTypes: ['violations', 'incomplete'],
  })
  .then(({ violations, incomplete }) => {
    const tell = (word, rules) =>
      rules.flatMap(({ id, help, nodes }) =>
        nodes.map(node => `${word} ${id}: ${help}: ${node.target.join(' ')} ${node.any[0]?.message ?? ''}`),
      );
    const contrasts = incomplete.filter(rule => rule.id === 'color-contrast');
    return [...tell('violation', violations), ...tell('undecided', contrasts)];
  })
